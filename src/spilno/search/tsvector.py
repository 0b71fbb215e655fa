"""PostgreSQL's index: a generated column `vector` over the three columns of words, one over the titles, both under GIN."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from django.db import connection, transaction
from rapidfuzz import fuzz

from spilno.search.asking import Group, Term, for_postgres, kind_terms, worded
from spilno.search.candidates import (
    ALIKE,
    MOST,
    MOST_ALIKE,
    Candidate,
    Looked,
    Narrowing,
    best_first,
    by_day,
    fetched,
    titled_first,
)
from spilno.search.findable import sources

# As one text: thousands of rows one by one take the driver longer than the database takes to find them.
_AS_TEXT = """
SELECT COALESCE(json_agg(json_build_array(id, kind, key, EXTRACT(EPOCH FROM "on"), score)), '[]')::text FROM ({rows}) found"""
_FIT = "ts_rank('{0.04, 0.1, 0.4, 1.0}', d.vector, to_tsquery('simple', %s), 1)"
# From the first on, until there are enough or so many were read.
_WALKED = """
WITH found AS MATERIALIZED (
    SELECT * FROM (SELECT * FROM search_searchdocument d{of_kind} ORDER BY {order} LIMIT {walked}) d
    WHERE {found} ORDER BY {order} LIMIT {most})
SELECT d.id, d.kind, d.key, d."on", {fit} AS score FROM found d"""
# Likewise in each kind by itself: a word may stand in all of one kind and in nothing that comes before it.
_WALKED_IN_EACH = """
WITH found AS MATERIALIZED (
    SELECT d.*, ROW_NUMBER() OVER (PARTITION BY d.kind ORDER BY {order}) AS turn
    FROM unnest(%s::text[]) AS each (kind) CROSS JOIN LATERAL (
        SELECT * FROM (
            SELECT * FROM search_searchdocument d WHERE d.kind = each.kind ORDER BY {order} LIMIT {walked}) d
        WHERE {found} ORDER BY {order} LIMIT {most}) d{of_these})
SELECT d.id, d.kind, d.key, d."on", {fit} AS score FROM found d"""
# The first of each, the second of each and so on.
_IN_TURN = f" ORDER BY turn, d.kind LIMIT {MOST + 1}"
# All of them by the index, then the first: quick where few have them.
_INDEXED = """
WITH every AS MATERIALIZED (SELECT d.id, d.key, d."on" FROM search_searchdocument d WHERE {found}),
first AS MATERIALIZED (SELECT d.id FROM every d ORDER BY {order} LIMIT {most})
SELECT d.id, d.kind, d.key, d."on", {fit} AS score FROM first JOIN search_searchdocument d ON d.id = first.id"""
# Any of them: the index stops at so many.
_ANY = """
SELECT d.id, d.kind, d.key, d."on", {fit} AS score FROM search_searchdocument d WHERE {found} LIMIT {most}"""
# PostgreSQL takes comparing all words of a row for as cheap as comparing two numbers, and would read the whole table.
_BY_INDEX, _AS_IT_LIKES = (
    f"SET LOCAL enable_seqscan = {on}; SET LOCAL enable_indexscan = {on}" for on in ("off", "on")
)
# Those entered last; of one kind, those with the highest keys; the newest. For each there is an index that has them one
# beside the other, the newest also within one kind.
_BY_ROW, _BY_KEY, _BY_DAY = "d.id DESC", "d.key DESC", 'd."on" DESC NULLS LAST, d.id DESC'
_WORDS, _TITLE = "d.vector @@ to_tsquery('simple', %s)", "to_tsvector('simple', d.title) @@ to_tsquery('simple', %s)"
# What PostgreSQL expects to find. Left alone, it walks all of a table for a place that is spelt in ten ways.
_EXPECTED = "EXPLAIN (FORMAT JSON) SELECT 1 FROM search_searchdocument d WHERE {found}"
_OF_KIND, _OF_ALL = "d.kind = %s", "TRUE"
# Where one of so many has the words, or fewer, the index finds all before enough of them are met from the first on.
_FEW = 8
# So many rows are read one after the other: first these few, which tell whether it is worth reading on; and in each kind.
_TRIED, _WALKED_AT_MOST, _WALKED_OF_EACH = 2 * MOST, 16 * MOST, 4 * MOST
# What more things than these have in their titles tells none of them from others.
_MOST_TITLED = 10 * MOST
# Without the fence PostgreSQL expects to meet the one row soon and reads the table from its end: a word that stands nowhere
# would cost a second at 200,000 things.
_ANYWHERE = (
    "WITH found AS MATERIALIZED (SELECT 1 FROM search_searchdocument d WHERE {words}{more}) SELECT * FROM found LIMIT 1"
)
# From which share of common letters in threes PostgreSQL gives a word.
_LIKELY = "0.45"
# Distinct words that a misspelt one may stand for.
_MOST_WORDS_ALIKE = 8
_WORDS_ALIKE = """
SELECT word FROM search_word WHERE %s <%% word ORDER BY word_similarity(%s, word) DESC, number DESC LIMIT %s"""
_TITLED = """
WITH every AS MATERIALIZED (SELECT d.id, d.kind, d.key, d."on", d.title FROM search_searchdocument d WHERE {title}{more})
SELECT * FROM every ORDER BY id DESC LIMIT {most}"""


@dataclass(frozen=True)
class _Question:
    """A condition with its values, the kind it is narrowed to, what is to come first, and what a score compares with.

    Without a `fit` there is no score.
    """

    condition: str
    values: Sequence[Any]
    kind: str = ""
    order: str = ""
    fit: str = ""

    @classmethod
    def of(cls, groups: Sequence[Group], narrowing: Narrowing, *, order: str = "", scored: bool = False) -> Self:
        asked, (more, values) = for_postgres(groups), narrowing.sql()
        return cls(_WORDS + more, [asked, *values], narrowing.kind, order, asked if scored else "")

    def expected(self) -> int:
        return _expected(self.condition, self.values)

    def rows(self, expected: int) -> list[Candidate]:
        """The first of them; of very many that were asked for in no order the first of each kind may be among them."""
        if expected <= MOST or expected * _FEW <= self._size():
            return self.indexed()
        rows = self._walked(_TRIED)
        if len(rows) <= MOST and len(rows) * _WALKED_AT_MOST > MOST * _TRIED:
            rows = self._walked(_WALKED_AT_MOST)
        if len(rows) <= MOST and not self.kind:
            rows = self._in_order_of_each() if self.order else self._in_turn()
        return rows if len(rows) > MOST else self._by_index(_INDEXED if self.order or self.fit else _ANY)

    def _in_turn(self) -> list[Candidate]:
        """The first of each kind, the second of each and so on; too few where they stand far apart in the kinds, too."""
        return self._rows(_WALKED_IN_EACH, [[*sources()]], order=_BY_KEY, walked=_WALKED_OF_EACH, of_these=_IN_TURN)

    def _in_order_of_each(self) -> list[Candidate]:
        """The first by the order, where some kinds soon have enough: of the others the index finds all."""
        rows = self._rows(_WALKED_IN_EACH, [[*sources()]], walked=_WALKED_OF_EACH, of_these="")
        enough = {kind for kind, number in Counter(row.kind for row in rows).items() if number > MOST}
        if not enough:
            return []
        others = for_postgres([kind_terms(kind for kind in sources() if kind not in enough)])
        left = replace(self, condition=f"{self.condition} AND {_WORDS}", values=[*self.values, others])
        return by_day([*(row for row in rows if row.kind in enough), *left._by_index(_INDEXED)])[: MOST + 1]

    def _size(self) -> int:
        """How many there are with the words or without, as PostgreSQL reckons when it expects so many with them."""
        return _expected(_OF_KIND, [self.kind]) if self.kind else _expected(_OF_ALL, [])

    def _walked(self, at_most: int) -> list[Candidate]:
        of_kind, kind = (f" WHERE {_OF_KIND}", [self.kind]) if self.kind else ("", [])
        return self._rows(_WALKED, kind, of_kind=of_kind, walked=at_most)

    def indexed(self) -> list[Candidate]:
        """The first of them, for where few are expected."""
        return self._rows(_INDEXED)

    def _by_index(self, sql: str) -> list[Candidate]:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_BY_INDEX)
            rows = self._rows(sql)
            cursor.execute(_AS_IT_LIKES)
        return rows

    def _rows(self, sql: str, first_values: Sequence[Any] = (), *, order: str = "", **parts: object) -> list[Candidate]:
        order = order or self.order or (_BY_KEY if self.kind else _BY_ROW)
        fit, compared = (_FIT, [self.fit]) if self.fit else ("0", [])
        rows = sql.format(found=self.condition, order=order, fit=fit, most=MOST + 1, **parts)
        found = fetched(_AS_TEXT.format(rows=rows), [*first_values, *self.values, *compared])
        return [Candidate(*row) for row in json.loads(found[0][0])]


def _expected(condition: str, values: Sequence[Any]) -> int:
    plan = fetched(_EXPECTED.format(found=condition), values)[0][0]
    return int((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]["Plan Rows"])


def newest(groups: Sequence[Group], narrowing: Narrowing) -> Looked:
    """Things with all of the groups, by their days."""
    question = _Question.of(groups, narrowing, order=_BY_DAY)
    rows = question.rows(question.expected())
    return Looked(by_day(rows)[:MOST], len(rows) > MOST)


def some(groups: Sequence[Group], narrowing: Narrowing) -> Looked:
    """Things with all of the groups, in no order that says anything."""
    question = _Question.of(groups, narrowing)
    rows = question.rows(question.expected())
    return Looked(rows[:MOST], len(rows) > MOST)


def best(groups: Sequence[Group], narrowing: Narrowing) -> Looked:
    """Things with all of the groups, the best first; of very many, those with the words in their titles come first."""
    question = _Question.of(groups, narrowing, scored=True)
    expected = question.expected()
    titled = _titled(groups, narrowing) if expected > MOST else None
    if titled is not None and len(titled) > MOST:
        return Looked(best_first(titled)[:MOST], more=True)
    rows = question.rows(expected)
    if len(rows) <= MOST:
        return Looked(best_first(rows))
    # Where more were found than were expected, the titles are still to be asked.
    return Looked(titled_first(_titled(groups, narrowing) if titled is None else titled, rows), more=True)


def _titled(groups: Sequence[Group], narrowing: Narrowing) -> list[Candidate]:
    """Things that have all of the groups' words in their titles, those entered last; none where that tells nothing."""
    (words, places), (more, values) = worded(groups), narrowing.sql()
    if not words:
        return []
    within = [for_postgres(places)] if places else []
    condition = _TITLE + (" AND " + _WORDS if places else "") + more
    asked = [for_postgres(words), *within, *values]
    question = _Question(condition, asked, narrowing.kind, fit=for_postgres(groups))
    return question.indexed() if question.expected() <= _MOST_TITLED else []


def stands_anywhere(group: Group, narrowing: Narrowing) -> bool:
    more, values = narrowing.sql()
    return bool(fetched(_ANYWHERE.format(words=_WORDS, more=more), [for_postgres([group]), *values]))


def titles_like(word: str, narrowing: Narrowing) -> list[tuple[Candidate, str]]:
    """The newest things, with their titles, that have one of the words that are most like this one there."""
    # Wider than PostgreSQL's own .6: the titles found are compared closely by the caller. Nothing else asks by it.
    fetched("SELECT set_config('pg_trgm.word_similarity_threshold', %s, false)", [_LIKELY])
    words = [one for (one,) in fetched(_WORDS_ALIKE, [word, word, _MOST_WORDS_ALIKE])]
    group: Group = tuple((Term(one),) for one in words if fuzz.partial_ratio(word, one) >= ALIKE)
    if not group:
        return []
    more, values = narrowing.sql()
    rows = fetched(_TITLED.format(title=_TITLE, more=more, most=MOST_ALIKE), [for_postgres([group]), *values])
    return [(Candidate(*row), title) for *row, title in rows]
