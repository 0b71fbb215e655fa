"""Asking the database's own index, which is FTS5 in SQLite and a tsvector with GIN in PostgreSQL.

Both are asked the same: at most so many candidates, the newest rows first, each with a score; a question that half of all
texts answer then costs no more than another. Only words of letters and digits get here, always as parameters.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection
from rapidfuzz import fuzz

from spilno.common.enums import Visibility
from spilno.common.visibility import Viewer
from spilno.search.asking import Group, Term, for_postgres, for_sqlite

MOST = 3000
# How alike a misspelt word and a part of a title are at least, of 100.
ALIKE = 75
MOST_ALIKE = 60
# Distinct words that a misspelt one may stand for.
MOST_WORDS_ALIKE = 8
# From which share of common letters in threes PostgreSQL gives a word.
LIKELY = "0.45"
# Weights of titles, places and other words.
_WEIGHTS = "10.0, 4.0, 1.0"
_TABLE = "search_searchdocument"

_SQLITE = """
SELECT d.id, d.kind, d.key, d."on", -bm25(search_index, {weights}) FROM search_index
JOIN {table} d ON d.id = search_index.rowid
WHERE search_index MATCH %s{more} ORDER BY search_index.rowid DESC LIMIT {most}"""
# As one text: thousands of rows one by one take the driver longer than the database takes to find them.
_POSTGRES_ROWS = """
SELECT COALESCE(json_agg(json_build_array(id, kind, key, EXTRACT(EPOCH FROM "on"), score)), '[]')::text FROM ({rows}) found"""
# From the newest on, until there are enough: quick where many have the words.
_POSTGRES_WALKED = """
SELECT d.id, d.kind, d.key, d."on", ts_rank('{{0.04, 0.1, 0.4, 1.0}}', d.vector, asked, 1) AS score
FROM {table} d, to_tsquery('simple', %s) asked
WHERE d.vector @@ asked{more} ORDER BY d.id DESC LIMIT {most}"""
# All of them by the index, then the newest: quick where few have them.
_POSTGRES_INDEXED = """
WITH every AS MATERIALIZED (SELECT d.id FROM {table} d WHERE d.vector @@ to_tsquery('simple', %s){more}),
newest AS MATERIALIZED (SELECT id FROM every ORDER BY id DESC LIMIT {most})
SELECT d.id, d.kind, d.key, d."on", ts_rank('{{0.04, 0.1, 0.4, 1.0}}', d.vector, asked, 1) AS score
FROM newest JOIN {table} d ON d.id = newest.id, to_tsquery('simple', %s) asked ORDER BY d.id DESC"""
# What PostgreSQL expects to find. Left alone, it walks all of a table for a place that is spelt in ten ways.
_POSTGRES_EXPECTED = "EXPLAIN (FORMAT JSON) SELECT 1 FROM {table} d WHERE d.vector @@ to_tsquery('simple', %s)"
_POSTGRES_SIZE = "SELECT reltuples FROM pg_class WHERE oid = '{table}'::regclass"
# Without the fence PostgreSQL expects to meet the one row soon and reads the table from its end: a word that stands nowhere
# would cost a second at 200,000 things.
_POSTGRES_ANYWHERE = """
WITH found AS MATERIALIZED (SELECT 1 FROM {table} d WHERE d.vector @@ to_tsquery('simple', %s){more})
SELECT * FROM found LIMIT 1"""
_SQLITE_ALIKE = """
SELECT d.id, d.kind, d.key, d."on", d.title FROM search_alike
JOIN {table} d ON d.id = search_alike.rowid
WHERE search_alike MATCH %s{more} ORDER BY search_alike.rank LIMIT {most}"""
_POSTGRES_WORDS_ALIKE = """
SELECT word FROM search_word WHERE %s <%% word ORDER BY word_similarity(%s, word) DESC, number DESC LIMIT {most}"""
_POSTGRES_TITLED = """
WITH every AS MATERIALIZED (
    SELECT d.id, d.kind, d.key, d."on", d.title FROM {table} d
    WHERE to_tsvector('simple', d.title) @@ to_tsquery('simple', %s){more})
SELECT * FROM every ORDER BY id DESC LIMIT {most}"""


class Candidate(NamedTuple):
    pk: int
    kind: str
    key: int
    # As the database gives it: only for putting in order.
    on: Any
    score: float


@dataclass(frozen=True)
class Narrowing:
    """Who asks, and what else has to hold."""

    viewer: Viewer
    kind: str = ""
    language: str = ""

    def sql(self) -> tuple[str, list[Any]]:
        parts: list[str] = []
        values: list[Any] = []
        if not self.viewer.is_coordinator:
            audiences = [Visibility.PUBLIC, Visibility.NETWORK][: 2 if self.viewer.in_network else 1]
            seen = f"d.audience IN ({_marks(audiences)})"
            values += [str(one) for one in audiences]
            own = [f"%|{one}|%" for one in sorted(self.viewer.reads)]
            if own:
                seen = f"({seen} OR {' OR '.join(['d.owners LIKE %s'] * len(own))})"
                values += own
            parts.append(seen)
        if self.kind:
            parts.append("d.kind = %s")
            values.append(self.kind)
        if self.language:
            parts.append("d.languages LIKE %s")
            values.append(f"%|{self.language}|%")
        return "".join(f" AND {part}" for part in parts), values


def _marks(values: Sequence[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def _rows(sql: str, values: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def candidates(groups: Sequence[Group], narrowing: Narrowing) -> list[Candidate]:
    """Things with all of the groups; one more than `MOST` says that there are more."""
    more, values = narrowing.sql()
    if connection.vendor == "sqlite":
        sql = _SQLITE.format(weights=_WEIGHTS, table=_TABLE, more=more, most=MOST + 1)
        return [Candidate(*row) for row in _rows(sql, [for_sqlite(groups), *values])]
    asked = for_postgres(groups)
    walked = _is_walked(asked)
    sql = (_POSTGRES_WALKED if walked else _POSTGRES_INDEXED).format(table=_TABLE, more=more, most=MOST + 1)
    found = _rows(_POSTGRES_ROWS.format(rows=sql), [asked, *values, *([] if walked else [asked])])
    return [Candidate(*row) for row in json.loads(found[0][0])]


def _is_walked(asked: str) -> bool:
    """Whether so many have the words that reading from the newest on finds enough of them sooner than the index does."""
    plan = _rows(_POSTGRES_EXPECTED.format(table=_TABLE), [asked])[0][0]
    expected = (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]["Plan Rows"]
    size = _rows(_POSTGRES_SIZE.format(table=_TABLE), [])[0][0]
    # To find MOST by walking, MOST * size / expected rows are read; by the index, as many as are expected.
    return bool(expected * expected > MOST * size)


def stands_anywhere(group: Group, narrowing: Narrowing) -> bool:
    more, values = narrowing.sql()
    sqlite = connection.vendor == "sqlite"
    asked = for_sqlite([group]) if sqlite else for_postgres([group])
    sql = (_SQLITE if sqlite else _POSTGRES_ANYWHERE).format(weights=_WEIGHTS, table=_TABLE, more=more, most=1)
    return bool(_rows(sql, [asked, *values]))


def alike(word: str, narrowing: Narrowing) -> list[Candidate]:
    """Things whose title has something like the word: misspelt, or inside a longer word. At least four letters."""
    more, values = narrowing.sql()
    if connection.vendor == "sqlite":
        parts = [f'"{word[at : at + 3]}"' for at in range(len(word) - 2)]
        rows = _rows(
            _SQLITE_ALIKE.format(table=_TABLE, more=more, most=MOST_ALIKE), [" OR ".join(dict.fromkeys(parts)), *values]
        )
    else:
        rows = _titled_like(word, more, values)
    found = [(pk, kind, key, on, fuzz.partial_ratio(word, title)) for pk, kind, key, on, title in rows]
    return [Candidate(pk, kind, key, on, score) for pk, kind, key, on, score in found if score >= ALIKE]


def _titled_like(word: str, more: str, values: Sequence[Any]) -> list[Any]:
    """PostgreSQL: the words of titles that are most like this one, and the newest titles that have them."""
    # Wider than PostgreSQL's own .6: the titles found are compared closely by the caller. Nothing else asks by it.
    _rows("SELECT set_config('pg_trgm.word_similarity_threshold', %s, false)", [LIKELY])
    words = [one for (one,) in _rows(_POSTGRES_WORDS_ALIKE.format(most=MOST_WORDS_ALIKE), [word, word])]
    groups: list[Group] = [tuple((Term(one),) for one in words if fuzz.partial_ratio(word, one) >= ALIKE)]
    if not groups[0]:
        return []
    sql = _POSTGRES_TITLED.format(table=_TABLE, more=more, most=MOST_ALIKE)
    return _rows(sql, [for_postgres(groups), *values])
