"""Issues: blocks in an order, their texts in each language, and what was frozen when sending began."""

from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_noop

from spilno.accounts.models import User
from spilno.common.personal import NOTHING_PERSONAL, PersonalData
from spilno.newsletter.enums import IssueState
from spilno.newsletter.models.subscribers import Topic
from spilno.places.models import Area

EDITABLE = (IssueState.DRAFT, IssueState.TESTED)
PUBLIC = (IssueState.SENDING, IssueState.SENT)


class IssueQuerySet(models.QuerySet["Issue"]):
    def public(self) -> Self:
        """What the archive shows: from the moment in which the first mail may go out."""
        return self.filter(state__in=PUBLIC)


class Issue(models.Model):
    """One number of the newsletter, in one or more languages. No topics and no regions mean: for everybody."""

    state = models.CharField(max_length=10, choices=IssueState, default=IssueState.DRAFT)
    topics = models.ManyToManyField(Topic, blank=True, related_name="+")
    regions = models.ManyToManyField(Area, blank=True, related_name="+")
    # Grows with each change; a test holds for the version it was made of.
    version = models.PositiveIntegerField(default=1)
    scheduled_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = IssueQuerySet.as_manager()

    personal_data = PersonalData(
        person=("created_by",),
        purpose=gettext_noop("To know who composed an issue."),
        export=("created_at", "state"),
        on_erasure="forget",
        forget=(("created_by", None),),
        retention=timedelta(days=10 * 365),
        retention_from="created_at",
    )

    class Meta:
        indexes = [models.Index(fields=["state", "scheduled_at"])]
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"

    @property
    def is_editable(self) -> bool:
        return self.state in EDITABLE

    @property
    def is_public(self) -> bool:
        return self.state in PUBLIC


class Edition(models.Model):
    """An issue in one language."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="editions")
    language = models.CharField(max_length=8, choices=settings.LANGUAGES)
    subject = models.CharField(max_length=150)
    # The content as it was sent (`content.as_data`); empty until sending begins.
    frozen = models.JSONField(default=list)

    personal_data = NOTHING_PERSONAL

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issue", "language"], name="edition_once")]

    def __str__(self) -> str:
        return f"{self.language}: {self.subject}"


class Block(models.Model):
    """A part of an issue: free text, or entries that an app offers."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="blocks")
    position = models.PositiveSmallIntegerField()
    # The offering source's code; empty for free text.
    source_code = models.CharField(max_length=60, blank=True)
    # The chosen entries, in their order.
    keys = models.JSONField(default=list)

    personal_data = NOTHING_PERSONAL

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.position} {self.source_code or 'text'}"

    def form_values(self) -> dict[str, Any]:
        """The block as a form shows it, for its stamp and beside what somebody typed."""
        values: dict[str, Any] = {"keys": list(self.keys)}
        for text in self.texts.order_by("language"):
            values |= {f"heading_{text.language}": text.heading, f"text_{text.language}": text.text}
        return values


class BlockText(models.Model):
    """A block's own words in one language."""

    block = models.ForeignKey(Block, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=8, choices=settings.LANGUAGES)
    heading = models.CharField(max_length=150, blank=True)
    text = models.TextField(blank=True)

    # Written by the network office for publication.
    personal_data = NOTHING_PERSONAL

    class Meta:
        constraints = [models.UniqueConstraint(fields=["block", "language"], name="block_text_once")]

    def __str__(self) -> str:
        return f"{self.language} {self.heading}"
