"""Building the agenda: order and minutes."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from spilno.accounts.models import User
from spilno.common.audit import record
from spilno.common.errors import RefusedError
from spilno.common.stamps import check_stamp
from spilno.exchange.enums import TopicStatus
from spilno.exchange.models import AgendaItem, Meeting, Topic
from spilno.exchange.queries.topics import agenda_values

MOST_ITEMS = 60


@transaction.atomic
def add_to_agenda(
    meeting: Meeting, *, minutes: int, acting_user: User, topic: Topic | None = None, title: str = ""
) -> AgendaItem:
    """A topic, which then belongs to this meeting, or words; at the end. Raises RefusedError for a topic that is there."""
    Meeting.objects.select_for_update().get(pk=meeting.pk)
    rows = AgendaItem.objects.filter(meeting=meeting)
    if rows.count() >= MOST_ITEMS:
        raise RefusedError(_("An agenda has %(number)d items at most.") % {"number": MOST_ITEMS})
    if topic is not None:
        if topic.status != TopicStatus.OPEN or rows.filter(topic=topic).exists():
            raise RefusedError(_("This topic is on the agenda already, or not open any more."), field="topic")
        Topic.objects.filter(pk=topic.pk).update(meeting=meeting)
    last = rows.aggregate(last=Max("position"))["last"] or 0
    item = AgendaItem.objects.create(
        meeting=meeting, topic=topic, title="" if topic else title, minutes=minutes, position=last + 1
    )
    after = {"item": item.pk, "topic": topic.pk if topic else None, "title": item.title, "minutes": minutes}
    record("exchange.add_to_agenda", meeting, acting_user=acting_user, after=after)
    return item


@transaction.atomic
def arrange_agenda(
    meeting: Meeting, wanted: Mapping[int, tuple[int, int, bool]], *, stamp: str, acting_user: User
) -> None:
    """Item -> (order, minutes, remove). Items of the same order keep the one they had.

    Raises ChangedMeanwhileError where the agenda is no longer the one that the form showed.
    """
    Meeting.objects.select_for_update().get(pk=meeting.pk)
    before = agenda_values(meeting)
    check_stamp(before, stamp)
    rows = list(AgendaItem.objects.filter(meeting=meeting))
    kept = [row for row in rows if not wanted.get(row.pk, (0, 0, False))[2]]
    AgendaItem.objects.filter(meeting=meeting).exclude(pk__in=[row.pk for row in kept]).delete()
    kept.sort(key=lambda row: (wanted.get(row.pk, (row.position, 0, False))[0], row.position, row.pk))
    for position, row in enumerate(kept, start=1):
        row.position, row.minutes = position, wanted.get(row.pk, (0, row.minutes, False))[1]
    AgendaItem.objects.bulk_update(kept, ["position", "minutes"])
    record("exchange.arrange_agenda", meeting, acting_user=acting_user, before=before, after=agenda_values(meeting))
