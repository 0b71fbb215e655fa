"""One's own registrations for meetings, and what one's newsletter is about."""

from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from ninja import Body, Field, Path, Router, Schema, Status

from spilno.accounts.addresses import normalise
from spilno.api.enums import TokenScope
from spilno.api.v1.auth import OWNING, TokenAuth, user_of
from spilno.api.v1.fields import Key, as_typed, checked
from spilno.api.v1.own import READ, REFUSALS
from spilno.api.v1.reading import MeetingOut, meeting_drawn
from spilno.exchange.actions import registering
from spilno.exchange.enums import Stage
from spilno.exchange.forms.registering import RegistrationForm
from spilno.exchange.models import Registration
from spilno.exchange.queries import Visit, get_visit
from spilno.exchange.queries.registrations import meetings_of, organisations_to_act, own_registration
from spilno.newsletter.actions.subscribing import change_preferences, unsubscribe
from spilno.newsletter.enums import SubscriberStatus, Way
from spilno.newsletter.forms import PreferencesForm
from spilno.newsletter.models import Subscriber
from spilno.newsletter.queries import topics_offered
from spilno.organisations.enums import Scope
from spilno.organisations.queries import get_organisation_to_act
from spilno.places.queries import area_by_key, place_key, with_labels

KEEP = TokenAuth(TokenScope.EXCHANGE)
KEEP_NEWSLETTER = TokenAuth(TokenScope.NEWSLETTER)
router = Router(tags=["own exchange"], auth=READ, throttle=OWNING)
MeetingKey = Path[Key]


class RegistrationOut(Schema):
    """`status`: `registered` has a place, `waiting` waits for one."""

    meeting: MeetingOut
    organisation: int
    stage: Stage
    wishes: str
    status: str


class RegistrationIn(Schema, extra="forbid"):
    """`topic`, in one line, is what you want to talk about there; it is brought with the registration or not at all."""

    organisation: int = Field(strict=True, ge=1, le=2**63 - 1)
    stage: Stage
    wishes: str = Field("", max_length=400)
    topic: str = Field("", max_length=160)
    topic_text: str = Field("", max_length=3000)


class TopicOut(Schema):
    id: int
    name: str


class Newsletter(Schema):
    """What your address is subscribed to; without topics or regions it is all of them. `offered` are the topics there are."""

    status: str
    language: str
    topics: list[int]
    regions: list[str]
    offered: list[TopicOut]


class Preferences(Schema, extra="forbid"):
    """`regions` are keys of Länder and oblasts, such as ags:05."""

    language: str = Field(pattern="^(de|uk|en)$")
    topics: list[Key] = Field([], max_length=100)
    regions: list[str] = Field([], max_length=100)


def _registration_drawn(row: Registration) -> dict[str, Any]:
    told = {"meeting": meeting_drawn(row.meeting), "organisation": row.organisation_id}
    return told | {"stage": row.stage, "wishes": row.wishes, "status": row.status}


def _own(visit: Visit) -> Registration:
    found = own_registration(visit.meeting, visit.viewer.account_id)
    if found is None:
        raise Http404
    return found


@router.get(
    "/registrations",
    response={200: list[RegistrationOut]} | REFUSALS,
    url_name="own_registrations",
    operation_id="list_own_registrations",
)
def registrations(request: HttpRequest) -> Any:
    """Meetings to come for which you are registered or wait; two hundred at most."""
    return [_registration_drawn(row) for row in meetings_of(user_of(request), timezone.now())[:200]]


@router.put(
    "/registrations/{meeting}",
    response={200: RegistrationOut} | REFUSALS,
    auth=KEEP,
    url_name="own_registration",
    operation_id="put_registration",
)
def register(request: HttpRequest, meeting: MeetingKey, values: Body[RegistrationIn]) -> Any:
    """A place, or one on the waiting list; for whoever is registered already, stage and wishes change."""
    user = user_of(request)
    visit = get_visit(user, meeting)
    form = RegistrationForm(as_typed(values.dict()), organisations=organisations_to_act(visit.rights))
    cleaned = checked(form)
    acting = get_organisation_to_act(user, cleaned["organisation"], Scope.EXCHANGE)
    topic = form.topic_values((get_language() or "de")[:2])
    registering.register(acting, visit.meeting, stage=Stage(cleaned["stage"]), wishes=cleaned["wishes"], topic=topic)
    return _registration_drawn(_own(visit))


@router.delete(
    "/registrations/{meeting}",
    response={204: None} | REFUSALS,
    auth=KEEP,
    url_name="own_registration",
    operation_id="delete_registration",
)
def withdraw(request: HttpRequest, meeting: MeetingKey) -> Any:
    """Off the list; the place goes to whoever waits longest."""
    user = user_of(request)
    registering.withdraw(_own(get_visit(user, meeting)), acting_user=user)
    return Status(204, None)


def _subscriber(request: HttpRequest) -> Subscriber:
    """By the account's own confirmed address; a blocked one looks like none."""
    found = Subscriber.objects.filter(email=normalise(user_of(request).email))
    row = found.exclude(status=SubscriberStatus.BLOCKED).first()
    if row is None:
        raise Http404
    return row


def _newsletter_drawn(row: Subscriber) -> dict[str, Any]:
    return {
        "status": row.status,
        "language": row.language,
        "topics": [topic.pk for topic in row.topics.all()],
        "regions": [place_key(area) for area in with_labels(row.regions.all())],
        "offered": [{"id": topic.pk, "name": str(topic)} for topic in topics_offered()],
    }


@router.get(
    "/newsletter", response={200: Newsletter} | REFUSALS, url_name="own_newsletter", operation_id="get_own_newsletter"
)
def newsletter(request: HttpRequest) -> Any:
    """404 where your address has never been subscribed; signing up is done on the page, where you read what it means."""
    return _newsletter_drawn(_subscriber(request))


@router.put(
    "/newsletter",
    response={200: Newsletter} | REFUSALS,
    auth=KEEP_NEWSLETTER,
    url_name="own_newsletter",
    operation_id="put_own_newsletter",
)
def keep_newsletter(request: HttpRequest, values: Body[Preferences]) -> Any:
    row, user = _subscriber(request), user_of(request)
    areas = [area_by_key(key.replace("\x00", " ")) for key in values.regions]
    # A key that leads nowhere becomes a choice that the form refuses by name.
    typed = values.dict() | {"regions": [area.pk if area else 0 for area in areas]}
    cleaned = checked(PreferencesForm(as_typed(typed)))
    wanted = {"topics": cleaned.get("topics", []), "regions": cleaned["regions"]}
    change_preferences(row, language=cleaned["language"], **wanted, acting_user=user)
    return _newsletter_drawn(row)


@router.delete(
    "/newsletter",
    response={204: None} | REFUSALS,
    auth=KEEP_NEWSLETTER,
    url_name="own_newsletter",
    operation_id="delete_own_newsletter",
)
def leave_newsletter(request: HttpRequest) -> Any:
    """Ends the subscription at once, also for issues that are on their way; twice is fine."""
    unsubscribe(_subscriber(request), way=Way.PROGRAM, acting_user=user_of(request))
    return Status(204, None)
