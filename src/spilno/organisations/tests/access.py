from datetime import timedelta
from typing import Any

from django.utils import timezone

from spilno.common.enums import Visibility
from spilno.common.tokens import digest_of
from spilno.organisations.enums import DetailKind, Direction, HelpKind, Role, TextKind
from spilno.organisations.models import (
    AbuseReport,
    Block,
    ContactDetail,
    ContactPoint,
    EmailDomain,
    HelpEntry,
    Invitation,
    JoinRequest,
    Message,
    Organisation,
    OrganisationText,
    Thread,
    Withdrawal,
)
from tests.access.matrix import (
    ACTING,
    COORDINATORS,
    EVERYBODY,
    MEMBERS,
    OWNERS,
    SIGNED_IN,
    Row,
    dortmund,
)
from tests.cast import Network


def _text(network: Network) -> dict[str, Any]:
    return {"pk": network.dortmund.pk, "kind": "about", "language": "de"}


def _entry(network: Network) -> dict[str, Any]:
    values = {"organisation": network.dortmund, "direction": Direction.OFFERS, "kind": HelpKind.TRANSPORT, "text": "x"}
    return {"pk": network.dortmund.pk, "entry": HelpEntry.objects.get_or_create(**values)[0].pk}


def _invitation(network: Network) -> Invitation:
    values = {"email": "x@example.org", "role": Role.READER, "language": "de"}
    ends = timezone.now() + timedelta(days=1)
    return Invitation.objects.get_or_create(
        organisation=network.dortmund, digest=digest_of("token"), defaults=values | {"expires_at": ends}
    )[0]


def _revocable(network: Network) -> dict[str, Any]:
    return {"pk": network.dortmund.pk, "invitation": _invitation(network).pk}


def _token(network: Network) -> dict[str, Any]:
    return {"token": "token" if _invitation(network) else ""}


def _asked(network: Network) -> dict[str, Any]:
    asked = JoinRequest.objects.get_or_create(organisation=network.dortmund, user=network.stranger)[0]
    return {"pk": network.dortmund.pk, "asked": asked.pk}


def _membership(network: Network) -> dict[str, Any]:
    row = network.dortmund_reader.memberships.get()
    return {"pk": network.dortmund.pk, "membership": row.pk}


def _delegation(network: Network) -> dict[str, Any]:
    return {"pk": network.dortmund.pk, "delegation": network.delegation.pk}


def _point(network: Network) -> dict[str, Any]:
    row = ContactPoint.objects.create(organisation=network.dortmund, title="x")
    return {"pk": network.dortmund.pk, "point": row.pk}


def _zhytomyr(network: Network) -> dict[str, Any]:
    return {"pk": network.zhytomyr.pk}


def _thread(network: Network) -> dict[str, Any]:
    """Dortmund wrote to Zhytomyr."""
    values = {"subject": "x", "from_organisation": network.dortmund, "to_organisation": network.zhytomyr}
    row = Thread.objects.get_or_create(**values, defaults={"from_user": network.dortmund_editor})[0]
    return {"pk": row.pk}


def _received(network: Network) -> dict[str, Any]:
    """Zhytomyr wrote to Dortmund."""
    values = {"subject": "y", "from_organisation": network.zhytomyr, "to_organisation": network.dortmund}
    return {"pk": Thread.objects.get_or_create(**values, defaults={"from_user": network.zhytomyr_editor})[0].pk}


def _message(network: Network) -> dict[str, Any]:
    values = _received(network)
    row = Message.objects.create(thread_id=values["pk"], by_sender=True, author=network.zhytomyr_editor, text="x")
    return values | {"message": row.pk}


def _block(network: Network) -> dict[str, Any]:
    row = Block.objects.get_or_create(organisation=network.dortmund, blocked_organisation=network.unna)[0]
    return {"pk": network.dortmund.pk, "block": row.pk}


def _waiting(network: Network) -> dict[str, Any]:
    row = Organisation.objects.create(name="Neu", kind="school", area=network.unna.area, status="waiting")
    return {"pk": row.pk}


def _report(network: Network) -> dict[str, Any]:
    row = AbuseReport.objects.create(message_id=_message(network)["message"], reported_by=network.dortmund_editor)
    return {"report": row.pk}


def _withdrawal(network: Network) -> dict[str, Any]:
    row = Withdrawal.objects.get_or_create(area=network.unna.area, lifted_at=None)[0]
    return {"withdrawal": row.pk}


BOTH_SIDES = MEMBERS | {"association_editor", "zhytomyr_editor", "zhytomyr_owner"}

ROWS = [
    Row("organisations:directory", EVERYBODY),
    Row("organisations:directory", EVERYBODY, query="?view=table&q=Dortmund", case="table"),
    Row("organisations:directory", EVERYBODY, query="?view=map", case="map"),
    Row("organisations:directory_csv", EVERYBODY),
    Row("organisations:directory_json", EVERYBODY),
    Row("organisations:knows", EVERYBODY, query="?place=ags:05913000"),
    Row("organisations:detail", EVERYBODY, dortmund),
    Row("organisations:propose", SIGNED_IN),
    Row("organisations:edit", ACTING, dortmund),
    Row("organisations:texts", ACTING, dortmund),
    Row("organisations:text", ACTING, _text),
    Row("organisations:add_help", ACTING, dortmund),
    Row("organisations:edit_help", ACTING, _entry),
    Row("organisations:remove_help", ACTING, _entry, method="post"),
    Row("organisations:contacts", ACTING, dortmund),
    Row("organisations:add_contact", ACTING, dortmund),
    Row("organisations:edit_contact", ACTING, _point),
    Row("organisations:remove_contact", ACTING, _point, method="post"),
    Row("organisations:threads", SIGNED_IN),
    Row("organisations:write", SIGNED_IN, _zhytomyr),
    Row("organisations:thread", BOTH_SIDES, _thread),
    Row("organisations:thread", BOTH_SIDES - {"dortmund_reader"}, _thread, method="post", case="answer"),
    Row("organisations:report", MEMBERS | {"association_editor"}, _message),
    Row("organisations:block", ACTING, _received, method="post"),
    Row("organisations:unblock", ACTING, _block, method="post"),
    Row("organisations:decide", COORDINATORS, _waiting),
    Row("organisations:decide_abuse", COORDINATORS, _report, method="post"),
    Row("organisations:withdraw", OWNERS | COORDINATORS, dortmund),
    Row("organisations:lift", COORDINATORS, _withdrawal, method="post"),
    Row("organisations:handover", OWNERS | {"dortmund_reader"}, _membership),
    Row("organisations:handover_pdf", OWNERS | {"dortmund_reader"}, _membership),
    Row("organisations:members", MEMBERS, dortmund),
    Row("organisations:invite", OWNERS, dortmund),
    Row("organisations:revoke_invitation", OWNERS, _revocable, method="post"),
    Row("organisations:decide_join", OWNERS | COORDINATORS, _asked, method="post"),
    Row("organisations:domains", OWNERS, dortmund, method="post"),
    Row("organisations:member", OWNERS, _membership),
    Row("organisations:leave", MEMBERS, dortmund, method="post"),
    Row("organisations:join", SIGNED_IN, dortmund),
    # Whoever holds the link may look at it; only the invited person's account can accept it.
    Row("organisations:invitation", SIGNED_IN, _token),
    Row("organisations:delegations", MEMBERS, dortmund),
    Row("organisations:revoke_delegation", OWNERS, _delegation, method="post"),
]

# What everybody may read of an organisation; its texts, details and entries are public only where their row says so.
PUBLIC = {
    "organisations.ContactPoint": {"title"},
    "organisations.Organisation": {"name", "name_de", "name_uk", "name_en", "website"},
}


def fill(network: Network) -> None:
    """One hidden row of each kind, for Dortmund and for Zhytomyr."""
    soon = timezone.now() + timedelta(days=14)
    for own, editor in ((network.dortmund, network.dortmund_editor), (network.zhytomyr, network.zhytomyr_editor)):
        for point_level in (Visibility.PUBLIC, Visibility.INTERNAL):
            point = ContactPoint.objects.create(
                organisation=own, title="Kontakt", visibility=point_level, person=editor
            )
            for kind in DetailKind.values:
                ContactDetail.objects.create(point=point, kind=kind, value="x", visibility=Visibility.INTERNAL)
        hidden = {"organisation": own, "visibility": Visibility.INTERNAL}
        OrganisationText.objects.create(kind=TextKind.ABOUT, language="de", text="x", **hidden)
        HelpEntry.objects.create(direction=Direction.OFFERS, kind=HelpKind.TRANSPORT, text="x", **hidden)
        Invitation.objects.create(
            organisation=own,
            email="x@example.org",
            role=Role.READER,
            digest=f"x{own.pk}",
            expires_at=soon,
            language="de",
        )
        JoinRequest.objects.create(organisation=own, user=network.association_editor, message="x")
        EmailDomain.objects.create(organisation=own, domain="example.org")
        Block.objects.create(organisation=own, blocked_user=network.association_editor)
    thread = Thread.objects.create(
        subject="x",
        from_organisation=network.dortmund,
        from_user=network.dortmund_editor,
        to_organisation=network.zhytomyr,
    )
    message = Message.objects.create(thread=thread, by_sender=True, author=network.dortmund_editor, text="x")
    AbuseReport.objects.create(message=message, reported_by=network.zhytomyr_editor, reason="x")
    Withdrawal.objects.create(area=network.unna.area, reason="x", lifted_at=timezone.now())
