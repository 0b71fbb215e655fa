"""Minutes with every state they were ever in, and what was agreed to be done."""

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_noop

from spilno.accounts.models import User
from spilno.common.personal import NOTHING_PERSONAL, PersonalData
from spilno.exchange.enums import MinutesAudience, MinutesStatus
from spilno.exchange.models.meetings import Meeting
from spilno.organisations.models import Organisation

LONGEST_MINUTES_TEXT = 60_000


class Minutes(models.Model):
    """Written by those who take part, approved by the hosts. Until then nobody else reads them."""

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="minutes")
    text = models.TextField(blank=True, max_length=LONGEST_MINUTES_TEXT)
    version = models.PositiveIntegerField(default=0)
    status = models.CharField(max_length=8, choices=MinutesStatus, default=MinutesStatus.DRAFT)
    audience = models.CharField(max_length=8, choices=MinutesAudience, default=MinutesAudience.GROUP)
    changed_at = models.DateTimeField(default=timezone.now)

    personal_data = NOTHING_PERSONAL

    class Meta:
        verbose_name_plural = "minutes"

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.version}"

    @property
    def is_approved(self) -> bool:
        return self.status == MinutesStatus.APPROVED


class MinutesRevision(models.Model):
    """A text that was saved. `aside`: it met somebody else's and was kept beside it as it was typed; `joined`: it is part of
    the state after it, too. Nothing typed is ever lost."""

    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    text = models.TextField(max_length=LONGEST_MINUTES_TEXT)
    aside = models.BooleanField(default=False)
    joined = models.BooleanField(default=False)
    saved_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    personal_data = PersonalData(
        person=("saved_by",),
        purpose=gettext_noop("To know who wrote which state of the minutes."),
        export=("minutes__meeting__starts_at", "number", "text", "at"),
        on_erasure="forget",
        forget=(("saved_by", None),),
    )

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.minutes_id} {self.number}"


class ActionItem(models.Model):
    """Who does what until when."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="action_items")
    text = models.CharField(max_length=300)
    person = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="action_items")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="action_items"
    )
    due_on = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    personal_data = PersonalData(
        person=("person",),
        purpose=gettext_noop("To remind people of what they have taken on."),
        export=("text", "due_on", "done_at"),
        retention=timedelta(days=3 * 365),
        retention_from="created_at",
        on_erasure="forget",
        forget=(("person", None),),
    )

    class Meta:
        ordering = ["done_at", "due_on", "pk"]

    def __str__(self) -> str:
        return self.text
