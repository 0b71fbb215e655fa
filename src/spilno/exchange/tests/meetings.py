"""What the tests of this app share: a meeting of Dortmund's, and the words of a planning form."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from spilno.accounts.models import User
from spilno.exchange.actions.knowledge import give_advice
from spilno.exchange.enums import CaseRole, MeetingAudience, MeetingKind, MeetingStatus, RegistrationStatus, Stage
from spilno.exchange.models import Case, CaseMember, KnowledgeItem, Meeting, Registration, Topic, TopicSupport
from spilno.organisations.models import Organisation
from tests.cast import Network

HOUR = timedelta(hours=1)


def a_meeting(network: Network | None = None, *, days: int = 30, **changed: Any) -> Meeting:
    """Announced, for the network, in so many days; Dortmund hosts it."""
    starts = timezone.now().replace(microsecond=0) + timedelta(days=days)
    values: dict[str, Any] = {
        "kind": MeetingKind.PEER,
        "status": MeetingStatus.PUBLISHED,
        "audience": MeetingAudience.NETWORK,
        "title_de": "Kollegialer Austausch",
        "starts_at": starts,
        "ends_at": starts + 2 * HOUR,
        "town": "Dortmund",
        "venue": "Rathaus, Saal Westfalia",
        "link": "https://treffen.example.org/raum",
        "host": network.dortmund if network else None,
    }
    return Meeting.objects.create(**values | changed)


def a_registration(meeting: Meeting, user: User, organisation: Organisation, **changed: Any) -> Registration:
    values: dict[str, Any] = {"stage": Stage.PARTNERSHIP, "status": RegistrationStatus.REGISTERED}
    return Registration.objects.create(meeting=meeting, user=user, organisation=organisation, **values | changed)


def a_topic(organisation: Organisation, title: str = "Wie finden wir Personal?", **changed: Any) -> Topic:
    """Brought by the organisation, which supports it."""
    topic = Topic.objects.create(title=title, organisation=organisation, **changed)
    TopicSupport.objects.create(topic=topic, organisation=organisation)
    return topic


def some_advice(
    meeting: Meeting, question: str = "Wie beginnt man?", answer: str = "Klein.", **changed: Any
) -> KnowledgeItem:
    user = User.objects.order_by("pk")[0]
    values = {"links": "https://rgre.example.org/db", "theme": "governance", "audience": "public"} | changed
    return give_advice(meeting, values, language="de", question=question, answer=answer, acting_user=user)


def a_case(giver: User, organisation: Organisation, **changed: Any) -> Case:
    """Gathers its group."""
    values = {"title": "Der Rat zögert", "text": "Seit Monaten.", "theme": "governance", "mode": "live"} | changed
    case = Case.objects.create(**values)
    CaseMember.objects.create(case=case, user=giver, organisation=organisation, role=CaseRole.GIVER)
    return case


def signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user)
    return client


def meeting_form(**changed: Any) -> dict[str, Any]:
    base = {
        "kind": "information", "title_de": "Infoveranstaltung", "day": "24.11.2027", "begins": "14:00", "ends": "16:00",
        "zone": "Europe/Berlin", "format": "online", "language": "de", "audience": "public",
    }  # fmt: skip
    return base | changed


def series_form(**changed: Any) -> dict[str, Any]:
    base = {
        "title_de": "Austauschreihe", "turns": "alternate", "week": "3", "weekday": "1", "first": "01.09.2027",
        "until": "28.02.2028", "begins": "14:00", "minutes": "120", "zone": "Europe/Berlin", "format": "online",
        "language": "de", "audience": "network", "without": "",
    }  # fmt: skip
    return base | changed
