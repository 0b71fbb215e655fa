"""Papers of a meeting: slides, invitations, lists; kept as the papers of a partnership are, handed out as attachments."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_noop

from spilno.accounts.models import User
from spilno.common.personal import PersonalData
from spilno.exchange.enums import MinutesAudience
from spilno.exchange.models.meetings import Meeting


class MeetingFile(models.Model):
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="files")
    title = models.CharField(max_length=160)
    audience = models.CharField(max_length=8, choices=MinutesAudience, default=MinutesAudience.GROUP)
    # Its name in the folder of files says nothing; its type was read from its content.
    file = models.CharField(max_length=80)
    file_type = models.CharField(max_length=80)
    file_size = models.PositiveIntegerField()
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    personal_data = PersonalData(
        person=("added_by",),
        purpose=gettext_noop("To know who added a file to a meeting."),
        export=("meeting__starts_at", "title", "added_at"),
        on_erasure="forget",
        forget=(("added_by", None),),
    )

    class Meta:
        ordering = ["added_at", "pk"]

    def __str__(self) -> str:
        return self.title
