"""A relation before it is written: who with whom, and what happened; with the rules that hold whoever enters it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import dropwhile
from typing import Any

from django.utils.translation import gettext as _

from spilno.common.errors import RefusedError
from spilno.common.partial_dates import PartialDate
from spilno.organisations.models import Organisation
from spilno.partnerships.enums import NEXT_PHASES, Phase
from spilno.partnerships.models import RegistrySource, StatusChange
from spilno.partnerships.models.history import in_order
from spilno.places.models import Area


@dataclass(frozen=True)
class NewParty:
    """Who is to become a party: an area or an organisation, on which side."""

    side: int
    area: Area | None = None
    organisation: Organisation | None = None


@dataclass(frozen=True)
class NewStatus:
    """One step of a history before it is written. Dates may be known by year or month only, or not at all."""

    phase: str
    agreement_type: str = ""
    local_label: str = ""
    begun: PartialDate | None = None
    until: PartialDate | None = None
    term: str = ""
    on_trial: bool = False
    review_on: date | None = None
    decided_by: str = ""
    note: str = ""
    source: RegistrySource | None = None
    source_url: str = ""

    def columns(self) -> dict[str, Any]:
        """The step as a row of `StatusChange` keeps it."""
        return {
            "phase": self.phase,
            "agreement_type": self.agreement_type,
            "local_label": self.local_label,
            "on": self.begun.on if self.begun else None,
            "precision": self.begun.precision if self.begun else "",
            "until_on": self.until.on if self.until else None,
            "until_precision": self.until.precision if self.until else "",
            "term": self.term,
            "on_trial": self.on_trial,
            "review_on": self.review_on,
            "decided_by": self.decided_by,
            "note": self.note,
            "source_url": self.source_url,
        }


def check_parties(parties: Sequence[NewParty]) -> None:
    """Raises RefusedError: a relation has two parties at least, on two sides, none twice."""
    bearers = [
        (one.area.pk if one.area else None, one.organisation.pk if one.organisation else None) for one in parties
    ]
    if len(set(bearers)) < len(bearers):
        raise RefusedError(_("A relation cannot name the same party twice."), field="parties")
    if len(parties) < 2:
        raise RefusedError(_("A relation needs at least two parties."), field="parties")
    if len({one.side for one in parties}) < 2:
        raise RefusedError(_("The parties must stand on at least two sides."), field="parties")


def check_status(
    status: NewStatus, before: Iterable[StatusChange] = (), *, correcting: StatusChange | None = None
) -> None:
    """Raises RefusedError for an end before the beginning and for a step that cannot follow the one before it.

    `before` are the other steps of the history; `correcting` is the one of which `status` is the correction, if any.
    """
    if status.begun and status.until and status.until.last_day < status.begun.on:
        raise RefusedError(_("The end lies before the beginning."), field="until")
    if status.review_on and status.begun and status.review_on < status.begun.on:
        raise RefusedError(_("The review lies before the beginning."), field="review_on")
    own = StatusChange(phase=status.phase, on=status.begun.on if status.begun else None)
    if correcting:
        own.pk, own.source_id = correcting.pk, correcting.source_id
    ordered = in_order([*before, own])
    earlier = ordered[: ordered.index(own)]
    if status.begun:
        # What has no day, and no day before it, may have been at any time.
        earlier = list(dropwhile(lambda one: one.on is None, earlier))
    if earlier and status.phase not in NEXT_PHASES[earlier[-1].phase]:
        text = _("“%(new)s” cannot follow “%(old)s”.")
        if not status.begun:
            text = _("“%(new)s” cannot follow “%(old)s”. Without a day the step counts as the newest.")
        names = {"new": Phase(status.phase).label, "old": Phase(earlier[-1].phase).label}
        raise RefusedError(text % names, field="phase")
