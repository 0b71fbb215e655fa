"""What the worker does for relations and case files, once a day's work is found."""

from django.utils import timezone

from spilno.organisations.models import Organisation
from spilno.partnerships.actions.cases import announce_review, remind_of_step
from spilno.partnerships.queries.access import keepers_of
from spilno.partnerships.queries.cases import agreements_to_review, steps_due


def remind_of_steps() -> int:
    """Steps of case files that are due within a week: one mail each."""
    return sum(remind_of_step(step) for step in steps_due(timezone.localdate()))


def announce_reviews() -> int:
    """Agreements to be reviewed or ending within half a year: one mail to the owners of both sides."""
    today, told = timezone.localdate(), 0
    for one in agreements_to_review(today):
        days = [day for day in (one.review_on, one.until_on) if day is not None and day >= today]
        keepers = list(Organisation.objects.filter(pk__in=keepers_of(one).organisations))
        told += announce_review(one, min(days), keepers)
    return told
