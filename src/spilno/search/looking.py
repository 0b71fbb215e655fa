"""Asking the database's own index, in the words of FTS5 or of PostgreSQL.

Both are asked the same: at most so many candidates, the newest first. A question that half of all texts answer then costs
no more than another; what has its words in the title comes before all the others. Only words of letters and digits get
here, always as parameters.
"""

from collections.abc import Iterable, Sequence
from types import ModuleType

from django.db import connection
from rapidfuzz import fuzz

from spilno.search import fts5, tsvector
from spilno.search.asking import Group
from spilno.search.candidates import ALIKE, Candidate, Looked, Narrowing, best_first, fetched

_ONE_OF_KIND = """
SELECT kind FROM (SELECT d.kind FROM search_searchdocument d WHERE d.kind = %s{more}
ORDER BY d."on" DESC NULLS LAST, d.id DESC LIMIT 1) AS there"""


def _index() -> ModuleType:
    return fts5 if connection.vendor == "sqlite" else tsvector


def look(groups: Sequence[Group], narrowing: Narrowing, *, newest: bool = False) -> Looked:
    """Things with all of the groups: what fits best first, or what is newest by its day."""
    found: Looked = (_index().newest if newest else _index().best)(groups, narrowing)
    return found


def look_to_count(groups: Sequence[Group], narrowing: Narrowing) -> Looked:
    """The same things in no order: how well each fits need not be asked."""
    found: Looked = _index().some(groups, narrowing)
    return found


def stands_anywhere(group: Group, narrowing: Narrowing) -> bool:
    return bool(_index().stands_anywhere(group, narrowing))


def alike(word: str, narrowing: Narrowing) -> list[Candidate]:
    """Things whose title has something like the word: misspelt, or inside a longer word. At least four letters."""
    rows = [row._replace(score=fuzz.partial_ratio(word, title)) for row, title in _index().titles_like(word, narrowing)]
    return best_first([row for row in rows if row.score >= ALIKE])


def kinds_there(kinds: Iterable[str], narrowing: Narrowing) -> set[str]:
    """Those of the kinds of which there is anything at all for the reader."""
    more, values = narrowing.sql()
    one = _ONE_OF_KIND.format(more=more)
    asked = list(kinds)
    rows = fetched(" UNION ALL ".join([one] * len(asked)), [value for kind in asked for value in (kind, *values)])
    return {kind for (kind,) in rows}
