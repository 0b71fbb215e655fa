"""Emergency withdrawal: everything public of one municipality gone in one action, and back in one."""

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from spilno.accounts.actions import freeze_account, lift_freeze
from spilno.accounts.models import User
from spilno.common.audit import record
from spilno.common.errors import RefusedError
from spilno.common.models import AuditEntry
from spilno.organisations.models import Membership, Organisation, Withdrawal
from spilno.places.lookup import areas_within
from spilno.places.models import Area
from spilno.search.indexing import drop_inside

REASON = "withdrawal"


def _people(organisations: list[int], acting_user: User) -> list[User]:
    """Members of these organisations; never the one who acts, nor the network office."""
    rows = Membership.objects.holding().filter(organisation__in=organisations).select_related("user")
    users = {one.user_id: one.user for one in rows}
    return [user for user in users.values() if user.pk != acting_user.pk and not user.is_coordinator]


def _frozen_by(row: Withdrawal) -> QuerySet[User]:
    """Whom this withdrawal froze, wherever they belong now; those frozen for another reason stay so."""
    entries = AuditEntry.objects.filter(action="accounts.freeze_account", reason=f"{REASON}:{row.pk}")
    return User.objects.filter(pk__in=entries.values("object_id"), frozen_at__isnull=False)


@transaction.atomic
def withdraw_municipality(area: Area, *, reason: str, freeze: bool, acting_user: User) -> Withdrawal:
    """Hide all organisations and relations of the area and of the units inside it; `freeze` also ends sign-ins.

    Raises RefusedError where it is withdrawn already.
    """
    try:
        with transaction.atomic():
            row = Withdrawal.objects.create(area=area, reason=reason, begun_by=acting_user)
    except IntegrityError as error:
        raise RefusedError(_("This municipality is withdrawn already.")) from error
    found = Organisation.objects.filter(area__in=areas_within([area.pk]), withdrawn_at__isnull=True)
    organisations = list(found.values_list("pk", flat=True))
    found.update(withdrawn_at=row.begun_at)
    drop_inside(area.pk)
    frozen = _people(organisations, acting_user) if freeze else []
    for user in frozen:
        if user.frozen_at is None:
            freeze_account(user, reason=f"{REASON}:{row.pk}", acting_user=acting_user)
    after = {"area": area.pk, "organisations": organisations, "frozen": len(frozen)}
    record("organisations.withdraw_municipality", row, acting_user=acting_user, after=after, reason=reason)
    return row


@transaction.atomic
def lift_withdrawal(row: Withdrawal, *, acting_user: User) -> None:
    """Everything is seen again, except what lies inside another withdrawal that still stands."""
    now = timezone.now()
    if not Withdrawal.objects.filter(pk=row.pk, lifted_at__isnull=True).update(lifted_at=now, lifted_by=acting_user):
        raise RefusedError(_("This withdrawal has been lifted already."))
    standing = Withdrawal.objects.filter(lifted_at__isnull=True).values_list("area_id", flat=True)
    still = areas_within(list(standing)) if standing else frozenset()
    found = Organisation.objects.filter(area__in=areas_within([row.area_id]) - still, withdrawn_at__isnull=False)
    organisations = list(found.values_list("pk", flat=True))
    found.update(withdrawn_at=None)
    for user in _frozen_by(row):
        lift_freeze(user, reason=f"{REASON}:{row.pk}", acting_user=acting_user)
    after = {"organisations": organisations}
    record("organisations.lift_withdrawal", row, acting_user=acting_user, after=after)
