"""Lists from elsewhere: uploaded, checked row by row, taken over as a whole, taken back as a whole."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_noop

from spilno.accounts.models import User
from spilno.common.personal import NOTHING_PERSONAL, PersonalData
from spilno.partnerships.enums import ListState, RowStatus
from spilno.partnerships.models.history import RegistrySource
from spilno.partnerships.models.partnership import Partnership


class ListImport(models.Model):
    source = models.ForeignKey(RegistrySource, on_delete=models.PROTECT, related_name="imports")
    file_name = models.CharField(max_length=200)
    checksum = models.CharField(max_length=64)
    # How the file was read: encoding, delimiter, sheet, header row.
    reading = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=ListState, default=ListState.UPLOADED)
    # Why the last check or run did not go through, in the words shown.
    problem = models.CharField(max_length=400, blank=True)
    # {in, created, changed, unchanged, ask, rejected}
    account = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    personal_data = PersonalData(
        ("created_by",),
        gettext_noop("Proof of who took over which list."),
        export=("file_name", "created_at"),
        on_erasure="forget",
        forget=(("created_by", None),),
    )

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.file_name} {self.state}"

    def rows_with(self, status: str) -> int:
        """How many rows have that status, by the account."""
        outcomes = ("created", "changed") if status == RowStatus.LINKED else (str(status),)
        return sum(self.account.get(name, 0) for name in outcomes)


class ListRow(models.Model):
    """One row of a list with what became of it."""

    list_import = models.ForeignKey(ListImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    cells = models.JSONField(default=dict)
    status = models.CharField(max_length=10, choices=RowStatus)
    # [{text, status, area, candidates}], one for each party.
    parties = models.JSONField(default=list)
    # A code with values, made into a sentence for the reader.
    message = models.JSONField(default=dict)
    # What somebody decided about an ambiguous row: party position -> area.
    choices = models.JSONField(default=dict)
    partnership = models.ForeignKey(Partnership, null=True, on_delete=models.SET_NULL, related_name="list_rows")
    # What the run wrote, so that it can be taken back: {"created": …} or {"changed": {field: [old, new]}}.
    written = models.JSONField(default=dict)

    personal_data = NOTHING_PERSONAL

    class Meta:
        constraints = [models.UniqueConstraint(fields=["list_import", "number"], name="list_row_once")]
        indexes = [models.Index(fields=["list_import", "status", "number"])]
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.list_import_id}:{self.number}"

    @property
    def is_correctable(self) -> bool:
        """Whether it was rejected for what it says; one that somebody rejected has a decision to be taken back."""
        return self.status == RowStatus.REJECTED and self.message.get("code") != "by_hand"

    @property
    def is_corrected(self) -> bool:
        """Whether somebody has corrected it and nobody has decided about it since."""
        return "decision" in self.written and self.written["before"].get("status") == RowStatus.REJECTED


class Mention(models.Model):
    """A source tells of a relation; several sources of one relation are all kept."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="mentions")
    source = models.ForeignKey(RegistrySource, on_delete=models.PROTECT, related_name="mentions")
    # Digest of the row's mapped cells: the same row again changes nothing.
    fingerprint = models.CharField(max_length=64)
    row = models.ForeignKey(ListRow, null=True, on_delete=models.SET_NULL, related_name="+")
    seen_at = models.DateTimeField(default=timezone.now)

    personal_data = NOTHING_PERSONAL

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "fingerprint"], name="mention_once")]
        indexes = [models.Index(fields=["partnership"])]

    def __str__(self) -> str:
        return f"{self.source_id}: {self.partnership_id}"
