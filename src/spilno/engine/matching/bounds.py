"""What pairs of a row and a tile (some hundred alike columns) can be worth at most, so that most need not be looked at.

The harmonic mean of both utilities, like every power mean with exponent up to 0, is at most their geometric mean, whose
logarithm is a sum over the criteria with weights of both sides. For each criterion the best that any column of the tile
could be is taken (from the extremes of its numbers, the labels that occur in it); themes are left open, because a matrix
product gives them pair by pair (see `best`). Weights of columns enter by their smallest share in the tile.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from spilno.engine.matching.blocks import Blocks
from spilno.engine.matching.columns import Bools, Floats
from spilno.engine.matching.criteria import DENSITY_SOFTNESS, OTHER_AGREEMENT, SIZE_SOFTNESS
from spilno.engine.matching.pairs import LN, SAID
from spilno.engine.matching.preferences import CODES
from spilno.engine.matching.units import LOG_FLOOR, Codes, Units, tier_scores

THEMES, REACH = CODES.index("themes"), CODES.index("reach")
# Of the least that `reach` counts, half may come from the way on the ground and half from that by air.
NEAR_FLOOR = LOG_FLOOR / 2
_LEVELS = tier_scores()


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
        order = alike(units, size)
        said = 2 * units.asks[order] + units.offers_known[order]
        cut = np.flatnonzero(np.diff(said)) + 1
        starts = np.union1d(np.arange(0, len(order), size), cut).astype(np.int64)
        first = order[starts]
        return cls(order, starts, units.asks[first], units.offers_known[first])

    @property
    def ends(self) -> Codes:
        return np.append(self.starts[1:], len(self.order))


def alike(units: Units, size: int) -> Codes:
    """Rows in an order in which units side by side have said the same and are about as large and as dense. size: of a tile."""
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
    layer_size = np.maximum(np.sqrt(counts * size), size)
    place = np.arange(len(people)) - np.repeat(np.cumsum(counts) - counts, counts)
    layer = np.empty(len(people), np.int64)
    layer[people] = (place // layer_size[group[people]]).astype(np.int64)
    return np.lexsort((units.density, layer, group))


@dataclass(frozen=True)
class Most:
    """(R, T) bound: the logarithm of the most that a pair can be worth were its themes met and its places near each other;
    met, way: what the logarithms of how far themes are met and of `near` (down to NEAR_FLOOR) count besides. Where
    nobody has said themes, that is in the bound already, and counts 0."""

    bound: Floats
    met: Floats
    way: Floats


class Bound:
    """Upper bounds of pairs of rows of `blocks.first` and tiles of `blocks.second`."""

    def __init__(self, blocks: Blocks, tiles: Tiles) -> None:
        self._first, self._tiles, self._blocks = blocks.first, tiles, blocks
        self._seen = _Seen(blocks.second, tiles)
        self._shares = _shares(blocks.first.weights, blocks.in_force)
        inside = blocks.in_force.copy()
        inside[-1] = False
        self._theirs = self._seen.least(_shares(blocks.second.weights, inside))
        self._said = {code: self._flags(code) for code in (*CODES, "novelty")}

    def _flags(self, code: str) -> tuple[tuple[Bools, Bools, Bools], tuple[Bools, Bools, Bools]]:
        """Whether rows, any and all columns of tiles are known, for the rows' eyes and for the others'."""
        first, second = self._blocks.first, self._blocks.second
        mine, yours = SAID[code](first, second)
        their, our = SAID[code](second, first)
        return (mine, *self._seen.any_all(yours)), (our, *self._seen.any_all(their))

    def of(self, rows: Codes) -> "Most":
        tiles = len(self._tiles.starts)
        if self._blocks.power > 0:
            return Most(*(np.zeros((len(rows), tiles)) for _part in range(3)))
        bound, share = np.zeros((len(rows), tiles)), self._shares[rows]
        priors = self._blocks.prior_there[rows], self._blocks.prior_back[rows]
        kinds = self._seen.present("kind", self._first.kind.max(initial=0) + 1)[:, self._first.kind[rows]].T
        for at, code in enumerate((*CODES, "novelty")):
            if code != "themes":
                self._add(bound, rows, at, code, share, priors)
        met = (share[:, THEMES, None] + self._theirs[None, :, THEMES]) / 2
        told = (
            self._first.asks[rows, None] & self._tiles.offers | self._first.offers_known[rows, None] & self._tiles.asks
        )
        unsaid = (
            share[:, THEMES, None] * priors[0][:, THEMES, None]
            + self._theirs[None, :, THEMES] * priors[1][:, THEMES, None]
        )
        bound = np.where(told, bound, bound + unsaid) / 2
        return Most(np.where(kinds, bound, -np.inf), np.where(told, met, 0.0), self._way(rows, share))

    def _way(self, rows: Codes, share: Floats) -> Floats:
        """What the logarithm of `near` counts at least."""
        if not {"reach"} <= self._blocks.there & self._blocks.back:
            return np.zeros((len(rows), len(self._tiles.starts)))
        mine, _some, every = self._said["reach"][0]
        travelled = any((~np.isnan(side.travel)).any() for side in (self._first, self._blocks.second))
        counts = (share[:, REACH, None] + self._theirs[None, :, REACH]) / 2 * (0.75 if travelled else 1.0)
        return np.where(mine[rows, None] & every, counts, 0.0)

    def _add(
        self, bound: Floats, rows: Codes, at: int, code: str, share: Floats, priors: tuple[Floats, Floats]
    ) -> None:
        blocks, ways = self._blocks, UPPER.get(code)
        for turned, awake in ((False, blocks.there), (True, blocks.back)):
            weight = self._theirs[None, :, at] if turned else share[:, at, None]
            if not weight.any():
                continue
            prior = priors[turned][:, at, None]
            if code not in awake:
                bound += weight * prior
                continue
            best: Any = 0.0 if ways is None else ways[turned](self._first, rows, self._seen)
            if isinstance(best, tuple):
                best, mine, some, every = best
            else:
                mine, some, every = self._said[code][turned]
                mine = mine[rows, None]
                if code in NEVER_SURE:
                    every = np.zeros_like(every)
            if code == "bridge":
                best = self._bridged(rows)
            value = np.where(mine & some, best, -np.inf)
            value = np.where(mine & every, value, np.maximum(value, prior))
            bound += weight * value

    def _bridged(self, rows: Codes) -> Floats:
        """ln s of the strongest common partner in each tile."""
        entries = self._blocks.bridges[rows].tocoo()
        best = np.zeros((len(rows), len(self._tiles.starts)))
        if entries.nnz:
            np.maximum.at(best, (entries.row, self._seen.tile_of[entries.col]), entries.data)
        return best + LOG_FLOOR


# Known of a pair only where more than a flag of each side meets.
NEVER_SURE = {"attributes", "texts", "free_partners"}


def _shares(weights: Floats, in_force: Bools) -> Floats:
    counting = weights * in_force
    total = counting.sum(axis=1, keepdims=True)
    return np.asarray(counting / np.where(total == 0, 1.0, total))


class _Seen:
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


# The best ln s that a row can have with any column of each tile: in its own eyes, and in theirs. -----------------------


def _softly(gap: Floats) -> Floats:
    gap = np.maximum(gap, 0.0)
    return np.maximum(gap * gap * (-1 / (2 * SIZE_SOFTNESS**2)), LOG_FLOOR)


def _size(me: Units, rows: Codes, seen: _Seen) -> Floats:
    low, high = seen.range_of("people")
    return _softly(np.maximum(me.low[rows, None] - high, low - me.high[rows, None]))


def _size_back(me: Units, rows: Codes, seen: _Seen) -> Floats:
    lowest, highest = seen.range_of("low")[0], seen.range_of("high")[1]
    people = me.people[rows, None]
    return _softly(np.maximum(lowest - people, people - highest))


def _structure(me: Units, rows: Codes, seen: _Seen) -> Any:
    parts = []
    for name in ("urban", "density"):
        mine, (low, high) = getattr(me, name)[rows, None], seen.range_of(name)
        gap = np.maximum(np.maximum(mine - high, low - mine), 0.0)
        some, every = seen.said(name)
        value = 1 - gap if name == "urban" else np.exp(-(gap**2) / (2 * DENSITY_SOFTNESS**2))
        known = ~np.isnan(mine)
        parts.append((np.where(known & some, value, 0.0), known & some, known & every))
    (urban, urban_some, urban_every), (dense, dense_some, dense_every) = parts
    value = np.where(urban_every & dense_every, (urban + dense) / 2, np.maximum(urban, dense))
    value = np.maximum(np.log(np.maximum(value, 1e-9)), LOG_FLOOR)
    return value, True, urban_some | dense_some, urban_every | dense_every


def _level(me: Units, rows: Codes, seen: _Seen) -> Floats:
    present = seen.present("tiers", 16)
    table = np.where(present[:, None, :], np.nan_to_num(_LEVELS, nan=-np.inf)[None], -np.inf).max(axis=2)
    return np.asarray(table.T[me.tiers[rows]])


def _in_region(name: str, missed: float) -> Callable[[Units, Codes, _Seen], Floats]:
    def upper(me: Units, rows: Codes, seen: _Seen) -> Floats:
        wished = getattr(me, name)[rows] > 0
        present = seen.present("region", wished.shape[1])
        return np.where(wished.astype(np.float32) @ present.T.astype(np.float32) > 0, 0.0, missed)

    return upper


def _in_ours(name: str, missed: float) -> Callable[[Units, Codes, _Seen], Floats]:
    def upper(me: Units, rows: Codes, seen: _Seen) -> Floats:
        return np.where(seen.largest(name)[:, me.region[rows]].T > 0, 0.0, missed)

    return upper


def _reach(me: Units, rows: Codes, seen: _Seen) -> Any:
    """The way by air may be short; that on the ground is known."""
    known = seen.said("travel")[1]
    return np.maximum(np.where(known, -0.25 * seen.range_of("travel")[0], 0.0), NEAR_FLOOR)[None, :]


def _reach_back(me: Units, rows: Codes, seen: _Seen) -> Floats:
    return np.maximum(np.nan_to_num(-0.25 * me.travel[rows, None]), NEAR_FLOOR)


def _wished(name: str) -> Callable[[Units, Codes, _Seen], Floats]:
    """Tables by direction wished and unit."""

    def upper(me: Units, rows: Codes, seen: _Seen) -> Floats:
        most = seen.once(("most", name), lambda: seen.most(getattr(seen.units, name).T))
        return np.asarray(most[:, me.direction[rows]].T)

    return upper


def _wished_back(name: str) -> Callable[[Units, Codes, _Seen], Floats]:
    def upper(me: Units, rows: Codes, seen: _Seen) -> Floats:
        return _best_of(getattr(me, name)[:, rows].T, seen.present("direction", 3))

    return upper


def _best_of(values: Floats, present: Bools) -> Floats:
    """(R, T) the largest of the values (R, D) whose label occurs in the tile (T, D); nan counts as nothing."""
    best = np.full((len(values), len(present)), -np.inf)
    for at in range(values.shape[1]):
        column = np.where(np.isnan(values[:, at]), -np.inf, values[:, at])
        np.maximum(best, np.where(present[:, at], column[:, None], -np.inf), out=best)
    return best


def _free(me: Units, rows: Codes, seen: _Seen) -> Floats:
    return np.asarray(np.nan_to_num(seen.largest("free")[:, me.country[rows]].T, nan=-np.inf))


def _free_back(me: Units, rows: Codes, seen: _Seen) -> Floats:
    return _best_of(me.free[rows], seen.present("country", me.free.shape[1]))


def _language(me: Units, rows: Codes, seen: _Seen) -> Floats:
    common = me.languages[rows] @ seen.largest("languages").T > 0
    some = seen.once("interpreter", lambda: seen.any_all(seen.units.interpreter)[0])
    return np.where(common, 0.0, np.where(me.interpreter[rows, None] | some, LN[0.6], LN[0.2]))


def _agreement(me: Units, rows: Codes, seen: _Seen) -> Floats:
    common = me.agreements[rows] @ seen.largest("agreements").T > 0
    return np.where(common, 0.0, float(np.log(OTHER_AGREEMENT)))


def _novelty(me: Units, rows: Codes, seen: _Seen) -> Floats:
    return np.asarray(seen.largest("novelty")[None, :])


Upper = Callable[[Units, Codes, _Seen], Any]
# By criterion, in the rows' eyes and in the others'; what is missing may fit fully.
UPPER: dict[str, tuple[Upper, Upper]] = {
    "size": (_size, _size_back),
    "structure": (_structure, _structure),
    "level": (_level, _level),
    "region": (_in_region("region_wish", LN[0.1]), _in_ours("region_wish", LN[0.1])),
    "regional_frame": (_in_region("frames", LN[0.5]), _in_ours("frames", LN[0.5])),
    "funding": (_in_region("funding", LN[0.5]), _in_ours("funding", LN[0.5])),
    "reach": (_reach, _reach_back),
    "security": (_wished("security"), _wished_back("security")),
    "border": (_wished("border"), _wished_back("border")),
    "free_partners": (_free, _free_back),
    "language": (_language, _language),
    "agreement": (_agreement, _agreement),
    "novelty": (_novelty, _novelty),
}
