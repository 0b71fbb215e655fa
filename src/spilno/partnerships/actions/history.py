"""Confirming a relation, and correcting its history."""

from django.db import transaction
from django.utils.translation import gettext as _

from spilno.common.audit import record
from spilno.common.errors import RefusedError
from spilno.common.stamps import check_stamp
from spilno.partnerships.deriving import refresh
from spilno.partnerships.entries import NewStatus, check_status
from spilno.partnerships.enums import ReviewStatus
from spilno.partnerships.models import Mention, Partnership, StatusChange
from spilno.partnerships.queries.access import Keeping, history_values


@transaction.atomic
def correct_status(acting: Keeping, step: StatusChange, status: NewStatus, *, stamp: str) -> None:
    """A step as it really was. Raises RefusedError with the field that is wrong, and ChangedMeanwhileError where the
    step is no longer as the form showed it.
    """
    step = StatusChange.objects.select_for_update().get(pk=step.pk)
    old = history_values(step)
    check_stamp(old, stamp)
    check_status(status, acting.partnership.history.exclude(pk=step.pk), correcting=step)
    for name, value in status.columns().items():
        setattr(step, name, value)
    step.save()
    refresh(acting.partnership)
    new = history_values(step)
    record("partnerships.correct_status", acting.partnership, before=old, after=new, **acting.for_audit)


@transaction.atomic
def remove_status(acting: Keeping, step: StatusChange) -> None:
    """A step that never was. Raises RefusedError for the only one: a relation has a state."""
    if acting.partnership.history.count() < 2:
        raise RefusedError(_("This is the only step. Please correct it, or decline the partnership."))
    old = history_values(step)
    step.delete()
    refresh(acting.partnership)
    record("partnerships.remove_status", acting.partnership, before=old, after={}, **acting.for_audit)


@transaction.atomic
def confirm_partnership(acting: Keeping) -> None:
    _decide(acting, ReviewStatus.CONFIRMED, "partnerships.confirm_partnership")


@transaction.atomic
def decline_partnership(acting: Keeping) -> None:
    _decide(acting, ReviewStatus.DECLINED, "partnerships.decline_partnership")


def _decide(acting: Keeping, status: ReviewStatus, action: str) -> None:
    if not acting.may_confirm:
        raise RefusedError(_("Only the network office can do this."))
    before = {"status": acting.partnership.status}
    acting.partnership.status = status
    refresh(acting.partnership)
    record(action, acting.partnership, before=before, after={"status": status}, **acting.for_audit)


@transaction.atomic
def merge_partnerships(acting: Keeping, double: Partnership) -> None:
    """Take over what a double entry knows and lead its address here. Raises RefusedError where the parties differ."""
    kept = acting.partnership
    if double.pk == kept.pk or double.merged_into_id:
        raise RefusedError(_("This entry cannot be merged with itself."))
    if {one.area_id for one in kept.parties.all()} != {one.area_id for one in double.parties.all()}:
        raise RefusedError(_("Only entries of the same parties can be merged."))
    known = {(one.phase, one.on, one.agreement_type) for one in kept.history.all()}
    for step in double.history.all():
        if (step.phase, step.on, step.agreement_type) not in known:
            step.partnership = kept
            step.save(update_fields=["partnership"])
    Mention.objects.filter(partnership=double).update(partnership=kept)
    for theme in double.themes.exclude(theme__in=kept.themes.values("theme")):
        theme.partnership = kept
        theme.save(update_fields=["partnership"])
    double.merged_into = kept
    double.save(update_fields=["merged_into"])
    refresh(kept)
    record("partnerships.merge_partnerships", kept, after={"merged": double.pk}, **acting.for_audit)
