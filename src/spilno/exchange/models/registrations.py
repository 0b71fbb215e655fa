"""Who comes, from where, and who waits for a place."""

from datetime import timedelta
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_noop

from spilno.accounts.models import User
from spilno.common.personal import PersonalData
from spilno.exchange.enums import RegistrationStatus, Stage
from spilno.exchange.models.meetings import Meeting
from spilno.organisations.models import Organisation


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def active(self) -> Self:
        return self.exclude(status=RegistrationStatus.WITHDRAWN)

    def coming(self) -> Self:
        return self.filter(status=RegistrationStatus.REGISTERED)

    def waiting(self) -> Self:
        """In the order in which places are given."""
        return self.filter(status=RegistrationStatus.WAITING).order_by("queued_at", "pk")


class Registration(models.Model):
    """One person who comes for an organisation: one row for each meeting, which lives on when it is withdrawn."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="registrations")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="registrations")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="registrations")
    stage = models.CharField(max_length=14, choices=Stage)
    status = models.CharField(max_length=10, choices=RegistrationStatus)
    # For the hosts only.
    wishes = models.CharField(max_length=400, blank=True)
    queued_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)
    # Added to the meeting's sequence: withdrawing and coming again must each be newer to a calendar.
    bumps = models.PositiveIntegerField(default=0)
    attended = models.BooleanField(default=False)

    objects = RegistrationQuerySet.as_manager()

    personal_data = PersonalData(
        person=("user",),
        purpose=gettext_noop("To invite, remind and count those who come, and to confirm that they came."),
        export=(
            "meeting__title_de",
            "meeting__starts_at",
            "organisation__name",
            "stage",
            "status",
            "wishes",
            "attended",
        ),
        retention=timedelta(days=3 * 365),
        retention_from="created_at",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "user"], name="registration_once")]
        indexes = [models.Index(fields=["meeting", "status", "queued_at"]), models.Index(fields=["user", "status"])]
        ordering = ["queued_at", "pk"]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.status}"

    @property
    def is_coming(self) -> bool:
        return self.status == RegistrationStatus.REGISTERED

    @property
    def is_waiting(self) -> bool:
        return self.status == RegistrationStatus.WAITING

    @property
    def sequence(self) -> int:
        return self.meeting.sequence + self.bumps
