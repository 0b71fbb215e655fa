"""The worker's part: do the directory's links still lead somewhere?"""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from spilno.library.enums import LinkState
from spilno.library.models import HelpEntry
from spilno.library.reaching import NO_NAME, reach

LOOK_AGAIN_AFTER = timedelta(days=7)
# A link that failed is looked at again sooner: servers have bad minutes.
AFTER_A_FAILURE = timedelta(hours=6)
FAILURES_TO_DIE = 2
AT_ONCE = 5


def check_links() -> int:
    """Look at a few links that are due, one after the other; gives how many."""
    now = timezone.now()
    due = Q(link_checked_at__isnull=True) | Q(link_checked_at__lt=now - LOOK_AGAIN_AFTER)
    due |= Q(link_failures__gt=0, link_checked_at__lt=now - AFTER_A_FAILURE)
    rows = list(HelpEntry.objects.filter(due, published=True).order_by("link_checked_at", "pk")[:AT_ONCE])
    problems = [(row, reach(row.link)) for row in rows]
    if len(rows) > 1 and all(problem == NO_NAME for _row, problem in problems):
        # No name is found at all: it is this machine that has no net, which says nothing about the links.
        return 0
    for row, problem in problems:
        _note(row, problem)
    return len(rows)


def _note(entry: HelpEntry, problem: str) -> None:
    """Written only where the link is still the one that was looked at."""
    now = timezone.now()
    values: dict[str, object] = {"link_checked_at": now, "link_problem": problem}
    if problem:
        failures = entry.link_failures + 1
        values["link_failures"] = failures
        if failures >= FAILURES_TO_DIE:
            values["link_state"] = LinkState.DEAD
    else:
        values |= {"link_state": LinkState.ALIVE, "link_seen_at": now, "link_failures": 0}
    HelpEntry.objects.filter(pk=entry.pk, link=entry.link).update(**values)
