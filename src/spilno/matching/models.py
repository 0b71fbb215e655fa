"""Scenarios of the allocation board, whose pairs are worked out anew each time; the order of the fair's lists."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_noop

from spilno.accounts.models import User
from spilno.common.personal import NOTHING_PERSONAL, PersonalData


class Scenario(models.Model):
    title = models.CharField(max_length=120)
    # 0 stable … 1 total; null: the largest total whatever each side would rather have.
    stability = models.FloatField(null=True, blank=True)
    # Pairs of requests, [[German side, Ukrainian side], …].
    pins = models.JSONField(default=list)
    forbids = models.JSONField(default=list)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    introduced_at = models.DateTimeField(null=True)
    # The introductions that were made of it.
    introductions = models.JSONField(default=list)

    personal_data = PersonalData(
        ("created_by",),
        gettext_noop("Who worked out which introductions."),
        export=("title", "created_at"),
        on_erasure="forget",
        forget=(("created_by", None),),
    )

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.title

    def state_of(self, pair: list[int]) -> str:
        """What the office has said of a pair: `pin`, `forbid` or `free`."""
        return "pin" if pair in self.pins else "forbid" if pair in self.forbids else "free"

    def put(self, pair: list[int], how: str) -> None:
        """Say one of these of a pair; nothing is saved."""
        self.pins = [one for one in self.pins if one != pair] + ([pair] if how == "pin" else [])
        self.forbids = [one for one in self.forbids if one != pair] + ([pair] if how == "forbid" else [])


class ExposureRun(models.Model):
    """How often each open request stands in the others' lists, whom it welcomes, and what that costs it: made by the
    worker, see `engine.matching.fair`.

    prices, thresholds: profile id -> what is taken from its score in the order of a list, and what a seeker must be to it
    for the bonus. loss: of the mean fit, worst: of one list at most. certified: of the most that lists as equal could
    have. welcome_most: no lists have more welcome suggestions. Everything else is a share of one, too.
    """

    at = models.DateTimeField(default=timezone.now)
    requests = models.PositiveIntegerField()
    gini_before = models.FloatField()
    gini_after = models.FloatField()
    coverage_before = models.FloatField()
    coverage_after = models.FloatField()
    welcome_before = models.FloatField(default=0)
    welcome_after = models.FloatField(default=0)
    welcome_most = models.FloatField(default=0)
    loss = models.FloatField()
    worst = models.FloatField(default=0)
    certified = models.FloatField(default=0)
    prices = models.JSONField(default=dict)
    thresholds = models.JSONField(default=dict)
    bonus = models.FloatField(default=0)
    # What the requests were like then: the same again needs no new run.
    stamp = models.CharField(max_length=32)

    personal_data = NOTHING_PERSONAL

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
