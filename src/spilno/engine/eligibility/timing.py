"""When applications are taken: the calls of a programme on a given day."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from spilno.engine.eligibility.programme import Call, Programme


class TimingState(StrEnum):
    OPEN = "open"
    ROLLING = "rolling"
    # The sketch is over: only who handed one in goes on.
    SECOND_STAGE = "second_stage"
    ANNOUNCED = "announced"
    # The last known day has passed: closed, next round unknown. Shown, never hidden.
    CLOSED = "closed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Deadline:
    """stage: 1 for an application or a sketch, 2 for the full application after a sketch."""

    call: str
    on: date
    stage: int = 1


@dataclass(frozen=True)
class Timing:
    """until: the next day that must be kept; for ANNOUNCED the day of opening. last: the last day that has passed."""

    state: TimingState
    until: date | None = None
    last: date | None = None


def deadlines_of(call: Call) -> tuple[Deadline, ...]:
    """In order of the stages; a round without a known day has none."""
    days = ((1, call.closes), (2, call.second))
    return tuple(Deadline(call.id, day, stage) for stage, day in days if day is not None)


def timing_of(programme: Programme, on: date) -> Timing:
    """The state that helps an applicant most on this day; `closes` itself is still open."""
    opening: list[date] = []
    running: list[date] = []
    second: list[date] = []
    past: list[date] = []
    for call in programme.calls:
        past += [deadline.on for deadline in deadlines_of(call) if deadline.on < on]
        if call.closes is not None and call.closes < on:
            second += [call.second] if call.second is not None and call.second >= on else []
        elif call.opens is not None and call.opens > on:
            opening.append(call.opens)
        elif call.closes is not None:
            running.append(call.closes)
    last = max(past, default=None)
    if running:
        return Timing(TimingState.ROLLING if programme.rolling else TimingState.OPEN, min(running), last)
    if opening:
        return Timing(TimingState.ANNOUNCED, min(opening), last)
    if second:
        return Timing(TimingState.SECOND_STAGE, min(second), last)
    if last is not None:
        return Timing(TimingState.CLOSED, None, last)
    return Timing(TimingState.ROLLING if programme.rolling else TimingState.UNKNOWN)
