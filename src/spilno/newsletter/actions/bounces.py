"""What a report of failure changes. An address is given up only where a server said that it does not exist."""

import re

from django.db import transaction
from django.utils import timezone

from spilno.accounts.models import User
from spilno.common.audit import record
from spilno.newsletter.actions.subscribing import block_subscriber
from spilno.newsletter.enums import BounceKind, SubscriberStatus, Way
from spilno.newsletter.models import Bounce, Delivery, Subscriber
from spilno.newsletter.reports import HARD, Report

ENHANCED = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")


@transaction.atomic
def keep_bounce(delivery: Delivery, report: Report, *, acting_user: User | None = None) -> Bounce:
    """Note it, and stop writing to an address that does not exist or has complained."""
    row, _created = Bounce.objects.get_or_create(
        delivery=delivery, kind=report.kind, status_code=report.status_code, defaults={"detail": report.detail[:300]}
    )
    person = delivery.subscriber
    if person is not None and report.kind == BounceKind.COMPLAINT:
        block_subscriber(person, way=Way.COMPLAINT, acting_user=acting_user)
    if person is not None and report.kind == BounceKind.HARD:
        # A newer sign-up has proved since that the address exists.
        still = Subscriber.objects.filter(pk=person.pk, status=SubscriberStatus.ACTIVE)
        if delivery.issue.started_at:
            still = still.exclude(confirmed_at__gt=delivery.issue.started_at)
        still.update(status=SubscriberStatus.BOUNCED, ended_at=timezone.now())
    after = {"kind": report.kind, "status_code": report.status_code}
    record("newsletter.keep_bounce", row, acting_user=acting_user, after=after)
    return row


def refused_at_once(delivery_id: int, answer: str, *, acting_user: User | None = None) -> Bounce | None:
    """The server refused the recipient while we were talking to it."""
    delivery = Delivery.objects.select_related("issue", "subscriber").filter(pk=delivery_id).first()
    if delivery is None:
        return None
    code = ENHANCED.search(answer)
    status = code[1] if code else ""
    kind = BounceKind.HARD if status in HARD else BounceKind.SOFT
    return keep_bounce(delivery, Report(kind, status, answer, None), acting_user=acting_user)
