"""Initiation: from a council motion to a signed agreement, or to the reason why there is none."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_noop

from spilno.accounts.models import User
from spilno.common.partial_dates import PartialDate, Precision
from spilno.common.personal import NOTHING_PERSONAL, PersonalData
from spilno.organisations.models import Organisation
from spilno.partnerships.enums import CandidateStatus, CaseOutcome, PaperKind, Side, StepKind, StepResult
from spilno.partnerships.models.partnership import Partnership
from spilno.places.models import Area


class CaseFile(models.Model):
    """Seen by the organisation's own people and its delegates only."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="case_files")
    title = models.CharField(max_length=200)
    # The motion: who moved what, as it stands in the council's papers.
    motion = models.TextField(blank=True)
    motion_on = models.DateField(null=True, blank=True)
    motion_precision = models.CharField(max_length=5, choices=Precision, blank=True)
    outcome = models.CharField(max_length=16, choices=CaseOutcome, default=CaseOutcome.OPEN)
    outcome_note = models.TextField(blank=True)
    outcome_on = models.DateField(null=True, blank=True)
    responsible = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="case_files")
    partnership = models.ForeignKey(
        Partnership, null=True, blank=True, on_delete=models.SET_NULL, related_name="case_files"
    )
    opened_at = models.DateTimeField(default=timezone.now)
    opened_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    version = models.PositiveIntegerField(default=1)

    personal_data = PersonalData(
        ("responsible", "opened_by"),
        gettext_noop("To know who answers for a case."),
        export=("title", "opened_at"),
        on_erasure="keep",
    )

    class Meta:
        ordering = ["-opened_at"]

    def __str__(self) -> str:
        return self.title


class CaseStep(models.Model):
    case = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=20, choices=StepKind)
    position = models.PositiveSmallIntegerField()
    side = models.CharField(max_length=8, choices=Side, default=Side.OURS)
    result = models.CharField(max_length=10, choices=StepResult, default=StepResult.OPEN)
    due_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    decided_by = models.CharField(max_length=160, blank=True)
    note = models.TextField(blank=True)
    reminded_at = models.DateTimeField(null=True)

    personal_data = NOTHING_PERSONAL

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "kind"], name="case_step_once")]
        indexes = [models.Index(fields=["result", "due_on"])]
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.kind} {self.result}"


class CaseCandidate(models.Model):
    """A proposal, taken over from a match with its reasons as they were then."""

    case = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="candidates")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=10, choices=CandidateStatus, default=CandidateStatus.PROPOSED)
    # {"score", "evidence", "reasons": [{code, value, weight, contribution, direction}], "weights", "on"}
    match = models.JSONField(default=dict)
    note = models.TextField(blank=True)
    added_at = models.DateTimeField(default=timezone.now)

    personal_data = NOTHING_PERSONAL

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "area"], name="case_candidate_once")]
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.area_id}"


class CaseNote(models.Model):
    case = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField()
    written_at = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    personal_data = PersonalData(
        ("written_by",),
        gettext_noop("To hand a case over with its history."),
        export=("text", "written_at"),
        on_erasure="forget",
        forget=(("written_by", None),),
    )

    class Meta:
        ordering = ["-written_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.written_at:%Y-%m-%d}"


class CasePaper(models.Model):
    """One version of a produced paper: the data it was made from, so that it can be made again alike."""

    case = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="papers")
    kind = models.CharField(max_length=20, choices=PaperKind)
    version = models.PositiveSmallIntegerField(default=1)
    languages = models.CharField(max_length=8, default="de+uk")
    content = models.JSONField(default=dict)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    personal_data = PersonalData(
        ("made_by",),
        gettext_noop("To tell the versions of a paper apart."),
        export=("kind", "version", "made_at"),
        on_erasure="forget",
        forget=(("made_by", None),),
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "kind", "version"], name="case_paper_once")]
        ordering = ["kind", "-version"]

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"


def motion_date(case: CaseFile) -> PartialDate | None:
    """The motion's date as precisely as it is known."""
    return PartialDate(case.motion_on, Precision(case.motion_precision or "day")) if case.motion_on else None
