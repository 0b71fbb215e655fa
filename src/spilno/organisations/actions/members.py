"""Who acts for an organisation: inviting, joining, changing and ending roles."""

from datetime import date, timedelta

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from spilno.accounts.models import User
from spilno.common.audit import record
from spilno.common.domains import ascii_domain, proving_domain
from spilno.common.errors import RefusedError
from spilno.common.limits import Limit, spend
from spilno.common.tokens import digest_of, new_token
from spilno.organisations import emails, rules
from spilno.organisations.enums import Decision, OrganisationStatus, Role
from spilno.organisations.models import EmailDomain, Invitation, JoinRequest, Membership, Organisation
from spilno.organisations.queries import Acting, rights_of

VALID_FOR = timedelta(days=14)
INVITATIONS = Limit("organisations.invite", 40, 86400)
JOINING = Limit("organisations.join", 10, 86400)


@transaction.atomic
def invite_member(acting: Acting, *, email: str, role: str, until: date | None, language: str) -> Invitation:
    """Send a single-use link. Raises RefusedError, or LimitReachedError after too many in a day."""
    if acting.organisation.status != OrganisationStatus.CONFIRMED:
        raise RefusedError(_("Members can be invited once the organisation is confirmed."))
    if Membership.objects.holding().filter(organisation=acting.organisation, user__email=email.lower()).exists():
        raise RefusedError(_("This person is a member already."), field="email")
    spend(INVITATIONS, acting.organisation.pk)
    token, digest = new_token()
    invitation = Invitation.objects.create(
        organisation=acting.organisation,
        email=email.lower(),
        role=role,
        until=until,
        language=language,
        digest=digest,
        invited_by=acting.user,
        expires_at=timezone.now() + VALID_FOR,
    )
    emails.send_invitation(invitation, token)
    after = {"role": role, "until": until, "email": email.lower()}
    record("organisations.invite_member", invitation, after=after, secret=["email"], **acting.for_audit)
    return invitation


@transaction.atomic
def revoke_invitation(acting: Acting, invitation: Invitation) -> None:
    """Raises RefusedError where it was used or revoked before."""
    now = timezone.now()
    if not Invitation.objects.open().filter(pk=invitation.pk).update(revoked_at=now):
        raise RefusedError(_("This invitation is no longer open."))
    record("organisations.revoke_invitation", invitation, after={"revoked_at": now}, **acting.for_audit)


@transaction.atomic
def redeem_invitation(token: str, *, acting_user: User) -> Membership:
    """Become a member by a link, once. Raises RefusedError where it is used, revoked, expired or somebody else's."""
    invitation = Invitation.objects.open().select_related("organisation").filter(digest=digest_of(token)).first()
    own = EmailAddress.objects.filter(user=acting_user, verified=True).values_list("email", flat=True)
    if invitation is None or invitation.email not in {address.lower() for address in own}:
        raise RefusedError(_("This invitation does not hold: it was used, withdrawn or is meant for another address."))
    # The one update that finds it still open wins, however many ask at once.
    won = Invitation.objects.open().filter(pk=invitation.pk).update(used_at=timezone.now(), used_by=acting_user)
    if not won:
        raise RefusedError(_("This invitation does not hold: it was used, withdrawn or is meant for another address."))
    return _admit(
        acting_user,
        invitation.organisation,
        invitation.role,
        until=invitation.until,
        how="organisations.redeem_invitation",
    )


def _admit(user: User, organisation: Organisation, role: str, *, until: date | None, how: str) -> Membership:
    """A new membership, or the higher of two roles where there is one; a membership that ran out is closed first."""
    now = timezone.now()
    ran_out = Membership.objects.filter(user=user, organisation=organisation, ended_at__isnull=True)
    ran_out.filter(until__lt=timezone.localdate()).update(ended_at=now)
    try:
        with transaction.atomic():
            membership, created = Membership.objects.get_or_create(
                user=user, organisation=organisation, ended_at=None, defaults={"role": role, "until": until}
            )
    except IntegrityError:
        membership, created = Membership.objects.get(user=user, organisation=organisation, ended_at=None), False
    if not created and Role(membership.role).rank < Role(role).rank:
        membership.role, membership.until = role, until
        membership.save(update_fields=["role", "until"])
    after = {"user": user, "role": membership.role, "until": membership.until}
    record(how, membership, acting_user=user, on_behalf_of=organisation, after=after)
    return membership


@transaction.atomic
def join_by_domain(organisation: Organisation, *, acting_user: User) -> Membership:
    """Become a reader by a confirmed address at a confirmed domain. Raises RefusedError where there is none."""
    domains = set(
        EmailDomain.objects.filter(organisation=organisation, confirmed_at__isnull=False).values_list(
            "domain", flat=True
        )
    )
    own = EmailAddress.objects.filter(user=acting_user, verified=True).values_list("email", flat=True)
    if organisation.status != OrganisationStatus.CONFIRMED or not any(_domain(one) in domains for one in own):
        raise RefusedError(_("None of your confirmed addresses belongs to a domain of this organisation."))
    return _admit(acting_user, organisation, Role.READER, until=None, how="organisations.join_by_domain")


def _domain(address: str) -> str:
    try:
        return ascii_domain(address)
    except RefusedError:
        return ""


@transaction.atomic
def ask_to_join(organisation: Organisation, *, message: str, acting_user: User) -> JoinRequest:
    """Raises RefusedError for members and for those who have asked already."""
    if rules.is_member(rights_of(acting_user), organisation.pk):
        raise RefusedError(_("You are a member already."))
    spend(JOINING, acting_user.pk)
    asked, created = JoinRequest.objects.get_or_create(
        organisation=organisation, user=acting_user, decision=Decision.WAITING, defaults={"message": message}
    )
    if not created:
        raise RefusedError(_("You have asked already; the answer comes by e-mail."))
    emails.tell_owners_of_request(asked)
    record(
        "organisations.ask_to_join",
        asked,
        acting_user=acting_user,
        on_behalf_of=organisation,
        after={"decision": "waiting"},
    )
    return asked


@transaction.atomic
def decide_join(asked: JoinRequest, *, accept: bool, role: str, acting_user: User) -> None:
    """An owner or a coordinator answers, once; the person is told. Raises RefusedError where it was decided before."""
    now = timezone.now()
    decision = Decision.ACCEPTED if accept else Decision.DECLINED
    waiting = JoinRequest.objects.filter(pk=asked.pk, decision=Decision.WAITING)
    if not waiting.update(decision=decision, decided_at=now, decided_by=acting_user):
        raise RefusedError(_("Somebody else has decided this already."))
    if accept:
        _admit(asked.user, asked.organisation, role, until=None, how="organisations.admit_by_request")
    emails.tell_decision(asked, accept=accept)
    record(
        "organisations.decide_join",
        asked,
        acting_user=acting_user,
        on_behalf_of=asked.organisation,
        before={"decision": Decision.WAITING},
        after={"decision": decision, "role": role if accept else ""},
    )


def _check_owner_remains(membership: Membership) -> None:
    others = Membership.objects.select_for_update().filter(organisation=membership.organisation, ended_at__isnull=True)
    left = [one for one in others if one.pk != membership.pk and one.holds and one.role == Role.OWNER]
    if membership.role == Role.OWNER and not left:
        raise RefusedError(_("An organisation needs an owner: please name another one first."), field="role")


@transaction.atomic
def change_membership(acting: Acting, membership: Membership, *, role: str, until: date | None) -> None:
    """Raises RefusedError where no owner would remain, today or after `until`."""
    if role != Role.OWNER or until is not None:
        _check_owner_remains(membership)
    before = {"role": membership.role, "until": membership.until.isoformat() if membership.until else None}
    membership.role, membership.until = role, until
    membership.save(update_fields=["role", "until"])
    record("organisations.change_membership", membership, before=before, **acting.for_audit)


@transaction.atomic
def end_membership(acting: Acting, membership: Membership) -> None:
    """An owner ends it, or the member leaves. Raises RefusedError where no owner would remain."""
    _check_owner_remains(membership)
    now = timezone.now()
    if Membership.objects.filter(pk=membership.pk, ended_at__isnull=True).update(ended_at=now):
        record(
            "organisations.end_membership",
            membership,
            before={"ended_at": None},
            after={"ended_at": now},
            **acting.for_audit,
        )


@transaction.atomic
def add_domain(acting: Acting, *, domain: str) -> EmailDomain:
    """A domain whose people may join; holds at once where the acting owner has a confirmed address there.

    Raises RefusedError for what is no domain, for mixed alphabets and for providers where anybody gets an address.
    """
    name = proving_domain(domain)
    own = EmailAddress.objects.filter(user=acting.user, verified=True).values_list("email", flat=True)
    proved = any(_domain(one) == name for one in own)
    row, _created = EmailDomain.objects.get_or_create(organisation=acting.organisation, domain=name)
    if proved and row.confirmed_at is None:
        row.confirmed_at = timezone.now()
        row.save(update_fields=["confirmed_at"])
    after = {"domain": name, "confirmed": row.confirmed_at is not None}
    record("organisations.add_domain", row, after=after, **acting.for_audit)
    return row


@transaction.atomic
def remove_domain(acting: Acting, row: EmailDomain) -> None:
    record("organisations.remove_domain", row, before={"domain": row.domain}, after={}, **acting.for_audit)
    row.delete()
