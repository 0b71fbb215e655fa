"""Queries that are written out, for pages that ask the same ones again and again.

PostgreSQL prepares each once in a connection: planning a join takes it longer than answering. Written as PostgreSQL reads
them; of numbers in a list, `= ANY(%s)` and `<> ALL(%s)` are all that SQLite spells otherwise.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.backends.signals import connection_created
from django.dispatch import receiver

Values = Sequence[Any] | Mapping[str, Any]
_ANY = re.compile(r"= ANY\((%(?:\(\w+\))?s)\)")
_ALL = re.compile(r"<> ALL\((%(?:\(\w+\))?s)\)")
# Django forbids preparing; allowed, psycopg would by itself also prepare what the ORM asks often enough.
_NEVER_BY_ITSELF = 2**31


@receiver(connection_created)
def allow_preparing(connection: Any, **_: Any) -> None:
    """One plan for each query whatever the values: left alone, PostgreSQL takes short lists for cheap and plans anew.

    A plan that knows no values expects too much, and too much has PostgreSQL compile the query: 5 ms for one that takes .1.
    Not behind a pooler, to which Django's DISABLE_SERVER_SIDE_CURSORS owns up: each transaction may have another connection.
    """
    if connection.vendor != "postgresql" or connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):
        return
    connection.connection.prepare_threshold = _NEVER_BY_ITSELF
    with connection.cursor() as cursor:
        cursor.execute("SET plan_cache_mode = force_generic_plan; SET jit = off")


def rows_of(query: str, values: Values = (), *, once: bool = False) -> list[tuple[Any, ...]]:
    """What the database answers. values: for `%s` in their order or for `%(name)s`; lists hold whole numbers only.

    once: planned for these values and not prepared, for queries whose plan hangs on them.
    """
    opened: Callable[[], AbstractContextManager[Any]] = connection.cursor
    if connection.vendor != "postgresql":
        query, values = _for_sqlite(query), _each(values, _list_for_sqlite)
    elif not once:
        # Loads the driver, which an installation on SQLite never needs.
        from spilno.common.prepared import prepared_cursor, whole_number

        opened, values = prepared_cursor, _each(values, whole_number)
    with opened() as cursor:
        cursor.execute(query, values or None)
        return list(cursor.fetchall())


def _each(values: Values, change: Callable[[Any], Any]) -> Values:
    if isinstance(values, Mapping):
        return {name: change(value) for name, value in values.items()}
    return [change(value) for value in values]


# What readers narrow a list by makes more queries than may be kept.
@lru_cache(maxsize=512)
def _for_sqlite(query: str) -> str:
    query = _ANY.sub(r"IN (SELECT value FROM json_each(\1))", query)
    return _ALL.sub(r"NOT IN (SELECT value FROM json_each(\1))", query)


def _list_for_sqlite(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, list) else value


def day_of(value: date | str | None) -> date | None:
    """A day of an answer: SQLite gives its text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def listed(ids: Iterable[int]) -> str:
    """Keys as they stand between the brackets of IN, for those that seldom change; numbers and nothing else."""
    return ", ".join([str(int(one)) for one in ids]) or "NULL"
