"""Introductions for a whole network: who is to meet whom, within capacities on both sides.

The best total of mutual scores is a linear program whose vertices are whole numbers (a transportation polytope). It is
solved over the most promising pairs first; pairs that the prices of that solution show to be worth it join until none
is left, so the optimum holds for all pairs. The upper bound is the dual value, valid whatever the solver did.
"""

import math
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy  # its optimizers load when first used, so that no start waits for them
from scipy.sparse import csr_matrix

from spilno.engine.errors import InvalidInput

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]
Pair = tuple[int, int]
# Pairs looked at first: the best of each row and of each column.
FIRST_EDGES = 40
# A pair must be worth this much more than the prices of its ends to join.
WORTH = 1e-9
MOST_ROUNDS = 50
# Stops of the dial between stable and the largest total.
STOPS = 10


@dataclass(frozen=True)
class Allocation:
    """pairs: (row, column), in order. welfare: sum of their mutual scores. upper_bound: no allocation has more.

    price_first, price_second: what one more place on each side would add, >= 0; zeros for a stable allocation.
    """

    pairs: tuple[Pair, ...]
    welfare: float
    upper_bound: float
    price_first: Floats
    price_second: Floats


def allocate(
    mutual: npt.ArrayLike,
    capacity_first: npt.ArrayLike,
    capacity_second: npt.ArrayLike,
    *,
    pins: Collection[Pair] = (),
    forbids: Collection[Pair] = (),
) -> Allocation:
    """The allocation of the largest total mutual score.

    mutual: (A, B) scores > 0, nan where a pair may not meet. capacities: (A,), (B,) whole numbers >= 0. pins must be
    among the pairs, forbids must not. Raises InvalidInput for shapes that do not fit, and for pins that cannot be.
    """
    table = np.array(mutual, np.float64)
    first, second = _capacities(capacity_first, table.shape[0]), _capacities(capacity_second, table.shape[1])
    pinned = _checked(table, first, second, pins, forbids)
    for at in forbids:
        table[at] = np.nan
    for row, column in pinned:
        first[row] -= 1
        second[column] -= 1
    free = table.copy()
    for at in pinned:
        free[at] = np.nan
    free[first == 0] = np.nan
    free[:, second == 0] = np.nan
    chosen, price_first, price_second = _optimum(free, first, second)
    pairs = tuple(sorted([*pinned, *chosen]))
    welfare = float(sum(table[at] for at in pairs))
    bound = _bound(free, first, second, price_first, price_second) + float(sum(table[at] for at in pinned))
    return Allocation(pairs, welfare, bound, price_first, price_second)


def _capacities(given: npt.ArrayLike, length: int) -> Counts:
    counts = np.array(given, np.int64)
    if counts.shape != (length,) or (counts < 0).any():
        raise InvalidInput("capacity", f"{length} whole numbers from 0 on are needed")
    return counts


def _checked(
    table: Floats, first: Counts, second: Counts, pins: Collection[Pair], forbids: Collection[Pair]
) -> list[Pair]:
    if table.ndim != 2 or np.isinf(table).any() or (table < 0).any():
        raise InvalidInput("mutual", "a table of scores from 0 on, nan where a pair may not meet, is needed")
    pinned = sorted(set(pins))
    for row, column in pinned:
        if (row, column) in forbids:
            raise InvalidInput("pin", f"the pair {row}:{column} is pinned and forbidden")
        if np.isnan(table[row, column]):
            raise InvalidInput("pin", f"the pair {row}:{column} may not meet")
    for side, capacity, name in ((0, first, "first"), (1, second, "second")):
        used = np.bincount([pair[side] for pair in pinned], minlength=len(capacity)) if pinned else 0 * capacity
        over = np.flatnonzero(used > capacity)
        if len(over):
            raise InvalidInput("pin", f"more pins than capacity for number {over[0]} of the {name} side")
    return pinned


def _promising(table: Floats) -> npt.NDArray[np.bool_]:
    """The best pairs of each row and each column."""
    filled = np.where(np.isnan(table), -np.inf, table)
    chosen = np.zeros(table.shape, bool)
    for axis in (0, 1):
        k = min(FIRST_EDGES, table.shape[axis])
        best = np.argpartition(-filled, k - 1, axis=axis)
        np.put_along_axis(chosen, np.take(best, np.arange(k), axis=axis), True, axis=axis)
    return np.asarray(chosen & ~np.isnan(table))


def _optimum(table: Floats, first: Counts, second: Counts) -> tuple[list[Pair], Floats, Floats]:
    """Chosen pairs and the prices of both sides, optimal over all pairs of the table."""
    price_first, price_second = np.zeros(len(first)), np.zeros(len(second))
    if not table.size or np.isnan(table).all():
        return [], price_first, price_second
    active = _promising(table)
    for _round in range(MOST_ROUNDS):
        rows, columns = np.nonzero(active)
        shares, price_first, price_second = _solve(table[rows, columns], rows, columns, first, second)
        worth = table - price_first[:, None] - price_second[None, :] > WORTH
        joining = worth & ~active & ~np.isnan(table)
        if not joining.any():
            break
        active |= joining
    taken = shares > 0.5
    return list(zip(rows[taken].tolist(), columns[taken].tolist(), strict=True)), price_first, price_second


def _solve(
    scores: Floats, rows: Counts, columns: Counts, first: Counts, second: Counts
) -> tuple[Floats, Floats, Floats]:
    """A vertex of the linear program over the given pairs, with its dual prices."""
    number = len(scores)
    at = np.arange(number)
    matrix = csr_matrix(
        (np.ones(2 * number), (np.concatenate([rows, len(first) + columns]), np.concatenate([at, at]))),
        shape=(len(first) + len(second), number),
    )
    limits = np.concatenate([first, second])
    # The simplex method ends in a vertex, and all vertices here are whole numbers.
    solved = scipy.optimize.linprog(-scores, A_ub=matrix, b_ub=limits, bounds=(0, 1), method="highs-ds")
    if not solved.success:
        raise InvalidInput("mutual", f"the solver gave up: {solved.message}")
    prices = np.maximum(-solved.ineqlin.marginals, 0)
    return np.asarray(solved.x), prices[: len(first)], prices[len(first) :]


def _bound(table: Floats, first: Counts, second: Counts, price_first: Floats, price_second: Floats) -> float:
    """The dual value: no allocation has more, whatever the prices >= 0 are."""
    surplus = np.nan_to_num(table - price_first[:, None] - price_second[None, :], nan=0.0)
    return float(first @ price_first + second @ price_second + np.maximum(surplus, 0).sum())


def allocate_stable(
    mutual: npt.ArrayLike,
    gain_first: npt.ArrayLike,
    gain_second: npt.ArrayLike,
    capacity_first: npt.ArrayLike,
    capacity_second: npt.ArrayLike,
    *,
    blend: float,
    pins: Collection[Pair] = (),
    forbids: Collection[Pair] = (),
) -> Allocation:
    """Deferred acceptance on (1 - blend) * own gain + blend * mutual score (Gale and Shapley 1962, with capacities).

    blend 0: no two would both rather have each other. blend 1: both sides want what is best for both together. The dial
    moves in tenths, and the best total of all stops up to it is kept (at equal totals the more stable one), because
    deferred acceptance alone now and then loses where the dial goes up: so welfare never falls. Tables and errors as in
    `allocate`.
    """
    if not 0 <= blend <= 1:
        raise InvalidInput("stability", f"{blend} is not a number between 0 and 1")
    best = allocate(mutual, capacity_first, capacity_second, pins=pins, forbids=forbids)
    table = np.array(mutual, np.float64)
    gains = [np.asarray(gain, np.float64) for gain in (gain_first, gain_second)]
    pinned = sorted(set(pins))
    for at in (*forbids, *pinned):
        table[at] = np.nan
    left = [np.array(capacity_first, np.int64), np.array(capacity_second, np.int64)]
    for row, column in pinned:
        left[0][row] -= 1
        left[1][column] -= 1
    # A tenth that the machine writes a hair below itself is that tenth.
    stops = [stop / STOPS for stop in range(int(blend * STOPS + 1e-9) + 1)]
    wants = [[(1 - stop) * gain + stop * table for gain in gains] for stop in stops]
    tried = [_deferred(table, mine, theirs, left[0], left[1]) for mine, theirs in wants]
    totals = [math.fsum(table[at] for at in one) for one in tried]
    pairs = tuple(sorted([*pinned, *tried[int(np.argmax(totals))]]))
    welfare = math.fsum(np.asarray(mutual, np.float64)[at] for at in pairs)
    nothing = np.zeros(len(left[0])), np.zeros(len(left[1]))
    return Allocation(pairs, welfare, best.upper_bound, *nothing)


def _deferred(table: Floats, mine: Floats, theirs: Floats, first: Counts, second: Counts) -> list[Pair]:
    """Rows propose, the best first; columns hold as many as they can take. Ties go to the lower number."""
    may = ~np.isnan(table) & (second > 0)
    order, number = np.argsort(np.where(may, -mine, np.inf), axis=1, kind="stable"), may.sum(axis=1).tolist()
    places = second.tolist()
    asked = [0] * len(first)
    held: list[list[tuple[float, int]]] = [[] for _column in second]
    waiting = [row for row in range(len(first)) for _place in range(int(first[row]))][::-1]
    while waiting:
        row = waiting.pop()
        while asked[row] < number[row]:
            column = int(order[row, asked[row]])
            asked[row] += 1
            held[column].append((float(theirs[row, column]), -row))
            if len(held[column]) <= places[column]:
                break
            worst = min(held[column])
            held[column].remove(worst)
            if -worst[1] != row:
                waiting.append(-worst[1])
                break
    return [(-row, column) for column, holding in enumerate(held) for _gain, row in holding]
