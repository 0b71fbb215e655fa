"""One durable row for each recipient of an issue, who has it in hand, and what came back."""

import uuid
from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_noop

from spilno.common.personal import NOTHING_PERSONAL
from spilno.newsletter.addresses import ByAddress
from spilno.newsletter.enums import BounceKind, DeliveryState
from spilno.newsletter.models.issues import Issue
from spilno.newsletter.models.subscribers import Subscriber


class Sender(models.Model):
    """A worker that sends; one that has not been heard of for longer than its lease is dead."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    window = models.PositiveSmallIntegerField(default=1)
    started_at = models.DateTimeField(default=timezone.now)
    beat_at = models.DateTimeField(default=timezone.now, db_index=True)

    personal_data = NOTHING_PERSONAL

    def __str__(self) -> str:
        return str(self.id)


class Delivery(models.Model):
    """What became of one issue on its way to one subscriber."""

    # No index of its own: the constraint below begins with the issue, and every index slows each change of state.
    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, db_index=False, related_name="deliveries")
    subscriber = models.ForeignKey(Subscriber, null=True, on_delete=models.SET_NULL, related_name="deliveries")
    language = models.CharField(max_length=8)
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(default=timezone.now)
    # No foreign key: a claim outlives the row of the worker that made it.
    claimed_by = models.UUIDField(null=True)
    finished_at = models.DateTimeField(null=True)
    # The server's answer, where it was not simply yes; servers repeat addresses in it.
    answer = models.CharField(max_length=300, blank=True)

    personal_data = ByAddress(
        person=("subscriber__email",),
        purpose=gettext_noop("To send each issue once to each subscriber and to be able to say who was sent what."),
        export=("issue__started_at", "language", "state", "finished_at"),
        retention=timedelta(days=2 * 365),
        retention_from="finished_at",
        on_erasure="forget",
        forget=(("subscriber", None), ("answer", "")),
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issue", "subscriber"], name="delivery_once")]
        indexes = [
            models.Index(fields=["id"], name="delivery_queued", condition=models.Q(state="queued")),
            models.Index(fields=["claimed_by"], name="delivery_claimed", condition=models.Q(state="claimed")),
        ]

    def __str__(self) -> str:
        return f"{self.issue_id} {self.pk} {self.state}"


class Bounce(models.Model):
    """A report that a mail did not arrive, or a complaint; only those that prove which mail they mean are kept."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="bounces")
    kind = models.CharField(max_length=10, choices=BounceKind)
    # The enhanced status code of RFC 3463, e.g. 5.1.1, where there is one.
    status_code = models.CharField(max_length=20, blank=True)
    detail = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now)

    personal_data = ByAddress(
        person=("delivery__subscriber__email",),
        purpose=gettext_noop("To stop writing to addresses that do not exist."),
        export=("kind", "status_code", "at"),
        retention=timedelta(days=365),
        retention_from="at",
    )

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.status_code}"
