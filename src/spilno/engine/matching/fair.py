"""One order for all lists of a fair: whom the other side welcomes, everybody seen alike, and as good as such lists can be.

A list is ordered by score, plus a bonus where the candidate has the seeker among the best of its own, minus the
candidate's price for standing in more lists than by lot. Three numbers for each candidate and one for all are enough to
order a list at any time. A price reaches no further than a limit either way, so that those whom nearly everybody needs
may stand out; the limit is as low as the equality asked for allows. This is the shape of the best lists: where the Gini
coefficient is bounded, what one more showing costs is bounded too.

Prices and bonus rise and fall with what the lists show (projected subgradient). How good the lists are is certified for
whatever prices came out (Lagrange): see `_Table.most`.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy  # its optimizers load when first used, so that no start waits for them

from spilno.engine.errors import InvalidInput
from spilno.engine.matching.exposure import Floats, Rows, _counts, _lists, _sums, gini
from spilno.engine.matching.prepared import PRICE_STEPS
from spilno.engine.matching.welcome import TOP, welcomed

GINI, WELCOME, MOST_LOST = 0.10, 0.80, 0.20
# What a welcome pair may count more: five of a hundred points of fit.
MOST_BONUS = 0.05
# Prices that lists reach alone come a little beyond: each candidate has pairs that are worth the same either way.
AIM = 0.97
ROUNDS, BLOCKS, FIRST_STEP, SLOWER, FIRST_LIMIT = 36, 8, 0.08, 0.7, 0.1
# Who is shown a hundred times too often is not a hundred times as urgent.
MOST_OVER = 2.0
DIGITS = 6


@dataclass(frozen=True, slots=True)
class Seen:
    """gini: of showings, each candidate against what it would have by lot. coverage: share that stands in any list.
    welcome: share of the suggestions whose seeker is among the best of the candidate's own list."""

    gini: float
    coverage: float
    welcome: float


@dataclass(frozen=True, slots=True)
class FairOrder:
    """prices, thresholds: (n,), the second what a seeker must be to a candidate to be welcome. bonus: for a welcome pair.
    lists: (S, k) candidate rows in this order, -1 where a seeker has fewer. plain, after: lists by score alone, and these.

    loss: share of the total score given up, worst: the most that one list gave up. certified: the total as share of the
    most that any lists as equal could have (as equal as asked for, or as these where that was not reached). attainable: no
    lists have more welcome suggestions.
    """

    prices: Floats
    thresholds: Floats
    bonus: float
    lists: Rows
    plain: Seen
    after: Seen
    loss: float
    worst: float
    certified: float
    attainable: float


def fair_order(
    scores: npt.ArrayLike, back: npt.ArrayLike, *, k: int = 20, top: int = TOP, most_unequal: float = GINI,
    welcome: float = WELCOME, max_loss: float = MOST_LOST,
) -> FairOrder:  # fmt: skip
    """The order in which lists of k are as equal as `most_unequal` and have the share `welcome` of welcome suggestions, as
    far as that can be; no list gives up more than the share `max_loss` of its scores.

    scores, back: (S, n) from 0, what a pair is to both and what the seeker is to the candidate, nan where they may not
    meet. Raises InvalidInput for what does not fit.
    """
    table = np.asarray(scores, np.float64)
    if table.ndim != 2 or not table.size or table.shape != np.shape(back) or (table < 0).any() or np.isinf(table).any():
        raise InvalidInput("scores", "two tables of the same shape are needed, scores from 0, nan for who may not meet")
    if k < 1 or top < 1 or not (0 <= max_loss <= 1 and 0 <= welcome <= 1 and 0 <= most_unequal <= 1):
        raise InvalidInput("bounds", f"lists of {k}, the top {top} and shares outside 0 to 1 cannot be")
    return _Table(table, np.asarray(back, np.float64), min(k, table.shape[1]), top, max_loss).order(
        most_unequal, welcome
    )


@dataclass(frozen=True)
class _Way:
    """An order that was tried, and what its lists are."""

    prices: Floats
    bonus: float
    lists: Rows
    seen: Seen
    total: float

    @property
    def welcome(self) -> float:
        """Number of welcome suggestions."""
        return self.seen.welcome * int((self.lists >= 0).sum())

    def better(self, other: "_Way", most_unequal: float) -> bool:
        """The more equal; of those that are equal enough the one that shows more, then the one that is worth more."""
        mine, theirs = (
            (max(way.seen.gini, most_unequal), -way.seen.coverage, -way.total - MOST_BONUS * way.welcome)
            for way in (self, other)
        )
        return mine < theirs


class _Table:
    def __init__(self, scores: Floats, back: Floats, k: int, top: int, max_loss: float) -> None:
        self.table, self.k, self.max_loss = np.where(np.isnan(scores), -np.inf, scores), k, max_loss
        self.n = scores.shape[1]
        self.thresholds = _thresholds(back, top)
        # As numbers, so that lists sum them like scores: by threshold, and strictly the `top` best.
        self.inside = (back >= self.thresholds).astype(np.float64)
        self.welcomed = welcomed(back, top=top).astype(np.float64)
        self.plain = _lists(self.table, k)
        self.own = _sums(self.table, self.plain)
        self.shown = int((self.plain >= 0).sum())
        # What each would have by lot; whom nobody may meet is no candidate.
        met = ~np.isnan(scores)
        part = np.minimum(k / np.maximum(met.sum(axis=1), 1), 1.0)
        self.lot = part @ met
        self.real = self.lot > 0

    def order(self, most_unequal: float, welcome: float) -> FairOrder:
        plain = self._way(np.zeros(self.n), 0.0)
        found = plain
        limit, bonus, price = FIRST_LIMIT, 0.0, np.zeros(self.n)
        alone = price
        if plain.seen.gini > most_unequal or plain.seen.welcome < welcome:
            for turn in range(ROUNDS):
                # The first half finds prices for the scores alone, which certify; then welcome pairs come in.
                late = turn >= ROUNDS // 2
                if turn == ROUNDS // 2:
                    bonus = MOST_BONUS
                price, bonus, now = self._round(price, bonus, limit, turn, welcome if late else 0.0)
                if turn == ROUNDS // 2 - 1:
                    alone = price
                if late:
                    way = self._way(price, bonus)
                    found, now = way if way.better(found, most_unequal) else found, way.seen.gini
                urgency = 0.5 if turn < ROUNDS // 4 else 0.25
                limit = min(limit * float(np.clip(now / max(AIM * most_unequal, 1e-9), 0.5, 2.0)) ** urgency, 1.0)
        reached = max(found.seen.gini, most_unequal)
        bound = min(self.most(one, reached) for one in (alone, found.prices))
        kept = _sums(self.table, found.lists)
        lost = np.where(self.own > 0, 1 - kept / np.where(self.own > 0, self.own, 1.0), 0.0)
        most_welcome = np.minimum(self.welcomed.sum(axis=1), self.k).sum() / max(self.shown, 1)
        return FairOrder(
            found.prices, self.thresholds, found.bonus, found.lists, plain.seen, found.seen,
            1 - found.total / plain.total if plain.total else 0.0, float(max(lost.max(initial=0.0), 0.0)),
            min(found.total / bound, 1.0) if bound else 1.0, float(most_welcome),
        )  # fmt: skip

    def most(self, price: Floats, most_unequal: float) -> float:
        """No lists of so many that are as equal have a larger total: what lists gain at these prices, and the most that so
        equal an exposure can be worth at them. The best exposure rises with the price, and a unit of what somebody has by
        lot is worth its price; so the bound on the Gini is one line, and its own price a number."""
        order = np.argsort(price[self.real], kind="stable")
        p, lot = price[self.real][order], self.lot[self.real][order]
        whole, upto = lot.sum(), np.cumsum(lot)
        mass, worth, unequal = (_from_here(one) for one in (lot, p * lot, (2 * upto - lot - whole) * lot))
        worth, unequal = worth / mass, unequal / mass / whole - most_unequal

        def at(cost: float) -> float:
            return float((worth - cost * unequal).max())

        dearest = at(0.0)
        if most_unequal and p[0] < p[-1]:
            most = (p[-1] - p[0]) / most_unequal
            dearest = min(dearest, at(scipy.optimize.minimize_scalar(at, bounds=(0, most), method="bounded").x))
        gained = float(_sums(self.table - price, _lists(self.table - price, self.k)).sum())
        return gained + self.shown * dearest

    def _round(
        self, price: Floats, bonus: float, limit: float, turn: int, welcome: float
    ) -> tuple[Floats, float, float]:
        """Prices and bonus after each block of seekers has been served, and the Gini. Were all served at one price, equal
        seekers would all move together."""
        step = FIRST_STEP / (turn + 1) ** SLOWER / BLOCKS
        lists = _lists(self._priced(slice(None), price, bonus), self.k)
        counts, met = _counts(lists, self.n), _sums(self.inside, lists)
        lot = np.where(self.real, self.lot, 1.0)
        for block in range(min(BLOCKS, len(lists))):
            rows = slice(block, None, BLOCKS)
            over = np.where(self.real, counts / lot - 1, 0.0)
            # Only whom hardly anybody sees may be paid for beyond the limit.
            least = np.where(counts <= 1, -1.0, np.minimum(price, -limit))
            price = np.clip(price + step * np.clip(over, -MOST_OVER, MOST_OVER), least, limit)
            bonus = float(np.clip(bonus + step * (welcome - met.sum() / max(self.shown, 1)), 0, MOST_BONUS))
            counts -= _counts(lists[rows], self.n)
            lists[rows] = _lists(self._priced(rows, price, bonus), self.k)
            met[rows] = _sums(self.inside[rows], lists[rows])
            counts += _counts(lists[rows], self.n)
        return price, bonus, gini(counts[self.real], self.lot[self.real])

    def _priced(self, rows: Any, price: Floats, bonus: float) -> Floats:
        return np.asarray(self.table[rows] + bonus * self.inside[rows] - price)

    def _way(self, price: Floats, bonus: float) -> _Way:
        """What is shown, as `Prepared.top` orders it: a list that would lose too much takes a smaller part."""
        price, bonus = np.round(price, DIGITS), round(bonus, DIGITS)
        lists, left = self.plain.copy(), np.arange(len(self.table))
        toll = price - bonus * self.inside
        for step in PRICE_STEPS:
            chosen = _lists(self.table[left] - step * toll[left], self.k)
            fine = _sums(self.table[left], chosen) >= self.own[left] * (1 - self.max_loss)
            lists[left[fine]] = chosen[fine]
            left = left[~fine]
            if not len(left):
                break
        counts = _counts(lists, self.n)[self.real]
        met = float(_sums(self.welcomed, lists).sum()) / max(self.shown, 1)
        coverage = float((counts > 0).mean()) if len(counts) else 0.0
        seen = Seen(gini(counts, self.lot[self.real]), coverage, met)
        return _Way(price, bonus, lists, seen, float(_sums(self.table, lists).sum()))


def _from_here(values: Floats) -> Floats:
    return np.cumsum(values[::-1])[::-1]


def _thresholds(back: Floats, top: int) -> Floats:
    """(n,) what the `top` best of a candidate are to it at least; 0 where fewer may meet it. Rounded down, so that a
    number that is kept elsewhere tells the same pairs."""
    filled = np.where(np.isnan(back), 0.0, back)
    if top > len(filled):
        return np.zeros(filled.shape[1])
    worst = -np.partition(-filled, top - 1, axis=0)[top - 1]
    return np.asarray(np.floor(worst * 10**DIGITS) / 10**DIGITS)
