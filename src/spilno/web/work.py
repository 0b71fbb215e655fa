"""What the background worker does, round by round: each task by itself, so that one fault stops no other."""

import logging
import time
from collections.abc import Callable, Iterable

from spilno.accounts.tasks import forget_unconfirmed
from spilno.common import kept, personal
from spilno.common.limits import forget_ended_windows
from spilno.common.outbox import forget_old_mails, send_due
from spilno.common.sqlite import count_tables
from spilno.common.tombstones import complete_file
from spilno.exchange.tasks import advance_cases, nudge_silent, remind_of_meetings, remind_of_tasks, stop_abandoned
from spilno.funding.tasks import remind_of_deadlines
from spilno.library.tasks import check_links
from spilno.matching.tasks import order_fair
from spilno.newsletter.delivery import send_waiting
from spilno.newsletter.tasks import forget_old as forget_old_newsletter
from spilno.newsletter.tasks import read_bounces
from spilno.partnersearch.tasks import ask_for_renewals, expire_requests, send_digests, tell_followers
from spilno.partnerships.tasks import announce_reviews, remind_of_steps, work_on_lists
from spilno.places.tasks import run_waiting
from spilno.search.tasks import keep_fresh
from spilno.web.alone import alone

logger = logging.getLogger(__name__)

Task = Callable[[], object]
EVERY_ROUND: tuple[Task, ...] = (send_due, send_waiting, run_waiting, work_on_lists, keep_fresh)
HOURLY: tuple[Task, ...] = (
    forget_unconfirmed,
    forget_old_mails,
    forget_ended_windows,
    kept.forget_old,
    personal.forget_old,
    forget_old_newsletter,
    remind_of_steps,
    announce_reviews,
    remind_of_deadlines,
    remind_of_meetings,
    remind_of_tasks,
    advance_cases,
    nudge_silent,
    stop_abandoned,
    ask_for_renewals,
    expire_requests,
    send_digests,
    tell_followers,
    order_fair,
    read_bounces,
    check_links,
    complete_file,
    count_tables,
)
HOUR_S = 3600.0


class Work:
    def __init__(self) -> None:
        self._tidied: float | None = None

    def once(self) -> None:
        """One round; the first one tidies up, too."""
        for task in EVERY_ROUND:
            self._do(task)
        now = time.monotonic()
        if self._tidied is None or now - self._tidied >= HOUR_S:
            self._tidied = now
            with alone("hourly") as mine:
                if mine:
                    run_all(HOURLY)

    @staticmethod
    def _do(task: Task) -> bool:
        try:
            task()
        except Exception:
            logger.exception("worker: %s failed and is tried again", getattr(task, "__name__", task))
            return False
        return True


def run_all(tasks: Iterable[Task]) -> list[str]:
    """Each by itself; gives the names of those that failed."""
    return [getattr(task, "__name__", str(task)) for task in tasks if not Work._do(task)]


def tick() -> list[str] | None:
    """Everything that is due, once; None where another tick or worker is at it. Gives the names of what failed."""
    with alone("hourly") as mine:
        return run_all((*HOURLY, *EVERY_ROUND)) if mine else None
