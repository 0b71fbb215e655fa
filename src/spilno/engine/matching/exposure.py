"""Who is shown how often: the other half of every statement about quality of rankings."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class ExposureReport:
    """gini in [0, 1) over candidates; coverage = share shown at least once; most = largest number of lists for one."""

    gini: float
    coverage: float
    most: int


def exposure(lists: Sequence[Sequence[str]], candidates: Sequence[str]) -> ExposureReport:
    """How often each of `candidates` stands in `lists`."""
    row = {candidate: at for at, candidate in enumerate(candidates)}
    shown = np.zeros(len(candidates))
    for one in lists:
        for candidate in one:
            shown[row[candidate]] += 1
    if not len(shown) or not shown.sum():
        return ExposureReport(0.0, 0.0, 0)
    ordered = np.sort(shown)
    n = len(ordered)
    gini = float((2 * np.arange(1, n + 1) - n - 1) @ ordered / (n * ordered.sum()))
    return ExposureReport(gini, float((shown > 0).mean()), int(shown.max()))
