"""What the database's index gives, and to whom: rows that may be hits, before the things themselves are read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection

from spilno.common.enums import Visibility
from spilno.common.visibility import Viewer

# So many are put in order; where more have the words, the best of the newest.
MOST = 1000
MOST_ALIKE = 60
# How alike a misspelt word and a part of a title are at least, of 100.
ALIKE = 75


class Candidate(NamedTuple):
    """`score`: the higher, the better it fits; only candidates of one answer can be compared."""

    pk: int
    kind: str
    key: int
    # As the database gives it: only for putting in order.
    on: Any
    score: float = 0.0


def _holds(column: str) -> str:
    """PostgreSQL reckons with LIKE how many there will be; SQLite would ask Python about every row (`common.lookups`)."""
    return f"INSTR({column}, %s) > 0" if connection.vendor == "sqlite" else f"{column} LIKE '%%' || %s || '%%'"


@dataclass(frozen=True)
class Narrowing:
    """Who asks, and what else has to hold."""

    viewer: Viewer
    kind: str = ""
    language: str = ""

    def sql(self) -> tuple[str, list[Any]]:
        """Conditions about `d`, which is search_searchdocument, each after an AND, and their values."""
        parts: list[str] = []
        values: list[Any] = []
        if not self.viewer.is_coordinator:
            audiences = [Visibility.PUBLIC, Visibility.NETWORK][: 2 if self.viewer.in_network else 1]
            seen = f"d.audience IN ({', '.join(['%s'] * len(audiences))})"
            values += [str(one) for one in audiences]
            own = [f"|{one}|" for one in sorted(self.viewer.reads)]
            if own:
                seen = f"({seen} OR {' OR '.join([_holds('d.owners')] * len(own))})"
                values += own
            parts.append(seen)
        if self.kind:
            parts.append("d.kind = %s")
            values.append(self.kind)
        if self.language:
            parts.append(_holds("d.languages"))
            values.append(f"|{self.language}|")
        return "".join(f" AND {part}" for part in parts), values


@dataclass(frozen=True)
class Looked:
    """Candidates, the first of them first; `more`: there are more than `MOST`, of which these are the best."""

    rows: Sequence[Candidate] = ()
    more: bool = False


def best_first(rows: Sequence[Candidate]) -> list[Candidate]:
    return sorted(rows, key=lambda row: (-row.score, -row.pk))


def by_day(rows: Sequence[Candidate]) -> list[Candidate]:
    """The newest first; what has no day comes last."""
    return sorted(rows, key=lambda row: (row.on is not None, row.on or "", row.pk), reverse=True)


def titled_first(titled: Sequence[Candidate], rows: Sequence[Candidate]) -> list[Candidate]:
    known = {row.pk for row in titled}
    return [*best_first(titled), *best_first([row for row in rows if row.pk not in known])][:MOST]


def fetched(sql: str, values: Sequence[Any] = ()) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
