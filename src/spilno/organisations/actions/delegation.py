"""Letting another organisation act, and taking it back."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from spilno.accounts.models import User
from spilno.common.audit import record
from spilno.common.errors import RefusedError
from spilno.organisations import emails
from spilno.organisations.enums import OrganisationStatus
from spilno.organisations.models import Delegation, Organisation
from spilno.organisations.queries import Acting


def _would_close_a_circle(principal: Organisation, delegate: Organisation) -> bool:
    """True where `delegate` already lets `principal` act for it, directly or over others."""
    seen, step = set(), {delegate.pk}
    while step:
        if principal.pk in step:
            return True
        seen |= step
        held = Delegation.objects.holding().filter(principal__in=step)
        step = set(held.values_list("delegate_id", flat=True)) - seen
    return False


@transaction.atomic
def delegate(
    acting: Acting, to: Organisation, *, scope: str, since: date | None = None, until: date | None = None
) -> Delegation:
    """The acting owner's organisation lets another act for it. Raises RefusedError with the field that is wrong."""
    begins = since or timezone.localdate()
    if to.pk == acting.organisation.pk:
        raise RefusedError(_("An organisation cannot delegate to itself."), field="delegate")
    if to.status != OrganisationStatus.CONFIRMED or to.withdrawn_at is not None:
        raise RefusedError(_("Only a confirmed organisation can act for another."), field="delegate")
    if until is not None and until < begins:
        raise RefusedError(_("The end lies before the beginning."), field="until")
    if _would_close_a_circle(acting.organisation, to):
        raise RefusedError(
            _("This organisation already lets yours act for it. A delegation in both directions is not possible."),
            field="delegate",
        )
    # One that ran out makes room for a new one.
    ended = Delegation.objects.filter(principal=acting.organisation, delegate=to, scope=scope, revoked_at__isnull=True)
    ended.filter(until__lt=timezone.localdate()).update(revoked_at=timezone.now())
    try:
        with transaction.atomic():
            row = Delegation.objects.create(
                principal=acting.organisation,
                delegate=to,
                scope=scope,
                since=begins,
                until=until,
                created_by=acting.user,
            )
    except IntegrityError as error:
        raise RefusedError(_("This delegation exists already."), field="scope") from error
    emails.tell_delegation(row, begun=True)
    after = {"delegate": to, "scope": scope, "since": begins, "until": until}
    record("organisations.delegate", row, after=after, **acting.for_audit)
    return row


@transaction.atomic
def revoke_delegation(row: Delegation, *, acting_user: User, on_behalf_of: Organisation) -> None:
    """Either side ends it; it holds no longer from this moment. Ending it twice changes nothing."""
    now = timezone.now()
    if Delegation.objects.filter(pk=row.pk, revoked_at__isnull=True).update(revoked_at=now, revoked_by=acting_user):
        row.refresh_from_db()
        emails.tell_delegation(row, begun=False)
        record(
            "organisations.revoke_delegation",
            row,
            acting_user=acting_user,
            on_behalf_of=on_behalf_of,
            before={"revoked_at": None},
            after={"revoked_at": now},
        )
