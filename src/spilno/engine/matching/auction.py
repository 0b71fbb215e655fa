"""An auction for an assignment with capacities on both sides, over sparse pairs, all bids of a round at once.

A row with a place left bids for the column that is worth most to it after prices and that it does not hold: the price at
which the next best would be as good, and epsilon. A column keeps its highest bids, and prices only rise.

Prices climb in large steps first: each finer phase begins anew, a few of the last steps below the prices found so far
(epsilon scaling, Bertsekas 1988), and so does the auction when pairs have joined. A column with a place left has to cost
nothing; where prices began too high for that, the phase begins again lower. So the welfare is at most epsilon for each
place, and LEFT_OPEN of itself, below the best over these pairs.
"""

import numpy as np

from spilno.engine.matching.columns import Floats
from spilno.engine.matching.units import Codes

NOBODY = -1
MOST_ROUNDS = 200_000
# Bidding ends when those who still bid could gain no more than this share of the total, looked at after so many rounds.
LEFT_OPEN, LOOK = 2e-4, 32
# The largest step, how much finer each next one is, and by how many of the last steps prices are lowered in between.
COARSE, FINER, BACK = 1e-2, 4.0, 4.0
# What places left may cost, as share of the total, and how often a phase begins lower before it begins at 0.
LEFT_COSTS, MOST_TRIES = 2e-5, 4
# Score of a place in the table of pairs that holds none.
NONE = -1.0


class Auction:
    """first, second: capacities (A,), (B,). Pairs join by rows; `run` goes on from the last prices."""

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
        gain = np.where(self._scores > 0, self._scores - prices[self._columns], 0.0)
        gain = np.maximum(-np.sort(-gain, axis=1), 0.0)
        full = (self.first > 0) & (self.first <= gain.shape[1])
        last = gain[np.arange(len(gain)), np.where(full, self.first - 1, 0)] if gain.shape[1] else np.zeros(len(gain))
        return np.where(self.first == 0, np.inf, np.where(full, last, 0.0))

    def run(self, epsilon: float | None = None) -> tuple[Codes, Codes, float]:
        """Rows and columns of the pairs, and their total. epsilon: another for this once."""
        finest = self.epsilon if epsilon is None else epsilon
        # Prices that are known already are as good as those of the coarsest phase.
        step, last = max(COARSE, finest), 0.0
        if self.prices.any() and step > finest:
            step, last = max(step / FINER, finest), step
        total = self._phase(step, last)
        while step > finest:
            step, last = max(step / FINER, finest), step
            total = self._phase(step, last)
        columns, place = np.nonzero(self._owner >= 0)
        rows = self._owner[columns, place]
        order = np.lexsort((columns, rows))
        return rows[order], columns[order], total

    def _phase(self, step: float, last: float) -> float:
        """One auction in these steps, from prices that were found in steps of `last`; the total."""
        start = np.maximum(self.prices - BACK * last, 0)
        for tries in range(MOST_TRIES + 1):
            self._bid(step, start)
            columns, place = np.nonzero(self._owner >= 0)
            total = float(self._scores[self._owner[columns, place], self._edge[columns, place]].sum())
            left = (self._owner < 0) & (self._bids > 0) & np.isfinite(self._bids)
            if float(self._bids[left].sum()) <= LEFT_COSTS * total:
                break
            start = np.maximum(start - BACK * last * 2**tries, 0) if tries < MOST_TRIES - 1 else np.zeros(len(start))
            start[left.any(axis=1)] = 0.0
        self.prices = np.where(np.isinf(self.prices), 0.0, self.prices)
        return total

    def _bid(self, step: float, start: Floats) -> None:
        self.step = step
        most = max(1, int(self.second.max(initial=0)))
        places = np.arange(most)[None, :] < self.second[:, None]
        self._bids = np.where(places, start[:, None], np.inf)
        self._owner = np.full(self._bids.shape, NOBODY)
        self._edge = np.full(self._bids.shape, NOBODY)
        self._held = self._scores <= 0
        self.prices = self._bids.min(axis=1, initial=np.inf)
        left = self.first.copy()
        bidding = np.flatnonzero(left > 0)
        for turn in range(MOST_ROUNDS):
            bidding = self._round(bidding, left)
            if not len(bidding) or (turn % LOOK == LOOK - 1 and self._hardly_worth_it()):
                break

    def _hardly_worth_it(self) -> bool:
        """The last who bid against each other for the last places would raise all prices in small steps."""
        columns, place = np.nonzero(self._owner >= 0)
        total = float(self._scores[self._owner[columns, place], self._edge[columns, place]].sum())
        return self._wanted <= LEFT_OPEN * total

    def _round(self, rows: Codes, left: Codes) -> Codes:
        """One bid of each of these rows; the rows that bid again."""
        if not self._scores.shape[1]:
            return rows[:0]
        gain = np.where(self._held[rows], -np.inf, self._scores[rows] - self.prices[self._columns[rows]])
        best = gain.argmax(axis=1)
        at = np.arange(len(rows))
        most = gain[at, best]
        self._wanted = float((np.maximum(most, 0) * left[rows]).sum())
        gain[at, best] = -np.inf
        # Whom nothing is worth its price stays out, now and later: prices only rise.
        wants = most > 0
        rows, best, most, second = rows[wants], best[wants], most[wants], gain.max(axis=1)[wants]
        columns = self._columns[rows, best]
        bids = self.prices[columns] + most - np.maximum(second, 0) + self.step
        # Of several bids for one column the highest counts, equal ones by the lower row.
        order = np.lexsort((rows, -bids, columns))
        taking = order[np.unique(columns[order], return_index=True)[1]]
        winners, columns, bids, best = rows[taking], columns[taking], bids[taking], best[taking]
        place = self._bids[columns].argmin(axis=1)
        losers, lost = self._owner[columns, place], self._edge[columns, place]
        out = losers >= 0
        # A row may lose several of its columns in one round.
        np.add.at(left, losers[out], 1)
        self._held[losers[out], lost[out]] = False
        self._owner[columns, place], self._edge[columns, place], self._bids[columns, place] = winners, best, bids
        self._held[winners, best] = True
        left[winners] -= 1
        self.prices[columns] = self._bids[columns].min(axis=1)
        again = np.union1d(rows, losers[out])
        return np.asarray(again[left[again] > 0])
