"""Series and the meetings in them, or beside them."""

from datetime import UTC, datetime
from typing import Self
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from spilno.common.clocks import Zone
from spilno.common.personal import NOTHING_PERSONAL
from spilno.common.reading import in_reader_language
from spilno.common.visibility import Viewer, standing
from spilno.exchange.enums import (
    MeetingAudience,
    MeetingFormat,
    MeetingKind,
    MeetingLanguage,
    MeetingStatus,
    Turns,
)
from spilno.exchange.models.titled import Titled
from spilno.organisations.models import Organisation

MOST_PLACES = 5000


class Series(Titled):
    """Meetings that were planned together, in a rhythm."""

    turns = models.CharField(max_length=10, choices=Turns, default=Turns.ALTERNATE)
    created_at = models.DateTimeField(default=timezone.now)

    personal_data = NOTHING_PERSONAL

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name_plural = "series"

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return in_reader_language(self, "title")[0]

    @property
    def label_language(self) -> str:
        return in_reader_language(self, "title")[1]


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def announced(self) -> Self:
        """Published or cancelled: what once stood in somebody's calendar stays to be found."""
        return self.exclude(status=MeetingStatus.DRAFT)

    def visible_to(self, viewer: Viewer) -> Self:
        """Announced ones for those they are for; a host's own people see drafts too, coordinators everything."""
        if viewer.is_coordinator:
            return self
        audiences = [MeetingAudience.PUBLIC, MeetingAudience.NETWORK][: 2 if viewer.in_network else 1]
        seen = ~Q(status=MeetingStatus.DRAFT) & Q(audience__in=audiences)
        seen &= Q(host__isnull=True) | standing(viewer, owner="host")
        return self.filter(seen | Q(host__in=viewer.reads)) if viewer.reads else self.filter(seen)

    def to_come(self, now: datetime) -> Self:
        return self.filter(ends_at__gte=now).order_by("starts_at", "pk")

    def past(self, now: datetime) -> Self:
        return self.filter(ends_at__lt=now).order_by("-starts_at", "-pk")


class Meeting(Titled):
    """One meeting. Who came is never public, nor is the way in."""

    series = models.ForeignKey(Series, null=True, blank=True, on_delete=models.PROTECT, related_name="meetings")
    # Of its kind in the series, from 1; 0 outside a series.
    number = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=12, choices=MeetingKind)
    format = models.CharField(max_length=8, choices=MeetingFormat, default=MeetingFormat.ONLINE)
    language = models.CharField(max_length=6, choices=MeetingLanguage, default=MeetingLanguage.GERMAN)
    status = models.CharField(max_length=10, choices=MeetingStatus, default=MeetingStatus.DRAFT)
    audience = models.CharField(max_length=8, choices=MeetingAudience, default=MeetingAudience.NETWORK)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    # By whose clocks it was planned.
    zone = models.CharField(max_length=20, choices=Zone, default=Zone.BERLIN)
    # Registration closes with the end of this day; none: with the beginning of the meeting.
    register_until = models.DateField(null=True, blank=True)
    # Places for people; none: as many as come.
    capacity = models.PositiveSmallIntegerField(null=True, blank=True)
    # The town only; everybody who sees the meeting reads it.
    town = models.CharField(max_length=120, blank=True)
    # For those who take part: house and room, the address of the meeting tool, how to get in.
    venue = models.CharField(max_length=300, blank=True)
    link = models.URLField(max_length=300, blank=True)
    notes = models.TextField(max_length=2000, blank=True)
    # Invites beside the network office and sees who comes.
    host = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="hosted")
    cancelled_because = models.CharField(max_length=300, blank=True)
    # RFC 5545: counted up whenever calendars have to change.
    sequence = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = MeetingQuerySet.as_manager()

    personal_data = NOTHING_PERSONAL

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("starts_at")), name="meeting_ends_after_it_starts")
        ]
        indexes = [models.Index(fields=["ends_at", "id"]), models.Index(fields=["status", "audience", "starts_at"])]
        ordering = ["starts_at", "pk"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Its own title, else the kind with its number in the series."""
        title = in_reader_language(self, "title")[0]
        if title or not self.number:
            return title or str(self.get_kind_display())
        return _("%(kind)s no. %(number)d") % {"kind": self.get_kind_display(), "number": self.number}

    @property
    def label_language(self) -> str:
        return in_reader_language(self, "title")[1]

    @property
    def is_announced(self) -> bool:
        return self.status != MeetingStatus.DRAFT

    @property
    def is_on(self) -> bool:
        return self.status == MeetingStatus.PUBLISHED

    @property
    def is_over(self) -> bool:
        return self.ends_at < timezone.now()

    @property
    def minutes_long(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds()) // 60

    @property
    def registration_closes(self) -> datetime:
        """The moment after which nobody can register."""
        if self.register_until is None:
            return self.starts_at
        last = datetime.combine(self.register_until, datetime.max.time(), tzinfo=ZoneInfo(self.zone))
        return min(last.astimezone(UTC), self.starts_at)

    @property
    def takes_registrations(self) -> bool:
        return self.is_on and timezone.now() <= self.registration_closes
