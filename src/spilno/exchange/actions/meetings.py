"""Planning meetings: one by one, or a whole series in one step; announcing, changing and calling them off."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from spilno.accounts.models import User
from spilno.common.audit import record, snapshot
from spilno.common.errors import ChangedMeanwhileError, RefusedError
from spilno.exchange.actions.registering import fill_places, tell_everybody
from spilno.exchange.enums import MeetingStatus
from spilno.exchange.models import Meeting, Series
from spilno.exchange.queries.meetings import next_numbers
from spilno.partnerships.files import forget_file

# What stands in people's calendars: a change of it counts the sequence up.
IN_CALENDARS = (
    "starts_at", "ends_at", "zone", "format", "town", "venue", "link", "notes", "title_de", "title_uk", "title_en",
    "about_de", "about_uk", "about_en",
)  # fmt: skip


@transaction.atomic
def plan_meeting(values: Mapping[str, Any], *, acting_user: User) -> Meeting:
    """A draft that only its hosts see."""
    meeting = Meeting.objects.create(**values)
    record("exchange.plan_meeting", meeting, acting_user=acting_user, after=values)
    return meeting


@transaction.atomic
def change_meeting(meeting: Meeting, values: Mapping[str, Any], *, version: int, acting_user: User) -> Meeting:
    """Those who come are told where their calendars change; more places are given to those who wait.

    Raises ChangedMeanwhileError where somebody else has saved in between, RefusedError for a meeting called off.
    """
    row = Meeting.objects.select_for_update().get(pk=meeting.pk)
    before, told = snapshot(row, values), row.sequence
    if row.version != version:
        raise ChangedMeanwhileError({name: getattr(row, name) for name in values})
    if row.status == MeetingStatus.CANCELLED:
        raise RefusedError(_("This meeting is called off. Please plan a new one."))
    for name, value in values.items():
        setattr(row, name, value)
    changed = {name for name, old in before.items() if snapshot(row, [name])[name] != old}
    if row.is_announced and changed & set(IN_CALENDARS):
        row.sequence += 1
    if changed:
        row.version, row.changed_at = row.version + 1, timezone.now()
        row.save()
    record("exchange.change_meeting", row, acting_user=acting_user, before=before, after=snapshot(row, values))
    if row.sequence != told and not row.is_over:
        tell_everybody(row, called_off=False, acting_user=acting_user)
    if "capacity" in changed:
        fill_places(row, acting_user=acting_user)
    return row


@transaction.atomic
def announce_meeting(meeting: Meeting, *, acting_user: User) -> None:
    """From now on those it is for find it and may register. Raises RefusedError for one that is over."""
    row = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if row.is_over:
        raise RefusedError(_("This meeting is over. Please check its day before you announce it."))
    if row.status == MeetingStatus.DRAFT:
        row.status, row.changed_at = MeetingStatus.PUBLISHED, timezone.now()
        row.save()
        record("exchange.announce_meeting", row, acting_user=acting_user, after={"status": row.status})


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, reason: str, acting_user: User) -> Meeting:
    """Call an announced meeting off. It stays to be found, with its reason."""
    row = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if not row.is_on or row.is_over:
        raise RefusedError(_("Only an announced meeting that is still to come can be called off."))
    row.status, row.cancelled_because = MeetingStatus.CANCELLED, reason
    row.sequence, row.version, row.changed_at = row.sequence + 1, row.version + 1, timezone.now()
    row.save()
    after = {"status": row.status, "cancelled_because": reason}
    record("exchange.cancel_meeting", row, acting_user=acting_user, after=after)
    tell_everybody(row, called_off=True, acting_user=acting_user)
    return row


@transaction.atomic
def remove_draft(meeting: Meeting, *, acting_user: User) -> None:
    """A draft that nobody was told of. Raises RefusedError for an announced one."""
    row = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if row.is_announced:
        raise RefusedError(_("An announced meeting is called off, not removed."))
    record("exchange.remove_draft", row, acting_user=acting_user, after={})
    files = list(row.files.values_list("file", flat=True))
    row.delete()
    for name in files:
        transaction.on_commit(partial(forget_file, name))


@transaction.atomic
def plan_series(
    series: Mapping[str, Any],
    meetings: Mapping[str, Any],
    slots: Sequence[tuple[str, datetime, datetime]],
    *,
    announce: bool,
    acting_user: User,
    extend: Series | None = None,
) -> Series:
    """All meetings of a series at once: kind, beginning and end of each, and what they share.

    extend: a series that goes on; its own values stay. Raises RefusedError where nothing is to be planned.
    """
    if not slots:
        raise RefusedError(_("No meeting would be planned. Please choose a longer time or fewer days to leave out."))
    row = Series.objects.select_for_update().get(pk=extend.pk) if extend else Series.objects.create(**series)
    numbers = next_numbers(row)
    status = MeetingStatus.PUBLISHED if announce else MeetingStatus.DRAFT
    for kind, starts_at, ends_at in slots:
        number = numbers.get(kind, 1)
        numbers[kind] = number + 1
        one = Meeting.objects.create(
            **meetings, series=row, kind=kind, number=number, starts_at=starts_at, ends_at=ends_at, status=status
        )
        record("exchange.plan_meeting", one, acting_user=acting_user, after={"series": row.pk, "starts_at": starts_at})
    record("exchange.plan_series", row, acting_user=acting_user, after={**series, "meetings": len(slots)})
    return row
