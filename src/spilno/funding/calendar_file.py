"""Deadlines as an iCalendar file (RFC 5545): whole days, stable UIDs, lines folded at 75 octets."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from spilno.common.tokens import absolute
from spilno.funding.queries.programmes import DeadlineRow

MOST_OCTETS = 75


def _escaped(text: str) -> str:
    clean = "".join(sign for sign in text if sign == "\n" or sign.isprintable())
    return clean.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> str:
    """Continuation lines begin with a space; no sign is cut in two."""
    parts, part, octets = [], "", 0
    for sign in line:
        size = len(sign.encode())
        if octets + size > MOST_OCTETS:
            parts.append(part)
            part, octets = " ", 1
        part += sign
        octets += size
    return "\r\n".join([*parts, part])


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
    yield "SUMMARY:" + _escaped(f"{row.programme.label}: {row.stage.label}")
    yield "DESCRIPTION:" + _escaped("\n".join([told, row.programme.link or page]))
    yield f"URL:{page}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def calendar_file(rows: Iterable[DeadlineRow]) -> str:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Spilno//Funding//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    lines.append(f"X-WR-CALNAME:{_escaped(_('Funding deadlines'))}")
    for row in rows:
        lines += _event(row)
    lines.append("END:VCALENDAR")
    return "".join(folded(line) + "\r\n" for line in lines)
