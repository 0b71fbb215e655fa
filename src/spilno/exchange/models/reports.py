"""What remains of a meeting: advice that others find, and a report."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from spilno.common.models import LanguageText
from spilno.common.personal import NOTHING_PERSONAL
from spilno.common.visibility import Viewer, standing
from spilno.exchange.enums import KnowledgeStatus, MeetingAudience, ReportStatus
from spilno.exchange.models.meetings import Meeting
from spilno.exchange.models.topics import Topic
from spilno.organisations.enums import Theme

LONGEST_REPORT = 40_000


class KnowledgeQuerySet(models.QuerySet["KnowledgeItem"]):
    def published(self) -> Self:
        return self.exclude(status=KnowledgeStatus.DRAFT)

    def visible_to(self, viewer: Viewer) -> Self:
        if viewer.is_coordinator:
            return self
        audiences = [MeetingAudience.PUBLIC, MeetingAudience.NETWORK][: 2 if viewer.in_network else 1]
        host = Q(meeting__host__isnull=True) | standing(viewer, owner="meeting__host")
        return self.published().filter(host, audience__in=audiences)

    def to_publish(self) -> Self:
        """Drafts that no report will publish: the network office does."""
        return self.filter(status=KnowledgeStatus.DRAFT, meeting__isnull=True).order_by("pk")

    def to_check(self) -> Self:
        """Published, not known to be outdated, and not looked at for a long time; the oldest first."""
        rows = self.filter(status=KnowledgeStatus.PUBLISHED, check_again_on__lte=timezone.localdate())
        return rows.order_by("check_again_on", "pk")


class KnowledgeItem(models.Model):
    """A piece of advice: question, answer, links. A draft until the report of its meeting is published."""

    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.SET_NULL, related_name="advice")
    topic = models.ForeignKey(Topic, null=True, blank=True, on_delete=models.SET_NULL, related_name="advice")
    theme = models.CharField(max_length=20, choices=Theme, blank=True)
    # One address a line.
    links = models.TextField(blank=True, max_length=3000)
    given_on = models.DateField()
    status = models.CharField(max_length=10, choices=KnowledgeStatus, default=KnowledgeStatus.DRAFT)
    audience = models.CharField(max_length=8, choices=MeetingAudience, default=MeetingAudience.PUBLIC)
    checked_on = models.DateField()
    check_again_on = models.DateField()
    # Words of all languages, folded, with a space before each.
    search_text = models.TextField(blank=True)

    objects = KnowledgeQuerySet.as_manager()

    personal_data = NOTHING_PERSONAL

    class Meta:
        indexes = [models.Index(fields=["status", "audience", "given_on"]), models.Index(fields=["check_again_on"])]
        ordering = ["-given_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.pk} {self.given_on}"

    @property
    def link_list(self) -> list[str]:
        return self.links.split()


class KnowledgeText(LanguageText):
    """Question and answer (`text`) in one language."""

    item = models.ForeignKey(KnowledgeItem, on_delete=models.CASCADE, related_name="texts")
    question = models.CharField(max_length=200)

    personal_data = NOTHING_PERSONAL

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "language"], name="knowledge_text_once")]


class Report(models.Model):
    """Drafted from the meeting, edited, approved by a host, published by the office."""

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="report")
    status = models.CharField(max_length=10, choices=ReportStatus, default=ReportStatus.DRAFT)
    published_at = models.DateTimeField(null=True, blank=True)

    personal_data = NOTHING_PERSONAL

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.status}"


class ReportText(LanguageText):
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="texts")
    title = models.CharField(max_length=200)

    personal_data = NOTHING_PERSONAL

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "language"], name="report_text_once")]
