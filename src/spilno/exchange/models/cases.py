"""Cases of peer consultation: confidential, of a small group, live or in writing over days."""

from datetime import timedelta
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_noop

from spilno.accounts.models import User
from spilno.common.personal import PersonalData
from spilno.exchange.enums import CaseMode, CaseRole, CaseStatus, Phase
from spilno.exchange.models.meetings import Meeting
from spilno.organisations.enums import SpokenLanguage, Theme
from spilno.organisations.models import Organisation

MOST_MEMBERS = 8
LEAST_MEMBERS = 3


class CaseQuerySet(models.QuerySet["Case"]):
    def of(self, account_id: int | None) -> Self:
        """Those whose group somebody belongs to; nobody else reads a case, the network office neither."""
        return self.filter(members__user=account_id)

    def gathering(self) -> Self:
        return self.filter(status=CaseStatus.GATHERING)


class Case(models.Model):
    """What occupies somebody, and where the consultation stands."""

    title = models.CharField(max_length=160)
    text = models.TextField(max_length=6000)
    language = models.CharField(max_length=4, choices=SpokenLanguage, default=SpokenLanguage.GERMAN)
    # All that others see before they join.
    theme = models.CharField(max_length=20, choices=Theme)
    mode = models.CharField(max_length=8, choices=CaseMode)
    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.SET_NULL, related_name="cases")
    status = models.CharField(max_length=10, choices=CaseStatus, default=CaseStatus.GATHERING)
    # The phase or step now, by its place in the method.
    position = models.PositiveSmallIntegerField(default=0)
    began_at = models.DateTimeField(null=True, blank=True)
    # Minutes or days that the moderator has added to the phase now.
    more = models.PositiveSmallIntegerField(default=0)
    decision = models.TextField(blank=True, max_length=3000)
    advice = models.TextField(blank=True, max_length=3000)
    # The advice went on to others, without a way back: nothing there tells whose case it was.
    passed_on = models.BooleanField(default=False)
    # Counted up by whatever listeners have to see.
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    personal_data = PersonalData(
        person=("members__user",),
        purpose=gettext_noop(
            "To advise each other in a small group; forgotten a year after its end, and at once with whoever brought it."
        ),
        export=("title", "created_at", "status"),
        retention=timedelta(days=365),
        retention_from="closed_at",
        on_erasure="keep",
    )

    class Meta:
        indexes = [models.Index(fields=["status", "mode"])]
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_running(self) -> bool:
        return self.status == CaseStatus.RUNNING


def _leave_for_good(rows: "models.QuerySet[CaseMember]", _account_id: int) -> None:
    """A case goes with whoever brought it; other cases lose a member and nothing else."""
    members = list(rows.values_list("pk", "case_id", "role"))
    Case.objects.filter(pk__in=[case for _pk, case, role in members if role == CaseRole.GIVER]).delete()
    CaseMember.objects.filter(pk__in=[pk for pk, _case, _role in members]).delete()


class CaseMember(models.Model):
    """Somebody in the group, with a role."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="case_members")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="case_members")
    role = models.CharField(max_length=10, choices=CaseRole)
    joined_at = models.DateTimeField(default=timezone.now)

    personal_data = PersonalData(
        person=("user",),
        purpose=gettext_noop("To know who belongs to the group."),
        export=("case__created_at", "organisation__name", "role", "joined_at"),
        erase=_leave_for_good,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "user"], name="case_member_once"),
            models.UniqueConstraint(
                fields=["case", "role"], condition=models.Q(role__in=["giver", "moderator"]), name="case_role_once"
            ),
        ]
        ordering = ["joined_at", "pk"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.role}"


class CaseEntry(models.Model):
    """What somebody wrote in a phase."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="entries")
    phase = models.CharField(max_length=14, choices=Phase)
    text = models.TextField(max_length=4000)
    author = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="case_entries")
    at = models.DateTimeField(default=timezone.now)

    personal_data = PersonalData(
        person=("author",),
        purpose=gettext_noop("To advise each other; forgotten with the case."),
        export=("phase", "text", "at"),
        on_erasure="forget",
        forget=(("author", None),),
    )

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.phase}"
