"""What the worker does for funding."""

from django.utils import timezone

from spilno.funding.actions.reminders import remind
from spilno.funding.models import ReminderWish
from spilno.funding.queries.programmes import deadlines_of, told_before


def remind_of_deadlines() -> int:
    """Deadlines whose lead time begins within a week or has begun: one mail to each who asked."""
    today, told = timezone.localdate(), 0
    wishes = ReminderWish.objects.filter(programme__published=True, user__is_active=True, user__frozen_at__isnull=True)
    for wish in wishes.select_related("user", "programme").prefetch_related("programme__calls"):
        for deadline in deadlines_of([wish.programme], today):
            if deadline.until - told_before(wish.programme) <= today:
                told += remind(wish, deadline, today)
    return told
