"""Two sides of a market as tables: what each would gain from each, and what both gain together."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from spilno.engine.errors import InvalidInput
from spilno.engine.matching.blocks import HARMONIC, Blocks
from spilno.engine.matching.columns import Floats
from spilno.engine.matching.profile import Profile
from spilno.engine.network import TieGraph


@dataclass(frozen=True)
class Market:
    """first, second: profiles of both sides, each ordered by id. All tables have the shape (len(first), len(second)).

    mutual: power mean of both utilities, nan where a hard constraint keeps the pair apart. gain_first, gain_second:
    utility of the pair to either side, in (0, 1]. capacity_first, capacity_second: how many partners each can take.
    """

    first: tuple[Profile, ...]
    second: tuple[Profile, ...]
    mutual: Floats
    gain_first: Floats
    gain_second: Floats

    @property
    def capacity_first(self) -> np.typing.NDArray[np.int64]:
        return _capacities(self.first)

    @property
    def capacity_second(self) -> np.typing.NDArray[np.int64]:
        return _capacities(self.second)


def _capacities(profiles: Sequence[Profile]) -> np.typing.NDArray[np.int64]:
    """One where nobody has said."""
    return np.array([1 if one.capacity is None else one.capacity for one in profiles], np.int64)


def split_sides(profiles: Sequence[Profile]) -> tuple[list[Profile], list[Profile]]:
    """Profiles by country, Germany first where it is one of them. Raises InvalidInput unless there are just two."""
    countries = sorted({one.country for one in profiles}, key=lambda code: (code != "DE", code))
    if len(countries) != 2:
        named = ", ".join(code or "none" for code in countries)
        raise InvalidInput("side", f"profiles of two countries are needed; there are {named or 'none'}")
    sides = [[one for one in profiles if one.country == code] for code in countries]
    return sides[0], sides[1]


def build_market(first: Sequence[Profile], second: Sequence[Profile], *, power: float = HARMONIC) -> Market:
    """The tables of a market, in blocks; 24 bytes of memory for each pair.

    Raises InvalidInput for an id that stands twice.
    """
    rows = tuple(sorted(first, key=lambda one: one.id))
    columns = tuple(sorted(second, key=lambda one: one.id))
    for side in (rows, columns):
        twice = [one.id for one, other in pairwise(side) if one.id == other.id]
        if twice:
            raise InvalidInput("id", f"{twice[0]!r} stands twice")
    graph = TieGraph([(one.id, tie) for one in (*rows, *columns) for tie in one.ties])
    whole = Blocks(rows, columns, graph, power=power).table()
    return Market(rows, columns, whole.mutual, whole.there, whole.back)
