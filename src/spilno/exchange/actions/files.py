"""Adding and taking away a meeting's papers."""

from django.db import transaction
from django.utils.translation import gettext as _

from spilno.accounts.models import User
from spilno.common.audit import record, snapshot
from spilno.common.errors import RefusedError
from spilno.exchange.enums import MinutesAudience
from spilno.exchange.models import Meeting, MeetingFile
from spilno.partnerships.files import StoredFile, forget_file

MOST_FILES = 30
SHOWN = ("title", "audience", "file_type", "file_size")


@transaction.atomic
def add_file(
    meeting: Meeting, *, title: str, audience: MinutesAudience, file: StoredFile, acting_user: User
) -> MeetingFile:
    """`file`: what `partnerships.files.store_upload` has looked at and kept. Raises RefusedError for one too many."""
    locked = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if locked.files.count() >= MOST_FILES:
        forget_file(file.name)
        raise RefusedError(_("A meeting has %(number)d files at most.") % {"number": MOST_FILES}, field="file")
    row = MeetingFile.objects.create(
        meeting=locked,
        title=title,
        audience=audience,
        file=file.name,
        file_type=file.content_type,
        file_size=file.size,
        added_by=acting_user,
    )
    record("exchange.add_file", row, acting_user=acting_user, after=snapshot(row, SHOWN))
    return row


@transaction.atomic
def remove_file(row: MeetingFile, *, acting_user: User) -> None:
    record("exchange.remove_file", row, acting_user=acting_user, before=snapshot(row, SHOWN), after={})
    name = row.file
    row.delete()
    transaction.on_commit(lambda: forget_file(name))
