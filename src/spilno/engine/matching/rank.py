"""Ranking with exact explanations.

U(a -> b) = exp(sum_k w_k ln max(s_k, .05) / sum_k w_k), a weighted geometric mean: one bad fit weighs more than in a
mean, and the contributions w_k (ln s_k - ln prior_k) / sum w add up exactly to ln U - ln U_prior. An unknown s_k takes
the geometric mean of the criterion over the eligible candidates (its prior) with its weight kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from spilno.engine.errors import InvalidInput
from spilno.engine.matching.columns import Columns, Floats
from spilno.engine.matching.criteria import CRITERIA, Asked, Criterion, details, distance_km
from spilno.engine.matching.profile import Profile, Wishes
from spilno.engine.network import TieGraph

FLOOR = 0.05
# A criterion that nobody's data can answer: the same for all, so that it moves nobody.
PRIOR_OF_NOTHING = 0.5
CHANGES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Reason:
    """One criterion of one pair: value in [0, 1] or None (unknown); contributions add up to ln U - ln U_prior."""

    code: str
    value: float | None
    weight: float
    contribution: float
    direction: str  # for, against, unknown
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ranked:
    """rank from 1; score = U in [0.05, 1]; evidence = share of the weights whose criteria are known, in [0, 1]."""

    rank: int
    id: str
    score: float
    evidence: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    items: tuple[Ranked, ...]
    eligible: int
    excluded: dict[str, int]  # reason code to number of candidates
    asleep: tuple[str, ...]  # criteria in force that no candidate's data can answer
    prior: float  # U of a candidate of which nothing is known


@dataclass(frozen=True, slots=True)
class Change:
    """`code` at `value` (or with `weight`) would put the candidate at `rank`; found by ranking again."""

    code: str
    kind: str  # "known": were it known to fit; "fit": did it fit fully; "weight": did it not matter to the seeker
    rank: int


@dataclass(frozen=True, slots=True)
class _Scores:
    criteria: list[Criterion]
    weights: Floats  # (K,)
    values: Floats  # (K, n), nan unknown
    logs: Floats  # (K, n), priors filled in
    priors: Floats  # (K,), logarithms
    eligible: npt.NDArray[np.bool_]
    reasons: npt.NDArray[np.object_]
    utility: Floats
    evidence: Floats


class Matcher:
    """Ranks candidates for a seeker. Holds the candidates as arrays; `update` changes one without a rebuild."""

    def __init__(self, candidates: Sequence[Profile], graph: TieGraph | None = None) -> None:
        self.columns = Columns(candidates)
        self.graph = graph or TieGraph()

    def update(self, profile: Profile) -> None:
        """Take in a changed candidate; every ranking afterwards is that of a matcher built anew."""
        if profile.id not in self.columns.row:
            raise InvalidInput("id", f"no candidate {profile.id!r}")
        self.columns.replace(profile)

    def rank(self, seeker: Profile, wishes: Wishes | None = None, *, k: int | None = 20) -> Ranking:
        """The k best eligible candidates; ties go to the better known, then to the lower id. k None: all of them."""
        asked = Asked(seeker, wishes or Wishes(), self.graph)
        scores = self._score(asked)
        order = self._order(scores)
        chosen = order if k is None else order[: max(k, 0)]
        codes, counts = np.unique(scores.reasons[~scores.eligible].astype(str), return_counts=True)
        known: npt.NDArray[np.bool_] = ~np.isnan(scores.values[:, scores.eligible])
        asleep = tuple(c.code for row, c in enumerate(scores.criteria) if not known[row].any())
        km = distance_km(asked, self.columns)
        items = (self._item(asked, scores, int(at), rank, km) for rank, at in enumerate(chosen, start=1))
        total = scores.weights.sum()
        prior = float(np.exp(scores.weights @ scores.priors / total)) if total else 1.0
        return Ranking(
            tuple(items),
            int(scores.eligible.sum()),
            dict(zip(codes.tolist(), counts.tolist(), strict=True)),
            asleep,
            prior,
        )

    def explain(self, seeker: Profile, candidate: str, wishes: Wishes | None = None) -> Ranked | str:
        """The candidate's place in the whole ranking, or the code of the hard constraint that keeps it out."""
        asked = Asked(seeker, wishes or Wishes(), self.graph)
        scores, at = self._score(asked), self._at(candidate)
        if not scores.eligible[at]:
            return str(scores.reasons[at])
        return self._item(asked, scores, at, self._place(scores, at), distance_km(asked, self.columns))

    def what_would_change(self, seeker: Profile, candidate: str, wishes: Wishes | None = None) -> tuple[Change, ...]:
        """The single changes that lift the candidate most, each ranked again to be sure; best first, at most three."""
        scores, at = self._score(Asked(seeker, wishes or Wishes(), self.graph)), self._at(candidate)
        if not scores.eligible[at]:
            return ()
        now = self._place(scores, at)
        changes: list[tuple[int, float, Change]] = []

        def consider(code: str, kind: str, then: _Scores) -> None:
            rank = self._place(then, at)
            if rank < now:
                changes.append((rank, -float(then.utility[at]), Change(code, kind, rank)))

        for row, criterion in enumerate(scores.criteria):
            unknown = bool(np.isnan(scores.values[row, at]))
            # A fact that becomes known moves the prior too, hence the whole weighing again.
            values = scores.values.copy()
            values[row, at] = 1.0
            lifted = self._weigh(scores.criteria, scores.weights, values, scores.reasons)
            consider(criterion.code, "known" if unknown else "fit", lifted)
            if len(scores.criteria) > 1 and not unknown:
                kept = [other for other in range(len(scores.criteria)) if other != row]
                criteria = [scores.criteria[other] for other in kept]
                without = self._weigh(criteria, scores.weights[kept], scores.values[kept], scores.reasons)
                consider(criterion.code, "weight", without)
        changes.sort(key=lambda one: (one[0], one[1], one[2].code))
        return tuple(change for _, _, change in changes[:CHANGES_SHOWN])

    # ------------------------------------------------------------------------------------------------------------------

    def _at(self, candidate: str) -> int:
        if candidate not in self.columns.row:
            raise InvalidInput("candidate", f"no candidate {candidate!r}")
        return self.columns.row[candidate]

    def _score(self, asked: Asked) -> _Scores:
        columns, wishes = self.columns, asked.wishes
        in_force = [(c, c.weight_for(wishes)) for c in CRITERIA.values()]
        criteria = [c for c, weight in in_force if weight > 0]
        weights = np.array([weight for _, weight in in_force if weight > 0], np.float64)
        with np.errstate(invalid="ignore"):
            values = np.array([c.score(asked, columns) for c in criteria], np.float64).reshape(
                len(criteria), len(columns)
            )
        return self._weigh(criteria, weights, values, exclusions(asked, columns))

    def _weigh(
        self, criteria: list[Criterion], weights: Floats, values: Floats, reasons: npt.NDArray[np.object_]
    ) -> _Scores:
        """Utilities out of the criteria's values; what is unknown takes the prior of those who are in the ranking."""
        eligible = reasons == ""
        logs = np.log(np.maximum(values, FLOOR))
        known = ~np.isnan(logs)
        counted = known & eligible
        number = counted.sum(axis=1)
        sums = np.where(counted, logs, 0.0).sum(axis=1)
        priors = np.where(number > 0, sums / np.maximum(number, 1), np.log(PRIOR_OF_NOTHING))
        logs = np.where(known, logs, priors[:, None])
        total = weights.sum() or 1.0
        utility = np.exp(weights @ logs / total)
        evidence = weights @ known / total
        return _Scores(criteria, weights, values, logs, priors, eligible, reasons, utility, evidence)

    def _keys(self, scores: _Scores) -> tuple[npt.NDArray[Any], Floats, Floats]:
        """What the order goes by, the last first. Rounded, so that the last bits of a sum do not decide between equals;
        then the better known, then the lower id.
        """
        return self.columns.id_order, -np.round(scores.evidence, 9), -np.round(scores.utility, 9)

    def _order(self, scores: _Scores) -> npt.NDArray[np.int64]:
        everyone = np.lexsort(self._keys(scores))
        return everyone[scores.eligible[everyone]]

    def _place(self, scores: _Scores, at: int) -> int:
        """Rank of one candidate, without ordering all the others."""
        ids, evidence, utility = self._keys(scores)
        equal = utility == utility[at]
        ahead = (utility < utility[at]) | (equal & (evidence < evidence[at]))
        ahead |= equal & (evidence == evidence[at]) & (ids < ids[at])
        return 1 + int((ahead & scores.eligible).sum())

    def _item(self, asked: Asked, scores: _Scores, at: int, rank: int, km: Floats) -> Ranked:
        facts = details(asked, self.columns, at, float(km[at]))
        total = scores.weights.sum() or 1.0
        reasons = []
        for row, criterion in enumerate(scores.criteria):
            value = float(scores.values[row, at])
            contribution = float(scores.weights[row] * (scores.logs[row, at] - scores.priors[row]) / total)
            unknown = np.isnan(value)
            positive = contribution > 1e-9 or (abs(contribution) <= 1e-9 and value > 0.5)
            reasons.append(
                Reason(
                    criterion.code,
                    None if unknown else value,
                    float(scores.weights[row]),
                    0.0 if unknown else contribution,
                    "unknown" if unknown else "for" if positive else "against",
                    facts.get(criterion.code, {}),
                )
            )
        return Ranked(
            rank, self.columns.profiles[at].id, float(scores.utility[at]), float(scores.evidence[at]), tuple(reasons)
        )


def exclusions(asked: Asked, columns: Columns) -> npt.NDArray[np.object_]:
    """For each candidate the first hard constraint that it breaks, '' where it breaks none."""
    own, wishes = asked.profile, asked.wishes
    out = np.full(len(columns), "", object)
    population = np.exp(columns["log_population"])
    with np.errstate(invalid="ignore"):
        rules: list[tuple[str, Any]] = [
            ("same_place", columns.are({own.id})),
            ("own_country", (columns.country == own.country) & (not wishes.own_country)),
            ("occupied", columns["security"] == 3.0),
            ("no_consent", ~columns.consents),
            ("no_capacity", columns.full),
            ("already_partner", columns.are(own.partner_ids)),
            ("excluded", columns.are(wishes.excluded)),
        ]
        if wishes.size_min is not None:
            rules.append(("size", population < wishes.size_min))
        if wishes.size_max is not None:
            rules.append(("size", population > wishes.size_max))
        if wishes.only_regions:
            rules.append(("region", ~np.isin(columns.region, list(wishes.regions))))
    for code, broken in rules:
        out[np.asarray(broken, bool) & (out == "")] = code
    return out
