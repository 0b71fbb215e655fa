"""Writing minutes together, approving them, and noting who does what."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from spilno.accounts.models import User
from spilno.common.audit import record, snapshot
from spilno.common.errors import RefusedError
from spilno.common.merging import Merged, merge
from spilno.exchange.enums import MinutesAudience, MinutesStatus
from spilno.exchange.models import ActionItem, Meeting, Minutes, MinutesRevision
from spilno.exchange.models.minutes import LONGEST_MINUTES_TEXT
from spilno.exchange.queries.minutes import begun_with

MOST_ITEMS = 100


def _minutes(meeting: Meeting) -> Minutes:
    Minutes.objects.get_or_create(meeting=meeting)
    return Minutes.objects.select_for_update().get(meeting=meeting)


@dataclass(frozen=True)
class Written:
    """What became of a text: part of the minutes (`saved`) or not; `merged` where it met somebody else's."""

    saved: bool
    merged: Merged | None = None


@transaction.atomic
def write_minutes(meeting: Meeting, text: str, *, version: int, acting_user: User) -> Written:
    """Save what was written over the state `version`. Where somebody else has saved since, the text is kept among the
    states, and joined with theirs unless both changed the same paragraph: then its writer has to put both together.
    Saving what stands there already, or what was saved before, changes nothing.

    Raises RefusedError once the minutes are approved.
    """
    row = _minutes(meeting)
    if row.text == text:
        return Written(saved=True)
    if row.is_approved:
        raise RefusedError(_("The minutes are approved. A host can open them again."))
    if row.version == version:
        _save_state(row, text, acting_user)
        return Written(saved=True)
    # A form that was sent twice, or a tab that sends once more what was saved.
    again = MinutesRevision.objects.filter(minutes=row, text=text, saved_by=acting_user, number__gt=version).first()
    if again and (again.joined or not again.aside):
        return Written(saved=True)
    return _put_together(row, text, begun_with(row, version), again, acting_user)


def _put_together(row: Minutes, text: str, base: str, kept: MinutesRevision | None, acting_user: User) -> Written:
    merged = merge(base, own=text, stored=row.text)
    fits = not merged.conflicts and len(merged.text) <= LONGEST_MINUTES_TEXT
    own = kept or MinutesRevision(minutes=row, number=row.version, text=text, aside=True, saved_by=acting_user)
    if kept is None or fits:
        own.joined = fits
        own.save()
        record("exchange.keep_aside", row, acting_user=acting_user, after={"revision": own.pk, "joined": fits})
    if fits:
        _save_state(row, merged.text, acting_user)
    return Written(saved=fits, merged=merged)


def _save_state(row: Minutes, text: str, acting_user: User) -> None:
    row.text, row.version, row.changed_at = text, row.version + 1, timezone.now()
    row.save()
    MinutesRevision.objects.create(minutes=row, number=row.version, text=text, saved_by=acting_user)
    record("exchange.write_minutes", row, acting_user=acting_user, after={"version": row.version})


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
