"""The best pairs of every row out of all pairs, exact, though few of them are scored.

Columns lie in tiles of alike ones (`bounds.Tiles`). What a pair of a row and a tile can be worth at most leaves only
themes open; how far themes must be met to reach the row's k best follows from it. One matrix product in float32 tells
how far they are met for all columns of a tile at once, and only pairs that reach it are scored. Memory: a tile's product
for a chunk of rows, the pairs that wait to be scored (at most WAITING), and the k best.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from spilno.engine.matching.blocks import Blocks
from spilno.engine.matching.bounds import NEAR_FLOOR, Bound
from spilno.engine.matching.columns import Bools, Floats
from spilno.engine.matching.criteria import EARTH_KM, FAR_KM, NEAR_KM
from spilno.engine.matching.scoring import DIGITS, FLOOR
from spilno.engine.matching.tiles import Tiles, alike
from spilno.engine.matching.units import Codes

ROWS, MOST_TILE, LEAST_TILE = 1024, 256, 32
# Tiles that give a first idea of the k best, by their number of columns for each of k.
FIRST = 60
# Pairs that wait to be scored, for each row and k at first, twice as many each next time: the first tell which others matter.
WAITING, MOST_WAITING, PIECE = 3, 2_000_000, 16_384
# Of these, those with the highest bounds come first, so many for each k.
AHEAD = 1.3
# The products are of float32: what a bound may lack, in logarithms.
SLACK = 1e-4
# In km.
WAY_SLACK = 2.0
NOTHING = -1.0
# Dear columns of a tile in which themes hardly count would shrink to nothing.
LEAST_SHRINK = 1e-3


@dataclass(frozen=True)
class Found:
    """Of some rows: columns (R, k) and scores (R, k), the best by score minus price first, scores of -1 where there are
    fewer; looked: pairs that were scored."""

    rows: Codes
    columns: Codes
    scores: Floats
    looked: int


class BestPairs:
    """Rows of `blocks.first` come in chunks, in an order of their own: `cuts`, and `best` of each. tile: columns of a tile,
    by their number unless given."""

    def __init__(self, blocks: Blocks, tile: int | None = None) -> None:
        size = tile or int(np.clip(blocks.shape[1] // 400, LEAST_TILE, MOST_TILE))
        self.blocks, self._tiles = blocks, Tiles.of(blocks.second, size)
        self._order = alike(blocks.first, ROWS)[0]
        self._bound = Bound(blocks, self._tiles)
        # Themes as one product: needs with offers, offers with needs.
        one, other, order = blocks.first, blocks.second, self._tiles.order
        self._mine = np.hstack([one.needs_share * one.asks[:, None], one.offers]).astype(np.float32)
        self._theirs = np.hstack([other.offers, other.needs_share * other.asks[:, None]])[order].T.astype(np.float32)
        self._theirs = np.ascontiguousarray(self._theirs)
        # Places on a ball as large as the earth, by rows.
        self._here, self._there = (
            np.ascontiguousarray(EARTH_KM * one.T, np.float32) for one in (one.vector, other.vector)
        )

    def cuts(self) -> Iterator[slice]:
        for start in range(0, len(self._order), ROWS):
            yield slice(start, min(start + ROWS, len(self._order)))

    def best(self, cut: slice, k: int, prices: Floats | None = None, floor: Floats | None = None) -> Found:
        """The k best columns of each row by score minus price (B,) >= 0; floor (A,): only pairs worth at least so much."""
        rows = self._order[cut]
        with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
            search = _Search(self, rows, min(k, self.blocks.shape[1]), prices, None if floor is None else floor[rows])
            return search.run()


class _Search:
    def __init__(self, all_: BestPairs, rows: Codes, k: int, prices: Floats | None, floor: Floats | None) -> None:
        self._all, self._rows, self._k = all_, rows, k
        self._prices = np.zeros(all_.blocks.shape[1]) if prices is None else prices
        tiles = all_._tiles
        self._cheapest = np.minimum.reduceat(self._prices[tiles.order], tiles.starts)
        most = all_._bound.of(rows)
        # (T, R), because one tile is looked at after another.
        self._bound, self._met, self._way = (np.ascontiguousarray(one.T) for one in (most.bound, most.met, most.way))
        self._floor = np.full(len(rows), 0.0) if floor is None else np.maximum(floor, 0.0)
        self._mine = {said: self._asked(*said) for said in ((True, True), (True, False), (False, True), (False, False))}
        self._kept = np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0)
        self._waiting: list[tuple[Codes, Codes, Floats]] = []
        self._memory = np.empty(0, np.float32)
        self._number = self._looked = 0

    def run(self) -> Found:
        open_ = np.flatnonzero(self._floor <= 0)
        if len(open_):
            self._first_idea(open_)
        reach = np.exp(self._bound) - self._cheapest[:, None] + SLACK
        most = WAITING * self._k * len(self._rows)
        for tile in np.argsort(-reach.max(axis=1), kind="stable").tolist():
            alive = np.flatnonzero(reach[tile] >= self._floor)
            if len(alive):
                self._look(tile, alive)
            if self._number > most:
                self._score()
                most = min(2 * most, MOST_WAITING)
        self._score()
        return self._found()

    # ------------------------------------------------------------------------------------------------------------------

    def _first_idea(self, open_: Codes) -> None:
        """A floor for these rows from the pairs that look best in the tiles that look best."""
        width, pool, guess = 0, [], []
        bound, met = self._bound[:, open_], self._met[:, open_]
        for tile in np.argsort(-(np.exp(bound).mean(axis=1) - self._cheapest), kind="stable").tolist():
            told, columns = self._products(tile, open_).copy(), self._columns(tile)
            np.log(np.maximum(told, FLOOR, out=told), out=told)
            told *= met[tile, :, None]
            told += bound[tile, :, None]
            np.exp(told, out=told)
            told -= self._prices[columns].astype(np.float32)
            guess.append(told)
            pool.append(columns)
            width += len(columns)
            if width >= FIRST * self._k:
                break
        table, columns = np.hstack(guess), np.concatenate(pool)
        number = min(int(AHEAD * self._k), width)
        least = np.partition(table, width - number, axis=1)[:, [width - number]]
        at, place = np.nonzero(table >= least)
        self._keep(open_[at], columns[place])

    def _asked(self, offers: bool, asks: bool) -> Any:
        """What these rows ask and offer, where columns have said what they offer and ask, as shares of what is known."""
        me, rows, mine = self._all.blocks.first, self._rows, self._all._mine[self._rows]
        to_me, to_you = me.asks[rows] & offers, me.offers_known[rows] & asks
        number, half = np.maximum(to_me.astype(np.float32) + to_you, 1), mine.shape[1] // 2
        mine[:, :half] *= (to_me / number)[:, None]
        mine[:, half:] *= (to_you / number)[:, None]
        return mine

    def _columns(self, tile: int) -> Codes:
        t = self._all._tiles
        return np.asarray(t.order[int(t.starts[tile]) : int(t.ends[tile])])

    def _products(self, tile: int, alive: Codes, shrink: Any = None) -> Any:
        """How far themes are met, (R, C); 0 where nobody has said any. shrink: (C,) factors. Good until the next one."""
        t = self._all._tiles
        mine = self._mine[bool(t.offers[tile]), bool(t.asks[tile])]
        theirs = self._all._theirs[:, int(t.starts[tile]) : int(t.ends[tile])]
        shape = len(alive), theirs.shape[1]
        # One piece of memory for all products: a new one each would cost as much as they do.
        if shape[0] * shape[1] > len(self._memory):
            self._memory = np.empty(2 * shape[0] * shape[1], np.float32)
        out = self._memory[: shape[0] * shape[1]].reshape(shape)
        mine = mine if len(alive) == len(mine) else mine[alive]
        return np.matmul(mine, theirs if shrink is None else theirs * shrink, out=out)

    def _look(self, tile: int, alive: Codes) -> None:
        columns, cheapest = self._columns(tile), self._cheapest[tile]
        bound, counts = self._bound[tile, alive], self._met[tile, alive]
        floor, price = self._floor[alive].astype(np.float32), self._prices[columns].astype(np.float32)
        # How far themes must be met for the cheapest column, and how much further for a dearer one: ln(floor + price) rises
        # least where the floor is highest, and themes have to be met least far for it where they count most.
        needed = np.exp((np.log(floor + cheapest) - SLACK - bound) / np.maximum(counts, 1e-9))
        # Below the least that a score counts, and where themes count nothing, everything passes.
        needed = np.where((needed <= FLOOR) | (counts <= 0), NOTHING, needed).astype(np.float32)
        top, most = max(float(floor.max()), 1e-9), max(float(counts.max()), 1e-6)
        shrink = np.maximum(((top + cheapest) / (top + price)) ** (1 / most), LEAST_SHRINK).astype(np.float32)
        met = self._products(tile, alive, shrink)
        at = np.flatnonzero(met >= needed[:, None])
        if not len(at):
            return
        row = at // len(columns)
        place = at - row * len(columns)
        told = met.ravel()[at] / shrink[place]
        worth = bound[row] + counts[row] * np.log(np.maximum(told, FLOOR, out=told)) + np.float32(SLACK)
        least = floor[row] + price[place]
        fine = np.flatnonzero(np.exp(worth) >= least)
        row, columns = alive[row[fine]], columns[place[fine]]
        worth = np.exp(worth[fine] + self._way[tile][row] * self._near(row, columns))
        fine = np.flatnonzero(worth >= least[fine])
        row, columns = row[fine], columns[fine]
        self._waiting.append((row, columns, worth[fine] - self._prices[columns]))
        self._number += len(row)

    def _near(self, at: Codes, columns: Codes) -> Any:
        """The most that ln near of pairs can be, not below NEAR_FLOOR, 0 where a place is unknown: straight through the
        earth the way is shorter, though by little; WAY_SLACK for float32."""
        step = self._all._here[self._rows[at]] - self._all._there[columns]
        step *= step
        near = np.sqrt(step.sum(axis=1))
        np.subtract(NEAR_KM + WAY_SLACK, near, out=near)
        near *= np.float32(1 / FAR_KM)
        np.minimum(near, 0, out=near)
        return np.nan_to_num(np.maximum(near, NEAR_FLOOR, out=near), copy=False)

    def _gains(self, at: Codes, columns: Codes) -> Floats:
        out = np.empty(len(at))
        for start in range(0, len(at), PIECE):
            piece = slice(start, start + PIECE)
            out[piece] = self._all.blocks.pairs(self._rows[at[piece]], columns[piece]).mutual
        self._looked += len(at)
        return out - self._prices[columns]

    def _score(self) -> None:
        """Score what waits, the highest bounds of each row first: they show which others need not be."""
        if not self._waiting:
            return
        at, columns, most = (np.concatenate(part) for part in zip(*self._waiting, strict=True))
        self._waiting, self._number = [], 0
        fine = most >= self._floor[at]
        at, columns, most = at[fine], columns[fine], most[fine]
        # Bounds lie below 2.
        order = np.argsort(4.0 * at - most)
        at, columns, most = at[order], columns[order], most[order]
        ahead = _places(at) < int(AHEAD * self._k)
        self._keep(at[ahead], columns[ahead])
        behind = ~ahead & (most >= self._floor[at])
        self._keep(at[behind], columns[behind])

    def _keep(self, at: Codes, columns: Codes) -> None:
        """Score pairs, and keep the k best of each row."""
        gains = self._gains(at, columns)
        fine = gains >= self._floor[at] - 10.0**-DIGITS
        at, columns, gains = (
            np.concatenate([old, new[fine]]) for old, new in zip(self._kept, (at, columns, gains), strict=True)
        )
        order = np.lexsort((columns, -np.round(gains, DIGITS), at))
        # The first pairs come twice.
        order = order[_fresh(at[order], columns[order])]
        at, columns, gains = at[order], columns[order], gains[order]
        place = _places(at)
        kept = place < self._k
        full = place == self._k - 1
        self._floor[at[full]] = np.maximum(self._floor[at[full]], gains[full])
        self._kept = at[kept], columns[kept], gains[kept]

    def _found(self) -> Found:
        at, columns, gains = self._kept
        out = np.zeros((len(self._rows), self._k), np.int64), np.full((len(self._rows), self._k), NOTHING)
        place = _places(at)
        out[0][at, place], out[1][at, place] = columns, gains + self._prices[columns]
        return Found(self._rows, *out, self._looked)


def _fresh(rows: Codes, columns: Codes) -> Bools:
    """False where a pair is the one before."""
    return np.asarray((np.diff(rows, prepend=-1) != 0) | (np.diff(columns, prepend=-1) != 0))


def _places(sorted_rows: Codes) -> Codes:
    """0, 1, 2 ... within each run of equal numbers."""
    starts = np.flatnonzero(np.diff(sorted_rows, prepend=-1))
    lengths = np.diff(np.append(starts, len(sorted_rows)))
    return np.arange(len(sorted_rows)) - np.repeat(starts, lengths)
