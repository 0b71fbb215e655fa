"""Who is shown how often: the other half of every statement about quality of rankings.

`prices` makes lists fair: each candidate gets a price for being shown more often than its share, lists are ordered by
score minus price, and no list gives up more than a stated share of its own scores (a capped Lagrangian dual,
projected subgradient).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from spilno.engine.errors import InvalidInput

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]
FIRST_STEP = 0.02
# Prices move after each block of seekers: were all of them served at one price, equal seekers would all move together.
BLOCKS = 16
# Who is shown a hundred times too often is not a hundred times as urgent.
MOST_OVER = 5.0
CAP_STEPS = tuple(step / 20 for step in range(20, 0, -1))


@dataclass(frozen=True, slots=True)
class ExposureReport:
    """gini in [0, 1) over candidates; coverage = share shown at least once; most = largest number of lists for one."""

    gini: float
    coverage: float
    most: int


def gini(shown: Floats, share: Floats | None = None) -> float:
    """Inequality of counts >= 0: 0 where all are equal (or nothing was shown). share: (n,) > 0, how much each deserves: then
    0 where all have as much of that (the Lorenz curve over what is deserved)."""
    deserved = np.ones(len(shown)) if share is None else share
    order = np.argsort(shown / deserved, kind="stable")
    counts, deserved = shown[order], deserved[order]
    whole = deserved.sum() * counts.sum()
    if not whole:
        return 0.0
    return float((2 * np.cumsum(deserved) - deserved - deserved.sum()) @ counts / whole)


def _report(shown: Floats) -> ExposureReport:
    if not len(shown) or not shown.sum():
        return ExposureReport(0.0, 0.0, 0)
    return ExposureReport(gini(shown), float((shown > 0).mean()), int(shown.max()))


def exposure(lists: Sequence[Sequence[str]], candidates: Sequence[str]) -> ExposureReport:
    """How often each of `candidates` stands in `lists`."""
    row = {candidate: at for at, candidate in enumerate(candidates)}
    shown = np.zeros(len(candidates))
    for one in lists:
        for candidate in one:
            shown[row[candidate]] += 1
    return _report(shown)


@dataclass(frozen=True, slots=True)
class Toll:
    """How an order differs from that by score: each candidate pays its price, and counts `bonus` more for a seeker who is
    worth at least its threshold to it (who is not named has neither). No list gives up more than the share `max_loss`."""

    prices: Mapping[str, float]
    max_loss: float = 0.05
    thresholds: Mapping[str, float] = field(default_factory=dict)
    bonus: float = 0.0


@dataclass(frozen=True, slots=True)
class Prices:
    """prices (n,) >= 0 in units of the score; lists (S, k) of candidate rows, -1 where a seeker has fewer; loss = share
    of the mean score given up, worst = the largest share that one list gave up.
    """

    prices: Floats
    lists: Rows
    before: ExposureReport
    after: ExposureReport
    loss: float
    worst: float


def prices(
    scores: npt.ArrayLike, *, k: int = 10, share: npt.ArrayLike | None = None, max_loss: float = 0.05, rounds: int = 60
) -> Prices:
    """Prices of exposure for the scores (S, n) of S seekers, nan where a pair is not eligible.

    share: (n,) > 0, how much exposure each candidate deserves (its capacity, say); equal by default. Lists and prices
    are those of the round with the lowest Gini; within a round prices move, so the lists are no function of `prices`.
    Raises InvalidInput for wrong shapes, scores below 0 or infinite.
    """
    table = np.asarray(scores, np.float64)
    _check(table, k, max_loss, rounds)
    table = np.where(np.isnan(table), -np.inf, table)
    n, k = table.shape[1], min(k, table.shape[1])
    deserved = _deserved(share, table, k)
    plain = _lists(table, k)
    own = _sums(table, plain)
    price, lists, counts = np.zeros(n), plain.copy(), _counts(plain, n)
    best, best_lists, lowest = price.copy(), plain, gini(counts / deserved)
    for turn in range(rounds):
        step = FIRST_STEP / np.sqrt(turn + 1) / BLOCKS
        for block in range(min(BLOCKS, len(table))):
            rows = np.arange(block, len(table), BLOCKS)
            price = np.maximum(price + step * (np.minimum(counts / deserved, MOST_OVER) - 1), 0)
            counts -= _counts(lists[rows], n)
            lists[rows] = _capped(table[rows], price, plain[rows], own[rows], k, max_loss)
            counts += _counts(lists[rows], n)
        now = gini(counts / deserved)
        if now < lowest:
            best, best_lists, lowest = price.copy(), lists.copy(), now
    kept = _sums(table, best_lists)
    lost = np.where(own > 0, 1 - kept / np.where(own > 0, own, 1.0), 0.0)
    return Prices(
        best,
        best_lists,
        _report(_counts(plain, table.shape[1])),
        _report(_counts(best_lists, table.shape[1])),
        float(1 - kept.sum() / own.sum()) if own.sum() else 0.0,
        float(lost.max(initial=0.0)),
    )


def _check(table: Floats, k: int, max_loss: float, rounds: int) -> None:
    if table.ndim != 2 or not table.size:
        raise InvalidInput("scores", f"a table of seekers by candidates is needed, not shape {table.shape}")
    if np.isinf(table).any() or (table < 0).any():
        raise InvalidInput("scores", "every score must be a number from 0, or nan")
    if k < 1:
        raise InvalidInput("k", f"{k} is not a number from 1")
    if rounds < 1:
        raise InvalidInput("rounds", f"{rounds} is not a number from 1")
    if not 0 <= max_loss <= 1:
        raise InvalidInput("max_loss", f"{max_loss} is not a number between 0 and 1")


def _deserved(share: npt.ArrayLike | None, table: Floats, k: int) -> Floats:
    """How many lists each candidate should stand in."""
    n = table.shape[1]
    shares = np.ones(n) if share is None else np.asarray(share, np.float64)
    if shares.shape != (n,) or not (np.isfinite(shares) & (shares > 0)).all():
        raise InvalidInput("share", f"{n} numbers above 0 are needed")
    return np.asarray(table.shape[0] * k * shares / shares.sum())


def _lists(table: Floats, k: int) -> Rows:
    """The k best columns of each row, equal ones by column; -1 for what is not eligible."""
    n = table.shape[1]
    some = np.argpartition(-table, k - 1, axis=1)[:, :k] if k < n else np.tile(np.arange(n), (len(table), 1))
    some.sort(axis=1)
    order = np.argsort(-np.take_along_axis(table, some, axis=1), axis=1, kind="stable")
    chosen = np.take_along_axis(some, order, axis=1)
    return np.where(np.isneginf(np.take_along_axis(table, chosen, axis=1)), -1, chosen)


def _sums(table: Floats, lists: Rows) -> Floats:
    values = np.take_along_axis(table, np.maximum(lists, 0), axis=1)
    return np.asarray(np.where(lists < 0, 0.0, values).sum(axis=1))


def _counts(lists: Rows, n: int) -> Floats:
    return np.bincount(lists[lists >= 0], minlength=n).astype(np.float64)


def _capped(table: Floats, price: Floats, plain: Rows, own: Floats, k: int, max_loss: float) -> Rows:
    """Lists by score minus price; a seeker who would lose too much pays a smaller part of the prices, at last none."""
    out: Any = plain.copy()
    open_rows = np.arange(len(table))
    for step in CAP_STEPS:
        lists = _lists(table[open_rows] - step * price, k)
        fine = _sums(table[open_rows], lists) >= own[open_rows] * (1 - max_loss)
        out[open_rows[fine]] = lists[fine]
        open_rows = open_rows[~fine]
        if not len(open_rows):
            break
    return np.asarray(out, np.int64)
