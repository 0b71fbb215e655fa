"""Writing minutes together, approving them, and noting who does what."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from spilno.accounts.models import User
from spilno.common.audit import record, snapshot
from spilno.common.errors import RefusedError
from spilno.exchange.enums import MinutesAudience, MinutesStatus
from spilno.exchange.models import ActionItem, Meeting, Minutes, MinutesRevision

MOST_ITEMS = 100


def _minutes(meeting: Meeting) -> Minutes:
    Minutes.objects.get_or_create(meeting=meeting)
    return Minutes.objects.select_for_update().get(meeting=meeting)


@transaction.atomic
def write_minutes(meeting: Meeting, text: str, *, version: int, acting_user: User) -> bool:
    """Save what was written over the state `version`. False where somebody else has saved since: the text is then kept
    aside as a revision, for its writer to put both together. Saving what stands there already changes nothing.

    Raises RefusedError once the minutes are approved.
    """
    row = _minutes(meeting)
    if row.text == text:
        return True
    if row.is_approved:
        raise RefusedError(_("The minutes are approved. A host can open them again."))
    aside = row.version != version
    kept = {"number": row.version if aside else row.version + 1, "text": text, "aside": aside, "saved_by": acting_user}
    if aside:
        # The same text sent twice is kept once.
        same = MinutesRevision.objects.filter(minutes=row, text=text, aside=True, saved_by=acting_user)
        if same.exists():
            return False
        revision = MinutesRevision.objects.create(minutes=row, **kept)
        record("exchange.keep_aside", row, acting_user=acting_user, after={"revision": revision.pk})
        return False
    MinutesRevision.objects.create(minutes=row, **kept)
    row.text, row.version, row.changed_at = text, row.version + 1, timezone.now()
    row.save()
    record("exchange.write_minutes", row, acting_user=acting_user, after={"version": row.version})
    return True


@transaction.atomic
def approve_minutes(meeting: Meeting, *, audience: MinutesAudience, version: int, acting_user: User) -> Minutes:
    """Raises RefusedError for empty minutes, and where they are not those that were read."""
    row = _minutes(meeting)
    if not row.text:
        raise RefusedError(_("There are no minutes yet."))
    if row.version != version:
        raise RefusedError(_("Somebody has written on since you read the minutes. Please read them again."))
    before = snapshot(row, ["status", "audience"])
    row.status, row.audience = MinutesStatus.APPROVED, audience
    row.save()
    record("exchange.approve_minutes", row, acting_user=acting_user, before=before)
    return row


@transaction.atomic
def reopen_minutes(meeting: Meeting, *, acting_user: User) -> Minutes:
    """Back to a draft, which only the group reads."""
    row = _minutes(meeting)
    before = snapshot(row, ["status", "audience"])
    row.status, row.audience = MinutesStatus.DRAFT, MinutesAudience.GROUP
    row.save()
    record("exchange.reopen_minutes", row, acting_user=acting_user, before=before)
    return row


@transaction.atomic
def add_action_item(meeting: Meeting, values: Mapping[str, Any], *, acting_user: User) -> ActionItem:
    if ActionItem.objects.filter(meeting=meeting).count() >= MOST_ITEMS:
        raise RefusedError(_("A meeting has %(number)d tasks at most.") % {"number": MOST_ITEMS})
    item = ActionItem.objects.create(meeting=meeting, **values)
    record("exchange.add_action_item", item, acting_user=acting_user, after=values)
    return item


@transaction.atomic
def tick_action_item(item: ActionItem, *, done: bool, acting_user: User) -> None:
    row = ActionItem.objects.select_for_update().get(pk=item.pk)
    if (row.done_at is not None) != done:
        before = snapshot(row, ["done_at"])
        row.done_at = timezone.now() if done else None
        row.save()
        record("exchange.tick_action_item", row, acting_user=acting_user, before=before)
