"""Subscribers, what they want to read about, and the proof of their consent."""

import secrets
from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language, gettext_noop

from spilno.common.models import OutboxMail
from spilno.common.personal import NOTHING_PERSONAL
from spilno.newsletter.addresses import ByAddress
from spilno.newsletter.enums import ConsentEvent, SubscriberStatus, Way
from spilno.places.models import Area


class Topic(models.Model):
    """What a subscriber may choose to read about; the network office names them."""

    name_de = models.CharField(max_length=80)
    name_uk = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(default=0)
    # A topic that is no longer offered stays for those who chose it.
    offered = models.BooleanField(default=True)

    personal_data = NOTHING_PERSONAL

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return str(getattr(self, f"name_{(get_language() or 'en')[:2]}", "") or self.name_en)


def new_key() -> str:
    return secrets.token_urlsafe(16)


class SubscriberQuerySet(models.QuerySet["Subscriber"]):
    def active(self) -> Self:
        return self.filter(status=SubscriberStatus.ACTIVE)


def _erase(rows: models.QuerySet[Any], _account_id: int) -> None:
    """With the mails about the subscription: they carry no account."""
    OutboxMail.objects.filter(to__in=list(rows.values_list("email", flat=True))).delete()
    Subscriber.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).delete()


class Subscriber(models.Model):
    """An address that gets the newsletter, or has asked for it. No topics and no regions mean: all of them."""

    # As `accounts.addresses.normalise` spells it.
    email = models.EmailField(max_length=254, unique=True)
    # Stands, signed, in the links of the subscriber's mails; says nothing about the person.
    key = models.CharField(max_length=64, unique=True, default=new_key)
    language = models.CharField(max_length=8, choices=settings.LANGUAGES)
    status = models.CharField(max_length=10, choices=SubscriberStatus, default=SubscriberStatus.WAITING)
    topics = models.ManyToManyField(Topic, blank=True, related_name="subscribers")
    regions = models.ManyToManyField(Area, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    # The last mail about the subscription itself; there is at most one a day.
    mailed_at = models.DateTimeField(null=True)
    confirm_digest = models.CharField(max_length=64, blank=True, db_index=True)

    objects = SubscriberQuerySet.as_manager()

    personal_data = ByAddress(
        person=("email",),
        purpose=gettext_noop(
            "To send the newsletter to those who asked for it, in their language and about what they chose."
        ),
        export=(
            "email",
            "language",
            "status",
            "topics__name_en",
            "regions__name",
            "created_at",
            "confirmed_at",
            "ended_at",
        ),
        retention=timedelta(days=30),
        retention_from="ended_at",
        # A blocked address stays, so that nobody enters it again.
        kept_while=models.Q(status=SubscriberStatus.BLOCKED),
        erase=_erase,
    )

    class Meta:
        indexes = [models.Index(fields=["status", "language"])]
        ordering = ["email"]

    def __str__(self) -> str:
        return self.email


class Consent(models.Model):
    """One event in the history of a consent; append-only, outlives the subscriber without naming them."""

    subscriber = models.ForeignKey(Subscriber, null=True, on_delete=models.SET_NULL, related_name="consents")
    # Keyed: shows that a given address consented, and cannot be turned back into the address.
    address_digest = models.CharField(max_length=64, db_index=True)
    event = models.CharField(max_length=10, choices=ConsentEvent)
    way = models.CharField(max_length=10, choices=Way)
    purpose = models.CharField(max_length=40)
    # The text as it stood beside the button, and the digest that names its version; empty for a withdrawal.
    text = models.TextField(blank=True)
    text_version_digest = models.CharField(max_length=16, blank=True)
    language = models.CharField(max_length=8)
    at = models.DateTimeField(default=timezone.now)

    personal_data = ByAddress(
        person=("subscriber__email",),
        purpose=gettext_noop(
            "Proof that somebody asked for the newsletter (Art. 7 GDPR); after erasure it holds a keyed digest only."
        ),
        export=("event", "way", "purpose", "text", "language", "at"),
        retention=timedelta(days=3 * 365),
        retention_from="at",
        # While somebody gets the newsletter, the proof that they asked for it is needed.
        kept_while=models.Q(subscriber__status=SubscriberStatus.ACTIVE),
        on_erasure="keep",
    )

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.event} {self.at:%Y-%m-%d}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("a proof is written once")
        super().save(*args, **kwargs)
