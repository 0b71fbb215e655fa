"""What an allocation is worth to whom: pairs that would rather have each other, the worst off, who stays alone."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from spilno.engine.matching.allocate import Counts, Floats, Pair
from spilno.engine.matching.exposure import gini

THRESHOLDS = (0.0, 0.02, 0.05, 0.1)


@dataclass(frozen=True)
class SideReport:
    """Utility of the pairs to one side: the worst, the tenth percentile, the mean; None where there is no pair."""

    worst: float | None
    tenth: float | None
    mean: float | None


@dataclass(frozen=True)
class AllocationReport:
    """blocking: threshold -> pairs (row, column) in which both would gain more than it. gini, coverage: over the second
    side's number of partners. alone_first, alone_second: row or column -> why it has no partner.
    """

    blocking: dict[float, tuple[Pair, ...]]
    first: SideReport
    second: SideReport
    gini: float
    coverage: float
    alone_first: dict[int, str]
    alone_second: dict[int, str]


def report_on(
    pairs: Sequence[Pair],
    mutual: Floats,
    gain_first: Floats,
    gain_second: Floats,
    capacity_first: Counts,
    capacity_second: Counts,
    *,
    forbids: Collection[Pair] = (),
) -> AllocationReport:
    """Everything a coordinator asks about an allocation; tables as in `market.Market`."""
    allowed = ~np.isnan(mutual)
    for at in forbids:
        allowed[at] = False
    taken = _chosen(pairs, mutual.shape)
    both = np.where(
        allowed, blocking_gain(pairs, mutual, gain_first, gain_second, capacity_first, capacity_second), -np.inf
    )
    blocking = {
        limit: tuple((int(row), int(column)) for row, column in np.argwhere(both > limit)) for limit in THRESHOLDS
    }
    counts = taken.sum(axis=0).astype(float)
    return AllocationReport(
        blocking,
        _side([float(gain_first[at]) for at in pairs]),
        _side([float(gain_second[at]) for at in pairs]),
        gini(counts),
        float((counts > 0).mean()) if len(counts) else 0.0,
        _alone(taken, allowed, capacity_first),
        _alone(taken.T, allowed.T, capacity_second),
    )


def blocking_gain(
    pairs: Sequence[Pair], mutual: Floats, gain_first: Floats, gain_second: Floats, capacity_first: Counts,
    capacity_second: Counts,
) -> Floats:  # fmt: skip
    """(A, B) what both ends of a pair that is not chosen would gain at least; -inf where they may not meet."""
    taken = _chosen(pairs, mutual.shape)
    both = np.minimum(_gains(gain_first, taken, capacity_first), _gains(gain_second.T, taken.T, capacity_second).T)
    return np.where(taken | np.isnan(mutual), -np.inf, both)


def _chosen(pairs: Sequence[Pair], shape: tuple[int, ...]) -> npt.NDArray[np.bool_]:
    taken = np.zeros(shape, bool)
    for at in pairs:
        taken[at] = True
    return taken


def _gains(gain: Floats, taken: npt.NDArray[np.bool_], capacity: Counts) -> Floats:
    """(A, B) what each row would gain from each column: against its worst partner, or against nobody with a place free."""
    held = np.where(taken, gain, np.inf).min(axis=1, initial=np.inf)
    floor = np.where(taken.sum(axis=1) < capacity, 0.0, held)
    floor = np.where(capacity == 0, np.inf, floor)
    return np.asarray(np.nan_to_num(gain, nan=0.0) - floor[:, None])


def _side(gains: list[float]) -> SideReport:
    if not gains:
        return SideReport(None, None, None)
    return SideReport(min(gains), float(np.quantile(gains, 0.1)), float(np.mean(gains)))


def _alone(taken: npt.NDArray[np.bool_], allowed: npt.NDArray[np.bool_], capacity: Counts) -> dict[int, str]:
    """no_capacity, no_eligible (every pair breaks a must), or outbid (all who fit have better partners)."""
    reasons = {}
    for at in np.flatnonzero(~taken.any(axis=1)):
        reasons[int(at)] = "no_capacity" if capacity[at] == 0 else "outbid" if allowed[at].any() else "no_eligible"
    return reasons
