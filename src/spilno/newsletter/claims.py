"""The table of deliveries as a queue: claimed before sending, reported after it, in one transaction of plain SQL.

A claim is durable before the first byte leaves. A worker that dies holds at most its window of claims; they become
`in doubt` once its lease has run out, and a person decides. A worker that lives knows what it did with each claim, and
says so however often the database goes away in between.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, Field, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from spilno.newsletter.enums import DeliveryState, IssueState, SubscriberStatus
from spilno.newsletter.models import Delivery, Issue, Sender
from spilno.newsletter.smtp import Fate, Outcome

BEAT_EVERY = timedelta(seconds=5)
# Longer than `smtp.WINDOW_SECONDS`: a worker that waits for a slow server is not dead.
LEASE = timedelta(seconds=40)
TRIES = 6
FIRST_PAUSE = timedelta(minutes=5)
DIED = gettext_noop("The worker stopped while it had this mail in hand.")


@dataclass(frozen=True)
class Claim:
    """A delivery in hand. `email` is empty where the recipient may no longer be written to."""

    id: int
    issue_id: int
    language: str
    attempts: int
    email: str
    key: str


@dataclass(frozen=True)
class Result:
    claim: Claim
    outcome: Outcome


CLAIM = """
UPDATE newsletter_delivery SET state = 'claimed', claimed_by = %s, attempts = attempts + 1
WHERE id IN (
    SELECT id FROM newsletter_delivery WHERE state = 'queued' AND not_before <= %s ORDER BY id LIMIT %s {lock}
)
RETURNING id, issue_id, subscriber_id, language, attempts
"""
RECIPIENTS = "SELECT id, email, key FROM newsletter_subscriber WHERE status = %s AND id IN ({holes})"
# The whole turn as one statement; its parts touch different rows. $1 now, $2 the worker, $3 what it sent. The number stands
# in it as a figure: a plan for a number unknown would read the whole table.
TURN = """
WITH told AS (
    UPDATE newsletter_delivery SET state = 'sent', finished_at = $1, claimed_by = NULL, answer = ''
    WHERE claimed_by = $2 AND state IN ('claimed', 'in_doubt') AND id = ANY ($3::bigint[])
), due AS (
    SELECT id FROM newsletter_delivery WHERE state = 'queued' AND not_before <= $1 ORDER BY id LIMIT {number}
    FOR UPDATE SKIP LOCKED
), taken AS (
    UPDATE newsletter_delivery AS d SET state = 'claimed', claimed_by = $2, attempts = attempts + 1
    FROM due WHERE d.id = due.id RETURNING d.id, d.issue_id, d.subscriber_id, d.language, d.attempts
)
SELECT taken.id, taken.issue_id, taken.attempts, taken.language, coalesce(s.email, ''), coalesce(s.key, '')
FROM taken LEFT JOIN newsletter_subscriber AS s ON s.id = taken.subscriber_id AND s.status = 'active'
"""
SENT = """
UPDATE newsletter_delivery SET state = 'sent', finished_at = %s, claimed_by = NULL, answer = ''
WHERE claimed_by = %s AND state IN ('claimed', 'in_doubt') AND id IN ({holes})
"""


def _value(field: str, value: Any) -> Any:
    """As the database at hand keeps it."""
    column = Delivery._meta.get_field(field)
    assert isinstance(column, Field)
    return column.get_db_prep_value(value, connection)


def _holes(number: int) -> str:
    return ", ".join(["%s"] * number)


def begin(sender: uuid.UUID, window: int) -> None:
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        # A claim must be on the disk, not only with the operating system.
        connection.cursor().execute("PRAGMA synchronous=FULL")
    now = timezone.now()
    Sender.objects.update_or_create(pk=sender, defaults={"window": window, "beat_at": now})


def end(sender: uuid.UUID) -> None:
    """Leave, unless something is still in hand."""
    if not Delivery.objects.filter(claimed_by=sender).exists():
        Sender.objects.filter(pk=sender).delete()


def beat(sender: uuid.UUID, window: int) -> None:
    Sender.objects.update_or_create(pk=sender, defaults={"window": window, "beat_at": timezone.now()})


def is_something_due() -> bool:
    return Delivery.objects.filter(state=DeliveryState.QUEUED, not_before__lte=timezone.now()).exists()


def claim(sender: uuid.UUID, number: int) -> list[Claim]:
    """At most `number` deliveries that are due, now in this worker's hand; call inside a transaction."""
    lock = "FOR UPDATE SKIP LOCKED" if connection.features.has_select_for_update_skip_locked else ""
    with connection.cursor() as cursor:
        now = _value("not_before", timezone.now())
        cursor.execute(CLAIM.format(lock=lock), [_value("claimed_by", sender), now, number])
        rows = cursor.fetchall()
        if not rows:
            return []
        people = sorted({row[2] for row in rows if row[2] is not None})
        reachable = {}
        if people:
            cursor.execute(RECIPIENTS.format(holes=_holes(len(people))), [SubscriberStatus.ACTIVE.value, *people])
            reachable = {pk: (email, key) for pk, email, key in cursor.fetchall()}
    return [
        Claim(pk, issue, language, tried, *reachable.get(who, ("", ""))) for pk, issue, who, language, tried in rows
    ]


def report_and_claim(sender: uuid.UUID, results: Sequence[Result], number: int) -> list[Claim]:
    """Write down the last window and take the next, both or neither: durable when it returns."""
    if connection.vendor != "postgresql" or any(result.outcome.fate != Fate.SENT for result in results):
        with transaction.atomic():
            report(sender, results)
            return claim(sender, number)
    sent = "{" + ",".join(str(result.claim.id) for result in results) + "}"
    rows = _planned_once(TURN.format(number=number), timezone.now().isoformat(), str(sender), sent)
    return [
        Claim(int(pk), int(issue), language.decode(), int(tried), email.decode(), key.decode())
        for pk, issue, tried, language, email, key in rows
    ]


def _planned_once(sql: str, *values: str) -> list[list[bytes]]:
    """The rows of a statement that this connection prepares once, by psycopg's own layer over libpq: Django's cursors have
    each statement planned anew, which takes longer than carrying ours out."""
    from psycopg import errors, pq

    connection.ensure_connection()
    server: pq.abc.PGconn = connection.connection.pgconn
    name = b"turn_%x" % (hash(sql) & 0xFFFFFFFF)
    with connection.wrap_database_errors:
        prepared: set[bytes] = getattr(connection.connection, "_spilno_turns", set())
        if name not in prepared:
            _must_be(server.prepare(name, sql.encode()), pq.ExecStatus.COMMAND_OK, errors)
            connection.connection._spilno_turns = {*prepared, name}
        found = server.exec_prepared(name, [value.encode() for value in values])
        _must_be(found, pq.ExecStatus.TUPLES_OK, errors)
    return [[found.get_value(row, column) or b"" for column in range(found.nfields)] for row in range(found.ntuples)]


def _must_be(result: Any, status: int, errors: Any) -> None:
    if result.status != status:
        raise errors.error_from_result(result)


def forget_plans() -> None:
    """Before a pause: a plan made while the table was small must not meet the next list."""
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        connection.close()


def report(sender: uuid.UUID, results: Sequence[Result]) -> None:
    """Write down what became of claims; twice is fine. What a person decided in between stands."""
    now = timezone.now()
    sent = [result.claim.id for result in results if result.outcome.fate == Fate.SENT]
    if sent:
        with connection.cursor() as cursor:
            values = [_value("finished_at", now), _value("claimed_by", sender), *sent]
            cursor.execute(SENT.format(holes=_holes(len(sent))), values)
    for result in results:
        if result.outcome.fate != Fate.SENT:
            mine = Delivery.objects.filter(
                pk=result.claim.id, claimed_by=sender, state__in=[DeliveryState.CLAIMED, DeliveryState.IN_DOUBT]
            )
            mine.update(claimed_by=None, **_after(result))


def _after(result: Result) -> dict[str, Any]:
    """The new values of a delivery that was not simply sent."""
    now, tried, outcome = timezone.now(), result.claim.attempts, result.outcome
    if not result.claim.email:
        return {"state": DeliveryState.SKIPPED, "finished_at": now}
    if outcome.fate == Fate.UNTOUCHED:
        return {"state": DeliveryState.QUEUED, "attempts": tried - 1}
    if outcome.fate == Fate.UNKNOWN:
        return {"state": DeliveryState.IN_DOUBT, "answer": outcome.answer}
    if outcome.fate == Fate.LATER and tried < TRIES:
        return {
            "state": DeliveryState.QUEUED,
            "not_before": now + FIRST_PAUSE * 3 ** (tried - 1),
            "answer": outcome.answer,
        }
    return {"state": DeliveryState.FAILED, "finished_at": now, "answer": outcome.answer}


def release_unknown(sender: uuid.UUID, known: Sequence[int]) -> None:
    """After the database was away: claims this worker does not know of were never sent by it."""
    mine = Delivery.objects.filter(claimed_by=sender, state__in=[DeliveryState.CLAIMED, DeliveryState.IN_DOUBT])
    mine.exclude(pk__in=known).update(state=DeliveryState.QUEUED, claimed_by=None)


def put_in_doubt() -> int:
    """Claims of workers that have not been heard of for a lease."""
    alive = Sender.objects.filter(beat_at__gte=timezone.now() - LEASE).values("pk")
    died = Delivery.objects.filter(state=DeliveryState.CLAIMED).exclude(claimed_by__in=alive)
    return died.update(state=DeliveryState.IN_DOUBT, answer=DIED)


@transaction.atomic
def finish_issues() -> int:
    """Issues of which nothing is left to do for a worker; doubts are for people."""
    open_ones = Delivery.objects.filter(
        Q(state=DeliveryState.QUEUED) | Q(state=DeliveryState.CLAIMED), issue=OuterRef("pk")
    )
    done = Issue.objects.filter(~Exists(open_ones), state=IssueState.SENDING)
    return done.update(state=IssueState.SENT, finished_at=timezone.now())
