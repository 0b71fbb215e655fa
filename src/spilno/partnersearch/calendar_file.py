"""A first meeting as an iCalendar file (RFC 5545): in UTC, so that every calendar shows its own time."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from spilno.common.calendars import calendar_text, escaped, stamp
from spilno.common.tokens import absolute
from spilno.partnersearch.enums import MeetingState
from spilno.partnersearch.models import FirstMeeting

STATUS = {
    MeetingState.PROPOSED: "TENTATIVE",
    MeetingState.AGREED: "CONFIRMED",
    MeetingState.CANCELLED: "CANCELLED",
}


def method_of(meeting: FirstMeeting) -> str:
    return "CANCEL" if meeting.state == MeetingState.CANCELLED else "PUBLISH"


def meeting_file(meeting: FirstMeeting) -> str:
    """The same UID and a growing SEQUENCE: a calendar moves or strikes out what it has."""
    introduction = meeting.introduction
    names = f"{introduction.seeker.label} – {introduction.other.label}"
    page = absolute(reverse("partnersearch:introduction", args=[introduction.pk]))
    lines = [
        "BEGIN:VEVENT",
        f"UID:first-meeting-{meeting.pk}@{settings.MAIL_DOMAIN}",
        f"SEQUENCE:{meeting.sequence}",
        f"DTSTAMP:{stamp(meeting.changed_at)}",
        f"DTSTART:{stamp(meeting.starts_at)}",
        f"DTEND:{stamp(meeting.ends_at)}",
        "SUMMARY:" + escaped(_("First meeting: %(names)s") % {"names": names}),
        "DESCRIPTION:" + escaped("\n".join(filter(None, [meeting.note, page]))),
        *([f"LOCATION:{escaped(meeting.where)}"] if meeting.where else []),
        f"URL:{page}",
        f"STATUS:{STATUS[MeetingState(meeting.state)]}",
        "END:VEVENT",
    ]
    return calendar_text("", method_of(meeting), lines, product="First meetings")
