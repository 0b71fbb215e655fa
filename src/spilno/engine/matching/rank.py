"""Ranking with exact explanations: one-sided by default, two-sided with a power mean of both sides' utilities.

The formulas and how unknown values enter stand in `scoring`, the criteria in `criteria`, what excludes in `constraints`.
"""

from collections.abc import Sequence

import numpy as np

from spilno.engine.errors import InvalidInput
from spilno.engine.matching.changes import Changes
from spilno.engine.matching.columns import Columns, Floats
from spilno.engine.matching.criteria import Asked
from spilno.engine.matching.exposure import Toll
from spilno.engine.matching.preferences import Preferences
from spilno.engine.matching.prepared import Prepared
from spilno.engine.matching.profile import Profile, Wishes
from spilno.engine.matching.questions import answers, chance
from spilno.engine.matching.results import Change, Question, Ranked, Ranking, Reason, WhyNot
from spilno.engine.network import TieGraph

AGAINST_SHOWN = 2
TOP = 10
HARMONIC = -1.0

__all__ = ["Change", "Matcher", "Question", "Ranked", "Ranking", "Reason", "WhyNot"]


class Matcher:
    """Ranks candidates for a seeker. Holds the candidates as arrays; `update` changes one without a rebuild.

    power: None scores by the seeker's side alone; a number in [-inf, 1] by the power mean of both sides' utilities
    (HARMONIC = -1 is the proven choice, -inf the worse of both). Raises InvalidInput for any other power.
    """

    def __init__(
        self, candidates: Sequence[Profile], graph: TieGraph | None = None, *, power: float | None = None
    ) -> None:
        if power is not None and not power <= 1:
            raise InvalidInput("power", f"{power} is not a number up to 1")
        self.columns = Columns(candidates)
        if len(self.columns.row) != len(self.columns):
            raise InvalidInput("id", "two candidates have the same id")
        self.graph = graph or TieGraph()
        self._power = power
        self._preferences = Preferences(self.columns) if power is not None else None

    def update(self, profile: Profile) -> None:
        """Take in a changed candidate; every ranking afterwards is that of a matcher built anew."""
        if profile.id not in self.columns.row:
            raise InvalidInput("id", f"no candidate {profile.id!r}")
        self.columns.replace(profile)
        if self._preferences is not None:
            self._preferences.put(self.columns.row[profile.id], profile)

    def prepare(self, seeker: Profile, wishes: Wishes | None = None) -> Prepared:
        """The scores of one seeker, to be weighed again and again: `prepared.rank({"size": 3}, k=10)`."""
        asked = Asked(seeker, wishes or seeker.wishes or Wishes(), self.graph)
        return Prepared(asked, self.columns, self._preferences, self._power)

    def rank(
        self,
        seeker: Profile,
        wishes: Wishes | None = None,
        *,
        k: int | None = 20,
        toll: Toll | None = None,
    ) -> Ranking:
        """The k best eligible candidates; ties go to the better known, then to the lower id. k None: all of them.

        wishes None: those in the seeker's profile. toll: the order is by score minus toll (see `exposure.prices` and
        `fair.fair_order`); the scores stay what they are.
        """
        return self.prepare(seeker, wishes).rank(k=k, toll=toll)

    def scores(self, seeker: Profile, wishes: Wishes | None = None) -> Floats:
        """(n,) scores in the order of the candidates, nan for those a hard constraint keeps out."""
        prepared = self.prepare(seeker, wishes)
        out = np.full(len(self.columns), np.nan)
        out[prepared.pool] = prepared.weigh(prepared.weights()).score
        return out

    def eligible(self, seeker: Profile, candidate: str, wishes: Wishes | None = None) -> str:
        """The code of the hard constraint that keeps the candidate out, '' where none does."""
        return str(self.prepare(seeker, wishes).excluded[self._at(candidate)])

    def explain(self, seeker: Profile, candidate: str, wishes: Wishes | None = None) -> Ranked | str:
        """The candidate's place in the whole ranking, or the code of the hard constraint that keeps it out."""
        row, prepared = self._at(candidate), self.prepare(seeker, wishes)
        if prepared.excluded[row]:
            return str(prepared.excluded[row])
        weighed, at = prepared.weigh(prepared.weights()), int(np.searchsorted(prepared.pool, row))
        return prepared.item(weighed, at, prepared.place(weighed, at))

    def why_not(self, seeker: Profile, candidate: str, wishes: Wishes | None = None) -> WhyNot:
        """What keeps the candidate from standing further up: a hard constraint, or its two heaviest reasons against."""
        found = self.explain(seeker, candidate, wishes)
        if isinstance(found, str):
            return WhyNot(found, None, (), ())
        against = [reason for reason in found.reasons if reason.direction == "against"]
        against.sort(key=lambda reason: (reason.contribution, reason.code))
        unknown = tuple(reason.code for reason in found.reasons if reason.value is None)
        return WhyNot(None, found.rank, tuple(against[:AGAINST_SHOWN]), unknown)

    def what_would_change(self, seeker: Profile, candidate: str, wishes: Wishes | None = None) -> tuple[Change, ...]:
        """The single changes that lift the candidate most, each ranked again to be sure; best first, at most three.

        A criterion that is the same from both sides changes on both; any other in the seeker's eyes only.
        """
        row, prepared = self._at(candidate), self.prepare(seeker, wishes)
        if prepared.excluded[row]:
            return ()
        return Changes(prepared).of(int(np.searchsorted(prepared.pool, row)))

    def ask(self, seeker: Profile, wishes: Wishes | None = None, *, k: int = 3) -> tuple[Question, ...]:
        """The k unknown fields of the seeker whose answers would change its top ten most, the most telling first.

        For each field the ranking is run with a few answers that are likely among the candidates; the expected change
        is the mean share of the top ten that is replaced, times how likely there is such an answer at all: a fact is
        something, while many have no wish. Fields that would change nothing are not asked.
        """
        wished = wishes or seeker.wishes or Wishes()
        now = self._top(seeker, wished)
        questions = []
        for name, alternatives in answers(seeker, wished, self.columns).items():
            if now and alternatives:
                lists = [self._top(profile, other) for profile, other in alternatives]
                replaced = sum(1 - len(now & one) / len(now) for one in lists) / len(lists)
                questions.append(Question(name, replaced * chance(name, self.columns)))
        questions.sort(key=lambda question: (-question.change, question.field))
        return tuple(question for question in questions if question.change > 0)[: max(k, 0)]

    # ------------------------------------------------------------------------------------------------------------------

    def _top(self, seeker: Profile, wishes: Wishes) -> set[int]:
        prepared = self.prepare(seeker, wishes)
        return {int(prepared.pool[at]) for at in prepared.top(prepared.weigh(prepared.weights()), TOP)}

    def _at(self, candidate: str) -> int:
        if candidate not in self.columns.row:
            raise InvalidInput("candidate", f"no candidate {candidate!r}")
        return self.columns.row[candidate]
