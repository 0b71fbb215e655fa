"""A meeting's hours in words, by the clocks of both countries."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format

from spilno.exchange.enums import Zone
from spilno.exchange.models import Meeting


def hours(starts_at: datetime, ends_at: datetime, zone: str) -> str:
    """`Tuesday, 15 September 2026, 14:00–16:00`, with both days where they differ."""
    begins, ends = (one.astimezone(ZoneInfo(zone)) for one in (starts_at, ends_at))
    day, until = (date_format(one, "DATE_FORMAT") for one in (begins, ends))
    weekday, first, last = date_format(begins, "l"), date_format(begins, "H:i"), date_format(ends, "H:i")
    return f"{weekday}, {day}, {first}–{last}" if day == until else f"{weekday}, {day}, {first} – {until}, {last}"


def own_hours(meeting: Meeting) -> str:
    """Day and hours by the clocks it was planned by."""
    return hours(meeting.starts_at, meeting.ends_at, meeting.zone)


def hours_elsewhere(meeting: Meeting) -> tuple[str, str]:
    """Hours by the clocks of the other country, with the day where it is another; and whose clocks they are."""
    zone = Zone.KYIV if meeting.zone == Zone.BERLIN else Zone.BERLIN
    begins, ends = (one.astimezone(ZoneInfo(zone)) for one in (meeting.starts_at, meeting.ends_at))
    same = begins.date() == ends.date() == meeting.starts_at.astimezone(ZoneInfo(meeting.zone)).date()
    text = f"{begins:%H:%M}–{ends:%H:%M}" if same else hours(meeting.starts_at, meeting.ends_at, zone)
    return text, str(zone.label)


def both_hours(meeting: Meeting) -> str:
    """For mails and papers: one line."""
    other, label = hours_elsewhere(meeting)
    return f"{own_hours(meeting)} ({Zone(meeting.zone).label}); {other} ({label})"
