"""The registry page by page: the keys of the relations that fit, in their order, and what a page of them costs.

Keys first: a page is found in an index, however far it lies, and only its rows are read (`queries.lines`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from spilno.common.freshness import while_unchanged
from spilno.common.plain_sql import rows_of
from spilno.common.visibility import Viewer
from spilno.partnerships.queries.graph import Hidden
from spilno.partnerships.queries.search import RegistryWanted, find_partnerships
from spilno.places.enums import AreaLevel


@dataclass(frozen=True)
class _Written:
    query: str
    values: tuple[Any, ...]

    def rows(self, number: int, after: int, *, once: bool) -> list[int]:
        values = [*self.values, number, after]
        return [pk for (pk,) in rows_of(f"{self.query} LIMIT %s OFFSET %s", values, once=once)]


class Keys:
    """Keys to be leafed through by slices. The query is put together once, and once backwards, as long as nothing changes:
    from the middle on the database walks from the end."""

    def __init__(self, number: int, forwards: _Written, backwards: _Written, *, once: bool) -> None:
        """once: each page is planned for its own values, since a plan that knows none would be a bad one."""
        self._number, self._forwards, self._backwards, self._once = number, forwards, backwards, once

    def __len__(self) -> int:
        return self._number

    def __getitem__(self, part: slice) -> list[int]:
        begins, ends, _step = part.indices(self._number)
        if begins >= ends:
            return []
        if 2 * begins < self._number:
            return self._forwards.rows(ends - begins, begins, once=self._once)
        return self._backwards.rows(ends - begins, self._number - ends, once=self._once)[::-1]


def keys_that_fit(viewer: Viewer, wanted: RegistryWanted, hidden: Hidden) -> Sequence[int] | Keys:
    """The keys of what fits in the order asked for, to be leafed through; their number is known."""
    if _must_be_read_through(wanted):
        return list(find_partnerships(viewer, wanted, hidden).values_list("pk", flat=True))
    return _leafed(viewer, wanted, hidden)


@while_unchanged
def _leafed(viewer: Viewer, wanted: RegistryWanted, hidden: Hidden) -> Sequence[int] | Keys:
    found = find_partnerships(viewer, wanted, hidden).values_list("pk")
    number = found.count()
    if not number:
        # Where the ORM sees that nothing fits, there is no query to put together.
        return ()
    ways = [_Written(*one.query.sql_with_params()) for one in (found, found.reverse())]
    return Keys(number, *ways, once=wanted != RegistryWanted(sort=wanted.sort))


def _must_be_read_through(wanted: RegistryWanted) -> bool:
    """Whether all that fit have to be found before the first page can be shown: then one pass that keeps their keys costs
    half of counting and finding. Where most fit, and an index gives their order, counting and a page are quicker."""
    sides = (wanted.one, wanted.other)
    sized = any((side.size_min, side.size_max) != (None, None) for side in sides)
    placed = any(side.place is not None and side.place.level != AreaLevel.COUNTRY for side in sides)
    return bool(wanted.q) or sized or placed or all(side.narrows for side in sides)
