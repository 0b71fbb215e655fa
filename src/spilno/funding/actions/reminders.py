"""Being told before a deadline: wished for, ended, sent once for each deadline."""

from datetime import date

from django.db import transaction

from spilno.accounts.models import User
from spilno.common.audit import record
from spilno.funding.emails import send_reminder
from spilno.funding.models import Programme, ReminderWish
from spilno.funding.queries.programmes import DeadlineRow


@transaction.atomic
def wish_reminder(programme: Programme, *, acting_user: User) -> None:
    wish, made = ReminderWish.objects.get_or_create(programme=programme, user=acting_user)
    if made:
        record("funding.wish_reminder", wish, acting_user=acting_user)


@transaction.atomic
def end_reminder(programme: Programme, *, acting_user: User) -> None:
    for wish in ReminderWish.objects.filter(programme=programme, user=acting_user):
        record("funding.end_reminder", wish, acting_user=acting_user)
        wish.delete()


@transaction.atomic
def remind(wish: ReminderWish, deadline: DeadlineRow, today: date, *, acting_user: User | None = None) -> bool:
    """One mail for a deadline, however often it is asked; True when it was written now."""
    sent = send_reminder(wish.user, deadline, today)
    if sent:
        record("funding.remind", wish, acting_user=acting_user, after={"deadline": deadline.until})
    return sent
