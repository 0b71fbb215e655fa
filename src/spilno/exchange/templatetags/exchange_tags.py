"""Hours by the clocks of both countries, and the way back from a page of the exchange."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from spilno.exchange.enums import Zone
from spilno.exchange.models import Meeting

register = template.Library()


def hours(starts_at: datetime, ends_at: datetime, zone: str) -> str:
    """`Tuesday, 15 September 2026, 14:00–16:00`, with both days where they differ."""
    begins, ends = (one.astimezone(ZoneInfo(zone)) for one in (starts_at, ends_at))
    day, until = (date_format(one, "DATE_FORMAT") for one in (begins, ends))
    weekday, first, last = date_format(begins, "l"), date_format(begins, "H:i"), date_format(ends, "H:i")
    return f"{weekday}, {day}, {first}–{last}" if day == until else f"{weekday}, {day}, {first} – {until}, {last}"


@register.simple_tag
def meeting_hours(meeting: Meeting) -> str:
    """Day and hours by the clocks it was planned by."""
    return hours(meeting.starts_at, meeting.ends_at, meeting.zone)


@register.simple_tag
def other_hours(meeting: Meeting) -> dict[str, str]:
    """Hours only, by the clocks of the other country; with the day where it is another."""
    zone = Zone.KYIV if meeting.zone == Zone.BERLIN else Zone.BERLIN
    begins, ends = (one.astimezone(ZoneInfo(zone)) for one in (meeting.starts_at, meeting.ends_at))
    same = begins.date() == ends.date() == meeting.starts_at.astimezone(ZoneInfo(meeting.zone)).date()
    text = f"{begins:%H:%M}–{ends:%H:%M}" if same else hours(meeting.starts_at, meeting.ends_at, zone)
    return {"text": text, "label": str(zone.label)}


@register.simple_tag
def exchange_crumbs(meeting: Meeting | None = None, label: str = "") -> list[dict[str, Any]]:
    crumbs: list[dict[str, Any]] = [{"label": _("Exchange"), "url": reverse("exchange:meetings")}]
    if isinstance(meeting, Meeting):
        url = reverse("exchange:meeting", args=[meeting.pk]) if label else ""
        crumbs.append({"label": meeting.label, "url": url, "language": meeting.label_language})
    if label:
        crumbs.append({"label": label, "url": ""})
    return crumbs
