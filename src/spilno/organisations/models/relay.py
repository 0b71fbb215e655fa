"""The relay: two sides write to each other, and neither sees the other's address."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from spilno.accounts.models import User
from spilno.common.personal import PersonalData
from spilno.organisations.enums import Decision
from spilno.organisations.models.profile import Organisation

TWO_YEARS = timedelta(days=2 * 365)


class Thread(models.Model):
    """A conversation between a sender (an organisation, or a person without one) and an organisation."""

    subject = models.CharField(max_length=160)
    # None where a person writes in their own name.
    from_organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.CASCADE, related_name="threads_begun"
    )
    from_user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="threads_begun")
    to_organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="threads_received")
    created_at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now, db_index=True)
    closed_at = models.DateTimeField(null=True)

    personal_data = PersonalData(
        person=("from_user",),
        purpose=gettext_noop("To carry messages without exposing addresses."),
        export=("subject", "to_organisation__name", "created_at"),
        retention=TWO_YEARS,
        retention_from="last_at",
        on_erasure="forget",
        forget=(("from_user", None),),
    )

    class Meta:
        ordering = ["-last_at", "-pk"]

    def __str__(self) -> str:
        return self.subject


class Message(models.Model):
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="messages")
    # True: written by the side that began the thread.
    by_sender = models.BooleanField()
    author = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="messages_written")
    # The organisation that acted by delegation, if another than the side itself.
    through = models.ForeignKey(Organisation, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField(max_length=8000)
    language = models.CharField(max_length=8, blank=True)
    sent_at = models.DateTimeField(default=timezone.now)
    # A form sent twice makes one message.
    once = models.CharField(max_length=64, null=True, unique=True)

    personal_data = PersonalData(
        person=("author",),
        purpose=gettext_noop("To carry messages without exposing addresses."),
        export=("thread__subject", "text", "sent_at"),
        on_erasure="forget",
        forget=(("author", None), ("text", "")),
    )

    class Meta:
        ordering = ["sent_at", "pk"]

    def __str__(self) -> str:
        return f"{self.thread_id} {self.sent_at:%Y-%m-%d}"


class ThreadReading(models.Model):
    """Up to when somebody has read a thread."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="readings")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    read_at = models.DateTimeField()

    personal_data = PersonalData(("user",), gettext_noop("To mark what is new."), export=("thread__subject", "read_at"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "user"], name="thread_reading_once")]

    def __str__(self) -> str:
        return f"{self.thread_id} {self.read_at:%Y-%m-%d}"


class Block(models.Model):
    """An organisation takes no more messages from another, or from one person."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="blocks")
    blocked_organisation = models.ForeignKey(Organisation, null=True, on_delete=models.CASCADE, related_name="+")
    blocked_user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    # The blocked person is not told: the export leaves it out, the erasure takes it along.
    personal_data = PersonalData(("blocked_user",), gettext_noop("To keep unwanted messages away."))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(blocked_organisation__isnull=False) ^ Q(blocked_user__isnull=False), name="block_of_one"
            ),
            models.UniqueConstraint(fields=["organisation", "blocked_organisation"], name="block_organisation_once"),
            models.UniqueConstraint(fields=["organisation", "blocked_user"], name="block_user_once"),
        ]

    def __str__(self) -> str:
        return str(self.organisation_id)


class AbuseReport(models.Model):
    """A message shown to the coordinator by somebody who received it."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="reports")
    reported_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=600, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.WAITING)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    personal_data = PersonalData(
        person=("reported_by",),
        purpose=gettext_noop("To stop abuse."),
        export=("reason", "created_at", "decision"),
        retention=TWO_YEARS,
        retention_from="decided_at",
        on_erasure="forget",
        forget=(("reported_by", None),),
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "reported_by"], name="abuse_report_once")]
        ordering = ["created_at"]

    def __str__(self) -> str:
        return f"{self.message_id} {self.decision}"
