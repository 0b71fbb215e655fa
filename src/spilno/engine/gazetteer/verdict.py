"""From scored candidates to one, several or none. Wrong certainty costs more than a question."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from spilno.engine.gazetteer.records import KINDS, LEVELS, Hints, Link, Verdict
from spilno.engine.names import UnitWords

if TYPE_CHECKING:
    from spilno.engine.gazetteer.linking import Gazetteer

# Below SURE a hit is not given as the one; below LIKELY it is not given at all. Calibrated on names_ua_dev.csv
# (benchmarks/linking.py prints precision and recall at these cuts).
SURE = 0.80
LIKELY = 0.66
MARGIN = 0.05
LOCAL = {LEVELS.index(level) for level in ("municipality", "settlement", "place")}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place (position), the name that matched (position) and its kind, the score and the look that found it."""

    place: int
    name: int
    kind: int
    score: float
    reason: str


def _order(gazetteer: "Gazetteer", candidate: Candidate) -> tuple[float, bool, bool, int, int]:
    index = gazetteer.index
    former = KINDS[candidate.kind] == "former"
    return (
        -round(candidate.score, 3),
        bool(index.place_flags[candidate.place] & 1),
        former,
        _tier(gazetteer, candidate),
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
    hits = tuple(gazetteer.hit(c) for c in ([first] + rest)[:k])
    if len(living) == 1:
        return Link(Verdict.ONE if first.score >= SURE else Verdict.SEVERAL, hits, ())
    ahead = [first] + [c for c in found if c in living and c is not first]
    others = [c for c in found if c not in living]
    hits = tuple(gazetteer.hit(c) for c in (ahead + others)[:k])
    return Link(Verdict.SEVERAL, hits, _what_differs(gazetteer, living))


def _what_differs(gazetteer: "Gazetteer", living: list[Candidate]) -> tuple[str, ...]:
    """The facts that tell the candidates apart, the coarsest first."""
    index = gazetteer.index
    places = [c.place for c in living]
    facts = {
        "country": index.place_country,
        "region": index.place_region,
        "district": index.place_district,
        "level": index.place_level,
        "population": index.place_population,
    }
    return tuple(name for name, column in facts.items() if len({int(column[p]) for p in places}) > 1)
