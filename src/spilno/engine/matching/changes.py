"""What would lift a candidate: single changes, each of them ranked again.

For every criterion the candidate is ranked again as if it fitted fully, and as if the seeker gave the criterion no weight.
Of the sums only the term that changes is exchanged (`Sums`), so that all candidates of one seeker are explained in about
the time of ranking them: the same bits as weighing everything anew.
"""

from functools import cached_property

import numpy as np
import numpy.typing as npt

from spilno.engine.matching.columns import Floats
from spilno.engine.matching.preferences import CODES, SYMMETRIC
from spilno.engine.matching.prepared import Prepared, Weighed
from spilno.engine.matching.results import Change
from spilno.engine.matching.scoring import Evidence, Side, Sums

CHANGES_SHOWN = 3


class Changes:
    """The changes of one prepared ranking, candidate by candidate. It must not be refreshed meanwhile."""

    def __init__(self, prepared: Prepared) -> None:
        self._prepared, self._side = prepared, prepared.side
        self._weights = prepared.weights()
        self._now = prepared.weigh(self._weights)
        self._counting = [number for number, weight in enumerate(self._weights) if weight]
        self._total = sum(self._weights[number] for number in self._counting) or 1.0

    def of(self, at: int) -> tuple[Change, ...]:
        """Those that lift the candidate in row `at` of the pool most, best first, at most three."""
        now, found = self._prepared.place(self._now, at), []
        for number in self._counting:
            code, known = self._side.codes[number], bool(self._side.known[number][at])
            score = self._fitting(number, at)
            ways = [("fit" if known else "known", score, self._evidence_fitting(number, at))]
            if known and len(self._counting) > 1:
                without = self._without[number]
                ways.append(("weight", without.score, self._evidence(without)))
            for kind, score, evidence in ways:
                rank = self._prepared.place_by(score, evidence, at)
                if rank < now:
                    found.append((rank, -float(score[at]), Change(code, kind, rank)))
        found.sort(key=lambda one: (one[0], one[1], one[2].code))
        return tuple(change for _, _, change in found[:CHANGES_SHOWN])

    @cached_property
    def _own(self) -> Sums:
        terms = {number: self._weights[number] * self._side.logs[number] for number in self._counting}
        return Sums(terms, self._side.size)

    @cached_property
    def _theirs(self) -> Sums | None:
        kept = self._prepared.kept
        return None if kept is None else kept.sums()

    @cached_property
    def _without(self) -> dict[int, Weighed]:
        """By criterion: everybody, were it without weight."""
        weights = self._weights
        return {
            number: self._prepared.weigh([*weights[:number], 0.0, *weights[number + 1 :]]) for number in self._counting
        }

    def _fitting(self, number: int, at: int) -> Floats:
        """(m,) scores where one criterion fits the candidate fully: on both sides what is the same from both, else in the
        seeker's eyes."""
        logs, code, kept = self._side.logs_fitting(number, at), self._side.codes[number], self._prepared.kept
        utility = np.exp(self._own.with_term(number, self._weights[number] * logs) / self._total)
        theirs = None
        if kept is not None and self._theirs is not None and code in SYMMETRIC:
            theirs = kept.utility_with(self._theirs, CODES.index(code), logs)
        return self._prepared.mutual(utility, theirs)

    def _evidence(self, weighed: Weighed) -> Evidence:
        return lambda rows: self._prepared.evidence(weighed, rows)

    def _evidence_fitting(self, number: int, at: int) -> Evidence:
        def evidence(rows: npt.NDArray[np.int64]) -> Floats:
            values = self._side.values[number].copy()
            values[at] = 1.0
            side: Side = self._side.with_row(number, values)
            then = Weighed(side, self._weights, self._now.utility, self._now.score)
            return self._prepared.evidence(then, rows)

        return evidence
