"""Phases of a consultation around a table, and steps of one in writing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from spilno.engine.errors import InvalidInput

LONGEST_DAYS = 20


@dataclass(frozen=True)
class Phase:
    """A phase by its word, and how many minutes it has."""

    code: str
    minutes: int


@dataclass(frozen=True)
class PhaseState:
    """Where a phase stands: when it should end, seconds left (negative once over), the share that has passed, 0 to 1."""

    ends: datetime
    left: int
    share: float


def phase_state(began: datetime, minutes: int, now: datetime, *, more: int = 0) -> PhaseState:
    """`more`: minutes the moderator has added; a phase is never shorter than a minute."""
    length = timedelta(minutes=max(1, minutes + more))
    passed = max(timedelta(), now - began)
    return PhaseState(began + length, int((length - passed).total_seconds()), min(1.0, passed / length))


def step_ends(begin: date, days: Sequence[int]) -> list[date]:
    """The last day of each step in writing; a step takes whole days and begins the day after the one before has ended.

    Raises InvalidInput for a step without a day, and for more than LONGEST_DAYS in all.
    """
    if any(one < 1 for one in days):
        raise InvalidInput("days", "at least one day for each step")
    if sum(days) > LONGEST_DAYS:
        raise InvalidInput("days", f"at most {LONGEST_DAYS} days in all")
    ends, last = [], begin - timedelta(days=1)
    for one in days:
        last += timedelta(days=one)
        ends.append(last)
    return ends
