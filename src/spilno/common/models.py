"""Tables every app writes to: the audit trail, the outbox of mails, counters of rate limits."""

from datetime import timedelta
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_noop

from spilno.common.enums import MailStatus, TextStatus
from spilno.common.personal import NOTHING_PERSONAL, PersonalData


class AuditEntry(models.Model):
    """One write: what changed from what to what, by whom, on whose behalf. Never changed, never shown to strangers."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    # The verb, e.g. `organisations.invite_member`.
    action = models.CharField(max_length=80)
    # Accounts and organisations stand above this app; their ids are kept, not their names.
    actor_id = models.BigIntegerField(null=True)
    behalf_of_id = models.BigIntegerField(null=True)
    # The organisation that acted by delegation, if the actor belongs to another than `behalf_of_id`.
    through_id = models.BigIntegerField(null=True)
    object_type = models.CharField(max_length=80)
    object_id = models.BigIntegerField()
    # Field -> [old, new]; erased together with the person they speak of.
    changes = models.JSONField(default=dict)
    reason = models.TextField(blank=True)

    # The actor's id stays as a bare number once the account is gone: it then leads nowhere.
    personal_data = PersonalData(
        person=("actor_id",),
        purpose=gettext_noop("Proof of who changed what, for the bodies that answer for it."),
        export=("at", "action", "object_type", "object_id"),
        retention=timedelta(days=3 * 365),
        retention_from="at",
        on_erasure="keep",
    )

    class Meta:
        indexes = [models.Index(fields=["object_type", "object_id", "at"]), models.Index(fields=["actor_id"])]
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.action} {self.object_type} {self.object_id}"


class OutboxMailQuerySet(models.QuerySet["OutboxMail"]):
    def due(self) -> Self:
        return self.filter(status=MailStatus.WAITING, not_before__lte=timezone.now())


class ToldOnce(models.Model):
    """That a cause has written its mail: stays when the mail itself is forgotten, so that no reminder comes again."""

    # Of the cause's name, which may hold the number of an account.
    digest = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(default=timezone.now)

    personal_data = NOTHING_PERSONAL

    def __str__(self) -> str:
        return f"{self.digest[:8]} {self.at}"


class OutboxMail(models.Model):
    """A mail that was written in the same transaction as its cause and waits for the worker."""

    to = models.EmailField(max_length=254)
    subject = models.CharField(max_length=250)
    text = models.TextField()
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    # Files to attach: a list of {"name", "type", "text"}; calendars, not uploads.
    attachments = models.JSONField(default=list)
    language = models.CharField(max_length=8, blank=True)
    message_id = models.CharField(max_length=200, unique=True)
    # The same cause writes the same mail once, e.g. `reminder:12:2026-11-24`; empty for mails that may repeat.
    once = models.CharField(max_length=120, null=True, unique=True)
    account_id = models.BigIntegerField(null=True, db_index=True)
    status = models.CharField(max_length=10, choices=MailStatus, default=MailStatus.WAITING)
    not_before = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True)
    claimed_by = models.UUIDField(null=True, default=None)
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)

    objects = OutboxMailQuerySet.as_manager()

    personal_data = PersonalData(
        person=("account_id",),
        purpose=gettext_noop("Mails on their way; kept shortly so that a delivery can be explained."),
        export=("to", "subject", "text", "created_at", "sent_at"),
        retention=timedelta(days=30),
        retention_from="created_at",
    )

    class Meta:
        indexes = [models.Index(fields=["status", "not_before"])]
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.subject} ({self.status})"


class RateCount(models.Model):
    """How often something was done within one window of time."""

    # A keyed digest: who is counted cannot be read from the table.
    key = models.CharField(max_length=64)
    # Seconds since 1970 at which the window begins.
    begins = models.BigIntegerField()
    ends = models.BigIntegerField(db_index=True)
    count = models.PositiveIntegerField(default=0)

    personal_data = NOTHING_PERSONAL

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "begins"], name="rate_count_once")]

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.begins}: {self.count}"


class KeptForm(models.Model):
    """What somebody sent after their session had ended, until they sign in again; unreadable in the database."""

    account_id = models.BigIntegerField()
    path = models.CharField(max_length=500)
    sealed = models.BinaryField()
    created_at = models.DateTimeField(default=timezone.now)

    personal_data = PersonalData(
        person=("account_id",),
        purpose=gettext_noop("So that nothing typed is lost when a session ends."),
        retention=timedelta(hours=12),
        retention_from="created_at",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account_id", "path"], name="kept_form_once")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.path}"


class Tombstone(models.Model):
    """Somebody left: enough to remove them again from a restored backup, nothing to find them by. Only added to."""

    # A key of `settings.TOMBSTONES`, which names what removes them again.
    kind = models.CharField(max_length=40)
    mark = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField(default=timezone.now)

    personal_data = NOTHING_PERSONAL

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"


class Heartbeat(models.Model):
    """When a process of the installation last worked; on the database, so that every machine knows."""

    # "worker" or "tick".
    name = models.CharField(max_length=20, unique=True)
    at = models.DateTimeField()

    personal_data = NOTHING_PERSONAL

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M}"


class DemonstrationRow(models.Model):
    """A row that belongs to the demonstration network and goes with it."""

    # As Django names the model, and the primary key as text.
    label = models.CharField(max_length=80)
    key = models.CharField(max_length=40)

    personal_data = NOTHING_PERSONAL

    def __str__(self) -> str:
        return f"{self.label} {self.key}"


class LanguageText(models.Model):
    """A long text in one language; inherited by each app's own table of texts.

    The original carries `source_version` 0. A translation names the version of the original it was made from, so that
    "German changed, Ukrainian is behind" is a query and not a memory.
    """

    language = models.CharField(max_length=8)
    text = models.TextField()
    version = models.PositiveIntegerField(default=1)
    source_version = models.PositiveIntegerField(default=0)
    machine = models.BooleanField(default=False)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.language} {self.version}"

    @property
    def is_original(self) -> bool:
        return self.source_version == 0

    def status_beside(self, original: "LanguageText | None") -> TextStatus:
        """How this text stands towards the original as it is now."""
        if self.is_original or original is None:
            return TextStatus.ORIGINAL
        if self.source_version < original.version:
            return TextStatus.BEHIND
        return TextStatus.MACHINE if self.machine else TextStatus.CURRENT
