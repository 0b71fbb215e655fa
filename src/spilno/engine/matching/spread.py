"""Lists that show everybody: the best total score of S lists of k in which each candidate stands at least `low` and at
most `high` times, or in which exposure is as equal as wished.

A linear program with whole-number vertices, solved over the most promising pairs first like `allocate`. Its prices of
exposure (what one more showing of a candidate costs the lists, negative where it has to be shown) make such lists for
seekers who were not among the S as well: the best k by score minus price. `best_under` bounds what any lists could
reach that are as equal, so that nobody has to believe it.

Equality: with N_m candidates standing m times or more, the Gini coefficient of n candidates in T showings is
sum_m N_m (n - N_m) / (n T). It is concave in N, so that its tangent never lies below it: keeping to the tangent keeps to
the Gini, and each solution gives a better tangent. At last the N_m are whole numbers and capacities of a flow.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import scipy  # its optimizers load when first used, so that no start waits for them
from scipy.sparse import csr_matrix, hstack, identity, vstack

from spilno.engine.errors import InvalidInput
from spilno.engine.matching.exposure import ExposureReport, Floats, Rows, _counts, _lists, _report, _sums

FIRST_OF_ROW, FIRST_OF_COLUMN = 100, 60
WORTH = 1e-9
# More than any score is worth, so that nobody stays unseen who need not.
UNSEEN = 2.0
MOST_ROUNDS = 40
# Levels of a Gini that are looked at one by one: those up to the mean number of showings and so many more.
LEVELS = 3


@dataclass(frozen=True, slots=True)
class Spread:
    """lists: (S, k) candidate rows, the best first, -1 where a seeker has fewer. prices: (n,). plain, after: exposure of
    the lists by score alone and of these; mean: of the scores shown, as share of that of the plain lists."""

    lists: Rows
    prices: Floats
    plain: ExposureReport
    after: ExposureReport
    mean: float


@dataclass(frozen=True, slots=True)
class _Steps:
    """Showings of a candidate by steps: how many each holds, what each is worth at least, and either limits of the sums
    over all candidates or the tangent of a Gini (weights of the sums, and their limit)."""

    widths: Floats
    worth: Floats
    limits: Floats | None = None
    weights: Floats | None = None
    most: float = 0.0


def spread(
    scores: npt.ArrayLike, *, k: int = 10, low: int = 0, high: int | None = None, gini: float | None = None
) -> Spread:
    """The best lists within these bounds. scores: (S, n) from 0 to 1, nan where a pair may not meet. Whoever cannot be
    shown `low` times (few may meet it, the lists are few) is shown as often as can be. gini: lists whose exposure has at
    most this coefficient, as far as it can be.

    Raises InvalidInput for bounds that contradict each other.
    """
    table = np.asarray(scores, np.float64)
    if table.ndim != 2 or not table.size or np.isinf(table).any() or (table < 0).any():
        raise InvalidInput("scores", "a table of scores from 0 on, nan where a pair may not meet, is needed")
    if k < 1 or low < 0 or (high is not None and high < max(low, 1)):
        raise InvalidInput("bounds", f"lists of {k} in which each stands {low} to {high} times cannot be")
    if gini is not None and not 0 <= gini <= 1:
        raise InvalidInput("gini", f"{gini} is not a number between 0 and 1")
    ready = np.where(np.isnan(table), -np.inf, table)
    plain = _lists(ready, min(k, table.shape[1]))
    program, most = _Program(ready, plain), table.shape[0] if high is None else high
    lists, price = program.within(low, most) if gini is None else program.as_equal(low, most, gini)
    n, own = table.shape[1], _sums(ready, plain).sum()
    mean = float(_sums(ready, lists).sum() / own) if own else 1.0
    return Spread(lists, price, _report(_counts(plain, n)), _report(_counts(lists, n)), mean)


class _Program:
    """The linear program over the pairs that are `active`; those that its prices show to be worth it join."""

    def __init__(self, table: Floats, plain: Rows) -> None:
        self.table, self.plain, self.places = table, plain, (plain >= 0).sum(axis=1)
        self.active = np.zeros(table.shape, bool)
        for axis, number in ((1, FIRST_OF_ROW), (0, FIRST_OF_COLUMN)):
            k = min(number, table.shape[axis])
            best = np.take(np.argpartition(-table, k - 1, axis=axis), np.arange(k), axis=axis)
            np.put_along_axis(self.active, best, True, axis=axis)
        self.active &= ~np.isneginf(table)

    def within(self, low: int, high: int) -> tuple[Rows, Floats]:
        """Lists in which each stands `low` to `high` times, and the prices."""
        return self._settled(_Steps(np.array([low, high - low], float), np.array([UNSEEN, 0.0])))

    def as_equal(self, low: int, high: int, gini: float) -> tuple[Rows, Floats]:
        """Lists with at most this Gini, and the prices."""
        n, shown = self.table.shape[1], int(self.places.sum())
        single = min(max(-(-shown // n) + LEVELS, low), high)
        steps = _Steps(
            np.array([1.0] * single + [high - single]), np.array([UNSEEN] * low + [0.0] * (single + 1 - low))
        )
        # As equal as whole numbers can be.
        sums = np.append(np.clip(shown - n * np.arange(single, dtype=float), 0, n), 0.0)
        for _round in range(MOST_ROUNDS):
            weights = np.append(1 - 2 * sums[:single] / n, 1.0)
            most = gini * shown - float((sums[:single] ** 2).sum()) / n
            _shares, found, _price, joined = self._solve(replace(steps, weights=weights, most=most))
            moved, sums = float(np.abs(found - sums).max()), found
            if not joined and moved < 1:
                break
        limits = np.floor(sums + 1e-6)
        for at in range(single):
            limits[at] += min(n - limits[at], max(shown - limits.sum(), 0))
        return self._settled(replace(steps, limits=limits))

    def _settled(self, steps: _Steps) -> tuple[Rows, Floats]:
        for _round in range(MOST_ROUNDS):
            rows, columns = np.nonzero(self.active)
            shares, _sums_of, price, joined = self._solve(steps)
            if not joined:
                break
        chosen, taken = np.full(self.table.shape, -np.inf), shares > 0.5
        chosen[rows[taken], columns[taken]] = self.table[rows[taken], columns[taken]]
        return _lists(chosen, self.plain.shape[1]), price

    def _solve(self, steps: _Steps) -> tuple[Floats, Floats, Floats, bool]:
        """Shares of the active pairs, sums of the steps, prices of columns, and whether further pairs have joined."""
        (s, n), (rows, columns), number = self.table.shape, np.nonzero(self.active), len(steps.widths)
        at, ones = np.arange(len(rows)), np.ones(len(rows))
        by_row, by_column = (
            csr_matrix((ones, (rows, at)), (s, len(at))),
            csr_matrix((ones, (columns, at)), (n, len(at))),
        )
        parts, limits = [hstack([by_row, csr_matrix((s, n * number))])], [self.places.astype(float)]
        sums = np.kron(np.eye(number), np.ones(n))
        cost = np.concatenate([-self.table[rows, columns], -np.repeat(steps.worth, n)])
        bounds = np.concatenate([np.ones(len(at)), np.repeat(steps.widths, n)])
        excess = 0
        if steps.limits is not None:
            parts.append(hstack([csr_matrix((number, len(at))), csr_matrix(sums)]))
            limits.append(steps.limits)
        if steps.weights is not None:
            # What cannot be as equal exceeds by as little as can be.
            excess, line = 1, csr_matrix(np.append(steps.weights @ sums, -1.0))
            parts = [hstack([parts[0], csr_matrix((s, 1))]), hstack([csr_matrix((1, len(at))), line])]
            limits.append(np.array([steps.most]))
            cost, bounds = np.append(cost, UNSEEN), np.append(bounds, np.inf)
        held = hstack([by_column, *([-identity(n)] * number), csr_matrix((n, excess))])
        solved = scipy.optimize.linprog(
            cost, A_ub=vstack(parts).tocsr(), b_ub=np.concatenate(limits), A_eq=held.tocsr(), b_eq=np.zeros(n),
            bounds=np.array([np.zeros(len(bounds)), bounds]).T, method="highs-ds",
        )  # fmt: skip
        if not solved.success:
            raise InvalidInput("bounds", f"such lists cannot be: {solved.message}")
        of_row, price = np.maximum(-solved.ineqlin.marginals[:s], 0), -solved.eqlin.marginals
        joining = (self.table - of_row[:, None] - price[None, :] > WORTH) & ~self.active
        self.active |= joining
        used = solved.x[len(at) : len(at) + n * number].reshape(number, n).sum(axis=1)
        return np.asarray(solved.x[: len(at)]), used, np.asarray(price), bool(joining.any())


def best_under(scores: npt.ArrayLike, prices: Floats, *, k: int, gini: float, least: int = 0) -> float:
    """A bound: no S lists of k whose exposure has at most this Gini, and shows everybody `least` times, have a larger
    total score. Valid for any prices, close for those of `spread` (Lagrange: what lists gain at these prices, and the
    most that so equal an exposure can be worth at them).
    """
    table = np.where(np.isnan(np.asarray(scores, np.float64)), -np.inf, scores)
    n = table.shape[1]
    priced = table - prices
    lists = _lists(priced, min(k, n))
    shown = float((lists >= 0).sum())
    return float(_sums(priced, lists).sum()) + _dearest(np.sort(prices), shown, gini, least, table.shape[0])


def _dearest(ordered: Floats, total: float, gini: float, least: int, most: int) -> float:
    """max prices @ c over c in [least, most] with sum `total` and at most this Gini; `ordered` rises, and so does the best c.

    Steps d_i = c_i - c_(i - 1) >= 0 make both conditions linear.
    """
    n = len(ordered)
    after = np.cumsum(ordered[::-1])[::-1]
    number = np.arange(n, 0, -1.0)
    weight = np.cumsum((2 * np.arange(1, n + 1) - n - 1.0)[::-1])[::-1]
    limits = np.array([gini * n * total, float(most)])
    bounds = [(float(least), None), *([(0.0, None)] * (n - 1))]
    solved = scipy.optimize.linprog(
        -after, A_ub=np.array([weight, np.ones(n)]), b_ub=limits, A_eq=number[None, :], b_eq=[total], bounds=bounds
    )
    return float(-solved.fun) if solved.success else float("inf")
