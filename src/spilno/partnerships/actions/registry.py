"""Entering a relation and its history."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from spilno.accounts.models import User
from spilno.common.audit import record
from spilno.common.errors import RefusedError
from spilno.organisations.models import Organisation
from spilno.partnerships.deriving import place_party, refresh
from spilno.partnerships.entries import NewParty, NewStatus, check_parties, check_status
from spilno.partnerships.enums import ReviewStatus
from spilno.partnerships.models import Partnership, Party, StatusChange

DERIVED = ("phase", "agreement_type", "local_label", "since_on", "until_on", "review_on")


@transaction.atomic
def enter_partnership(
    parties: Sequence[NewParty],
    history: Sequence[NewStatus],
    *,
    acting_user: User | None,
    on_behalf_of: Organisation | None = None,
    through: Organisation | None = None,
    confirmed: bool = False,
) -> Partnership:
    """A new relation with its parties and history. Raises RefusedError with the field that is wrong."""
    check_parties(parties)
    if not history:
        raise RefusedError(_("Please say where the relation stands."), field="phase")
    for status in history:
        check_status(status)
    partnership = Partnership.objects.create(status=ReviewStatus.CONFIRMED if confirmed else ReviewStatus.WAITING)
    for one in parties:
        place_party(Party(partnership=partnership, side=one.side, area=one.area, organisation=one.organisation)).save()
    for status in history:
        _write(partnership, status, acting_user)
    refresh(partnership)
    record(
        "partnerships.enter_partnership",
        partnership,
        acting_user=acting_user,
        on_behalf_of=on_behalf_of,
        through=through,
        after={"parties": [str(one.area or one.organisation) for one in parties], "phase": partnership.phase},
    )
    return partnership


def _write(partnership: Partnership, status: NewStatus, user: User | None) -> StatusChange:
    return StatusChange.objects.create(
        partnership=partnership, source=status.source, recorded_by=user, **status.columns()
    )


@transaction.atomic
def record_status(
    partnership: Partnership,
    status: NewStatus,
    *,
    acting_user: User | None,
    on_behalf_of: Organisation | None = None,
    through: Organisation | None = None,
) -> StatusChange:
    """One more step of the history. Raises RefusedError with the field that is wrong."""
    check_status(status, partnership.history.all())
    written = _write(partnership, status, acting_user)
    before = {name: getattr(partnership, name) for name in DERIVED}
    refresh(partnership)
    after = {name: getattr(partnership, name) for name in DERIVED} | {"step": written.pk}
    record(
        "partnerships.record_status",
        partnership,
        acting_user=acting_user,
        on_behalf_of=on_behalf_of,
        through=through,
        before={name: value.isoformat() if isinstance(value, date) else value for name, value in before.items()},
        after=after,
    )
    return written
