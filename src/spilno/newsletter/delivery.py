"""The worker of the newsletter: claims a window of deliveries, hands them to the mail server, writes down what became."""

import logging
import re
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction

from spilno.newsletter import claims, mime
from spilno.newsletter.actions.bounces import refused_at_once
from spilno.newsletter.actions.issues import start_due_issues
from spilno.newsletter.claims import Claim, Result
from spilno.newsletter.models import Delivery, Edition
from spilno.newsletter.smtp import Envelope, Fate, Outcome, Session

logger = logging.getLogger(__name__)
T = TypeVar("T")

TIDY_EVERY_S = 2.0
# A built mail is looked at again after this time: an entry in it may have been withdrawn.
MOULD_LASTS_S = 30.0
LONGEST_PAUSE_S = 30.0
IDLE_S = 0.5
NOT_IN_AN_ADDRESS = re.compile(r"[\r\n<> ]")


def has_server() -> bool:
    """Without one, as in development, deliveries wait."""
    return str(settings.MAIL_DELIVERY_BACKEND).endswith("smtp.EmailBackend")


class Courier:
    """One worker. `window` is the declared number of mails in flight: as many may be in doubt when it is killed."""

    def __init__(self, window: int | None = None, stop: threading.Event | None = None) -> None:
        self.id = uuid.uuid4()
        self.window = window or settings.NEWSLETTER_WINDOW
        self.sent = 0
        self._stop = stop or threading.Event()
        self._session = Session()
        self._moulds: dict[tuple[int, str], tuple[float, mime.Mould]] = {}
        self._unreported: list[Result] = []
        self._beat = self._tidied = float("-inf")
        self._resting = True

    def run(self, *, once: bool = False, seconds: float = float("inf")) -> int:
        """Send what is due; until stopped, until nothing is due (`once`), or for some time. Returns how many went out."""
        ends = time.monotonic() + seconds
        pause = 0.1
        self._safely(lambda: claims.begin(self.id, self.window))
        try:
            while not self._stop.is_set() and time.monotonic() < ends:
                self._keep_alive()
                done = self._turn()
                if done:
                    pause = 0.1
                elif once:
                    break
                elif done is None:
                    self._rest()
                    self._stop.wait(IDLE_S)
                else:
                    # The server is away or sends everybody away.
                    self._stop.wait(pause)
                    pause = min(pause * 2, LONGEST_PAUSE_S)
        finally:
            self._leave()
        return self.sent

    def _rest(self) -> None:
        self._session.close()
        if not self._resting:
            claims.forget_plans()
        self._resting = True

    def _turn(self) -> bool | None:
        """One window: report the last one and claim the next in one transaction, then send.

        None where nothing is due, False where the server took nothing.
        """
        if not self._unreported and not self._safely(claims.is_something_due):
            return None
        if not self._connected():
            self._safely(self._report)
            return False
        held = self._safely(self._report_and_claim)
        if not held:
            return None
        self._resting = False
        self._unreported = self._send(held)
        self.sent += sum(result.outcome.fate == Fate.SENT for result in self._unreported)
        return any(result.outcome.fate != Fate.UNTOUCHED for result in self._unreported)

    def _connected(self) -> bool:
        """Nothing is claimed before the server answers."""
        try:
            self._session.open()
        except OSError as error:
            logger.warning("mail server: %s", error)
            return False
        return True

    def _report_and_claim(self) -> list[Claim]:
        held = claims.report_and_claim(self.id, self._unreported, self.window)
        self._note_refusals()
        self._unreported = []
        return held

    def _report(self) -> None:
        with transaction.atomic():
            claims.report(self.id, self._unreported)
        self._note_refusals()
        self._unreported = []

    def _note_refusals(self) -> None:
        for result in self._unreported:
            if result.outcome.fate == Fate.REFUSED and result.outcome.about_recipient:
                refused_at_once(result.claim.id, result.outcome.answer)

    def _send(self, held: list[Claim]) -> list[Result]:
        results, waiting, envelopes = [], [], []
        for claim in held:
            if not claim.email:
                results.append(Result(claim, Outcome(Fate.REFUSED)))
                continue
            try:
                envelopes.append(self._envelope(claim))
                waiting.append(claim)
            except (UnicodeError, ValueError) as error:
                results.append(Result(claim, Outcome(Fate.REFUSED, f"{type(error).__name__}: {error}"[:300])))
        outcomes = self._session.send(envelopes) if envelopes else []
        return results + [Result(claim, outcome) for claim, outcome in zip(waiting, outcomes, strict=True)]

    def _envelope(self, claim: Claim) -> Envelope:
        if NOT_IN_AN_ADDRESS.search(claim.email):
            raise ValueError("this address cannot stand in an envelope")
        proof = mime.proof_of(claim.id)
        mould = self._mould(claim)
        content = mould.fill(to=claim.email, key=claim.key, delivery_id=claim.id, now=time.time(), proof=proof)
        return Envelope(mime.envelope_sender(claim.id, proof), claim.email, content)

    def _mould(self, claim: Claim) -> mime.Mould:
        which = (claim.issue_id, claim.language)
        built, mould = self._moulds.get(which, (float("-inf"), None))
        if mould is None or time.monotonic() - built > MOULD_LASTS_S:
            mould = self._safely(lambda: _build(*which))
            self._moulds[which] = (time.monotonic(), mould)
        return mould

    def _keep_alive(self) -> None:
        """Say that this worker lives, and look after what others left."""
        now = time.monotonic()
        if now - self._beat >= claims.BEAT_EVERY.total_seconds():
            self._safely(lambda: claims.beat(self.id, self.window))
            self._beat = now
        if now - self._tidied >= TIDY_EVERY_S:
            self._safely(_tidy)
            self._tidied = now

    def _safely(self, task: Callable[[], T]) -> T:
        """Do it, however often the database goes away. A commit of which nobody knows whether it took place is undone:
        what this worker holds without knowing was not sent, and goes back into the queue."""
        pause = 0.1
        lost = False
        while True:
            try:
                if lost:
                    claims.release_unknown(self.id, [result.claim.id for result in self._unreported])
                    claims.beat(self.id, self.window)
                return task()
            except (OperationalError, InterfaceError) as error:
                if connection.in_atomic_block:
                    raise
                logger.warning("database: %s", str(error).splitlines()[0] if str(error) else type(error).__name__)
                lost = True
                with suppress(Exception):
                    connection.close()
                if self._stop.wait(pause) and pause >= 1:
                    raise
                pause = min(pause * 2, 2.0)

    def _leave(self) -> None:
        """Report the last window and go."""
        self._session.close()

        self._safely(self._report)
        self._safely(lambda: claims.end(self.id))
        self._safely(_tidy)


def _build(issue_id: int, language: str) -> mime.Mould:
    return mime.mould(Edition.objects.select_related("issue").get(issue=issue_id, language=language))


def _tidy() -> None:
    start_due_issues(acting_user=None)
    claims.put_in_doubt()
    claims.finish_issues()


def send_waiting(seconds: float = 5.0) -> int:
    """A round of the general worker: what is due, for a while."""
    if not has_server():
        return 0
    _tidy()
    if not Delivery.objects.filter(state="queued").exists():
        return 0
    return Courier().run(once=True, seconds=seconds)
