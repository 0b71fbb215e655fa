"""One side's scores and their weighing.

U(a -> b) = exp(sum_k w_k ln max(s_k, .05) / sum_k w_k), a weighted geometric mean: one bad fit weighs more than in a
mean, and the contributions w_k (ln s_k - ln prior_k) / sum w add up exactly to ln U - ln U_prior. An unknown s_k takes
the geometric mean of the criterion over the eligible candidates (its prior) with its weight kept.
Sums run criterion by criterion, never through a matrix product, so that equal rows get equal bits wherever they stand.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from spilno.engine.matching.columns import Bools, Floats
from spilno.engine.matching.results import Reason

FLOOR = 0.05
# A criterion that nobody's data can answer: the same for all, so that it moves nobody.
PRIOR_OF_NOTHING = 0.5
# Digits that decide an order: the last bits of a sum do not.
DIGITS = 9
# Means of logarithms are taken in whole steps of 2^-40: exact in any order, and a changed value can be taken out again.
STEPS = 2.0**40
# The share known of some rows.
Evidence = Callable[[npt.NDArray[np.int64]], Floats]


@dataclass(frozen=True, slots=True)
class Side:
    """Scores by criterion (K rows of m eligible candidates): values with nan, whether known, logarithms with priors.

    sums: the known logarithms of each criterion in whole steps, and how many they are.
    """

    codes: tuple[str, ...]
    values: list[Floats]
    known: list[Bools]
    logs: list[Floats]
    priors: list[float]
    sums: list[tuple[int, int]]

    @classmethod
    def of(cls, codes: Sequence[str], values: Sequence[Floats]) -> "Side":
        side = cls(tuple(codes), [], [], [], [], [])
        for row in values:
            side._append(row)
        return side

    def _append(self, values: Floats) -> None:
        known, logs, summed = _with_prior(values)
        self.values.append(values)
        self.known.append(known)
        self.logs.append(logs)
        self.sums.append(summed)
        self.priors.append(_prior(*summed))

    def with_row(self, row: int, values: Floats) -> "Side":
        """The same with other scores of one criterion; its prior is taken anew."""
        other = Side(self.codes, [*self.values], [*self.known], [*self.logs], [*self.priors], [*self.sums])
        other.values[row] = values
        other.known[row], other.logs[row], other.sums[row] = _with_prior(values)
        other.priors[row] = _prior(*other.sums[row])
        return other

    def logs_fitting(self, row: int, at: int) -> Floats:
        """The logarithms of criterion `row` were the candidate in row `at` known to fit fully; that moves the prior, too."""
        (total, number), known = self.sums[row], self.known[row]
        logs = self.logs[row].copy()
        if known[at]:
            total -= int(_steps(logs[at : at + 1])[0])
        else:
            number += 1
        logs[~known] = _prior(total, number)
        logs[at] = 0.0
        return logs

    def put(self, at: int, values: Sequence[float]) -> list[int]:
        """Other scores of the candidate in row `at`, by criterion; everything is then as if built anew. The criteria whose
        logarithms have changed: there, or wherever nothing is known."""
        changed = []
        for row, value in enumerate(values):
            old, new = float(self.values[row][at]), float(value)
            if old == new or (np.isnan(old) and np.isnan(new)):
                continue
            total, number = self.sums[row]
            for one, sign in ((old, -1), (new, 1)):
                if not np.isnan(one):
                    total, number = total + sign * int(_steps(_log(np.array([one])))[0]), number + sign
            self.values[row][at], self.known[row][at] = new, not np.isnan(new)
            self.logs[row][at] = _log(np.array([new]))[0]
            self.sums[row], self.priors[row] = (total, number), _prior(total, number)
            self.logs[row][~self.known[row]] = self.priors[row]
            changed.append(row)
        return changed

    def utility(self, weights: Sequence[Any]) -> Floats:
        """(m,) in [.05, 1]; `weights`: K numbers or K arrays of m. 1 where no criterion has a weight."""
        return np.asarray(np.exp(_weighted(weights, self.logs, self.size)))

    def prior(self, weights: Sequence[Any]) -> Floats:
        """U of a candidate of which nothing is known; a number, or (m,) with weights by row."""
        return np.asarray(np.exp(_weighted(weights, self.priors, ())))

    def evidence(self, weights: Sequence[Any], rows: npt.NDArray[np.int64]) -> Floats:
        """Share of the weights whose criteria are known, in [0, 1], of these rows."""
        here = [weight[rows] if isinstance(weight, np.ndarray) else weight for weight in weights]
        return _weighted(here, [known[rows] for known in self.known], len(rows))

    @property
    def size(self) -> int:
        return len(self.values[0]) if self.values else 0

    def reasons(self, weights: Sequence[float], at: int, facts: dict[str, dict[str, Any]]) -> tuple[Reason, ...]:
        """One reason for each criterion with a weight, of the candidate in row `at`."""
        total = sum(weights) or 1.0
        rows = enumerate(zip(self.codes, weights, strict=True))
        return tuple(self._reason(row, code, float(w), at, total, facts) for row, (code, w) in rows if w > 0)

    def _reason(self, row: int, code: str, weight: float, at: int, total: float, facts: dict[str, Any]) -> Reason:
        if not self.known[row][at]:
            return Reason(code, None, weight, 0.0, "unknown", facts.get(code, {}))
        value = float(self.values[row][at])
        contribution = weight * (float(self.logs[row][at]) - self.priors[row]) / total
        positive = contribution > 1e-9 or (abs(contribution) <= 1e-9 and value > 0.5)
        return Reason(code, value, weight, contribution, "for" if positive else "against", facts.get(code, {}))


class Sums:
    """Terms added in order. With one of them exchanged, the same bits as adding all of them anew."""

    def __init__(self, terms: Mapping[int, Floats], size: int) -> None:
        self._terms, acc = terms, np.zeros(size)
        # By row: the sum of the terms before it, and the rows after it.
        self._before: dict[int, Floats] = {}
        rows = sorted(terms)
        self._after = {row: rows[at + 1 :] for at, row in enumerate(rows)}
        for row in rows:
            self._before[row] = acc
            acc = acc + terms[row]

    def with_term(self, row: int, term: Floats | None) -> Floats:
        """With this term in place of that of `row`, None: with nothing."""
        acc = self._before[row].copy() if term is None else self._before[row] + term
        for later in self._after[row]:
            acc += self._terms[later]
        return acc


class Kept:
    """U of one side under weights by row (K arrays of m), its terms kept: after a change the sums are made again, in the
    same order and so to the same bits, but only the terms that have changed."""

    def __init__(self, side: Side, weights: Sequence[Floats]) -> None:
        self.side, self.weights = side, list(weights)
        self._terms = {row: weight * side.logs[row] for row, weight in enumerate(self.weights) if weight.any()}
        self._count()
        self.utility = self._summed()

    def put(self, at: int, values: Sequence[float], weights: Sequence[float]) -> None:
        """Other scores and weights of the candidate in row `at`."""
        changed = self.side.put(at, values)
        for row, (kept, new) in enumerate(zip(self.weights, weights, strict=True)):
            if kept[at] != new:
                kept[at] = new
                changed.append(row)
        for row in set(changed):
            if row in self._terms or self.weights[row][at]:
                self._terms[row] = np.multiply(self.weights[row], self.side.logs[row], out=self._terms.get(row))
        self._total[at] = self._whole(at)
        self.utility = self._summed()

    def sums(self) -> Sums:
        return Sums(self._terms, self.side.size)

    def utility_with(self, sums: Sums, row: int, logs: Floats) -> Floats:
        """(m,) with other logarithms of criterion `row`; sums: those of now."""
        if row not in self._terms:
            return self.utility
        return np.asarray(np.exp(sums.with_term(row, self.weights[row] * logs) / self._total))

    def _count(self) -> None:
        total: Floats = np.zeros(self.side.size)
        for weight in self.weights:
            total += weight
        self._total = np.where(total == 0, 1.0, total)

    def _whole(self, at: int) -> float:
        total = 0.0
        for weight in self.weights:
            total += float(weight[at])
        return total or 1.0

    def _summed(self) -> Floats:
        acc = np.zeros(self.side.size)
        for row in sorted(self._terms):
            acc += self._terms[row]
        acc /= self._total
        return np.asarray(np.exp(acc, out=acc))


def _log(values: Floats) -> Floats:
    return np.asarray(np.log(np.maximum(values, FLOOR)))


def _steps(logs: Floats) -> npt.NDArray[np.int64]:
    return np.asarray(np.rint(logs * STEPS), np.int64)


def _with_prior(values: Floats) -> tuple[Bools, Floats, tuple[int, int]]:
    known, logs = ~np.isnan(values), _log(values)
    summed = int(_steps(logs[known]).sum()), int(known.sum())
    return known, np.where(known, logs, _prior(*summed)), summed


def _prior(total: int, number: int) -> float:
    """Mean of `number` logarithms that add up to `total` steps."""
    return total / STEPS / number if number else float(np.log(PRIOR_OF_NOTHING))


def _weighted(weights: Sequence[Any], rows: Sequence[Any], shape: Any) -> Floats:
    """Weighted mean of the rows; 0 where there is no weight."""
    total: Any = 0.0
    acc: Any = np.zeros(shape)
    for weight, row in zip(weights, rows, strict=True):
        if isinstance(weight, np.ndarray) or weight:
            acc = acc + weight * row
            total = total + weight
    return np.asarray(acc / np.where(total == 0, 1.0, total))


def first(score: Floats, evidence: Evidence, ids: npt.NDArray[Any], k: int | None) -> npt.NDArray[np.int64]:
    """Rows of the k best: by score, then by `evidence(rows)`, then by id. None: all of them."""
    key = -np.round(score, DIGITS)
    rows = np.arange(len(key))
    if k is not None and 0 < k < len(key) // 2:
        rows = np.flatnonzero(key <= np.partition(key, k - 1)[k - 1])
    order = np.lexsort((ids[rows], -np.round(evidence(rows), DIGITS), key[rows]))
    chosen: npt.NDArray[np.int64] = rows[order]
    return chosen if k is None else chosen[: max(k, 0)]


def place(score: Floats, evidence: Evidence, ids: npt.NDArray[Any], at: int) -> int:
    """Rank of row `at` from 1, without ordering the others. `evidence(rows)` is asked of its equals only."""
    key = -np.round(score, DIGITS)
    ahead, equal = int((key < key[at]).sum()), np.flatnonzero(key == key[at])
    if len(equal) > 1:
        known = -np.round(evidence(equal), DIGITS)
        mine = known[np.searchsorted(equal, at)]
        ahead += int(((known < mine) | (known == mine) & (ids[equal] < ids[at])).sum())
    return 1 + ahead
