"""What happened, when, by whom, and where that is written."""

import sys
from collections.abc import Iterable
from datetime import date

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_noop

from spilno.accounts.models import User
from spilno.common.enums import Visibility
from spilno.common.partial_dates import PartialDate, Precision
from spilno.common.personal import NOTHING_PERSONAL, PersonalData
from spilno.organisations.enums import SpokenLanguage
from spilno.partnerships.enums import BEGINNINGS, AgreementType, DocumentKind, Phase
from spilno.partnerships.models.partnership import Partnership

WHO = gettext_noop("Proof of who recorded what in the registry.")


class RegistrySource(models.Model):
    """A list, database or paper that relations were taken from; its column mapping is remembered."""

    key = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    url = models.URLField(max_length=300, blank=True)
    licence = models.CharField(max_length=120, blank=True)
    # Column of the file -> field of ours.
    mapping = models.JSONField(default=dict)

    personal_data = NOTHING_PERSONAL

    def __str__(self) -> str:
        return self.title


class StatusChange(models.Model):
    """One step of the history; `in_order` says which is the present state."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="history")
    phase = models.CharField(max_length=14, choices=Phase)
    agreement_type = models.CharField(max_length=12, choices=AgreementType, blank=True)
    # What the agreement is called there, e.g. "Solidaritätspartnerschaft".
    local_label = models.CharField(max_length=160, blank=True)
    # Null where the source tells no date at all.
    on = models.DateField(null=True, blank=True)
    precision = models.CharField(max_length=5, choices=Precision, blank=True)
    # Term of the agreement: a date, or words such as "end of the war + 5 years".
    until_on = models.DateField(null=True, blank=True)
    until_precision = models.CharField(max_length=5, choices=Precision, blank=True)
    term = models.CharField(max_length=160, blank=True)
    on_trial = models.BooleanField(default=False)
    review_on = models.DateField(null=True, blank=True)
    decided_by = models.CharField(max_length=160, blank=True)
    note = models.TextField(blank=True)
    source = models.ForeignKey(RegistrySource, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    source_url = models.URLField(max_length=300, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    personal_data = PersonalData(
        ("recorded_by",),
        WHO,
        export=("partnership_id", "recorded_at"),
        on_erasure="forget",
        forget=(("recorded_by", None),),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(on__isnull=True)
                | models.Q(until_on__isnull=True)
                | models.Q(on__lte=models.F("until_on")),
                name="status_ends_after_it_begins",
            ),
        ]
        ordering = [models.F("on").asc(nulls_first=True), "pk"]

    def __str__(self) -> str:
        return f"{self.phase} {self.on or ''}"

    @property
    def date(self) -> PartialDate | None:
        return PartialDate(self.on, Precision(self.precision or "day")) if self.on else None

    @property
    def until(self) -> PartialDate | None:
        return PartialDate(self.until_on, Precision(self.until_precision or "day")) if self.until_on else None

    @property
    def is_only_listed(self) -> bool:
        """A list names the relation as one that is there, or is to be, and says nothing of when."""
        return self.on is None and self.source_id is not None and self.phase in BEGINNINGS


def in_order(steps: Iterable[StatusChange]) -> list[StatusChange]:
    """As it happened, as far as anybody knows; the last one is the present state.

    A step without a day follows the latest day recorded before it: who notes that a partnership sleeps speaks of now.
    A list that merely names a relation, without a day, tells no order: it stands first.
    """
    placed: list[tuple[date, int, StatusChange]] = []
    latest = date.min
    for at, step in enumerate(sorted(steps, key=lambda one: one.pk or sys.maxsize)):
        latest = max(latest, step.on or date.min)
        placed.append((step.on or (date.min if step.is_only_listed else latest), at, step))
    return [step for _day, _at, step in sorted(placed, key=lambda one: one[:2])]


class Activity(models.Model):
    """Something the partners did together."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="activities")
    on = models.DateField()
    precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    title = models.CharField(max_length=200)
    language = models.CharField(max_length=4, choices=SpokenLanguage, default=SpokenLanguage.GERMAN)
    link = models.URLField(max_length=300, blank=True)
    # Visits are announced inside the network at most; in public they are history.
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.NETWORK)

    personal_data = NOTHING_PERSONAL

    class Meta:
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def date(self) -> PartialDate:
        return PartialDate(self.on, Precision(self.precision))


class Document(models.Model):
    """A paper of the relation: a link, or a file kept here and handed out as an attachment only."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=12, choices=DocumentKind)
    title = models.CharField(max_length=200)
    language = models.CharField(max_length=4, choices=SpokenLanguage, default=SpokenLanguage.GERMAN)
    on = models.DateField(null=True, blank=True)
    precision = models.CharField(max_length=5, choices=Precision, blank=True)
    link = models.URLField(max_length=300, blank=True)
    # Relative to the folder of files; its name says nothing, its type was read from its content.
    file = models.CharField(max_length=80, blank=True)
    file_type = models.CharField(max_length=80, blank=True)
    file_size = models.PositiveIntegerField(default=0)
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.INTERNAL)
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    personal_data = PersonalData(
        ("added_by",),
        WHO,
        export=("partnership_id", "title", "added_at"),
        on_erasure="forget",
        forget=(("added_by", None),),
    )

    class Meta:
        ordering = ["-on", "pk"]

    def __str__(self) -> str:
        return self.title
