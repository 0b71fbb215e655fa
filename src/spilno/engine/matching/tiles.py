"""Columns in tiles: some hundred alike ones side by side, and the extremes of what each tile holds."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from spilno.engine.matching.columns import Bools, Floats
from spilno.engine.matching.units import Codes, Units

# A layer is small below this share of a tile.
SMALL = 8


@dataclass(frozen=True)
class Tiles:
    """order: columns, alike ones side by side; starts: where in it each tile begins. asks, offers: whether the columns of
    a tile have said themes; all of them alike."""

    order: Codes
    starts: Codes
    asks: Bools
    offers: Bools

    @classmethod
    def of(cls, units: Units, size: int) -> "Tiles":
        order, layer = alike(units, size)
        said = 2 * units.asks[order] + units.offers_known[order]
        changes = np.flatnonzero(np.diff(layer) | np.diff(said)) + 1
        must = set((np.flatnonzero(np.diff(said)) + 1).tolist())
        starts, ends = [0], [*changes.tolist(), len(order)]
        for end in ends:
            # A layer of few columns shares a tile with the next one; a large one is cut evenly.
            begin, number = starts[-1], end - starts[-1]
            if number < size / SMALL and end not in must and end < len(order):
                continue
            pieces = max(1, round(number / size))
            starts += [begin + number * piece // pieces for piece in range(1, pieces + 1)]
        at = np.array(starts[:-1], np.int64)
        return cls(order, at, units.asks[order[at]], units.offers_known[order[at]])

    @property
    def ends(self) -> Codes:
        return np.append(self.starts[1:], len(self.order))


def alike(units: Units, size: int) -> tuple[Codes, Codes]:
    """An order of the rows in which units side by side have said the same and are about as large and as dense, and the
    number of the layer of each place in it: what was said, and about how large. size: of a tile."""
    said = [
        units.asks, units.offers_known, ~np.isnan(units.people), ~np.isnan(units.density), units.kind, units.speaks,
        *(units.languages.T > 0), units.tiers,
    ]  # fmt: skip
    keys = np.array([np.asarray(one, np.int64) for one in said]).T
    _found, group = np.unique(keys, axis=0, return_inverse=True)
    group = group.ravel()
    people = np.lexsort((units.people, group))
    counts = np.bincount(group)
    # As many layers by size as tiles of a layer by density.
    layers = np.maximum(np.round(np.sqrt(counts / size)), 1).astype(np.int64)
    place = np.arange(len(people)) - np.repeat(np.cumsum(counts) - counts, counts)
    layer = np.empty(len(people), np.int64)
    layer[people] = (np.cumsum(layers) - layers)[group[people]] + place * layers[group[people]] // counts[group[people]]
    order = np.lexsort((units.density, layer))
    return order, layer[order]


class Seen:
    """Extremes of the columns of each tile, (T,) or (T, labels)."""

    def __init__(self, units: Units, tiles: Tiles) -> None:
        self.units, self._order, self._starts = units, tiles.order, tiles.starts
        self.tile_of = np.empty(len(tiles.order), np.int64)
        self.tile_of[tiles.order] = np.repeat(
            np.arange(len(tiles.starts)), np.diff(np.append(tiles.starts, len(tiles.order)))
        )
        self._kept: dict[Any, Any] = {}

    def least(self, values: npt.NDArray[Any]) -> Floats:
        """Ignoring nan; nan where there is nothing else."""
        return np.fmin.reduceat(values[self._order], self._starts, axis=0)

    def most(self, values: npt.NDArray[Any]) -> Floats:
        return np.fmax.reduceat(values[self._order], self._starts, axis=0)

    def any_all(self, flags: Bools) -> tuple[Bools, Bools]:
        ordered = flags[self._order]
        return (
            np.logical_or.reduceat(ordered, self._starts, axis=0),
            np.logical_and.reduceat(ordered, self._starts, axis=0),
        )

    def once(self, name: Any, work: Callable[[], Any]) -> Any:
        if name not in self._kept:
            self._kept[name] = work()
        return self._kept[name]

    def range_of(self, name: str) -> Any:
        values = getattr(self.units, name)
        return self.once(("range", name), lambda: (self.least(values), self.most(values)))

    def said(self, name: str) -> Any:
        """Whether any and all columns of each tile have said this number."""
        return self.once(("said", name), lambda: self.any_all(~np.isnan(getattr(self.units, name))))

    def largest(self, name: str) -> Any:
        return self.once(("most", name), lambda: self.most(getattr(self.units, name)))

    def present(self, name: str, number: int) -> Any:
        """(T, number) whether a label or code occurs."""

        def found() -> Bools:
            codes = getattr(self.units, name)
            out = np.zeros((len(self._starts), max(number, int(codes.max(initial=0)) + 1)), bool)
            out[self.tile_of, codes] = True
            return out

        return self.once(("present", name, number), found)
