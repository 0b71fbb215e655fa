"""PostgreSQL's index: a generated column `vector` over the three columns of words, one over the titles, both under GIN."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from rapidfuzz import fuzz

from spilno.search.asking import Group, Term, for_postgres, worded
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

# As one text: thousands of rows one by one take the driver longer than the database takes to find them.
_AS_TEXT = """
SELECT COALESCE(json_agg(json_build_array(id, kind, key, EXTRACT(EPOCH FROM "on"), score)), '[]')::text FROM ({rows}) found"""
_FIT = "ts_rank('{0.04, 0.1, 0.4, 1.0}', d.vector, to_tsquery('simple', %s), 1)"
# From the newest on, until there are enough: quick where many have the words.
_WALKED = """
SELECT d.id, d.kind, d.key, d."on", {fit} AS score FROM search_searchdocument d WHERE {found} ORDER BY {order} LIMIT {most}"""
# All of them by the index, then the newest: quick where few have them.
_INDEXED = """
WITH every AS MATERIALIZED (SELECT d.id, d.key, d."on" FROM search_searchdocument d WHERE {found}),
newest AS MATERIALIZED (SELECT d.id FROM every d ORDER BY {order} LIMIT {most})
SELECT d.id, d.kind, d.key, d."on", {fit} AS score
FROM newest JOIN search_searchdocument d ON d.id = newest.id ORDER BY {order}"""
# Those entered last; of one kind, those with the highest keys; the newest. For each there is an index that has them one
# beside the other, the newest also within one kind.
_BY_ROW, _BY_KEY, _BY_DAY = "d.id DESC", "d.key DESC", 'd."on" DESC NULLS LAST, d.id DESC'
_WORDS, _TITLE = "d.vector @@ to_tsquery('simple', %s)", "to_tsvector('simple', d.title) @@ to_tsquery('simple', %s)"
# What PostgreSQL expects to find. Left alone, it walks all of a table for a place that is spelt in ten ways.
_EXPECTED = "EXPLAIN (FORMAT JSON) SELECT 1 FROM search_searchdocument d WHERE {found}"
_SIZE = "SELECT reltuples FROM pg_class WHERE oid = 'search_searchdocument'::regclass"
_OF_KIND = "d.kind = %s"
# One of so many has the words, or fewer: the index finds them all before enough of them are met from the newest on, where
# it may be long until the first.
_FEW = 8
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
    """A condition with its values, what a score compares with, and the kind it is narrowed to."""

    condition: str
    values: Sequence[Any]
    fit: str
    kind: str = ""

    @classmethod
    def of(cls, groups: Sequence[Group], narrowing: Narrowing) -> Self:
        asked, (more, values) = for_postgres(groups), narrowing.sql()
        return cls(_WORDS + more, [asked, *values], asked, narrowing.kind)

    def expected(self) -> int:
        return _expected(self.condition, self.values)

    def is_walked(self, expected: int) -> bool:
        """Whether so many have the words that reading from the newest on finds enough of them sooner than the index does."""
        size = _expected(_OF_KIND, [self.kind]) if self.kind else fetched(_SIZE)[0][0]
        # A size below nothing means that PostgreSQL has not counted yet: then the index is the safe way.
        return bool(0 <= size < expected * _FEW)

    def rows(self, *, walked: bool, order: str = "", scored: bool = True) -> list[Candidate]:
        """The first of them by `order`, those entered last unless told."""
        order = order or (_BY_KEY if self.kind else _BY_ROW)
        fit, compared = (_FIT, [self.fit]) if scored else ("0", [])
        sql = (_WALKED if walked else _INDEXED).format(fit=fit, found=self.condition, order=order, most=MOST + 1)
        rows = fetched(_AS_TEXT.format(rows=sql), [*compared, *self.values] if walked else [*self.values, *compared])
        return [Candidate(*row) for row in json.loads(rows[0][0])]


def _expected(condition: str, values: Sequence[Any]) -> int:
    plan = fetched(_EXPECTED.format(found=condition), values)[0][0]
    return int((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]["Plan Rows"])


def newest(groups: Sequence[Group], narrowing: Narrowing) -> Looked:
    """Things with all of the groups, by their days."""
    question = _Question.of(groups, narrowing)
    rows = question.rows(walked=question.is_walked(question.expected()), order=_BY_DAY, scored=False)
    return Looked(by_day(rows[:MOST]), len(rows) > MOST)


def some(groups: Sequence[Group], narrowing: Narrowing) -> Looked:
    """Things with all of the groups, in no order that says anything."""
    question = _Question.of(groups, narrowing)
    rows = question.rows(walked=question.is_walked(question.expected()), scored=False)
    return Looked(rows[:MOST], len(rows) > MOST)


def best(groups: Sequence[Group], narrowing: Narrowing) -> Looked:
    """Things with all of the groups, the best first; of very many, those with the words in their titles come first."""
    question = _Question.of(groups, narrowing)
    expected = question.expected()
    titled = _titled(groups, narrowing) if expected > MOST else None
    if titled is not None and len(titled) > MOST:
        return Looked(best_first(titled)[:MOST], more=True)
    rows = question.rows(walked=question.is_walked(expected))
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
    question = _Question(condition, [for_postgres(words), *within, *values], for_postgres(groups), narrowing.kind)
    return question.rows(walked=False) if question.expected() <= _MOST_TITLED else []


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
