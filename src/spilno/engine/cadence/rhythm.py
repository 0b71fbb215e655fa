"""A series: kinds of meetings that take turns month by month, on the same weekday of each month."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from spilno.engine.errors import InvalidInput

MOST_MEETINGS = 60
LAST_WEEK = 5
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Rhythm:
    """When a series meets.

    weekday: 0 is Monday, 6 is Sunday. week: 1 to 4 counts from the month's beginning, 5 is the last of the month.
    kinds: words that take turns; ("themed", "peer") every month is a themed meeting every two months with an open one in
    the months between. every: months from one meeting to the next, 1 to 12.
    """

    weekday: int
    week: int
    kinds: Sequence[str]
    every: int = 1

    def __post_init__(self) -> None:
        for field, value, low, high in (
            ("weekday", self.weekday, 0, 6),
            ("week", self.week, 1, LAST_WEEK),
            ("every", self.every, 1, 12),
        ):
            if not low <= value <= high:
                raise InvalidInput(field, f"{low} to {high}")
        if not self.kinds:
            raise InvalidInput("kinds", "at least one")


@dataclass(frozen=True)
class Slot:
    """One meeting of the plan. `on` is None where no such weekday of the month is free; `wanted` is the day by rhythm."""

    kind: str
    wanted: date
    on: date | None

    @property
    def moved(self) -> bool:
        return self.on is not None and self.on != self.wanted


def day_in_month(year: int, month: int, weekday: int, week: int) -> date:
    """The day of that weekday in the month: week 1 to 4 from its beginning, 5 its last."""
    if week == LAST_WEEK:
        after = date(year + (month == 12), month % 12 + 1, 1) if (year, month) != (date.max.year, 12) else date.max
        last = after - timedelta(days=1) if after != date.max else after
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (week - 1))


def _free(wanted: date, avoid: Collection[date]) -> date | None:
    """The wanted day, else the same weekday later in the month, else earlier in it."""
    first = day_in_month(wanted.year, wanted.month, wanted.weekday(), 1)
    month = [day for number in range(5) if (day := first + number * WEEK).month == wanted.month]
    nearest = sorted(month, key=lambda day: (day < wanted, abs(day - wanted)))
    return next((day for day in nearest if day not in avoid), None)


def plan(rhythm: Rhythm, *, begin: date, until: date, avoid: Collection[date] = ()) -> list[Slot]:
    """The meetings from `begin` to `until`, both included; a kind whose month has no free day is left out, not shifted.

    Raises InvalidInput for an end before the beginning, years outside 2000 to 2200, and more than MOST_MEETINGS.
    """
    if until < begin:
        raise InvalidInput("until", "not before the beginning")
    if begin.year < 2000 or until.year > 2200:
        raise InvalidInput("until", "years 2000 to 2200")
    slots: list[Slot] = []
    month = begin.year * 12 + begin.month - 1
    if day_in_month(begin.year, begin.month, rhythm.weekday, rhythm.week) < begin:
        month += 1
    while True:
        wanted = day_in_month(month // 12, month % 12 + 1, rhythm.weekday, rhythm.week)
        if wanted > until:
            return slots
        if len(slots) == MOST_MEETINGS:
            raise InvalidInput("until", f"at most {MOST_MEETINGS} meetings")
        free = _free(wanted, avoid)
        kind = rhythm.kinds[len(slots) % len(rhythm.kinds)]
        slots.append(Slot(kind, wanted, free if free is None or begin <= free <= until else None))
        month += rhythm.every
