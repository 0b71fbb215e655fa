"""One phase of an auction over sparse pairs: rows bid for places, then places that are left seek rows.

forward   a row with a place left bids for the column that is worth most to it after prices: the price at which the next
          best would be as good, and a step more. A column keeps its highest bids, and prices rise.
backward  a place left at a price above 0 is offered to the row that would gain most by it, at the price at which the next
          row would gain as much, and a step less. That row leaves its worst place for it, and prices fall (Bertsekas 1992).
Either alone moves the prices of a whole market step by step for the sake of the last few; both meet half-way.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from spilno.engine.matching.columns import Bools, Floats
from spilno.engine.matching.units import Codes

NOBODY = -1
# A slot of a row beyond its capacity; one that is free is NOBODY.
CLOSED = -2
MOST_ROUNDS = 20_000
# Both ways end when those who still seek could gain no more than this share of the total, looked at after so many rounds.
LOOK = 32
LEFT_OPEN, LEFT_COSTS = 2e-4, 1e-4
# Places left are few, so that their steps can be longer.
LONGER = 4.0


@dataclass(frozen=True)
class Edges:
    """Pairs by rows: columns and scores (A, k), scores up to 0 are none; first, second: capacities (A,), (B,)."""

    columns: Codes
    scores: Floats
    first: Codes
    second: Codes

    def by_column(self) -> tuple[Codes, Codes]:
        """Pairs as places in the flat arrays, column after column, and where each column begins (B + 1,)."""
        some = self.scores > 0
        starts = np.concatenate([[0], np.cumsum(some.sum(axis=1))])
        places, shape = np.flatnonzero(some), (len(self.first), len(self.second))
        turned = csr_matrix((places, self.columns[some], starts), shape=shape).tocsc()
        return np.asarray(turned.data, np.int64), np.asarray(turned.indptr, np.int64)


class Bidding:
    """owner, edge (B, P): row and edge of it that hold each place; bids (B, P): what was paid, infinite where there is no
    place; prices (B,): the lowest of them. start: prices (B,) to begin at."""

    def __init__(self, edges: Edges, turned: tuple[Codes, Codes], step: float, start: Floats) -> None:
        self._edges, self._turned, self._step = edges, turned, step
        most = max(1, int(edges.second.max(initial=0)))
        places = np.arange(most)[None, :] < edges.second[:, None]
        self.bids = np.where(places, start[:, None], np.inf)
        self.owner, self.edge = np.full(places.shape, NOBODY), np.full(places.shape, NOBODY)
        self.prices: Floats = self.bids.min(axis=1, initial=np.inf)
        slots = np.arange(max(1, int(edges.first.max(initial=0))))[None, :] < edges.first[:, None]
        self._hold = np.where(slots, NOBODY, CLOSED)
        self._held: Bools = edges.scores <= 0
        self.left: Codes = edges.first.copy()

    def total(self) -> float:
        column, place = np.nonzero(self.owner >= 0)
        return float(self._edges.scores[self.owner[column, place], self.edge[column, place]].sum())

    def pairs(self) -> tuple[Codes, Codes]:
        """Rows and columns of the places that are held, by rows."""
        columns, place = np.nonzero(self.owner >= 0)
        rows = self.owner[columns, place]
        order = np.lexsort((columns, rows))
        return rows[order], columns[order]

    def forward(self, least: Floats | None = None) -> None:
        """least: (A,) gains below which a row would rather go without, 0 by default."""
        self._least = np.zeros(len(self.left)) if least is None else np.maximum(least, 0.0)
        rows = np.flatnonzero(self.left > 0)
        for turn in range(MOST_ROUNDS if self._edges.scores.shape[1] else 0):
            rows, wanted = self._bid(rows)
            if not len(rows) or (turn % LOOK == LOOK - 1 and wanted <= LEFT_OPEN * self.total()):
                break

    def backward(self) -> None:
        columns = np.flatnonzero(self._free().any(axis=1))
        for turn in range(MOST_ROUNDS if len(self._turned[0]) else 0):
            if not len(columns):
                break
            columns = self._offer(columns)
            if turn % LOOK == LOOK - 1 and self.left_costs() <= LEFT_COSTS * self.total():
                break

    def left_costs(self) -> float:
        """What places that nobody holds cost; over an assignment that is best it is 0."""
        return float(self.bids[self._free()].sum())

    # ------------------------------------------------------------------------------------------------------------------

    def _free(self, columns: Codes | slice = slice(None)) -> Bools:
        bids = self.bids[columns]
        return np.asarray((self.owner[columns] < 0) & (bids > 0) & np.isfinite(bids))

    def _bid(self, rows: Codes) -> tuple[Codes, float]:
        """One bid of each of these rows; the rows that bid again, and what these rows could have gained."""
        edges = self._edges
        gain = np.where(self._held[rows], -np.inf, edges.scores[rows] - self.prices[edges.columns[rows]])
        best, at = gain.argmax(axis=1), np.arange(len(rows))
        most = gain[at, best]
        wanted = float((np.maximum(most - self._least[rows], 0) * self.left[rows]).sum())
        gain[at, best] = -np.inf
        # Whom nothing is worth its price stays out: prices only rise.
        least = self._least[rows]
        wants = most > least
        rows, best, most, second = rows[wants], best[wants], most[wants], gain.max(axis=1)[wants]
        columns = edges.columns[rows, best]
        bids = self.prices[columns] + most - np.maximum(second, least[wants]) + self._step
        # Of several bids for one column the highest counts, equal ones by the lower row.
        order = np.lexsort((rows, -bids, columns))
        taking = order[_firsts(columns[order])]
        winners, columns, bids, best = rows[taking], columns[taking], bids[taking], best[taking]
        place = self.bids[columns].argmin(axis=1)
        losers = self._lose(columns, place)
        self._take(winners, best, columns, place, bids)
        again = np.union1d(rows, losers)
        return np.asarray(again[self.left[again] > 0]), wanted

    def _offer(self, columns: Codes) -> Codes:
        """Each of these columns offers a place that is left; the columns that have some to offer then."""
        edges, (flat, starts) = self._edges, self._turned
        counts = np.diff(starts)[columns]
        self._give_up(columns[counts == 0])
        columns, counts = columns[counts > 0], counts[counts > 0]
        if not len(columns):
            return columns
        begin = np.cumsum(counts) - counts
        edge = flat[np.repeat(starts[columns] - begin, counts) + np.arange(int(counts.sum()))]
        rows, seeker = edge // edges.scores.shape[1], np.repeat(np.arange(len(columns)), counts)
        value = edges.scores.ravel()[edge] - self._worth(rows)
        value[self._held.ravel()[edge]] = -np.inf
        most, step = np.maximum.reduceat(value, begin), LONGER * self._step
        at = np.flatnonzero(value == most[seeker])
        at = at[_firsts(seeker[at])]
        value[at] = -np.inf
        second = np.maximum.reduceat(value, begin)
        price = np.minimum(np.maximum(second - step, 0.0), self.bids[columns].min(axis=1))
        # Who would gain less than a step stays where it is, and the place costs nothing.
        wanted = most > step
        self._give_up(columns[~wanted])
        offered = (most - price)[wanted]
        rows, edge, columns, price = (
            rows[at][wanted],
            edge[at][wanted] % edges.scores.shape[1],
            columns[wanted],
            price[wanted],
        )
        # Of several offers to one row the best counts, equal ones by the lower column.
        order = np.lexsort((columns, -offered, rows))
        taking = order[_firsts(rows[order])]
        left = self._leave(rows[taking][self.left[rows[taking]] == 0])
        place = self._free(columns[taking]).argmax(axis=1)
        self._take(rows[taking], edge[taking], columns[taking], place, price[taking])
        again = np.union1d(columns, left)
        return np.asarray(again[self._free(again).any(axis=1)])

    def _give_up(self, columns: Codes) -> None:
        bids = self.bids[columns]
        bids[self._free(columns)] = 0.0
        self.bids[columns], self.prices[columns] = bids, bids.min(axis=1, initial=np.inf)

    def _gains(self, rows: Codes) -> Floats:
        """(R, slots) gains by what each row holds, 0 of a slot that is free, infinite beyond its capacity."""
        hold, edges = self._hold[rows], self._edges
        at = rows[:, None], np.maximum(hold, 0)
        gain = edges.scores[at] - self.prices[edges.columns[at]]
        return np.asarray(np.where(hold >= 0, gain, np.where(hold == CLOSED, np.inf, 0.0)))

    def _worth(self, rows: Codes) -> Floats:
        """What the worst place of each row is worth to it."""
        return np.asarray(np.maximum(self._gains(rows).min(axis=1, initial=np.inf), 0.0))

    def _leave(self, rows: Codes) -> Codes:
        """Each of these rows leaves its worst place; the columns of these."""
        slot = self._gains(rows).argmin(axis=1)
        columns = self._edges.columns[rows, self._hold[rows, slot]]
        self._lose(columns, (self.owner[columns] == rows[:, None]).argmax(axis=1))
        return np.asarray(columns)

    def _lose(self, columns: Codes, place: Codes) -> Codes:
        """Places lose who holds them, if anybody; the rows that had them."""
        losers, edge = self.owner[columns, place], self.edge[columns, place]
        out = losers >= 0
        losers, edge = losers[out], edge[out]
        self.owner[columns, place] = NOBODY
        # A row may lose several of its columns in one round.
        np.add.at(self.left, losers, 1)
        self._held[losers, edge] = False
        hold = self._hold[losers]
        self._hold[losers, (hold == edge[:, None]).argmax(axis=1)] = NOBODY
        return np.asarray(losers)

    def _take(self, rows: Codes, edge: Codes, columns: Codes, place: Codes, bids: Floats) -> None:
        self.owner[columns, place], self.edge[columns, place], self.bids[columns, place] = rows, edge, bids
        self._held[rows, edge] = True
        self._hold[rows, (self._hold[rows] == NOBODY).argmax(axis=1)] = edge
        self.left[rows] -= 1
        self.prices[columns] = self.bids[columns].min(axis=1)


def _firsts(ordered: Codes) -> Codes:
    """Where each run of equal numbers begins."""
    return np.flatnonzero(np.diff(ordered, prepend=-1))
