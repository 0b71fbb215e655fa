"""Cursors of psycopg that prepare what they are asked; only PostgreSQL's driver is looked at here."""

from contextlib import AbstractContextManager
from typing import Any

import psycopg
from django.db import connection
from psycopg.types.numeric import Int8


class _Preparing(psycopg.Cursor[Any]):
    def execute(self, query: Any, params: Any = None, **_: Any) -> "_Preparing":
        return super().execute(query, params, prepare=True)


def prepared_cursor() -> AbstractContextManager[Any]:
    """A cursor of the connection in use; Django counts and logs what it is asked as it does any other's."""
    connection.ensure_connection()
    cursor: Any = _Preparing(connection.connection)
    return connection.make_debug_cursor(cursor) if connection.queries_logged else connection.make_cursor(cursor)


def whole_number(value: Any) -> Any:
    """Numbers as one type whatever their size: otherwise each size would be a query of its own."""
    if isinstance(value, list):
        return [Int8(one) for one in value]
    return Int8(value) if type(value) is int else value
