"""From scored candidates to one, several or none. Wrong certainty costs more than a question."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from spilno.engine.gazetteer.records import KINDS, LEVELS, Hints, Link, Verdict
from spilno.engine.names import UnitWords

if TYPE_CHECKING:
    from spilno.engine.gazetteer.linking import Gazetteer

# A hit is given as the one from SURE on, or from SURE_ALONE on where no other comes within ALONE of it; below LIKELY
# it is not given at all. Calibrated on the development names (benchmarks/linking.py prints what the cuts give).
SURE, SURE_ALONE, ALONE = 0.84, 0.76, 0.10
LIKELY = 0.66
MARGIN = 0.05
CERTAIN = 0.95
# A bare name that is only like the adjective of a hromada, rayon or oblast more likely misspells a town.
ADJECTIVE_COST = {"name": 0.0, "sound": 0.03, "similar": 0.09}
LOOSE = {KINDS.index(kind) for kind in ("alternate", "short", "translated", "part")}
LOCAL = {LEVELS.index(level) for level in ("municipality", "settlement", "place")}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place (position), the name that matched (position) and its kind, the score and the look that found it."""

    place: int
    name: int
    kind: int
    score: float
    reason: str


def _order(gazetteer: "Gazetteer", candidate: Candidate) -> tuple[float, bool, bool, bool, int, bool, int]:
    index = gazetteer.index
    former = KINDS[candidate.kind] == "former"
    return (
        # The same name spelled or sounded: the larger place first, as a reader expects.
        -1.0 if candidate.score >= CERTAIN else -round(candidate.score, 3),
        bool(index.place_flags[candidate.place] & 1),
        former,
        # A spelling somebody once used for a city does not come before the places that bear the name.
        candidate.kind in LOOSE,
        _tier(gazetteer, candidate),
        # Who bears the very name stands before who only sounds like it: Unna before Una.
        candidate.reason != "name",
        -int(index.place_population[candidate.place]),
    )


def _tier(gazetteer: "Gazetteer", candidate: Candidate) -> int:
    """0 towns and villages, 1 hromadas (named by adjective), 2 units above."""
    index = gazetteer.index
    level = int(index.place_level[candidate.place])
    if level not in LOCAL:
        return 2
    hromada = LEVELS[level] == "municipality" and index.countries[int(index.place_country[candidate.place])] == "UA"
    special = index.place_region[candidate.place] == candidate.place
    return 1 if hromada and not special else 0


def judge(gazetteer: "Gazetteer", found: list[Candidate], words: UnitWords, hints: Hints, k: int) -> Link:
    """Order the candidates and say how sure the first is."""
    index = gazetteer.index
    if not (hints.level or words.level):
        found = [replace(c, score=c.score - ADJECTIVE_COST[c.reason]) if _tier(gazetteer, c) else c for c in found]
    found = [c for c in found if c.score >= LIKELY]
    if not found:
        return Link(Verdict.NONE)
    found.sort(key=lambda candidate: _order(gazetteer, candidate))
    # A bare name means a town before it means the Kreis, rayon or hromada called after it; units that have ended
    # are meant only where nothing that exists is called so.
    best = found[0].score
    equal = [c for c in found if c.score >= best - MARGIN]
    living = [c for c in equal if not index.place_flags[c.place] & 1] or equal
    if not (hints.level or words.level):
        tier = min(_tier(gazetteer, c) for c in living if c.score >= best - 0.02)
        living = [c for c in living if _tier(gazetteer, c) == tier]
    if found[0].reason in ("name", "sound"):
        living = [c for c in living if c.reason in ("name", "sound")]
    first = living[0]
    rest = [c for c in found if c is not first]
    hits = tuple(gazetteer.hit(c) for c in [first, *rest][:k])
    if len(living) == 1:
        # The hromada or rayon called after the first is no rival of it.
        rivals = [c.score for c in rest if _tier(gazetteer, c) == _tier(gazetteer, first)]
        gap = first.score - max(rivals, default=0.0)
        sure = first.score >= SURE or (first.score >= SURE_ALONE and gap >= ALONE)
        return Link(Verdict.ONE if sure else Verdict.SEVERAL, hits, ())
    ahead = [first] + [c for c in found if c in living and c is not first]
    others = [c for c in found if c not in living]
    hits = tuple(gazetteer.hit(c) for c in (ahead + others)[:k])
    return Link(Verdict.SEVERAL, hits, _what_differs(gazetteer, living))


def _what_differs(gazetteer: "Gazetteer", living: list[Candidate]) -> tuple[str, ...]:
    """The facts that tell the candidates apart, the coarsest first."""
    index = gazetteer.index
    places = [c.place for c in living]
    facts: dict[str, Any] = {
        "country": index.place_country,
        "region": index.place_region,
        "district": index.place_district,
        "level": index.place_level,
        "population": index.place_population,
    }
    return tuple(name for name, column in facts.items() if len({int(column[p]) for p in places}) > 1)
