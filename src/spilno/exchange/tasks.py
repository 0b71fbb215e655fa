"""What the worker does for the exchange."""

from datetime import timedelta

from django.utils import timezone

from spilno.exchange import emails
from spilno.exchange.actions.cases import move_phase, stop_case
from spilno.exchange.enums import CaseMode, CaseStatus
from spilno.exchange.method import parts_of
from spilno.exchange.models import Case
from spilno.exchange.queries.cases import abandoned, overdue, silent_members
from spilno.exchange.queries.minutes import tasks_due
from spilno.exchange.queries.registrations import to_remind

# Days before a meeting on which those who come are reminded.
REMIND_BEFORE = (7, 1)
TASK_AHEAD = timedelta(days=3)
ABANDONED_AFTER = timedelta(days=90)


def remind_of_meetings() -> int:
    """One mail a week ahead, one the day before; whoever registers later gets only what is left."""
    now, told = timezone.now(), 0
    for row in to_remind(now, now + timedelta(days=max(REMIND_BEFORE))):
        left = row.meeting.starts_at - now
        due = [days for days in REMIND_BEFORE if left <= timedelta(days=days)]
        # Somebody who has just been told by the confirmation needs no second mail.
        if due and now - row.queued_at > timedelta(hours=12):
            told += emails.remind(row, min(due))
    return told


def remind_of_tasks() -> int:
    """Three days before what somebody has taken on is due, once."""
    return sum(emails.remind_of_task(item) for item in tasks_due(timezone.localdate() + TASK_AHEAD))


def advance_cases() -> int:
    """Consultations in writing go on when a step is over; the last one waits for the moderator."""
    moved = 0
    for case in overdue(timezone.localdate()):
        if case.position < len(parts_of(case.mode)) - 1:
            move_phase(case, forward=True, position=case.position, acting_user=None)
            moved += 1
    return moved


def stop_abandoned() -> int:
    """What nobody goes on with ends, so that it is forgotten in its time like any other."""
    found = list(abandoned(timezone.now() - ABANDONED_AFTER))
    for case in found:
        stop_case(case, acting_user=None)
    return len(found)


def nudge_silent() -> int:
    """Everybody writes at least daily: a mail to whoever is asked and silent."""
    today = timezone.localdate()
    running = Case.objects.filter(status=CaseStatus.RUNNING, mode=CaseMode.WRITTEN).order_by("pk")
    return sum(emails.nudge(member, today) for case in running for member in silent_members(case))
