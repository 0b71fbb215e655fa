"""Programmes with their rules, amounts and rounds as rows; who checked them when; who wants to be reminded."""

from datetime import timedelta
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, gettext_noop

from spilno.accounts.models import User
from spilno.common.partial_dates import PartialDate, Precision
from spilno.common.personal import NOTHING_PERSONAL, PersonalData
from spilno.common.reading import in_reader_language
from spilno.funding.enums import Aspect, Operator
from spilno.organisations.enums import SpokenLanguage

# A record that nobody has looked at for this long waits for an editor.
CHECK_AGAIN_AFTER = timedelta(days=180)


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    def published(self) -> Self:
        return self.filter(published=True)

    def with_rows(self) -> Self:
        """With everything the engine asks for: one query for each table."""
        return self.prefetch_related("rules", "amounts", "calls", "checks")

    def to_check(self) -> Self:
        """Never checked, or not within half a year; the oldest first."""
        last = models.Max("checks__at")
        rows = self.annotate(last_check=last)
        return rows.filter(Q(last_check__isnull=True) | Q(last_check__lt=timezone.now() - CHECK_AGAIN_AFTER)).order_by(
            models.F("last_check").asc(nulls_first=True), "name", "pk"
        )


class Programme(models.Model):
    """A funding programme. A draft is seen by coordinators only."""

    key = models.SlugField(max_length=60, unique=True)
    # The programme's own name, and short labels where a reader needs another.
    name = models.CharField(max_length=200)
    name_language = models.CharField(max_length=4, choices=SpokenLanguage, default=SpokenLanguage.GERMAN)
    label_de = models.CharField(max_length=200, blank=True)
    label_uk = models.CharField(max_length=200, blank=True)
    label_en = models.CharField(max_length=200, blank=True)
    # What it pays for, in a sentence or two of our own.
    summary_de = models.TextField(blank=True, max_length=2000)
    summary_uk = models.TextField(blank=True, max_length=2000)
    summary_en = models.TextField(blank=True, max_length=2000)
    funder = models.CharField(max_length=160, blank=True)
    # Through whom applications go, where it is not the funder.
    intermediary = models.CharField(max_length=160, blank=True)
    link = models.URLField(max_length=300, blank=True)
    # Where the facts of this record were read.
    source_link = models.URLField(max_length=300, blank=True)
    currency = models.CharField(max_length=3, default="EUR")
    # Goods or a trip instead of money.
    in_kind = models.BooleanField(default=False)
    rolling = models.BooleanField(default=False)
    # Days between the deadline and the day on which somebody must begin to write; 0 where unknown.
    lead_days = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(730)])
    published = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = ProgrammeQuerySet.as_manager()

    personal_data = NOTHING_PERSONAL

    class Meta:
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["published", "name", "id"])]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return getattr(self, f"label_{(get_language() or 'en')[:2]}", "") or self.name

    @property
    def label_language(self) -> str:
        language = (get_language() or "en")[:2]
        return language if getattr(self, f"label_{language}", "") else self.name_language

    @property
    def summary(self) -> str:
        return in_reader_language(self, "summary")[0]

    @property
    def summary_language(self) -> str:
        return in_reader_language(self, "summary")[1]

    @property
    def last_checked(self) -> "Check | None":
        return max(self.checks.all(), key=lambda check: check.at, default=None)

    @property
    def needs_check(self) -> bool:
        last = self.last_checked
        return last is None or last.at < timezone.now() - CHECK_AGAIN_AFTER


class Rule(models.Model):
    """One condition as `engine.eligibility.Rule` knows it."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="rules")
    aspect = models.CharField(max_length=16, choices=Aspect)
    operator = models.CharField(max_length=8, choices=Operator)
    # Words, one number, or one of true and false.
    values = models.JSONField(default=list)
    # Rules of the same group other than 0 are alternatives.
    group = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(99)])
    # Kinds of applicant it holds for; empty for all.
    kinds = models.JSONField(default=list, blank=True)
    # The publisher leaves it open, or we could not confirm it.
    unsure = models.BooleanField(default=False)

    personal_data = NOTHING_PERSONAL

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.aspect} {self.operator}"


class Amount(models.Model):
    """How much, for some kinds of applicant or for all."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="amounts")
    kinds = models.JSONField(default=list, blank=True)
    minimum = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    maximum = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    # Percent of the cost: paid at most, and own money at least.
    rate = models.DecimalField(
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    own = models.DecimalField(
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(99)],
    )

    personal_data = NOTHING_PERSONAL

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.minimum}–{self.maximum}"


def _partial(on: object, precision: str) -> PartialDate | None:
    return PartialDate(on, Precision(precision or "day")) if on else None  # type: ignore[arg-type]


class Call(models.Model):
    """A round, with one deadline or two; a date that is only a month or a year is kept as such."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="calls")
    title = models.CharField(max_length=160, blank=True)
    opens_on = models.DateField(null=True, blank=True)
    opens_precision = models.CharField(max_length=5, choices=Precision, blank=True)
    # The application, or the sketch where there is a second stage.
    closes_on = models.DateField(null=True, blank=True)
    closes_precision = models.CharField(max_length=5, choices=Precision, blank=True)
    second_on = models.DateField(null=True, blank=True)
    second_precision = models.CharField(max_length=5, choices=Precision, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)

    personal_data = NOTHING_PERSONAL

    class Meta:
        ordering = ["closes_on", "pk"]
        indexes = [models.Index(fields=["closes_on"]), models.Index(fields=["second_on"])]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.closes_on or ''}"

    @property
    def opens(self) -> PartialDate | None:
        return _partial(self.opens_on, self.opens_precision)

    @property
    def closes(self) -> PartialDate | None:
        return _partial(self.closes_on, self.closes_precision)

    @property
    def second(self) -> PartialDate | None:
        return _partial(self.second_on, self.second_precision)


class Check(models.Model):
    """Somebody compared the record with its source."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="checks")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    # For the next who checks; never public.
    note = models.CharField(max_length=400, blank=True)

    personal_data = PersonalData(
        ("by",),
        gettext_noop("To know who answers for a record's facts."),
        export=("programme__name", "at", "note"),
        on_erasure="forget",
        forget=(("by", None),),
    )

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.at:%Y-%m-%d}"


class ReminderWish(models.Model):
    """Somebody asked to be told before this programme's deadlines."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="wishes")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="funding_wishes")
    created_at = models.DateTimeField(default=timezone.now)

    personal_data = PersonalData(
        ("user",), gettext_noop("To remind of deadlines, as asked."), export=("programme__name", "created_at")
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "user"], name="funding_wish_once")]

    def __str__(self) -> str:
        return f"{self.programme_id}"
