"""Scenarios of the allocation board: what a coordinator has fixed; the pairs are worked out anew each time."""

from django.db import models
from django.utils import timezone

from spilno.accounts.models import User
from spilno.common.personal import PersonalData


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

    personal_data = PersonalData(
        ("created_by",),
        "Who worked out which introductions.",
        export=("title", "created_at"),
        on_erasure="forget",
        forget=(("created_by", None),),
    )

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.title
