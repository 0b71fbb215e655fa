"""Programmes for readers and editors, and their deadlines in order."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from spilno.accounts.models import User
from spilno.common.partial_dates import PartialDate
from spilno.engine.eligibility import Timing, timing_of
from spilno.funding.engine_values import programme_of
from spilno.funding.enums import Stage
from spilno.funding.models import Call, Programme


def may_edit_funding(user: User | AnonymousUser) -> bool:
    """Coordinators keep the records."""
    return isinstance(user, User) and user.is_active and user.acts_as_coordinator


def get_programme_for(user: User | AnonymousUser, key: str) -> Programme:
    """One programme to read. Raises Http404 for a draft and for none alike."""
    rows = Programme.objects.all() if may_edit_funding(user) else Programme.objects.published()
    found = rows.with_rows().filter(key=key).first()
    if found is None:
        raise Http404
    return found


def get_programme_to_edit(user: User | AnonymousUser, key: str) -> Programme:
    """Raises Http404 for everybody but coordinators."""
    if not may_edit_funding(user):
        raise Http404
    return get_programme_for(user, key)


@dataclass(frozen=True)
class DeadlineRow:
    """`day` as precisely as it is known; `until` its last day."""

    programme: Programme
    call: Call
    stage: Stage
    day: PartialDate

    @property
    def until(self) -> date:
        return self.day.last_day


# Where a programme names no lead time of its own.
USUAL_LEAD = timedelta(days=28)
# Time to notice a reminder before the work must begin.
NOTICE = timedelta(days=7)


def told_before(programme: Programme) -> timedelta:
    """How long before a deadline to remind: the lead time, and time to notice."""
    return (timedelta(days=programme.lead_days) or USUAL_LEAD) + NOTICE


def deadlines_of(programmes: Iterable[Programme], first: date) -> list[DeadlineRow]:
    """Deadlines from `first` on, the next first."""
    found = []
    for programme in programmes:
        for call in programme.calls.all():
            for stage, day in ((Stage.FIRST, call.closes), (Stage.SECOND, call.second)):
                if day is not None and day.last_day >= first:
                    found.append(DeadlineRow(programme, call, stage, day))
    return sorted(found, key=lambda one: (one.until, one.programme.name, one.call.pk, one.stage))


def without_deadline(programmes: Iterable[Programme], on: date) -> list[tuple[Programme, Timing]]:
    """Every programme with no day to come: closed, rolling, announced or unknown; beside the calendar, never hidden."""
    return [(one, timing_of(programme_of(one), on)) for one in programmes if not deadlines_of([one], on)]
