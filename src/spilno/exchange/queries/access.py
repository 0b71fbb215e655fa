"""One meeting with what the reader may do there; what a reader may not see is not there."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from spilno.accounts.models import User
from spilno.common.errors import WithdrawnError
from spilno.common.visibility import Viewer
from spilno.exchange import rules
from spilno.exchange.enums import MeetingAudience
from spilno.exchange.models import Meeting
from spilno.organisations.queries import rights_of, viewer_of
from spilno.organisations.rules import Rights

Reader = User | AnonymousUser


@dataclass(frozen=True)
class Visit:
    """A meeting as one reader meets it."""

    meeting: Meeting
    viewer: Viewer
    rights: Rights
    is_host: bool


def get_visit(user: Reader, pk: int) -> Visit:
    """One meeting to read. Raises Http404, and WithdrawnError where it was public and its host is withdrawn."""
    rights = rights_of(user)
    viewer = viewer_of(user, rights)
    rows = Meeting.objects.select_related("series", "host__area").filter(pk=pk)
    meeting = rows.visible_to(viewer).first() or next((one for one in rows if rules.may_host(rights, one)), None)
    if meeting is None:
        public = rows.announced().filter(audience=MeetingAudience.PUBLIC, host__withdrawn_at__isnull=False)
        raise WithdrawnError if public.exists() else Http404
    return Visit(meeting, viewer, rights, rules.may_host(rights, meeting))


def get_meeting_to_host(user: Reader, pk: int) -> Visit:
    """One meeting to run. Raises Http404 for everybody but its hosts."""
    rights = rights_of(user)
    meeting = Meeting.objects.select_related("series", "host__area").filter(pk=pk).first()
    if meeting is None or not rules.may_host(rights, meeting):
        raise Http404
    return Visit(meeting, viewer_of(user, rights), rights, True)
