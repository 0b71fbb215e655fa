"""What the worker does for relations and case files, once a day's work is found."""

import logging

from django.conf import settings
from django.utils import timezone, translation

from spilno.organisations.models import Organisation
from spilno.partnerships.actions.cases import announce_review, remind_of_step
from spilno.partnerships.actions.lists import check_list, give_list_back, run_list
from spilno.partnerships.enums import ListState
from spilno.partnerships.models import ListImport
from spilno.partnerships.queries.access import keepers_of
from spilno.partnerships.queries.cases import agreements_to_review, steps_due

logger = logging.getLogger(__name__)


def work_on_lists() -> int:
    """Long lists that somebody ordered to be checked or taken over; for the person who uploaded them."""
    waiting = ListImport.objects.filter(state__in=[ListState.CHECKING, ListState.RUNNING]).order_by("pk")
    orders = list(waiting.select_related("created_by"))
    for listed in orders:
        user = listed.created_by
        with translation.override(user.language if user else settings.LANGUAGE_CODE):
            work = check_list if listed.state == ListState.CHECKING else run_list
            try:
                work(listed, acting_user=user)
            except Exception:
                logger.exception("list %s could not be worked on", listed.pk)
                give_list_back(listed, acting_user=user)
    return len(orders)


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
