"""Deadlines as an iCalendar file (RFC 5545): whole days, stable UIDs, lines folded at 75 octets."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from spilno.common.calendars import calendar_text, escaped
from spilno.common.tokens import absolute
from spilno.funding.queries.programmes import DeadlineRow, told_before


def _event(row: DeadlineRow) -> Iterator[str]:
    day = row.until
    page = absolute(reverse("funding:detail", args=[row.programme.key]))
    checked = row.programme.last_checked
    told = _("Last checked: %(date)s") % {"date": checked.at.date().isoformat()} if checked else _("Not checked yet")
    yield "BEGIN:VEVENT"
    # The same deadline keeps its UID whatever its day becomes, so that calendars move the entry.
    yield f"UID:funding-{row.call.pk}-{int(row.stage)}@{settings.MAIL_DOMAIN}"
    yield f"DTSTAMP:{row.call.changed_at:%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}"
    yield "SUMMARY:" + escaped(f"{row.programme.label}: {row.stage.label}")
    yield "DESCRIPTION:" + escaped("\n".join([told, row.programme.link or page]))
    yield f"URL:{page}"
    yield "TRANSP:TRANSPARENT"
    # Calendars that keep reminders of others warn before the lead time begins.
    yield "BEGIN:VALARM"
    yield "ACTION:DISPLAY"
    yield f"TRIGGER:-P{told_before(row.programme).days}D"
    yield "DESCRIPTION:" + escaped(_("Begin now: %(programme)s") % {"programme": row.programme.label})
    yield "END:VALARM"
    yield "END:VEVENT"


def calendar_file(rows: Iterable[DeadlineRow]) -> str:
    lines = (line for row in rows for line in _event(row))
    return calendar_text(_("Funding deadlines"), "PUBLISH", lines, product="Funding")
