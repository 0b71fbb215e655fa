"""What the background worker does, round by round: each task by itself, so that one fault stops no other."""

import logging
import time
from collections.abc import Callable

from spilno.accounts.tasks import forget_unconfirmed
from spilno.common import kept, personal
from spilno.common.limits import forget_ended_windows
from spilno.common.outbox import forget_old_mails, send_due
from spilno.exchange.tasks import advance_cases, nudge_silent, remind_of_meetings, remind_of_tasks, stop_abandoned
from spilno.funding.tasks import remind_of_deadlines
from spilno.newsletter.delivery import send_waiting
from spilno.newsletter.tasks import forget_old as forget_old_newsletter
from spilno.newsletter.tasks import read_bounces
from spilno.partnersearch.tasks import ask_for_renewals, expire_requests, send_digests
from spilno.partnerships.tasks import announce_reviews, remind_of_steps, work_on_lists
from spilno.places.tasks import run_waiting

logger = logging.getLogger(__name__)

Task = Callable[[], object]
EVERY_ROUND: tuple[Task, ...] = (send_due, send_waiting, run_waiting, work_on_lists)
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
    read_bounces,
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
            for task in HOURLY:
                self._do(task)

    @staticmethod
    def _do(task: Task) -> None:
        try:
            task()
        except Exception:
            logger.exception("worker: %s failed and is tried again", getattr(task, "__name__", task))
