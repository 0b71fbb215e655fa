"""Suggestions that are welcome: the largest share of lists that stands in the other side's own top, at a bounded loss.

A pair is welcome where the candidate's own list of seekers, by its own utility alone, has the seeker among its `top`
best. Lists by score plus a bonus for welcome pairs are, for every bonus, the best there are at their loss (Lagrange), so
the smallest bonus that gives up no more than allowed is certified by the value of its own lists.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from spilno.engine.errors import InvalidInput
from spilno.engine.matching.exposure import Floats, Rows, _lists, _sums

TOP, MOST_LOST = 20, 0.02
# A bonus above 1 counts more than any score.
MOST_BONUS, HALVINGS = 2.0, 40


@dataclass(frozen=True, slots=True)
class Welcome:
    """lists: (S, k) candidate rows, the best first, -1 where a seeker has fewer. bonus: what a welcome pair counts more.
    share, plain: of the suggestions that are welcome, in these lists and in those by score alone. attainable: no lists with
    at most this loss have a larger share. loss: share of the total score given up.
    """

    lists: Rows
    bonus: float
    share: float
    plain: float
    attainable: float
    loss: float


def welcomed(back: npt.ArrayLike, *, top: int = TOP) -> npt.NDArray[np.bool_]:
    """(S, n) where the seeker is among the `top` best of the candidate. back: (S, n) what each seeker is to each candidate,
    nan where they may not meet; equal ones by row."""
    table = np.asarray(back, np.float64)
    order = np.argsort(-np.where(np.isnan(table), -np.inf, table), axis=0, kind="stable")[:top]
    found = np.zeros(table.shape, bool)
    np.put_along_axis(found, order, True, axis=0)
    return np.asarray(found & ~np.isnan(table))


def welcome(
    scores: npt.ArrayLike, back: npt.ArrayLike, *, k: int = 10, top: int = TOP, max_loss: float = MOST_LOST
) -> Welcome:
    """Lists of k by score (S, n), nan where a pair may not meet, with the largest share of welcome pairs at which the total
    score falls by at most the share `max_loss`. back: see `welcomed`. Raises InvalidInput for what does not fit.
    """
    table = np.asarray(scores, np.float64)
    if table.ndim != 2 or not table.size or table.shape != np.shape(back) or (table < 0).any():
        raise InvalidInput(
            "scores", "two tables of the same shape are needed, scores from 0, nan where nobody may meet"
        )
    if k < 1 or top < 1 or not 0 <= max_loss <= 1:
        raise InvalidInput("bounds", f"lists of {k}, the top {top} and a loss of {max_loss} cannot be")
    ready, inside = np.where(np.isnan(table), -np.inf, table), welcomed(back, top=top).astype(np.float64)
    own = _Lists(ready, inside, min(k, table.shape[1]), 0.0)
    low, high, best, certified = 0.0, MOST_BONUS, own, 1.0
    for _halving in range(HALVINGS):
        middle = (low + high) / 2
        found = _Lists(ready, inside, own.k, middle)
        certified = min(certified, found.most_welcome(own.total * (1 - max_loss)))
        if found.total >= own.total * (1 - max_loss):
            low, best = middle, found
        else:
            high = middle
        if MOST_BONUS - low < 1e-3 or high - low < 1e-6:
            break
    loss = 1 - best.total / own.total if own.total else 0.0
    return Welcome(best.lists, best.bonus, best.share, own.share, max(certified, best.share), max(loss, 0.0))


class _Lists:
    def __init__(self, table: Floats, inside: Floats, k: int, bonus: float) -> None:
        self.k, self.bonus = k, bonus
        self.lists = _lists(table + bonus * inside, k)
        self.total = float(_sums(table, self.lists).sum())
        self.number = max(int((self.lists >= 0).sum()), 1)
        self.share = float(_sums(inside, self.lists).sum()) / self.number

    def most_welcome(self, least: float) -> float:
        """No lists with at least this total have a larger share: these maximise total plus bonus for each welcome pair."""
        return min((self.total - least) / (self.bonus * self.number) + self.share, 1.0) if self.bonus else 1.0
