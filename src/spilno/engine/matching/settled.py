"""The largest total of an allocation that people keep to: no two of it would both be much better off together.

The largest total of all leaves a few pairs in which both sides would gain; deferred acceptance leaves none but costs a
per cent or two. In between lies the best allocation with no such pair beyond a tolerance. It is found by branch and
bound: a pair that blocks is introduced, or one of both keeps to partners hardly worse; each branch is a linear program
again. A first answer decides all blocking pairs at once by their prices. What it gives up is the most that a pair in a
better answer may cost, which leaves few pairs to search among; what is left open bounds what is attainable.
"""

import heapq
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy  # its optimizers load when first used, so that no start waits for them
from scipy.sparse import csr_matrix

from spilno.engine.errors import InvalidInput
from spilno.engine.matching.allocate import Allocation, Counts, Floats, Pair, allocate, allocate_stable
from spilno.engine.matching.stability import blocking_gain

TOLERANCE, LEAST = 0.05, 0.40
# Pairs that a first answer is sought among: the best of each row and column after prices.
NEAR = 25
# Rounds of a first answer; linear programs that prove it or find a better one, pairs they may have, and how many may
# block at first: beyond, the search would not come to an end.
LONGEST_DIVE, MOST_BRANCHES, MOST_EDGES, MANY = 60, 90, 30_000, 8
CLOSE = 1e-9


@dataclass(frozen=True)
class Settled:
    """attainable: no allocation that keeps to `tolerance` (and `least`) has a larger total. least: None where it could
    not be kept for everybody."""

    made: Allocation
    attainable: float
    tolerance: float
    least: float | None


@dataclass(frozen=True)
class _Task:
    """The tables (scores, gains), the places that no pin fills, and the pairs that may be chosen."""

    mutual: Floats
    gain_first: Floats
    gain_second: Floats
    first: Counts
    second: Counts
    allowed: npt.NDArray[np.bool_]
    tolerance: float


def allocate_settled(
    mutual: npt.ArrayLike, gain_first: npt.ArrayLike, gain_second: npt.ArrayLike, capacity_first: npt.ArrayLike,
    capacity_second: npt.ArrayLike, *, tolerance: float = TOLERANCE, least: float = LEAST,
    pins: Collection[Pair] = (), forbids: Collection[Pair] = (),
) -> Settled:  # fmt: skip
    """The largest total in which no two would both gain more than `tolerance`, and nobody of the second side has a
    partner worth less than `least` to it (given up where it cannot be). Nobody is free to leave a pin: places that pins
    fill are excepted from both.

    Tables and errors as in `allocate`; both thresholds in units of the gains, 0..1. The upper bound of the answer is
    that of all allocations.
    """
    for name, value in (("tolerance", tolerance), ("least", least)):
        if not 0 <= value <= 1:
            raise InvalidInput(name, f"{value} is not a number between 0 and 1")
    best = allocate(mutual, capacity_first, capacity_second, pins=pins, forbids=forbids)
    task, pinned = _without(mutual, gain_first, gain_second, capacity_first, capacity_second, tolerance, pins, forbids)
    given = float(sum(np.asarray(mutual, np.float64)[at] for at in pinned))
    for floor, choice in ((least, task.allowed & ~(task.gain_second < least)), (None, task.allowed)):
        found = _search(replace(task, allowed=choice), best, set(best.pairs) - set(pinned), best.upper_bound - given)
        if found is not None:
            pairs, total, attainable = found
            made = replace(best, pairs=tuple(sorted([*pairs, *pinned])), welfare=total + given)
            return Settled(made, attainable + given, tolerance, floor)
    stable = allocate_stable(
        mutual, gain_first, gain_second, capacity_first, capacity_second, blend=0, pins=pins, forbids=forbids
    )
    return Settled(stable, best.upper_bound, tolerance, None)


def _without(
    mutual: npt.ArrayLike, gain_first: npt.ArrayLike, gain_second: npt.ArrayLike, capacity_first: npt.ArrayLike,
    capacity_second: npt.ArrayLike, tolerance: float, pins: Collection[Pair], forbids: Collection[Pair],
) -> tuple[_Task, list[Pair]]:  # fmt: skip
    """What is left to decide when the pins stand, and the pins, each once."""
    table, pinned = np.array(mutual, np.float64), sorted(set(pins))
    first, second = np.array(capacity_first, np.int64), np.array(capacity_second, np.int64)
    for at in (*forbids, *pinned):
        table[at] = np.nan
    for row, column in pinned:
        first[row] -= 1
        second[column] -= 1
    gains = np.asarray(gain_first, np.float64), np.asarray(gain_second, np.float64)
    return _Task(table, *gains, first, second, ~np.isnan(table), tolerance), pinned


def _search(
    task: _Task, best: Allocation, chosen: Collection[Pair], limit: float
) -> tuple[Collection[Pair], float, float] | None:
    """The best pairs, their total, and what that certifies; None where there is no first answer. chosen, limit: what the
    best without any condition chooses and is worth at most."""
    if all(task.allowed[at] for at in chosen) and not len(_blocking(task, chosen)):
        return chosen, float(sum(task.mutual[at] for at in sorted(chosen))), limit
    cost = np.where(task.allowed, best.price_first[:, None] + best.price_second[None, :] - task.mutual, np.inf)
    found = _dive(_Program(task, *np.nonzero(_nearest(cost))), cost)
    if found is None:
        return None
    (pairs, total), bound = found, limit
    edges = cost <= limit - total + CLOSE
    if edges.sum() <= MOST_EDGES and len(_blocking(task, chosen)) <= MANY:
        pairs, total, bound = _branch(_Program(task, *np.nonzero(edges)), found)
    return pairs, total, max(total, min(limit, bound))


def _nearest(cost: Floats) -> npt.NDArray[np.bool_]:
    """The NEAR cheapest pairs of each row and column."""
    chosen = np.zeros(cost.shape, bool)
    for axis in (0, 1):
        k = min(NEAR, cost.shape[axis])
        nearest = np.take(np.argpartition(cost, k - 1, axis=axis), np.arange(k), axis=axis)
        np.put_along_axis(chosen, nearest, True, axis=axis)
    return np.asarray(chosen & (cost < np.inf))


def _blocking(task: _Task, pairs: Collection[Pair]) -> Any:
    """Rows of (row, column) that both would gain too much from, the most urgent first."""
    both = blocking_gain(list(pairs), task.mutual, task.gain_first, task.gain_second, task.first, task.second)
    found = np.argwhere(both > task.tolerance)
    return found[np.argsort(-both[tuple(found.T)], kind="stable")]


@dataclass(frozen=True)
class _Fixed:
    """What a branch has decided: numbers of edges left out and chosen, rows and columns (after the rows) that are full."""

    out: frozenset[int] = frozenset()
    chosen: frozenset[int] = frozenset()
    full: frozenset[int] = frozenset()


def _grouped(labels: Counts, number: int) -> list[Counts]:
    """Places of each label from 0 to number - 1."""
    order = np.argsort(labels, kind="stable")
    return np.split(order, np.searchsorted(labels[order], np.arange(1, number)))


Answer = tuple[list[Pair], float]


class _Program:
    """max sum of scores over the pairs `rows`, `columns`, within capacities and what a branch has decided."""

    def __init__(self, task: _Task, rows: Counts, columns: Counts) -> None:
        self.task, self.rows, self.columns = task, rows, columns
        self.number = {pair: at for at, pair in enumerate(zip(rows.tolist(), columns.tolist(), strict=True))}
        self.limits = np.concatenate([task.first, task.second]).astype(np.float64)
        self.scores = task.mutual[rows, columns]

    @cached_property
    def of_row(self) -> list[Counts]:
        """The edges of each row."""
        return _grouped(self.rows, len(self.task.first))

    @cached_property
    def of_column(self) -> list[Counts]:
        return _grouped(self.columns, len(self.task.second))

    @cached_property
    def matrix(self) -> csr_matrix:
        at, size = np.arange(len(self.rows)), (len(self.limits), len(self.rows))
        places = np.concatenate([self.rows, len(self.task.first) + self.columns]), np.concatenate([at, at])
        return csr_matrix((np.ones(2 * len(at)), places), shape=size)

    def solve(self, fixed: _Fixed) -> Answer | None:
        """Pairs and their total, a vertex of the linear program; None where nothing fits."""
        if not len(self.rows):
            return [], 0.0
        low, high = np.zeros(len(self.rows)), np.ones(len(self.rows))
        low[list(fixed.chosen)] = 1.0
        high[list(fixed.out)] = 0.0
        least = np.zeros(len(self.limits))
        least[list(fixed.full)] = self.limits[list(fixed.full)]
        if (low > high).any():
            return None
        within = scipy.optimize.LinearConstraint(self.matrix, least, self.limits)
        solved = scipy.optimize.milp(-self.scores, constraints=within, bounds=scipy.optimize.Bounds(low, high))
        if solved.x is None:
            return None
        taken = np.flatnonzero(solved.x > 0.5)
        pairs = list(zip(self.rows[taken].tolist(), self.columns[taken].tolist(), strict=True))
        return pairs, float(self.scores[taken].sum())

    def ways(self, fixed: _Fixed, row: int, column: int) -> Iterator[_Fixed]:
        """The three ways in which this pair does not block any more."""
        here = self.number.get((row, column))
        if here is not None and here not in fixed.out:
            yield replace(fixed, chosen=fixed.chosen | {here})
        if here is not None:
            fixed = replace(fixed, out=fixed.out | {here})
        for worse, full in self._keeping(row, column):
            yield replace(fixed, out=fixed.out | set(worse.tolist()), full=fixed.full | {full})

    def _keeping(self, row: int, column: int) -> Iterator[tuple[Counts, int]]:
        """Edges that the row, then the column leaves out to keep to partners hardly worse, and whose places are full."""
        task = self.task
        mine = self.of_row[row]
        yield mine[task.gain_first[row, self.columns[mine]] < task.gain_first[row, column] - task.tolerance], row
        mine = self.of_column[column]
        worse = task.gain_second[self.rows[mine], column] < task.gain_second[row, column] - task.tolerance
        yield mine[worse], len(task.first) + column

    def cheapest(self, fixed: _Fixed, row: int, column: int, cost: Floats) -> _Fixed:
        """The way that gives up least by the prices, of those that nothing decided before forbids."""
        here = self.number.get((row, column))
        if here is not None and (here in fixed.chosen or here in fixed.out):
            return fixed
        ways: list[tuple[float, int, _Fixed]] = []
        if here is not None:
            ways.append((float(cost[row, column]), 0, replace(fixed, chosen=fixed.chosen | {here})))
        left = fixed.out if here is None else fixed.out | {here}
        for turn, (worse, full) in enumerate(self._keeping(row, column), start=1):
            mine = self.of_row[row] if turn == 1 else self.of_column[column]
            kept = np.setdiff1d(mine, np.concatenate([worse, np.array(sorted(left), np.int64)]))
            places = int(self.limits[full])
            if len(kept) >= places and not fixed.chosen & set(worse.tolist()):
                price = np.sort(cost[self.rows[kept], self.columns[kept]])[:places]
                way = replace(fixed, out=left | set(worse.tolist()), full=fixed.full | {full})
                ways.append((float(np.maximum(price, 0).sum()), turn, way))
        return min(ways, key=lambda way: way[:2])[2] if ways else fixed


def _dive(program: _Program, cost: Floats) -> Answer | None:
    """An answer without blocking pairs: each is decided in its cheapest way by prices, as long as that can be."""
    fixed = _Fixed()
    answer = program.solve(fixed)
    for _step in range(LONGEST_DIVE):
        if answer is None:
            return None
        blocking = _blocking(program.task, answer[0])
        if not len(blocking):
            return answer
        together = fixed
        for row, column in blocking.tolist():
            together = program.cheapest(together, row, column, cost)
        decided = program.solve(together)
        if decided is None:
            # All at once cannot be: only the most urgent one, in the best of its ways.
            fixed, answer = max(_answers(program, fixed, blocking[0]), key=lambda way: way[1][1], default=(fixed, None))
        else:
            fixed, answer = together, decided
    return None


def _branch(program: _Program, found: Answer) -> tuple[list[Pair], float, float]:
    """Pairs, their total, and a bound for all choices; `found` where nothing better turns up."""
    first = program.solve(_Fixed())
    waiting = [] if first is None else [(-first[1], 0, _Fixed(), first)]
    made = 1
    while waiting and made < MOST_BRANCHES:
        worth, _turn, fixed, (pairs, total) = heapq.heappop(waiting)
        if -worth <= found[1] + CLOSE:
            return *found, found[1]
        blocking = _blocking(program.task, pairs)
        if not len(blocking):
            return pairs, total, total
        for way, answer in _answers(program, fixed, blocking[0]):
            heapq.heappush(waiting, (-answer[1], made, way, answer))
            made += 1
    return *found, max(found[1], -waiting[0][0] if waiting else found[1])


def _answers(program: _Program, fixed: _Fixed, pair: Any) -> list[tuple[_Fixed, Answer]]:
    solved = [(way, program.solve(way)) for way in program.ways(fixed, int(pair[0]), int(pair[1]))]
    return [(way, answer) for way, answer in solved if answer is not None]
