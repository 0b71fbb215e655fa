"""A meeting's papers, as far as somebody may read them."""

from django.db.models import QuerySet
from django.http import Http404

from spilno.exchange.enums import MinutesAudience
from spilno.exchange.models import MeetingFile
from spilno.exchange.queries.access import Reader, Visit, get_visit
from spilno.exchange.queries.registrations import own_registration


def files_for(visit: Visit, *, inside: bool) -> QuerySet[MeetingFile]:
    """`inside`: takes part or hosts, and sees all of them."""
    rows = MeetingFile.objects.filter(meeting=visit.meeting)
    if inside:
        return rows
    audiences = [MinutesAudience.PUBLIC, MinutesAudience.NETWORK][: 2 if visit.viewer.in_network else 1]
    return rows.filter(audience__in=audiences)


def get_file_for(user: Reader, meeting: int, pk: int) -> MeetingFile:
    """Raises Http404, and WithdrawnError as the meeting itself does."""
    visit = get_visit(user, meeting)
    own = own_registration(visit.meeting, visit.viewer.account_id)
    inside = visit.is_host or (own is not None and own.is_coming)
    row = files_for(visit, inside=inside).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row
