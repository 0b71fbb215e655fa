"""An auction for an assignment with capacities on both sides, over sparse pairs, all bids of a round at once.

Prices climb in large steps first: each finer phase begins anew, a step below the prices found so far (epsilon scaling,
Bertsekas 1988), and so does the auction when pairs have joined. Before each phase all prices are lifted or lowered alike
until as many places are wanted as there are: bids would take very many steps for it.

While pairs are missing, no row bids more than pairs elsewhere would cost it: such prices show which pairs to look for, and
bound what all pairs are worth. For the assignment rows go on with the pairs that are here, and places left seek rows
(see `bidding`). So the welfare is at most epsilon for each place, and LEFT_OPEN of itself,
below the best over these pairs.
"""

import numpy as np

from spilno.engine.matching.bidding import LEFT_COSTS, Bidding, Edges
from spilno.engine.matching.columns import Floats
from spilno.engine.matching.units import Codes

# The largest step, and how much finer each next one is.
COARSE, FINER = 2.5e-3, 5.0
# How often both ways take turns.
TURNS = 4
# By how much a price falls that is too high for every pair at hand.
LESS = 0.06
# A column without places costs more than any score.
CLOSED_COSTS = 2.0
# Score of a place in the table of pairs that holds none.
NONE = -1.0


class Auction:
    """first, second: capacities (A,), (B,). Pairs join by rows; `price` goes on from the last prices.
    bound: of any assignment, pairs that have not joined included, as far as `price` was told what these can gain."""

    def __init__(self, first: Codes, second: Codes, epsilon: float) -> None:
        self.first, self.second, self.epsilon = first, second, epsilon
        self._columns: Codes = np.zeros((len(first), 0), np.int64)
        self._scores: Floats = np.zeros((len(first), 0))
        self.prices: Floats = np.zeros(len(second))
        self.bound = float("inf")

    @property
    def edges(self) -> int:
        return int((self._scores > 0).sum())

    def join(self, rows: Codes, columns: Codes, scores: Floats) -> None:
        """More pairs of these rows: columns and scores (R, k); scores up to 0 are none. A pair twice counts once."""
        places, worth = np.hstack([self._columns[rows], columns]), np.hstack([self._scores[rows], scores])
        order = np.lexsort((-worth, places), axis=1)
        places, worth = np.take_along_axis(places, order, axis=1), np.take_along_axis(worth, order, axis=1)
        worth[:, 1:][places[:, 1:] == places[:, :-1]] = NONE
        width = int((worth > 0).sum(axis=1).max(initial=0))
        best = np.argsort(-worth, axis=1, kind="stable")[:, :width]
        missing = width - self._scores.shape[1]
        if missing > 0:
            self._columns = np.pad(self._columns, ((0, 0), (0, missing)))
            self._scores = np.pad(self._scores, ((0, 0), (0, missing)), constant_values=NONE)
        self._columns[rows, :width] = np.take_along_axis(places, best, axis=1)
        self._scores[rows, :width] = np.take_along_axis(worth, best, axis=1)

    def floor(self, prices: Floats, spare: int = 0) -> Floats:
        """(A,) what the last place of each row is worth at these prices, by the pairs that are here, or that of so many
        places more; 0 where one stays free, infinite for rows that take nobody."""
        gain = np.maximum(self._best(prices, spare), 0.0)
        last = self.first - 1 + spare
        full = (self.first > 0) & (last < gain.shape[1])
        found = np.take_along_axis(gain, np.where(full, last, 0)[:, None], axis=1)[:, 0] if gain.shape[1] else 0.0
        return np.where(self.first == 0, np.inf, np.where(full, found, 0.0))

    def price(self, beyond: Floats | None = None) -> None:
        """Prices by the rows' bids alone, and a bound.

        beyond: (A,) what pairs that have not joined can gain each row at the last prices: no row pays more than it would
        for these. Unless they are told, there are none.
        """
        self._bidding = self._phases(np.zeros(len(self.first)) if beyond is None else beyond)

    def lower(self) -> None:
        """Columns that no row would take at their price are offered for less in the next look: for what the row that would
        give most would, or LESS below, where none is known."""
        edges, (flat, starts) = self._edges, self._turned
        kept = np.maximum(self.floor(self.prices), self._beyond)
        offered = np.full(len(self.second), -np.inf)
        some = np.flatnonzero(np.diff(starts))
        if len(some):
            worth = edges.scores.ravel()[flat] - kept[flat // edges.scores.shape[1]]
            offered[some] = np.maximum.reduceat(worth, starts[some])
        self.prices = np.maximum(np.minimum(self.prices, np.maximum(offered, self.prices - LESS)), 0.0)

    def assign(self) -> tuple[Codes, Codes, float]:
        """Rows and columns of an assignment, and its total; after `price`, whose prices and bound stay."""
        bidding = self._bidding
        bidding.forward()
        for _turn in range(TURNS):
            if bidding.left_costs() <= LEFT_COSTS * bidding.total():
                break
            bidding.backward()
            bidding.forward()
        return *bidding.pairs(), bidding.total()

    def settle(self) -> None:
        """Go on from the prices of the assignment; after `assign`."""
        self.prices = np.minimum(self._bidding.prices, CLOSED_COSTS)

    def _phases(self, beyond: Floats) -> Bidding:
        edges = self._edges = Edges(self._columns, self._scores, self.first, self.second)
        turned, step, last = edges.by_column(), max(COARSE, self.epsilon), 0.0
        while True:
            lift = self._level(beyond) - last
            bidding = Bidding(edges, turned, step, np.maximum(self.prices + lift, 0.0))
            beyond = beyond - lift
            bidding.forward(beyond)
            self.prices = np.minimum(bidding.prices, CLOSED_COSTS)
            if step <= self.epsilon:
                break
            step, last = max(step / FINER, self.epsilon), step
        self._turned, self._beyond = turned, beyond
        # The dual value: no price lies further below the one that `beyond` was told at than it was lowered with all.
        self.bound = float(self.second @ self.prices + np.maximum(self._places(self.prices, beyond), 0.0).sum())
        return bidding

    def _places(self, prices: Floats, beyond: Floats) -> Floats:
        """What each place of the rows gains at these prices, by the pairs that are here or by others; of all rows in one."""
        slots = np.arange(int(self.first.max(initial=0))) < self.first[:, None]
        gain = np.full(slots.shape, -np.inf)
        best = self._best(prices)
        gain[:, : best.shape[1]] = best
        return np.asarray(np.maximum(gain, np.where(beyond > 0, beyond, -np.inf)[:, None])[slots])

    def _best(self, prices: Floats, spare: int = 0) -> Floats:
        """(A, most places and spare ones) what the best pairs of each row gain at these prices, the best first."""
        most = min(int(self.first.max(initial=0)) + spare, self._scores.shape[1])
        gain = np.where(self._scores > 0, self._scores - prices[self._columns], -np.inf)
        if most < gain.shape[1]:
            gain = -np.partition(-gain, most, axis=1)[:, :most]
        return -np.sort(-gain, axis=1)

    def _level(self, beyond: Floats) -> float:
        """What to add to all prices: the least at which the places that cost something are as many as are wanted."""
        gain = self._places(self.prices, beyond)
        gain = gain[np.isfinite(gain)]
        # Any more leaves wanted what gains more than this amount, and columns cost something above what it takes away.
        amounts = np.sort(np.concatenate([gain, -self.prices]))
        wanted = len(gain) - np.searchsorted(np.sort(gain), amounts, side="right")
        order = np.argsort(-self.prices, kind="stable")
        places = np.append(0, np.cumsum(self.second[order]))
        costing = places[np.searchsorted(-self.prices[order], amounts, side="right")]
        enough = costing >= wanted
        return float(amounts[enough.argmax()]) if enough.any() else 0.0
