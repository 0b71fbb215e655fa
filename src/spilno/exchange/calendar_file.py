"""Meetings as calendar entries: for the feed that everybody may subscribe to, and for those who take part."""

from collections.abc import Iterable, Iterator
from email.utils import parseaddr

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from spilno.common.calendars import calendar_text, escaped, local, stamp, zone_lines
from spilno.common.tokens import absolute
from spilno.exchange.enums import MeetingStatus
from spilno.exchange.models import Meeting, Registration


def uid_of(meeting: Meeting) -> str:
    """The same for as long as the meeting exists, so that calendars move their entry instead of adding one."""
    return f"exchange-{meeting.pk}@{settings.MAIL_DOMAIN}"


def _where(meeting: Meeting, *, inside: bool) -> str:
    parts = [meeting.town, meeting.venue, meeting.link] if inside else [meeting.town]
    known = ", ".join(part for part in parts if part)
    return known or str(meeting.get_format_display())


def _event(
    meeting: Meeting, *, inside: bool, sequence: int | None = None, off: bool = False, people: Iterable[str] = ()
) -> Iterator[str]:
    """`inside`: for somebody who takes part, with the way in. `off`: strike it out for this reader."""
    page = absolute(reverse("exchange:meeting", args=[meeting.pk]))
    cancelled = off or meeting.status == MeetingStatus.CANCELLED
    told = [meeting.about, meeting.notes if inside else "", page]
    yield "BEGIN:VEVENT"
    yield f"UID:{uid_of(meeting)}"
    yield f"DTSTAMP:{stamp(meeting.changed_at)}"
    yield f"LAST-MODIFIED:{stamp(meeting.changed_at)}"
    yield f"SEQUENCE:{meeting.sequence if sequence is None else sequence}"
    yield f"DTSTART{local(meeting.starts_at, meeting.zone)}"
    yield f"DTEND{local(meeting.ends_at, meeting.zone)}"
    yield "SUMMARY:" + escaped(meeting.label)
    yield "LOCATION:" + escaped(_where(meeting, inside=inside))
    yield "DESCRIPTION:" + escaped("\n\n".join(part for part in told if part))
    yield f"URL:{page}"
    yield f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}"
    yield from people
    yield "END:VEVENT"


def _zones(meetings: Iterable[Meeting]) -> list[str]:
    return [line for zone in sorted({one.zone for one in meetings}) for line in zone_lines(zone)]


def feed(meetings: list[Meeting]) -> str:
    """What everybody may read of the meetings, to be subscribed to."""
    lines = _zones(meetings)
    for meeting in meetings:
        lines += _event(meeting, inside=False)
    return calendar_text(_("Exchange of municipal partnerships"), "PUBLISH", lines, product="Exchange")


def entry(meeting: Meeting, *, inside: bool) -> str:
    """One meeting, to be put into a calendar by hand."""
    lines = [*zone_lines(meeting.zone), *_event(meeting, inside=inside)]
    return calendar_text("", "PUBLISH", lines, product="Exchange")


def invitation(row: Registration, method: str) -> str:
    """The entry of one who takes part (RFC 5546): REQUEST puts or changes it, CANCEL strikes it out."""
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    people = [
        f"ORGANIZER:mailto:{sender}",
        f"ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:{row.user.email}",
    ]
    event = _event(row.meeting, inside=True, sequence=row.sequence, off=method == "CANCEL", people=people)
    return calendar_text("", method, [*zone_lines(row.meeting.zone), *event], product="Exchange")
