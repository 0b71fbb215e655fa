"""Registering for a meeting, waiting, coming off again; places are given in order, exactly as many as there are."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from spilno.accounts.models import User
from spilno.common.audit import record
from spilno.common.errors import RefusedError
from spilno.exchange import emails
from spilno.exchange.actions.topics import bring_topic
from spilno.exchange.enums import RegistrationStatus, Stage
from spilno.exchange.models import Meeting, Registration
from spilno.exchange.queries.registrations import place_in_queue, room_of
from spilno.organisations.queries.rights import Acting


@transaction.atomic
def register(
    acting: Acting, meeting: Meeting, *, stage: Stage, wishes: str = "", topic: Mapping[str, Any] | None = None
) -> Registration:
    """A place, or one on the waiting list. Whoever is registered already keeps what they have.

    topic: what they want to talk about there; it is brought together with the registration or not at all.

    Raises RefusedError once registration is closed, and for a person who comes for another organisation already.
    """
    # One registration after the other: the meeting's row is the lock that makes the count right.
    locked = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if not locked.takes_registrations:
        raise RefusedError(_("Registration for this meeting is closed."))
    row = Registration.objects.filter(meeting=locked, user=acting.user).first()
    if row is not None and row.status != RegistrationStatus.WITHDRAWN:
        if row.organisation_id != acting.organisation.pk:
            raise RefusedError(_("You are registered for another organisation. Please withdraw there first."))
        if topic:
            bring_topic(acting, topic, meeting=locked)
        return _change(acting, row, stage, wishes)
    row = row or Registration(meeting=locked, user=acting.user)
    row.meeting, row.organisation, row.stage, row.wishes = locked, acting.organisation, stage, wishes
    room = room_of(locked)
    # Nobody overtakes those who wait.
    has_place = room.free is None or room.free > room.waiting
    row.status = RegistrationStatus.REGISTERED if has_place else RegistrationStatus.WAITING
    row.queued_at, row.attended = timezone.now(), False
    if row.pk:
        row.bumps += 1
    row.save()
    record("exchange.register", row, after={"status": row.status, "stage": stage}, **acting.for_audit)
    if topic:
        bring_topic(acting, topic, meeting=locked)
    if has_place:
        emails.confirm_registration(row)
    else:
        emails.tell_waiting(row, place_in_queue(row))
    return row


def _change(acting: Acting, row: Registration, stage: Stage, wishes: str) -> Registration:
    before = {"stage": row.stage, "wishes": row.wishes}
    row.stage, row.wishes = stage, wishes
    row.save()
    after = {"stage": stage, "wishes": wishes}
    record("exchange.change_registration", row, before=before, after=after, **acting.for_audit)
    return row


@transaction.atomic
def withdraw(registration: Registration, *, acting_user: User) -> None:
    """Off the list, by the person or by a host; whoever waits longest gets the place. Twice is once."""
    meeting = Meeting.objects.select_for_update().get(pk=registration.meeting_id)
    row = Registration.objects.select_for_update().select_related("user").get(pk=registration.pk)
    if row.status == RegistrationStatus.WITHDRAWN:
        return
    if meeting.is_over:
        raise RefusedError(_("This meeting is over."))
    before, had_place = {"status": row.status}, row.is_coming
    row.meeting, row.status, row.bumps = meeting, RegistrationStatus.WITHDRAWN, row.bumps + 1
    row.save()
    record("exchange.withdraw", row, acting_user=acting_user, before=before, after={"status": row.status})
    emails.confirm_withdrawal(row, had_place=had_place)
    fill_places(meeting, acting_user=acting_user)


@transaction.atomic
def fill_places(meeting: Meeting, *, acting_user: User | None) -> int:
    """Give free places to those who wait, in order; how many. Call it with the meeting's row locked."""
    if not meeting.is_on or meeting.starts_at <= timezone.now():
        return 0
    waiting = Registration.objects.waiting().filter(meeting=meeting).select_related("user")
    free = room_of(meeting).free
    moved = list(waiting if free is None else waiting[:free])
    for row in moved:
        row.meeting, row.status = meeting, RegistrationStatus.REGISTERED
        row.save()
        record("exchange.move_up", row, acting_user=acting_user, after={"status": row.status})
        emails.tell_moved_up(row)
    return len(moved)


@transaction.atomic
def tell_everybody(meeting: Meeting, *, called_off: bool, acting_user: User) -> int:
    """Mails to those who come, and to those who wait where it is called off; how many."""
    rows = Registration.objects.active() if called_off else Registration.objects.coming()
    told = list(rows.filter(meeting=meeting).select_related("user"))
    for row in told:
        row.meeting = meeting
        if called_off:
            emails.tell_called_off(row)
        else:
            emails.tell_changed(row)
    if told:
        record("exchange.tell_everybody", meeting, acting_user=acting_user, after={"told": len(told)})
    return len(told)


@transaction.atomic
def note_attendance(meeting: Meeting, came: Collection[int], *, acting_user: User) -> None:
    """Who came, by the keys of their registrations. Raises RefusedError before the meeting has begun."""
    if meeting.starts_at > timezone.now():
        raise RefusedError(_("The meeting has not begun yet."))
    rows = Registration.objects.coming().select_for_update().filter(meeting=meeting)
    before = {row.pk for row in rows if row.attended}
    wanted = {row.pk for row in rows} & set(came)
    rows.filter(pk__in=wanted).update(attended=True)
    rows.exclude(pk__in=wanted).update(attended=False)
    record(
        "exchange.note_attendance",
        meeting,
        acting_user=acting_user,
        before={"came": sorted(before)},
        after={"came": sorted(wanted)},
    )
