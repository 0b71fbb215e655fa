"""What the worker does for the exchange."""

from datetime import timedelta

from django.utils import timezone

from spilno.exchange import emails
from spilno.exchange.queries.minutes import tasks_due
from spilno.exchange.queries.registrations import to_remind

# Days before a meeting on which those who come are reminded.
REMIND_BEFORE = (7, 1)
TASK_AHEAD = timedelta(days=3)


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
