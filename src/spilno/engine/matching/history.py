"""How a ranking stands to the partnerships that history made: a diagnostic, never a goal.

History went to famous cities; a method that predicts it well sends everybody there. Hence no recall without exposure.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from spilno.engine.matching.exposure import ExposureReport, exposure


@dataclass(frozen=True, slots=True)
class HistoryReport:
    """recall[k] over the pairs, median rank of the true partner (None: never ranked), exposure of the top tens."""

    pairs: int
    recall: dict[int, float]
    median_rank: int | None
    exposure: ExposureReport


def evaluate_history(
    ranker: Callable[[str], Sequence[str]],
    pairs: Iterable[tuple[str, str]],
    candidates: Sequence[str],
    *,
    ks: Sequence[int] = (1, 5, 10, 50),
) -> HistoryReport:
    """Rank all candidates for each seeker of `pairs` (seeker, partner); a seeker's other partners do not count against."""
    known: dict[str, set[str]] = {}
    for seeker, partner in pairs:
        known.setdefault(seeker, set()).add(partner)
    ranks, tops = [], []
    for seeker, partners in known.items():
        ranked = list(ranker(seeker))
        tops.append(ranked[:10])
        for partner in partners:
            others = [c for c in ranked if c == partner or c not in partners]
            ranks.append(others.index(partner) + 1 if partner in others else len(candidates) + 1)
    ranks.sort()
    recall = {k: sum(rank <= k for rank in ranks) / len(ranks) if ranks else 0.0 for k in ks}
    return HistoryReport(len(ranks), recall, ranks[len(ranks) // 2] if ranks else None, exposure(tops, candidates))
