"""Local clocks of both countries: days and hours as people type them, and as pages and mails show them."""

import re
from datetime import date, datetime, time
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from django import forms
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from spilno.engine.cadence import instant
from spilno.engine.errors import InvalidInput

EARLIEST_YEAR, LATEST_YEAR = 2000, 2200


class Zone(models.TextChoices):
    """Whose clocks a meeting is planned by; pages show both."""

    BERLIN = "Europe/Berlin", gettext_lazy("time in Germany")
    KYIV = "Europe/Kyiv", gettext_lazy("time in Ukraine")


# What people write before or after the hour: "14 Uhr", "14:00 h", "о 14 год."
AROUND_HOUR = re.compile(r"^(?:um|at|о|об)\s+|\s*(?:uhr|h|год(?:ині|ина|\.)?)$", re.IGNORECASE)


class ClockField(forms.TimeField):
    """An hour as people write it: 14:00, 14.00, 14 or 14 Uhr."""

    default_error_messages = {"invalid": gettext_lazy("Please write the hour like 14:00.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TimeInput(attrs={"autocomplete": "off"}, format="%H:%M"))
        super().__init__(input_formats=["%H:%M", "%H.%M", "%H"], **kwargs)

    def to_python(self, value: Any) -> time | None:
        return super().to_python(AROUND_HOUR.sub("", value.strip()) or value if isinstance(value, str) else value)


def moment(form: forms.Form, on: date, at: time, zone: str, field: str) -> datetime | None:
    """Local day and hour as a moment; what the clocks leave out becomes an error of `field`."""
    if not EARLIEST_YEAR <= on.year <= LATEST_YEAR:
        form.add_error(field, _("The year %(year)d cannot be right.") % {"year": on.year})
        return None
    try:
        return instant(on, at, zone)
    except InvalidInput:
        form.add_error(field, _("This hour does not exist on that day: the clocks are put forward."))
        return None


class Timed(Protocol):
    """Whatever has a beginning, an end, and clocks it was planned by."""

    @property
    def starts_at(self) -> datetime: ...

    @property
    def ends_at(self) -> datetime: ...

    @property
    def zone(self) -> str: ...


def hours(starts_at: datetime, ends_at: datetime, zone: str) -> str:
    """`Tuesday, 15 September 2026, 14:00–16:00`, with both days where they differ."""
    begins, ends = (one.astimezone(ZoneInfo(zone)) for one in (starts_at, ends_at))
    day, until = (date_format(one, "DATE_FORMAT") for one in (begins, ends))
    weekday, first, last = date_format(begins, "l"), date_format(begins, "H:i"), date_format(ends, "H:i")
    return f"{weekday}, {day}, {first}–{last}" if day == until else f"{weekday}, {day}, {first} – {until}, {last}"


def own_hours(meeting: Timed) -> str:
    """Day and hours by the clocks it was planned by."""
    return hours(meeting.starts_at, meeting.ends_at, meeting.zone)


def hours_elsewhere(meeting: Timed) -> tuple[str, str]:
    """Hours by the clocks of the other country, with the day where it is another; and whose clocks they are."""
    zone = Zone.KYIV if meeting.zone == Zone.BERLIN else Zone.BERLIN
    begins, ends = (one.astimezone(ZoneInfo(zone)) for one in (meeting.starts_at, meeting.ends_at))
    same = begins.date() == ends.date() == meeting.starts_at.astimezone(ZoneInfo(meeting.zone)).date()
    text = f"{begins:%H:%M}–{ends:%H:%M}" if same else hours(meeting.starts_at, meeting.ends_at, zone)
    return text, str(zone.label)


def both_hours(meeting: Timed) -> str:
    """For mails and papers: one line."""
    other, label = hours_elsewhere(meeting)
    return f"{own_hours(meeting)} ({Zone(meeting.zone).label}); {other} ({label})"
