"""SQLite's index, FTS5: `search_index` over the three columns of words, `search_alike` over titles in threes of letters.

What the table says beside the words is read from `search_slim`, an index that holds nothing else: the rows themselves are
a hundred times longer.
"""

from collections.abc import Sequence

from spilno.search.asking import Group, for_sqlite, worded
from spilno.search.candidates import (
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

# Weights of titles, places and other words.
_FIT = "-bm25(search_index, 10.0, 4.0, 1.0)"
_ROWS = """
SELECT d.id, d.kind, d.key, d."on", {score} FROM search_index
JOIN search_searchdocument d INDEXED BY search_slim ON d.id = search_index.rowid
WHERE search_index MATCH %s{more} ORDER BY {order} LIMIT {most}"""
_BY_ROW, _BY_DAY = "search_index.rowid DESC", 'd."on" DESC, d.id DESC'
# Along an index of the days, until there are enough that have the words: all that have them would have to be put in order.
_ALONG_DAYS = """
SELECT d.id, d.kind, d.key, d."on", 0.0 FROM search_searchdocument d INDEXED BY {index}
WHERE d.id IN (SELECT rowid FROM search_index WHERE search_index MATCH %s{reach}){more}
ORDER BY d."on" DESC, d.id DESC LIMIT {most}"""
# Fewer are sooner put in order.
MANY = 8 * MOST
_COUNTED = "SELECT COUNT(*) FROM (SELECT 1 FROM search_index WHERE search_index MATCH %s{reach} LIMIT {most})"
_ALIKE = """
SELECT d.id, d.kind, d.key, d."on", d.title FROM search_alike JOIN search_searchdocument d ON d.id = search_alike.rowid
WHERE search_alike MATCH %s{more} ORDER BY search_alike.rank LIMIT {most}"""
# Where the rows of a kind begin and end: an index of kinds answers both without reading what lies between.
_ENDS = """
SELECT (SELECT MIN(id) FROM search_searchdocument WHERE kind = %s), (SELECT MAX(id) FROM search_searchdocument WHERE kind = %s)"""


def _reach(kind: str) -> tuple[str, list[int]]:
    """Things are indexed kind by kind: what has the words outside these rows need not be looked at."""
    if not kind:
        return "", []
    first, last = fetched(_ENDS, [kind, kind])[0]
    return " AND search_index.rowid BETWEEN %s AND %s", [first or 0, last or 0]


def _rows(
    asked: str, narrowing: Narrowing, *, score: str = "0.0", order: str = _BY_ROW, most: int = MOST + 1
) -> list[Candidate]:
    (more, values), (reach, ends) = narrowing.sql(), _reach(narrowing.kind)
    rows = fetched(_ROWS.format(score=score, more=more + reach, order=order, most=most), [asked, *values, *ends])
    return [Candidate(*row) for row in rows]


def newest(groups: Sequence[Group], narrowing: Narrowing) -> Looked:
    """Things with all of the groups, by their days."""
    asked, (more, values), (reach, ends) = for_sqlite(groups), narrowing.sql(), _reach(narrowing.kind)
    number = fetched(_COUNTED.format(reach=reach, most=MANY), [asked, *ends])[0][0]
    if number < MANY:
        rows = _rows(asked, narrowing, order=_BY_DAY)
    else:
        index = "search_of_kind_by_day" if narrowing.kind else "search_by_day"
        along = _ALONG_DAYS.format(index=index, reach=reach, more=more, most=MOST + 1)
        rows = [Candidate(*row) for row in fetched(along, [asked, *ends, *values])]
    return Looked(by_day(rows[:MOST]), len(rows) > MOST)


def some(groups: Sequence[Group], narrowing: Narrowing) -> Looked:
    """Things with all of the groups, in no order that says anything."""
    rows = _rows(for_sqlite(groups), narrowing)
    return Looked(rows[:MOST], len(rows) > MOST)


def best(groups: Sequence[Group], narrowing: Narrowing) -> Looked:
    """Things with all of the groups, the best first; of very many, those with the words in their titles come first.

    A score counts how many texts have each word, which takes as long as finding them: of very many it is left out.
    """
    asked = for_sqlite(groups)
    rows = _rows(asked, narrowing)
    if len(rows) <= MOST:
        return Looked(best_first(_rows(asked, narrowing, score=_FIT)))
    return Looked(titled_first(_titled(groups, narrowing), rows), more=True)


def _titled(groups: Sequence[Group], narrowing: Narrowing) -> list[Candidate]:
    """Things that have all of the groups' words in their titles, those entered last."""
    words, places = worded(groups)
    asked = f"title : ({for_sqlite(words)})" + (f" AND {for_sqlite(places)}" if places else "")
    return _rows(asked, narrowing) if words else []


def stands_anywhere(group: Group, narrowing: Narrowing) -> bool:
    return bool(_rows(for_sqlite([group]), narrowing, most=1))


def titles_like(word: str, narrowing: Narrowing) -> list[tuple[Candidate, str]]:
    """Things with their titles that have most threes of letters of this word in them."""
    parts = dict.fromkeys(f'"{word[at : at + 3]}"' for at in range(len(word) - 2))
    more, values = narrowing.sql()
    rows = fetched(_ALIKE.format(more=more, most=MOST_ALIKE), [" OR ".join(parts), *values])
    return [(Candidate(*row), title) for *row, title in rows]
