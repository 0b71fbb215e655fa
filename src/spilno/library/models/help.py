"""Who helps with what: the directory, and whether its links still lead somewhere."""

from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from spilno.accounts.models import User
from spilno.common.personal import NOTHING_PERSONAL, PersonalData
from spilno.common.reading import in_reader_language
from spilno.library.enums import LinkState, Need, Reader

CHECK_AGAIN_AFTER = timedelta(days=180)


class HelpQuerySet(models.QuerySet["HelpEntry"]):
    def published(self) -> Self:
        return self.filter(published=True)

    def to_check(self) -> Self:
        """Link dead, never looked at by a person, or not within half a year; dead links first, then the oldest."""
        rows = self.annotate(last_check=models.Max("checks__at"))
        old = Q(last_check__isnull=True) | Q(last_check__lt=timezone.now() - CHECK_AGAIN_AFTER)
        rows = rows.filter(old | Q(link_state=LinkState.DEAD))
        return rows.order_by("-link_failures", models.F("last_check").asc(nulls_first=True), "pk")


class HelpEntry(models.Model):
    """One offer: who gives it, to whom, for what."""

    key = models.SlugField(max_length=60, unique=True)
    title_de = models.CharField(max_length=160)
    title_uk = models.CharField(max_length=160, blank=True)
    title_en = models.CharField(max_length=160, blank=True)
    about_de = models.CharField(max_length=600, blank=True)
    about_uk = models.CharField(max_length=600, blank=True)
    about_en = models.CharField(max_length=600, blank=True)
    # The body's own name.
    provider = models.CharField(max_length=160)
    needs = models.JSONField(default=list)
    readers = models.JSONField(default=list, blank=True)
    link = models.URLField(max_length=300)
    published = models.BooleanField(default=False)
    link_state = models.CharField(max_length=10, choices=LinkState, default=LinkState.UNCHECKED)
    link_checked_at = models.DateTimeField(null=True, blank=True)
    link_seen_at = models.DateTimeField(null=True, blank=True)
    # Looks in a row that failed; a link is dead after the second, since servers have bad minutes.
    link_failures = models.PositiveSmallIntegerField(default=0)
    link_problem = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = HelpQuerySet.as_manager()

    personal_data = NOTHING_PERSONAL

    class Meta:
        ordering = ["provider", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return in_reader_language(self, "title")[0]

    @property
    def title_language(self) -> str:
        return in_reader_language(self, "title")[1]

    @property
    def about(self) -> str:
        return in_reader_language(self, "about")[0]

    @property
    def about_language(self) -> str:
        return in_reader_language(self, "about")[1]

    @property
    def need_labels(self) -> list[str]:
        return [str(Need(one).label) for one in self.needs if one in Need.values]

    @property
    def reader_labels(self) -> list[str]:
        return [str(Reader(one).label) for one in self.readers if one in Reader.values]

    @property
    def is_dead(self) -> bool:
        return self.link_state == LinkState.DEAD

    @property
    def last_checked(self) -> "HelpCheck | None":
        return max(self.checks.all(), key=lambda check: check.at, default=None)


class HelpCheck(models.Model):
    """Somebody compared an entry with its source."""

    entry = models.ForeignKey(HelpEntry, on_delete=models.CASCADE, related_name="checks")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="help_checks")
    at = models.DateTimeField(default=timezone.now)

    personal_data = PersonalData(
        person=("by",),
        purpose=gettext_noop("Who checked an entry of the directory of help, so that readers can rely on it."),
        export=("at",),
        on_erasure="forget",
        forget=(("by", None),),
    )

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.at}"
