"""One seeker's scores, computed once and weighed as often as a slider moves.

A prepared ranking is a picture of the matcher at that moment. After `matcher.update(profile)`, `prepared.refresh(id)` takes
the one change in, to the same bits as preparing again.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from spilno.engine.errors import InvalidInput
from spilno.engine.matching.columns import Columns, Floats
from spilno.engine.matching.constraints import exclusions
from spilno.engine.matching.criteria import CRITERIA, Asked, details
from spilno.engine.matching.exposure import Toll
from spilno.engine.matching.preferences import CODES, SYMMETRIC, Preferences, back_values, power_mean
from spilno.engine.matching.results import Ranked, Ranking
from spilno.engine.matching.scoring import Evidence, Kept, Side, first, place

# How much of the prices is taken, from all to nothing, until a list keeps what it must.
PRICE_STEPS = (1.0, 0.75, 0.5, 0.25, 0.1)


@dataclass(frozen=True, slots=True)
class Weighed:
    """Scores (m,) of the eligible candidates under certain weights."""

    side: Side
    weights: list[float]
    utility: Floats
    score: Floats


class Prepared:
    """`pool`: rows of the m eligible candidates; `excluded`: (n,) reason codes, '' for the eligible."""

    def __init__(
        self, asked: Asked, columns: Columns, preferences: Preferences | None = None, power: float | None = None
    ) -> None:
        self.asked, self.columns, self._power, self._preferences = asked, columns, power, preferences
        self._prepare()

    def _prepare(self) -> None:
        self.excluded = exclusions(self.asked, self.columns)
        self.pool: npt.NDArray[np.int64] = np.flatnonzero(self.excluded == "")
        self._ids = self.columns.id_order[self.pool]
        self.left_out = dict(sorted(Counter(code for code in self.excluded.tolist() if code).items()))
        self._details: dict[int, dict[str, dict[str, Any]]] = {}
        self._criteria = self._in_force()
        scores, back = self._scores(self.columns, self._preferences)
        self.side = Side.of(list(self._criteria), [scores[code][self.pool] for code in self._criteria])
        self.back: Side | None = None
        self.kept: Kept | None = None
        if back is not None and self._preferences is not None:
            self.back = Side.of(CODES, list(back[:, self.pool]))
            # What nobody's data can answer and is not in force weighs nothing on either side.
            self._counts = np.array([CRITERIA[code].in_force(self.columns) for code in CODES], np.float64)
            self.back_weights = list(self._preferences.weights[:, self.pool] * self._counts[:, None])
            self.kept = Kept(self.back, self.back_weights)

    def _in_force(self) -> tuple[str, ...]:
        everything, wishes = dict.fromkeys(CRITERIA, 1.0), self.asked.wishes
        rules = CRITERIA.values()
        return tuple(c.code for c in rules if c.in_force(self.columns) and c.weight_with(wishes, everything))

    def _scores(self, columns: Columns, preferences: Preferences | None) -> tuple[dict[str, Floats], Floats | None]:
        """Scores of these candidates by criterion in the seeker's eyes, and (K, n) those of the seeker in theirs."""
        with np.errstate(invalid="ignore"):
            scores = {code: CRITERIA[code].score(self.asked, columns) for code in self._criteria}
            if preferences is None or self._power is None:
                return scores, None
            nothing = np.full(len(columns), np.nan)
            seen = {code: scores.get(code, nothing) for code in SYMMETRIC}
            return scores, back_values(self.asked, columns, preferences, seen)

    def refresh(self, candidate: str) -> None:
        """Take in a candidate that `matcher.update` has changed. O(candidates) only where a prior moves, or where it
        has become eligible or is no longer. Raises InvalidInput for an id that is not here."""
        row = self.columns.row.get(candidate)
        if row is None:
            raise InvalidInput("candidate", f"no candidate {candidate!r}")
        alone = Columns([self.columns.profiles[row]])
        code = str(exclusions(self.asked, alone)[0])
        if code != self.excluded[row] or self._in_force() != self._criteria:
            self._prepare()
        elif not code:
            at = int(np.searchsorted(self.pool, row))
            scores, back = self._scores(alone, None if self._preferences is None else Preferences(alone))
            self.side.put(at, [scores[code][0] for code in self._criteria])
            self._details.pop(row, None)
            if self.kept is not None and back is not None and self._preferences is not None:
                theirs = self._preferences.weights[:, row] * self._counts
                self.kept.put(at, back[:, 0].tolist(), theirs.tolist())

    def weights(self, weights: Mapping[str, float] | None = None) -> list[float]:
        """A weight for each criterion of `side`; those of the wishes unless others are given."""
        wishes = self.asked.wishes if weights is None else replace(self.asked.wishes, weights=weights)
        return [CRITERIA[code].weight_for(wishes) for code in self.side.codes]

    def weigh(self, weights: list[float]) -> Weighed:
        utility = self.side.utility(weights) if self.side.codes else np.ones(len(self.pool))
        return Weighed(self.side, weights, utility, self.mutual(utility))

    def mutual(self, utility: Floats, theirs: Floats | None = None) -> Floats:
        """(m,) scores: both sides' utilities in one, those of the candidates as they are unless given."""
        if self.kept is None or self._power is None:
            return utility
        return power_mean(utility, self.kept.utility if theirs is None else theirs, self._power)

    @property
    def back_utility(self) -> Floats:
        """(m,) what the seeker is to each eligible candidate. Raises InvalidInput where only one side is scored."""
        if self.kept is None:
            raise InvalidInput("power", "the matcher scores one side only")
        return self.kept.utility

    def evidence(self, weighed: Weighed, rows: npt.NDArray[np.int64]) -> Floats:
        own = weighed.side.evidence(weighed.weights, rows)
        return own if self.back is None else (own + self.back.evidence(self.back_weights, rows)) / 2

    def place(self, weighed: Weighed, at: int) -> int:
        """Rank of the candidate in row `at` of the pool."""
        return self.place_by(weighed.score, lambda rows: self.evidence(weighed, rows), at)

    def place_by(self, score: Floats, evidence: Evidence, at: int) -> int:
        """The same by other scores (m,), of equals by the evidence of their rows."""
        return place(score, evidence, self._ids, at)

    def top(self, weighed: Weighed, k: int | None) -> npt.NDArray[np.int64]:
        """Rows of the pool, the best first."""
        return self._first(weighed, weighed.score, k)

    def _first(self, weighed: Weighed, by: Floats, k: int | None) -> npt.NDArray[np.int64]:
        return first(by, lambda rows: self.evidence(weighed, rows), self._ids, k)

    def rank(
        self,
        weights: Mapping[str, float] | None = None,
        *,
        k: int | None = 20,
        toll: Toll | None = None,
    ) -> Ranking:
        """The k best with reasons, under the seeker's weights or others. Raises InvalidInput for a bad weight."""
        weighed = self.weigh(self.weights(weights))
        chosen, lost = self.top(weighed, k), 0.0
        if toll is not None:
            plain = float(weighed.score[chosen].sum())
            chosen = self._after(weighed, chosen, toll)
            lost = 1 - float(weighed.score[chosen].sum()) / plain if plain else 0.0
        rows = zip(self.side.codes, weighed.weights, self.side.sums, strict=True)
        return Ranking(
            tuple(self.item(weighed, int(at), rank) for rank, at in enumerate(chosen, start=1)),
            len(self.pool),
            dict(self.left_out),
            tuple(code for code, weight, (_total, number) in rows if weight > 0 and not number),
            float(self.side.prior(weighed.weights)),
            max(lost, 0.0),
        )

    def _after(self, weighed: Weighed, plain: npt.NDArray[np.int64], toll: Toll) -> npt.NDArray[np.int64]:
        """As many rows by score minus toll; of the toll only as much as keeps what the list must."""
        ids = [self.columns.profiles[row].id for row in self.pool]
        price = np.array([toll.prices.get(one, 0.0) for one in ids])
        if toll.bonus and self.back is not None:
            least = np.array([toll.thresholds.get(one, np.inf) for one in ids])
            price -= toll.bonus * (self.back_utility >= least)
        kept = float(weighed.score[plain].sum()) * (1 - toll.max_loss)
        for step in PRICE_STEPS:
            chosen = self._first(weighed, weighed.score - step * price, len(plain))
            if weighed.score[chosen].sum() >= kept:
                return chosen
        return plain

    def item(self, weighed: Weighed, at: int, rank: int) -> Ranked:
        row = int(self.pool[at])
        facts = self._details.get(row)
        if facts is None:
            facts = self._details[row] = details(self.asked, self.columns, row)
        item = Ranked(
            rank,
            self.columns.profiles[row].id,
            float(weighed.score[at]),
            float(self.evidence(weighed, np.array([at]))[0]),
            weighed.side.reasons(weighed.weights, at, facts),
            float(weighed.utility[at]),
        )
        if self.back is None or self.kept is None:
            return item
        theirs = [float(weights[at]) for weights in self.back_weights]
        return replace(
            item,
            back=float(self.kept.utility[at]),
            back_prior=float(self.back.prior(theirs)),
            back_reasons=self.back.reasons(theirs, at, facts),
        )
