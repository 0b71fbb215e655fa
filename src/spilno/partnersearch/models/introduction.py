"""Two organisations meet: by an answer to a request or by the network office, in confidence, until they agree or part."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_noop

from spilno.accounts.models import User
from spilno.common.clocks import Zone
from spilno.common.personal import NOTHING_PERSONAL, PersonalData
from spilno.organisations.models import Organisation, Thread
from spilno.partnersearch.enums import (
    GOING_ON,
    Answer,
    IntroductionState,
    MeetingState,
    Origin,
    RequestStatus,
    Rhythm,
)
from spilno.partnersearch.models.request import PartnerRequest
from spilno.partnerships.models import CaseFile


class IntroductionQuerySet(models.QuerySet["Introduction"]):
    def of(self, organisations: "frozenset[int] | set[int]") -> Self:
        return self.filter(models.Q(seeker__in=organisations) | models.Q(other__in=organisations))

    def going_on(self) -> Self:
        return self.filter(state__in=GOING_ON)


class Introduction(models.Model):
    """`request` is the seeker's; `other_request` the other side's, where it has one.

    An answer is made by the other side, which thereby has said yes; an introduction by the office asks both.
    """

    request = models.ForeignKey(PartnerRequest, on_delete=models.CASCADE, related_name="introductions")
    other_request = models.ForeignKey(PartnerRequest, null=True, on_delete=models.SET_NULL, related_name="+")
    seeker = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    origin = models.CharField(max_length=6, choices=Origin)
    state = models.CharField(max_length=8, choices=IntroductionState)
    seeker_answer = models.CharField(max_length=3, choices=Answer, blank=True)
    other_answer = models.CharField(max_length=3, choices=Answer, blank=True)
    # Why a side declined: for the network office alone.
    seeker_reason = models.CharField(max_length=600, blank=True)
    other_reason = models.CharField(max_length=600, blank=True)
    # The three things the Enterprise Europe Network asks of whoever answers.
    cooperation = models.TextField(blank=True)
    missing = models.TextField(blank=True)
    who = models.TextField(blank=True)
    language = models.CharField(max_length=4, blank=True)
    # What the office says to both sides, and why the two (codes with values, see `matching.sentences`).
    note = models.TextField(blank=True)
    # Of the German administration, opened when the talks began; only its own people read it.
    case = models.ForeignKey(CaseFile, null=True, on_delete=models.SET_NULL, related_name="+")
    thread = models.ForeignKey(Thread, null=True, on_delete=models.SET_NULL, related_name="+")
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True)
    once = models.CharField(max_length=64, blank=True)

    objects = IntroductionQuerySet.as_manager()

    personal_data = PersonalData(
        ("created_by",),
        gettext_noop("Who answered a request or introduced two organisations."),
        export=("origin", "state", "cooperation", "missing", "who", "created_at"),
        on_erasure="forget",
        forget=(("created_by", None),),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["request", "other"], condition=models.Q(state__in=GOING_ON), name="introduction_goes_on_once"
            ),
            models.CheckConstraint(condition=~models.Q(seeker=models.F("other")), name="introduction_of_two"),
        ]
        indexes = [models.Index(fields=["seeker", "state"]), models.Index(fields=["other", "state"])]
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.seeker_id} – {self.other_id}"


class FirstMeeting(models.Model):
    """A joint first meeting, proposed by one side and agreed by the other."""

    introduction = models.ForeignKey(Introduction, on_delete=models.CASCADE, related_name="meetings")
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=60)
    # A link to any meeting tool, or a place.
    where = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=600, blank=True)
    state = models.CharField(max_length=10, choices=MeetingState, default=MeetingState.PROPOSED)
    proposed_by = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    # SEQUENCE of the calendar entry: grows with every change.
    sequence = models.PositiveSmallIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)

    personal_data = NOTHING_PERSONAL

    class Meta:
        ordering = ["starts_at", "pk"]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M} {self.state}"

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def zone(self) -> str:
        """Shown first; the other country's clocks stand beside it."""
        return Zone.BERLIN


class Followed(models.Model):
    """One request on somebody's watchlist: what became of it comes by mail."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    request = models.ForeignKey(PartnerRequest, on_delete=models.CASCADE, related_name="followers")
    since = models.DateTimeField(default=timezone.now)
    # The status and the change that its follower knows of.
    status = models.CharField(max_length=12, choices=RequestStatus)
    told_at = models.DateTimeField(default=timezone.now)

    personal_data = PersonalData(
        ("user",), gettext_noop("To tell somebody what became of a request."), export=("status", "since")
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "request"], name="followed_once")]
        ordering = ["-since", "-pk"]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.request_id}"


class Watch(models.Model):
    """A saved search: new requests that fit come by mail."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=120)
    # Address parameters of the list of requests, in their order.
    filters = models.CharField(max_length=600, blank=True)
    rhythm = models.CharField(max_length=6, choices=Rhythm, default=Rhythm.WEEKLY)
    created_at = models.DateTimeField(default=timezone.now)
    # Requests published up to then were told of or were there before.
    told_until = models.DateTimeField(default=timezone.now)

    personal_data = PersonalData(
        ("user",),
        gettext_noop("To tell somebody of new requests they asked for."),
        export=("title", "filters", "rhythm"),
    )

    class Meta:
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title
