"""Reads of the newsletter; what a reader may not see is not there."""

from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from spilno.accounts.models import User
from spilno.common.tokens import digest_of
from spilno.newsletter import rules
from spilno.newsletter.enums import DeliveryState, SubscriberStatus
from spilno.newsletter.links import key_of
from spilno.newsletter.models import Delivery, Edition, Issue, Subscriber, Topic
from spilno.places.enums import AreaLevel
from spilno.places.models import Area

COUNTRIES = ("DE", "UA")
CONFIRM_WITHIN = timedelta(days=7)


def topics_offered() -> QuerySet[Topic]:
    return Topic.objects.filter(offered=True)


def regions() -> QuerySet[Area]:
    """Länder and oblasts."""
    return Area.objects.filter(level=AreaLevel.STATE, country__in=COUNTRIES).order_by("country", "name")


def get_subscriber(token: str) -> Subscriber | None:
    """The subscriber behind a signed link, None where their data is gone. Raises Http404 for a link we did not make."""
    key = key_of(token)
    if key is None:
        raise Http404
    return Subscriber.objects.filter(key=key).first()


def waiting_for(token: str) -> Subscriber | None:
    """The subscriber whom this confirmation link belongs to: one who waits, or has just confirmed."""
    found = Subscriber.objects.filter(confirm_digest=digest_of(token), mailed_at__gt=timezone.now() - CONFIRM_WITHIN)
    return found.exclude(status=SubscriberStatus.BLOCKED).first()


def get_issue_to_compose(user: User | AnonymousUser, pk: int) -> Issue:
    """Raises Http404 for whoever may not compose, as for what is not there."""
    found = Issue.objects.filter(pk=pk).first() if rules.may_compose(user) else None
    if found is None:
        raise Http404
    return found


def public_editions(language: str) -> list[Edition]:
    """The newest public issues, newest first, each in the reader's language or the first it has."""
    found: dict[int, Edition] = {}
    editions = Edition.objects.filter(issue__in=Issue.objects.public()).select_related("issue")
    for edition in editions.order_by("-issue__started_at", "-issue__pk", "language"):
        if edition.issue_id not in found or edition.language == language:
            found[edition.issue_id] = edition
    return list(found.values())


def public_editions_of(pk: int) -> dict[str, Edition]:
    """Language -> edition of a public issue; empty where there is none."""
    found = Edition.objects.filter(issue=pk, issue__in=Issue.objects.public()).select_related("issue")
    return {edition.language: edition for edition in found.order_by("language")}


def issues_with_numbers() -> QuerySet[Issue]:
    """All issues for the office, newest first, with how many mails were sent, wait or are in doubt."""
    number = {
        "sent": Count("deliveries", filter=Q(deliveries__state=DeliveryState.SENT)),
        "waiting": Count("deliveries", filter=Q(deliveries__state__in=[DeliveryState.QUEUED, DeliveryState.CLAIMED])),
        "doubts": Count("deliveries", filter=Q(deliveries__state=DeliveryState.IN_DOUBT)),
    }
    return Issue.objects.annotate(**number).prefetch_related("editions").order_by("-created_at", "-pk")


def numbers_by_state(issue: Issue) -> dict[str, int]:
    found = Delivery.objects.filter(issue=issue).order_by().values_list("state").annotate(number=Count("pk"))
    return dict(found)


def deliveries_of(issue: Issue, state: str) -> QuerySet[Delivery]:
    """With the recipient and what came back; `state` "" is all."""
    found = Delivery.objects.filter(issue=issue, **({"state": state} if state else {}))
    return found.select_related("subscriber").prefetch_related("bounces").order_by("pk")
