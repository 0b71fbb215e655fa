"""SQLite speaks Unicode here: its own LIKE and LOWER know only ASCII, so that `львів` would miss `Львів`.

It also knows how long its tables are: left alone it never counts them, and takes twenty rows by their keys out of a hundred
thousand by going through all that are confirmed.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Any

from django.db import connection as default_connection
from django.db.backends.signals import connection_created
from django.dispatch import receiver

# In a shorter table no way to a row is a long one.
_SHORTEST_COUNTED = 1000
# A table is counted again when it has grown to so many times what it was.
_GROWTH = 2
# So many rows of an index are looked at; the rest is reckoned from them.
_SAMPLE = 1000
# Each end by itself: then it is read from the index.
_REACH = "SELECT (SELECT MAX(rowid) FROM {table}) - (SELECT MIN(rowid) FROM {table}) + 1"


@lru_cache(maxsize=512)
def _pattern(like: str, escape: str | None) -> re.Pattern[str]:
    parts, characters = [], iter(like)
    for character in characters:
        if escape and character == escape:
            parts.append(re.escape(next(characters, "")))
        else:
            parts.append({"%": ".*", "_": "."}.get(character, re.escape(character)))
    return re.compile("".join(parts), re.IGNORECASE | re.DOTALL)


def _like(pattern: str | None, text: object, escape: str | None = None) -> bool | None:
    if pattern is None or text is None:
        return None
    return _pattern(str(pattern), escape).fullmatch(str(text)) is not None


def _sort_key(text: str) -> str:
    return unicodedata.normalize("NFKD", text.casefold())


def _collate(left: str, right: str) -> int:
    first, second = _sort_key(left), _sort_key(right)
    return (first > second) - (first < second)


@receiver(connection_created)
def speak_unicode(connection: Any, **_: Any) -> None:
    """Replace LIKE and LOWER and add the collation `unicode` on every new SQLite connection."""
    if connection.vendor != "sqlite":
        return
    raw = connection.connection
    raw.create_function("like", 2, _like, deterministic=True)
    raw.create_function("like", 3, _like, deterministic=True)
    raw.create_function("lower", 1, lambda text: text.lower() if isinstance(text, str) else text, deterministic=True)
    raw.create_collation("unicode", _collate)


def count_tables() -> list[str]:
    """Have SQLite count the tables that have grown since it last did, for the plans of its queries. Gives their names.

    PostgreSQL does so by itself.
    """
    if default_connection.vendor != "sqlite":
        return []
    with default_connection.cursor() as cursor:
        counted = _counted(cursor)
        grown = [
            table
            for table in _tables()
            if _length(cursor, table) >= _GROWTH * counted.get(table, _SHORTEST_COUNTED / 2)
        ]
        cursor.execute(f"PRAGMA analysis_limit = {_SAMPLE}")
        for table in grown:
            cursor.execute(f"ANALYZE {default_connection.ops.quote_name(table)}")
    return grown


def _tables() -> list[str]:
    return sorted(default_connection.introspection.django_table_names(only_existing=True))


def _counted(cursor: Any) -> dict[str, int]:
    """How long each table was when it was counted: the first number of what is said of each of its indexes."""
    cursor.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'")
    if cursor.fetchone() is None:
        return {}
    cursor.execute("SELECT tbl, stat FROM sqlite_stat1")
    found: dict[str, int] = {}
    for table, figures in cursor.fetchall():
        found[table] = max(found.get(table, 0), int(figures.split()[0]))
    return found


def _length(cursor: Any, table: str) -> int:
    """From its first row's number to its last: no less than it has rows, and known without counting."""
    cursor.execute(_REACH.format(table=default_connection.ops.quote_name(table)))
    return cursor.fetchone()[0] or 0
