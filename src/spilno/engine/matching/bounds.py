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
from spilno.engine.matching.tiles import Seen, Tiles
from spilno.engine.matching.units import LOG_FLOOR, Codes, Units, tier_scores

THEMES, REACH = CODES.index("themes"), CODES.index("reach")
Floats32 = npt.NDArray[np.float32]
# Of the least that `reach` counts, half may come from the way on the ground and half from that by air.
NEAR_FLOOR = LOG_FLOOR / 2
_LEVELS = tier_scores()


@dataclass(frozen=True)
class Most:
    """(R, T) bound: the logarithm of the most that a pair can be worth were its themes met and its places near each other;
    met, way: what the logarithms of how far themes are met and of `near` (down to NEAR_FLOOR) count besides. Where
    nobody has said themes, that is in the bound already, and counts 0."""

    bound: Floats32
    met: Floats32
    way: Floats32


class Bound:
    """Upper bounds of pairs of rows of `blocks.first` and tiles of `blocks.second`."""

    def __init__(self, blocks: Blocks, tiles: Tiles) -> None:
        self._first, self._tiles, self._blocks = blocks.first, tiles, blocks
        self._seen = Seen(blocks.second, tiles)
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
            return Most(*np.zeros((3, len(rows), tiles), np.float32))
        bound, share = self._asleep(rows), self._shares[rows]
        known: dict[Any, Any] = {}
        for at, code in enumerate((*CODES, "novelty")):
            for turned, awake in ((False, self._blocks.there), (True, self._blocks.back)):
                weight = (self._theirs[None, :, at] if turned else share[:, at, None]).astype(np.float32)
                if code != "themes" and code in awake and weight.any():
                    value = self._value(rows, at, code, turned, known)
                    value *= weight
                    bound += value
        mine, theirs = share[:, THEMES, None].astype(np.float32), self._theirs[None, :, THEMES].astype(np.float32)
        first = self._first
        told = first.asks[rows, None] & self._tiles.offers | first.offers_known[rows, None] & self._tiles.asks
        there, back = (self._priors(rows, turned)[:, THEMES, None] for turned in (False, True))
        bound += np.where(told, np.float32(0), mine * there + theirs * back)
        bound /= 2
        kinds = self._seen.present("kind", first.kind.max(initial=0) + 1)[:, first.kind[rows]].T
        return Most(
            np.where(kinds, bound, np.float32(-np.inf)), np.where(told, (mine + theirs) / 2, np.float32(0)),
            self._way(rows, share),
        )  # fmt: skip

    def _priors(self, rows: Codes, turned: bool) -> Floats32:
        return (self._blocks.prior_back if turned else self._blocks.prior_there)[rows].astype(np.float32)

    def _asleep(self, rows: Codes) -> Floats32:
        """(R, T) what criteria add that nobody's data answer: all at their priors."""
        codes = np.array([*CODES, "novelty"])
        asleep = [~np.isin(codes, [*awake, "themes"]) for awake in (self._blocks.there, self._blocks.back)]
        there = (self._shares[rows] * self._priors(rows, False))[:, asleep[0]].sum(axis=1, dtype=np.float32)
        theirs = self._theirs[:, asleep[1]].astype(np.float32)
        return np.asarray(self._priors(rows, True)[:, asleep[1]] @ theirs.T + there[:, None])

    def _way(self, rows: Codes, share: Floats) -> Floats32:
        """What the logarithm of `near` counts at least."""
        if not {"reach"} <= self._blocks.there & self._blocks.back:
            return np.zeros((len(rows), len(self._tiles.starts)), np.float32)
        mine, _some, every = self._said["reach"][0]
        travelled = any((~np.isnan(side.travel)).any() for side in (self._first, self._blocks.second))
        counts = (share[:, REACH, None] + self._theirs[None, :, REACH]) / 2 * (0.75 if travelled else 1.0)
        return np.asarray(np.where(mine[rows, None] & every, counts, 0.0), np.float32)

    def _value(self, rows: Codes, at: int, code: str, turned: bool, known: dict[Any, Any]) -> Floats32:
        """(R, T) the most that ln s of a criterion can be: the best of known columns, the prior of others. known: what
        ways gave for these rows, for those that are the same from both sides."""
        ways = UPPER.get(code)
        best: Any = 0.0
        if ways is not None:
            if ways[turned] not in known:
                known[ways[turned]] = ways[turned](self._first, rows, self._seen)
            best = known[ways[turned]]
        if isinstance(best, tuple):
            best, some, every = best
        else:
            mine, some, every = self._said[code][turned]
            mine = mine[rows, None]
            some, every = mine & some, mine & (np.zeros_like(every) if code in NEVER_SURE else every)
        if code == "bridge":
            best = self._bridged(rows)
        prior = self._priors(rows, turned)[:, at, None]
        best = np.asarray(best, np.float32)
        return np.where(every, best, np.where(some, np.maximum(best, prior), prior))

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


# The best ln s that a row can have with any column of each tile: in its own eyes, and in theirs. -----------------------


def _softly(gap: Floats) -> Floats:
    gap = np.maximum(gap, 0.0)
    return np.maximum(gap * gap * (-1 / (2 * SIZE_SOFTNESS**2)), LOG_FLOOR)


def _size(me: Units, rows: Codes, seen: Seen) -> Floats:
    low, high = seen.range_of("people")
    return _softly(np.maximum(me.low[rows, None] - high, low - me.high[rows, None]))


def _size_back(me: Units, rows: Codes, seen: Seen) -> Floats:
    lowest, highest = seen.range_of("low")[0], seen.range_of("high")[1]
    people = me.people[rows, None]
    return _softly(np.maximum(lowest - people, people - highest))


def _structure(me: Units, rows: Codes, seen: Seen) -> Any:
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
    return value, urban_some | dense_some, urban_every | dense_every


def _level(me: Units, rows: Codes, seen: Seen) -> Floats:
    present = seen.present("tiers", 16)
    table = np.where(present[:, None, :], np.nan_to_num(_LEVELS, nan=-np.inf)[None], -np.inf).max(axis=2)
    return np.asarray(table.T[me.tiers[rows]])


def _in_region(name: str, missed: float) -> Callable[[Units, Codes, Seen], Floats]:
    def upper(me: Units, rows: Codes, seen: Seen) -> Floats:
        wished = getattr(me, name)[rows] > 0
        present = seen.present("region", wished.shape[1])
        return np.where(wished.astype(np.float32) @ present.T.astype(np.float32) > 0, 0.0, missed)

    return upper


def _in_ours(name: str, missed: float) -> Callable[[Units, Codes, Seen], Floats]:
    def upper(me: Units, rows: Codes, seen: Seen) -> Floats:
        return np.where(seen.largest(name)[:, me.region[rows]].T > 0, 0.0, missed)

    return upper


def _reach(me: Units, rows: Codes, seen: Seen) -> Any:
    """The way by air may be short; that on the ground is known."""
    known = seen.said("travel")[1]
    return np.maximum(np.where(known, -0.25 * seen.range_of("travel")[0], 0.0), NEAR_FLOOR)[None, :]


def _reach_back(me: Units, rows: Codes, seen: Seen) -> Floats:
    return np.maximum(np.nan_to_num(-0.25 * me.travel[rows, None]), NEAR_FLOOR)


def _wished(name: str) -> Callable[[Units, Codes, Seen], Floats]:
    """Tables by direction wished and unit."""

    def upper(me: Units, rows: Codes, seen: Seen) -> Floats:
        most = seen.once(("most", name), lambda: seen.most(getattr(seen.units, name).T))
        return np.asarray(most[:, me.direction[rows]].T)

    return upper


def _wished_back(name: str) -> Callable[[Units, Codes, Seen], Floats]:
    def upper(me: Units, rows: Codes, seen: Seen) -> Floats:
        return _best_of(getattr(me, name)[:, rows].T, seen.present("direction", 3))

    return upper


def _best_of(values: Floats, present: Bools) -> Floats:
    """(R, T) the largest of the values (R, D) whose label occurs in the tile (T, D); nan counts as nothing."""
    best = np.full((len(values), len(present)), -np.inf)
    for at in range(values.shape[1]):
        column = np.where(np.isnan(values[:, at]), -np.inf, values[:, at])
        np.maximum(best, np.where(present[:, at], column[:, None], -np.inf), out=best)
    return best


def _free(me: Units, rows: Codes, seen: Seen) -> Floats:
    return np.asarray(np.nan_to_num(seen.largest("free")[:, me.country[rows]].T, nan=-np.inf))


def _free_back(me: Units, rows: Codes, seen: Seen) -> Floats:
    return _best_of(me.free[rows], seen.present("country", me.free.shape[1]))


def _language(me: Units, rows: Codes, seen: Seen) -> Floats:
    common = me.languages[rows] @ seen.largest("languages").T > 0
    some = seen.once("interpreter", lambda: seen.any_all(seen.units.interpreter)[0])
    return np.where(common, 0.0, np.where(me.interpreter[rows, None] | some, LN[0.6], LN[0.2]))


def _agreement(me: Units, rows: Codes, seen: Seen) -> Floats:
    common = me.agreements[rows] @ seen.largest("agreements").T > 0
    return np.where(common, 0.0, float(np.log(OTHER_AGREEMENT)))


def _novelty(me: Units, rows: Codes, seen: Seen) -> Floats:
    return np.asarray(seen.largest("novelty")[None, :])


Upper = Callable[[Units, Codes, Seen], Any]
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
