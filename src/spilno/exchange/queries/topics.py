"""Topics as far as somebody may read them, the agenda with its hours, and who may know an answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q
from django.http import Http404

from spilno.common.visibility import Viewer, standing
from spilno.engine.cadence import timetable
from spilno.exchange.enums import RegistrationStatus, TopicCircle
from spilno.exchange.models import AgendaItem, Meeting, Registration, Topic, TopicQuerySet, TopicSupport
from spilno.exchange.queries.access import Reader
from spilno.organisations.enums import Scope
from spilno.organisations.models import Organisation, OrganisationTheme
from spilno.organisations.queries import rights_of, viewer_of, withdrawn_areas
from spilno.organisations.rules import Rights, may_act
from spilno.partnerships.models import Party

SHOWN_KNOWING = 8


def hosting(rights: Rights) -> list[int]:
    """Organisations whose meetings somebody may run."""
    return [pk for pk in {*rights.roles, *rights.delegated} if may_act(rights, pk, Scope.EXCHANGE)]


def topics_for(viewer: Viewer, rights: Rights) -> TopicQuerySet:
    """Those of the network, those of the reader's own people, and those of meetings that the reader takes part in."""
    rows = Topic.objects.select_related("organisation__area", "meeting")
    if viewer.is_coordinator:
        return rows
    if not viewer.in_network:
        return rows.none()
    coming = Registration.objects.filter(
        user=viewer.account_id, status=RegistrationStatus.REGISTERED, meeting=OuterRef("meeting")
    )
    seen = Q(circle=TopicCircle.NETWORK) | Q(Exists(coming)) | Q(meeting__host__in=hosting(rights))
    return rows.filter(seen & standing(viewer, owner="organisation") | Q(organisation__in=viewer.reads))


@dataclass(frozen=True)
class TopicVisit:
    """A topic as one reader meets it. may_edit: acts for the organisation that brought it, or is the office."""

    topic: Topic
    viewer: Viewer
    rights: Rights
    may_edit: bool
    may_arrange: bool


def get_topic_visit(user: Reader, pk: int) -> TopicVisit:
    """Raises Http404 for a topic the reader may not see, or that is not there."""
    rights = rights_of(user)
    viewer = viewer_of(user, rights)
    topic = topics_for(viewer, rights).filter(pk=pk).first()
    if topic is None:
        raise Http404
    own = may_act(rights, topic.organisation_id, Scope.EXCHANGE)
    host = topic.meeting is not None and topic.meeting.host_id in hosting(rights)
    return TopicVisit(topic, viewer, rights, own or rights.is_coordinator, host or rights.is_coordinator)


def get_topic_to_edit(user: Reader, pk: int) -> TopicVisit:
    visit = get_topic_visit(user, pk)
    if not visit.may_edit:
        raise Http404
    return visit


def get_topic_to_arrange(user: Reader, pk: int) -> TopicVisit:
    visit = get_topic_visit(user, pk)
    if not visit.may_arrange:
        raise Http404
    return visit


def supporting(topic: Topic, organisations: Sequence[Organisation]) -> set[int]:
    """Which of the organisations support it."""
    rows = TopicSupport.objects.filter(topic=topic, organisation__in=organisations)
    return set(rows.values_list("organisation_id", flat=True))


def agenda_values(meeting: Meeting) -> dict[str, Any]:
    """The agenda as one comparable record."""
    rows = AgendaItem.objects.filter(meeting=meeting)
    return {str(row.pk): [row.position, row.minutes, row.topic_id, row.title] for row in rows}


@dataclass(frozen=True)
class AgendaLine:
    """An item with its hours; `late` where it goes beyond the end of the meeting."""

    item: AgendaItem
    begins: datetime
    ends: datetime
    late: bool


def agenda_of(meeting: Meeting) -> list[AgendaLine]:
    """In the clocks of the meeting's own zone."""
    items = list(AgendaItem.objects.filter(meeting=meeting).select_related("topic__organisation__area"))
    hours = timetable(meeting.starts_at.astimezone(ZoneInfo(meeting.zone)), [one.minutes for one in items])
    return [
        AgendaLine(item, begins, ends, ends > meeting.ends_at)
        for item, (begins, ends) in zip(items, hours, strict=True)
    ]


@dataclass(frozen=True)
class Knowing:
    """An organisation that may have solved it, and why we think so: `theme`, `partnership`."""

    organisation: Organisation
    reasons: tuple[str, ...]


def who_may_know(topic: Topic, viewer: Viewer) -> list[Knowing]:
    """Organisations that name the topic's theme, or whose partnerships do; those with more reasons first."""
    if not topic.theme:
        return []
    rows = Organisation.objects.visible_to(viewer).confirmed().exclude(pk=topic.organisation_id)
    named = OrganisationTheme.objects.filter(organisation=OuterRef("pk"), theme=topic.theme)
    parties = Party.objects.filter(partnership__themes__theme=topic.theme, partnership__status="confirmed")
    parties = parties.exclude(area__in=withdrawn_areas())
    living = Q(area=OuterRef("area")) | Q(organisation=OuterRef("pk"))
    rows = rows.annotate(named=Exists(named), lived=Exists(parties.filter(living)))
    found = rows.filter(Q(named=True) | Q(lived=True, kind="administration")).select_related("area")
    ordered = found.order_by("-lived", "-named", "name", "pk")[:SHOWN_KNOWING]
    return [
        Knowing(one, tuple(code for code, holds in (("partnership", one.lived), ("theme", one.named)) if holds))
        for one in ordered
    ]
