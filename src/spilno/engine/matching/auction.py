"""An auction for an assignment with capacities on both sides, over sparse pairs, all bids of a round at once.

Prices climb in large steps first: each finer phase begins anew, a step below the prices found so far (epsilon scaling,
Bertsekas 1988), and so does the auction when pairs have joined. Before each phase all prices are lifted or lowered alike
until as many places are wanted as there are: bids would take very many steps for it.

While pairs are missing, places left tell little, and only rows bid: such prices show which pairs to look for. At the end
places left seek rows as well (see `bidding`). So the welfare is at most epsilon for each place, and LEFT_OPEN of itself,
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
# Score of a place in the table of pairs that holds none.
NONE = -1.0


class Auction:
    """first, second: capacities (A,), (B,). Pairs join by rows; `bid` and `run` go on from the last prices."""

    def __init__(self, first: Codes, second: Codes, epsilon: float) -> None:
        self.first, self.second, self.epsilon = first, second, epsilon
        self._columns: Codes = np.zeros((len(first), 0), np.int64)
        self._scores: Floats = np.zeros((len(first), 0))
        self.prices: Floats = np.zeros(len(second))

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

    def floor(self, prices: Floats) -> Floats:
        """(A,) what the last place of each row is worth at these prices, by the pairs that are here; 0 where one stays
        free, infinite for rows that take nobody."""
        gain = np.maximum(self._best(prices), 0.0)
        full = (self.first > 0) & (self.first <= gain.shape[1])
        last = gain[np.arange(len(gain)), np.where(full, self.first - 1, 0)] if gain.shape[1] else np.zeros(len(gain))
        return np.where(self.first == 0, np.inf, np.where(full, last, 0.0))

    def bid(self) -> None:
        """Prices by the rows' bids alone."""
        self._phases()

    def run(self) -> tuple[Codes, Codes, float]:
        """Rows and columns of an assignment, and its total. The prices that are kept are those of the rows' bids: where
        pairs are missing, a place that nobody is known to want would cost nothing."""
        bidding = self._phases()
        for _turn in range(TURNS):
            if bidding.left_costs() <= LEFT_COSTS * bidding.total():
                break
            bidding.backward()
            bidding.forward()
        return *bidding.pairs(), bidding.total()

    def _phases(self) -> Bidding:
        edges = Edges(self._columns, self._scores, self.first, self.second)
        turned, step, last = edges.by_column(), max(COARSE, self.epsilon), 0.0
        while True:
            start = np.maximum(self.prices + self._level() - last, 0.0)
            bidding = Bidding(edges, turned, step, start)
            bidding.forward()
            self.prices = np.where(np.isinf(bidding.prices), 0.0, bidding.prices)
            if step <= self.epsilon:
                return bidding
            step, last = max(step / FINER, self.epsilon), step

    def _best(self, prices: Floats) -> Floats:
        """(A, most places) what the best pairs of each row gain at these prices, the best first."""
        most = min(int(self.first.max(initial=0)), self._scores.shape[1])
        gain = np.where(self._scores > 0, self._scores - prices[self._columns], -np.inf)
        if most < gain.shape[1]:
            gain = -np.partition(-gain, most, axis=1)[:, :most]
        return -np.sort(-gain, axis=1)

    def _level(self) -> float:
        """What to add to all prices: the least at which the places that cost something are as many as are wanted."""
        gain = self._best(self.prices)
        gain = gain[(np.arange(gain.shape[1]) < self.first[:, None]) & np.isfinite(gain)]
        # Any more leaves wanted what gains more than this amount, and columns cost something above what it takes away.
        amounts = np.sort(np.concatenate([gain, -self.prices]))
        wanted = len(gain) - np.searchsorted(np.sort(gain), amounts, side="right")
        order = np.argsort(-self.prices, kind="stable")
        places = np.append(0, np.cumsum(self.second[order]))
        costing = places[np.searchsorted(-self.prices[order], amounts, side="right")]
        enough = costing >= wanted
        return float(amounts[enough.argmax()]) if enough.any() else 0.0
