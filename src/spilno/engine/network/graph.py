"""An undirected graph of ties between places, by their ids."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from math import log
from typing import Generic, TypeVar

# Ids of whatever kind, which have an order.
Place = TypeVar("Place", str, int)


def bridges_over(place: Place, near: Mapping[Place, Set[Place]], *, strength: float) -> dict[Place, float]:
    """How strongly each place two steps away is bridged to `place`, in (0, 1).

    1 - prod over common partners x of (1 - strength / ln(2 + degree(x))): each partner in common adds, one that is tied
    to everybody adds little. near: of each partner of `place` all places it is tied to. strength in (0, ln 3).

    >>> sorted(bridges_over("Münster", {"Lublin": {"Münster", "Vinnytsia", "Debrecen"}}, strength=0.8))
    ['Debrecen', 'Vinnytsia']
    """
    missing: dict[Place, float] = {}
    for third in sorted(near):
        kept = 1.0 - strength / log(2 + len(near[third]))
        for other in near[third]:
            missing[other] = missing.get(other, 1.0) * kept
    missing.pop(place, None)
    return {other: 1.0 - kept for other, kept in missing.items()}


class TieGraph(Generic[Place]):
    """Ties without direction; several ties of the same two places count once, nobody is tied to itself.

    >>> graph = TieGraph([("Münster", "Lublin"), ("Lublin", "Vinnytsia")])
    >>> graph.common("Münster", "Vinnytsia")
    ('Lublin',)
    """

    def __init__(self, ties: Iterable[tuple[Place, Place]] = ()) -> None:
        self._near: dict[Place, set[Place]] = defaultdict(set)
        for first, second in ties:
            if first != second:
                self._near[first].add(second)
                self._near[second].add(first)

    @classmethod
    def of_neighbours(cls, neighbours: Mapping[Place, Iterable[Place]]) -> "TieGraph[Place]":
        """A graph from each place's list of partners."""
        return cls((place, partner) for place, partners in neighbours.items() for partner in partners)

    def neighbours(self, place: Place) -> frozenset[Place]:
        return frozenset(self._near.get(place, ()))

    def degree(self, place: Place) -> int:
        return len(self._near.get(place, ()))

    def common(self, first: Place, second: Place) -> tuple[Place, ...]:
        """Third places tied to both, those with the fewest ties first: they say most."""
        shared = self._near.get(first, set()) & self._near.get(second, set())
        return tuple(sorted(shared, key=lambda place: (self.degree(place), place)))

    def bridges(self, place: Place, *, strength: float) -> dict[Place, float]:
        """How strongly each place two steps away is bridged to `place`, in (0, 1).

        `strength` in (0, ln 3).
        """
        return bridges_over(place, {third: self._near[third] for third in self._near.get(place, ())}, strength=strength)

    def triangles(self, place: Place) -> dict[Place, tuple[Place, ...]]:
        """Each place two steps away with the thirds in between, those with the fewest ties first.

        >>> TieGraph([("Münster", "Lublin"), ("Lublin", "Vinnytsia")]).triangles("Münster")
        {'Vinnytsia': ('Lublin',)}
        """
        found = {other for third in self._near.get(place, ()) for other in self._near[third] if other != place}
        return {other: self.common(place, other) for other in sorted(found)}
