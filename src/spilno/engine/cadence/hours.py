"""Hours of a meeting: local time that exists, and an agenda's beginnings."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from spilno.engine.errors import InvalidInput


def instant(on: date, at: time, zone: str) -> datetime:
    """The moment, in UTC, at which clocks of `zone` show that day and time; the first where they show it twice.

    Raises InvalidInput for a zone that does not exist ("zone") and for an hour that the clocks leave out ("at").
    """
    try:
        local = datetime.combine(on, at, tzinfo=ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InvalidInput("zone", "a zone such as Europe/Berlin") from error
    moment = local.astimezone(UTC)
    if moment.astimezone(local.tzinfo).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise InvalidInput("at", "an hour that exists on this day")
    return moment


def timetable(begin: datetime, minutes: Sequence[int]) -> list[tuple[datetime, datetime]]:
    """Beginning and end of each item, one after the other."""
    found = []
    for length in minutes:
        end = begin + timedelta(minutes=length)
        found.append((begin, end))
        begin = end
    return found
