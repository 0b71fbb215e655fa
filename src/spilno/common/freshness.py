"""Whether anything in the database has changed since a moment before, asked without looking at any table.

Both databases keep such a mark of their own, so nothing has to be remembered by whoever writes. SQLite counts what other
connections commit (`PRAGMA data_version`); PostgreSQL names the transactions that a statement sees, and two statements
that see the same ones see the same data. A change of something unrelated also changes the mark: it errs on the safe side.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import get_language

P = ParamSpec("P")
T = TypeVar("T")
_NOTHING = object()
# What only time changes, such as the end of a request, shows in a remembered answer after so long at the latest.
ANSWER_LASTS_S = 10.0
MOST_ANSWERS = 256


def _mark_of_sqlite(connection: Any) -> object:
    return connection.execute("PRAGMA data_version").fetchone()[0]


def _mark_of_postgresql(connection: Any) -> object:
    """By libpq itself: psycopg's cursor takes eight times as long, and every page that is kept waits for this answer."""
    answer = connection.pgconn.exec_(b"SELECT pg_current_snapshot()")
    mark = answer.get_value(0, 0) if answer.ntuples else None
    if mark is None:
        raise DatabaseError("PostgreSQL names no snapshot")
    return mark


ASK: dict[str, Callable[[Any], object]] = {"sqlite": _mark_of_sqlite, "postgresql": _mark_of_postgresql}


class ChangeMark:
    """The mark of the database, read over a connection of its own that never writes; for all threads of a process."""

    def __init__(self, alias: str = "default") -> None:
        self._alias = alias
        self._lock = threading.Lock()
        self._wrapper: BaseDatabaseWrapper | None = None
        # A new connection counts from anew, so its marks must equal none of the one before.
        self._connected = 0

    def read(self) -> tuple[int, object] | None:
        """Equal to an earlier answer only if the same data is visible now; None where the database cannot say."""
        with self._lock:
            try:
                return self._read()
            except DatabaseError:
                self.close()
                return None

    def _read(self) -> tuple[int, object]:
        if self._wrapper is None:
            wrapper = connections[self._alias].copy()
            wrapper.inc_thread_sharing()
            wrapper.connect()
            self._wrapper, self._connected = wrapper, self._connected + 1
        # The driver's own connection: Django's cursor would cost more than the question.
        with self._wrapper.wrap_database_errors:
            return self._connected, ASK[self._wrapper.vendor](self._wrapper.connection)

    def close(self) -> None:
        if self._wrapper is not None:
            self._wrapper.close()
        self._wrapper = None


_mark: ContextVar[object] = ContextVar("mark of the database", default=None)


@contextmanager
def answering(mark: object) -> Iterator[None]:
    """While a question is answered that only reads, and that began when the database bore this mark."""
    token = _mark.set(mark)
    try:
        yield
    finally:
        _mark.reset(token)


def mark_of_answer() -> object:
    """The mark of the database for which a question is answered that only reads; None elsewhere."""
    return _mark.get()


def is_answering() -> bool:
    """Whether a question is answered that only reads, so that what is kept may be shown."""
    return _mark.get() is not None


@dataclass(frozen=True)
class _Answers:
    """What was answered while the database bore one mark; `until` they are forgotten all the same."""

    mark: object
    until: float
    given: dict[object, object] = field(default_factory=dict)


def while_unchanged(work: Callable[P, T]) -> Callable[P, T]:
    """Remember what a query answers, in each language, until anything in the database changes, and never for long.

    For answers that many pages need and nobody alters. Outside `answering` everything is asked anew: whoever writes, a
    command, and a test see what they have just done.
    """
    kept = _Answers(None, 0.0)

    @wraps(work)
    def remembered(*args: P.args, **kwargs: P.kwargs) -> T:
        nonlocal kept
        mark = _mark.get()
        if mark is None:
            return work(*args, **kwargs)
        now, answers = time.monotonic(), kept
        if answers.mark != mark or answers.until < now or len(answers.given) >= MOST_ANSWERS:
            # Others in place of these, never these emptied: a thread that is late puts its answer where it belongs.
            answers = kept = _Answers(mark, now + ANSWER_LASTS_S)
        key = (args, tuple(kwargs.items()), get_language())
        found = answers.given.get(key, _NOTHING)
        if found is _NOTHING:
            found = answers.given[key] = work(*args, **kwargs)
        return found  # type: ignore[return-value]

    return remembered
