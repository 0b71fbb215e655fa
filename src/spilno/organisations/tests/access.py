from datetime import timedelta

from django.utils import timezone

from spilno.common.enums import Visibility
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
    OrganisationText,
    Thread,
    Withdrawal,
)
from tests.access.matrix import EVERYBODY, Row, dortmund
from tests.cast import Network

ROWS = [Row("organisations:detail", EVERYBODY, dortmund)]

# What everybody may read of an organisation; its texts, details and entries are public only where their row says so.
PUBLIC = {"organisations.Organisation": {"name", "name_de", "name_uk", "name_en", "website"}}


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
