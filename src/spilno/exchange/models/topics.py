"""What municipalities want to talk about, who supports it, and the agenda it becomes."""

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from spilno.accounts.models import User
from spilno.common.personal import NOTHING_PERSONAL, PersonalData
from spilno.exchange.enums import TopicCircle, TopicStatus, Urgency
from spilno.exchange.models.meetings import Meeting
from spilno.organisations.enums import SpokenLanguage, Theme
from spilno.organisations.models import Organisation

LONGEST_ITEM = 600


class TopicQuerySet(models.QuerySet["Topic"]):
    def open(self) -> Self:
        return self.filter(status=TopicStatus.OPEN)

    def by_weight(self) -> Self:
        """Most supported first, then the more urgent, then the older; `votes` counts organisations."""
        rows = self.annotate(votes=Count("supports", distinct=True))
        return rows.order_by("-votes", "-urgency", "created_at", "pk")


class Topic(models.Model):
    """A question somebody brings. Confidential unless its organisation says otherwise."""

    title = models.CharField(max_length=160)
    text = models.TextField(max_length=3000, blank=True)
    language = models.CharField(max_length=4, choices=SpokenLanguage, default=SpokenLanguage.GERMAN)
    theme = models.CharField(max_length=20, choices=Theme, blank=True)
    urgency = models.PositiveSmallIntegerField(choices=Urgency, default=Urgency.WHENEVER)
    circle = models.CharField(max_length=8, choices=TopicCircle, default=TopicCircle.GROUP)
    # Where it is to be spoken of; none: at one of the next occasions.
    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.SET_NULL, related_name="topics")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="topics")
    brought_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="topics")
    status = models.CharField(max_length=10, choices=TopicStatus, default=TopicStatus.OPEN)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)

    objects = TopicQuerySet.as_manager()

    personal_data = PersonalData(
        person=("brought_by",),
        purpose=gettext_noop("To ask back what somebody meant."),
        export=("title", "text", "created_at", "status"),
        on_erasure="forget",
        forget=(("brought_by", None),),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=models.F("pk")), name="topic_not_into_itself"
            )
        ]
        indexes = [models.Index(fields=["status", "created_at"]), models.Index(fields=["theme", "status"])]
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.title


class TopicSupport(models.Model):
    """An organisation wants to hear of it, too. A merged topic's supports are copied, so that no vote is lost or doubled."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="supports")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="topic_supports")
    created_at = models.DateTimeField(default=timezone.now)

    personal_data = NOTHING_PERSONAL

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "organisation"], name="topic_support_once")]

    def __str__(self) -> str:
        return f"{self.topic_id} {self.organisation_id}"


class AgendaItem(models.Model):
    """A line of the agenda: a topic, or words such as a welcome or a break."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agenda")
    position = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(LONGEST_ITEM)])
    topic = models.ForeignKey(Topic, null=True, blank=True, on_delete=models.CASCADE, related_name="agenda_items")
    title = models.CharField(max_length=160, blank=True)

    personal_data = NOTHING_PERSONAL

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "topic"], name="agenda_topic_once")]
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.topic.title if self.topic else self.title
