"""Minutes as far as somebody may read them; tasks that are open."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.http import Http404

from spilno.accounts.models import User
from spilno.common.errors import WithdrawnError
from spilno.exchange.enums import MinutesAudience
from spilno.exchange.models import ActionItem, Meeting, Minutes, MinutesRevision, Registration
from spilno.exchange.queries.access import Reader, Visit, get_visit
from spilno.exchange.queries.registrations import own_registration
from spilno.exchange.queries.topics import agenda_of
from spilno.organisations.queries import viewer_of


@dataclass(frozen=True)
class Sitting:
    """Somebody's part in a meeting's papers: writing as one who takes part, deciding as a host."""

    visit: Visit
    inside: bool
    minutes: Minutes | None


def get_sitting(user: Reader, pk: int) -> Sitting:
    """The minutes of a meeting for those who take part. Raises Http404 for everybody else."""
    visit = get_visit(user, pk)
    own = own_registration(visit.meeting, visit.viewer.account_id)
    if not visit.is_host and (own is None or not own.is_coming):
        raise Http404
    return Sitting(visit, True, Minutes.objects.filter(meeting=visit.meeting).first())


def agenda_text(meeting: Meeting) -> str:
    """Empty minutes begin with the agenda, so that nobody types it again."""
    return "\n\n".join(f"## {line.item}" for line in agenda_of(meeting))


def begun_with(row: Minutes, version: int) -> str:
    """The text that a form of that version showed; nothing for a version that never was."""
    if version == 0:
        return agenda_text(row.meeting)
    state = MinutesRevision.objects.filter(minutes=row, number=version, aside=False).first()
    return state.text if state else ""


def get_minutes_for(user: Reader, pk: int) -> Minutes:
    """Approved minutes for those they were approved for, whoever sees the meeting itself. Raises Http404."""
    row = Minutes.objects.filter(meeting=pk, status="approved").select_related("meeting__host").first()
    if row is None:
        raise Http404
    viewer = viewer_of(user)
    audiences = {MinutesAudience.PUBLIC} | ({MinutesAudience.NETWORK} if viewer.in_network else set())
    if row.audience not in audiences:
        get_sitting(user, pk)
    host = row.meeting.host
    if host is not None and host.withdrawn_at and not viewer.is_coordinator and host.pk not in viewer.reads:
        raise WithdrawnError
    return row


def people_of(meeting: Meeting) -> list[Registration]:
    """Who may take something on."""
    rows = Registration.objects.coming().filter(meeting=meeting).select_related("user", "organisation__area")
    return list(rows.order_by("user__name", "pk"))


def tasks_of(meeting: Meeting) -> QuerySet[ActionItem]:
    return ActionItem.objects.filter(meeting=meeting).select_related("person", "organisation__area")


def open_tasks(user: User) -> QuerySet[ActionItem]:
    return ActionItem.objects.filter(person=user, done_at__isnull=True).select_related("meeting").order_by("due_on")


def tasks_due(until: date) -> list[ActionItem]:
    """Open, due by that day, of people who can read a mail."""
    rows = ActionItem.objects.filter(done_at__isnull=True, due_on__lte=until, person__isnull=False)
    rows = rows.filter(person__is_active=True, person__frozen_at__isnull=True)
    return list(rows.select_related("meeting", "person").order_by("pk"))
