"""From scored candidates to one, several or none. Wrong certainty costs more than a question."""

from dataclasses import dataclass, replace
from math import log10
from typing import TYPE_CHECKING, Any

from spilno.engine.gazetteer.records import KINDS, LEVELS, Hints, Link, Verdict
from spilno.engine.names import UnitWords

if TYPE_CHECKING:
    from spilno.engine.gazetteer.linking import Gazetteer

# Calibrated on the development names (benchmarks/linking.py prints what the cuts give). A name that is only like
# another is given as the one where likeness and lead over the next together reach SURE, with more of both where no
# hint narrows; below LIKELY nothing is given, below GUESS nothing even inside a region.
SURE, SURE_ALONE, SURE_LOOSE = 0.93, 0.78, 0.85
SURE_BARE, LEAD_BARE = 0.93, 0.12
# Odd spellings are those of towns, mostly: a village must be likelier by so much. By rank: village, town, city.
KNOWN = (0.0, 0.10, 0.13)
# How much farther than the nearest a namesake must be to be no rival: half of a hromada's width at least.
CLEARLY, CLEARLY_KM = 2.0, 4.0
LIKELY, GUESS = 0.66, 0.56
MARGIN, MARGIN_BARE = 0.03, 0.14
CERTAIN = 0.95
# Of two names that are about equally like the text, the larger place is meant more often; only their order knows it.
FAME = 0.02
# Where no hint narrows, names this near may be meant, too, unless the first is a city and they are far smaller.
LARGE, MUCH_LARGER = 50_000, 20
# A town this much like an adjective that was not written in full is meant as likely as the hromada called so.
SEAT = 0.70
# A bare name that is only like the adjective of a hromada, rayon or oblast more likely misspells a town.
ADJECTIVE_COST = {"name": 0.0, "sound": 0.03, "similar": 0.09}
LOOSE = {KINDS.index(kind) for kind in ("alternate", "short", "translated", "part")}
LOCAL = {LEVELS.index(level) for level in ("municipality", "settlement", "place")}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place (position), the name that matched (position) and its kind, the score, the look that found it, whether
    beginning and end agree, and the score that counts for the order alone, where it differs."""

    place: int
    name: int
    kind: int
    score: float
    reason: str
    firm: bool = True
    order: float | None = None

    @property
    def ordering(self) -> float:
        return self.score if self.order is None else self.order


def is_narrow(hints: Hints) -> bool:
    """Whether the hints say more than the country."""
    return bool(hints.region or hints.near or hints.population)


def _order(gazetteer: "Gazetteer", candidate: Candidate) -> tuple[float, bool, bool, int, int, int]:
    index = gazetteer.index
    former = KINDS[candidate.kind] == "former"
    population = int(index.place_population[candidate.place])
    worth = candidate.ordering + FAME * log10(1 + population)
    return (
        # The same name spelled or sounded: the larger place first, as a reader expects.
        -2.0 if candidate.order is None and candidate.score >= CERTAIN else -round(worth, 3),
        bool(index.place_flags[candidate.place] & 1),
        former,
        tier(gazetteer, candidate),
        # Who bears the very name stands before who only sounds like it (Unna before Una) or was once called so.
        (candidate.reason != "name") + (candidate.kind in LOOSE),
        -population,
    )


def tier(gazetteer: "Gazetteer", candidate: Candidate) -> int:
    """0 towns and villages, 1 hromadas (named by adjective), 2 units above."""
    index = gazetteer.index
    level = int(index.place_level[candidate.place])
    if level not in LOCAL:
        return 2
    hromada = LEVELS[level] == "municipality" and index.countries[int(index.place_country[candidate.place])] == "UA"
    special = index.place_region[candidate.place] == candidate.place
    return 1 if hromada and not special else 0


def judge(
    gazetteer: "Gazetteer", found: list[Candidate], words: UnitWords, hints: Hints, k: int, *, whole: bool = False
) -> Link:
    """Order the candidates and say how sure the first is; with `whole`, k does not cut those that may be meant."""
    free = not (hints.level or words.level)
    if free:
        found = [replace(c, score=c.score - ADJECTIVE_COST[c.reason]) if tier(gazetteer, c) else c for c in found]
    narrow = is_narrow(hints)
    least = GUESS if narrow else LIKELY
    # Too little like the text to be asked about alone; behind better ones they help who reads on.
    guessed = sorted((c for c in found if GUESS <= c.score < least), key=lambda c: _order(gazetteer, c))
    found = [c for c in found if c.score >= least]
    if not found:
        return Link(Verdict.NONE)
    found.sort(key=lambda candidate: _order(gazetteer, candidate))
    living = _nearest(gazetteer, _living(gazetteer, found, free, narrow), hints)
    first = living[0]
    seats = _seats(gazetteer, first, found) if free else []
    if len(living) == 1 and not seats and _is_sure(gazetteer, first, found, free, narrow):
        rest = [c for c in found if c is not first]
        return Link(Verdict.ONE, tuple(gazetteer.hit(c) for c in [first, *rest, *guessed][:k]))
    ahead = seats + living if first.reason != "name" else living + seats
    others = [c for c in found if c not in ahead]
    if whole:
        k = max(k, len(ahead) + sum(c.score >= ahead[0].score - MARGIN_BARE for c in others))
    hits = tuple(gazetteer.hit(c) for c in (ahead + others + guessed)[:k])
    return Link(Verdict.SEVERAL, hits, _what_differs(gazetteer, ahead) if len(ahead) > 1 else ())


def _living(gazetteer: "Gazetteer", found: list[Candidate], free: bool, narrow: bool) -> list[Candidate]:
    """Those that match as well as the first: what exists before what has ended, towns before the units called after
    them, who bears the name before who only resembles it."""
    index = gazetteer.index
    best = found[0].score
    equal = [c for c in found if c.score >= best - MARGIN]
    if not narrow and found[0].reason != "name":
        known = int(index.place_population[found[0].place])
        small = known / MUCH_LARGER if known >= LARGE else -1
        wider = [c for c in found if c.score >= best - MARGIN_BARE and int(index.place_population[c.place]) > small]
        equal = [c for c in found if c in equal or c in wider]
    living = [c for c in equal if not index.place_flags[c.place] & 1] or equal
    if free:
        top = max(c.score for c in living)
        lowest = min(tier(gazetteer, c) for c in living if c.score >= top - 0.02)
        living = [c for c in living if tier(gazetteer, c) == lowest]
    if found[0].reason == "name" or (found[0].reason == "sound" and narrow):
        living = [c for c in living if c.reason in ("name", "sound")]
    return living


def _nearest(gazetteer: "Gazetteer", living: list[Candidate], hints: Hints) -> list[Candidate]:
    """Of namesakes around a point the nearest first, and alone where the next is clearly farther."""
    if hints.near is None or len(living) < 2:
        return living
    away = gazetteer.narrowing.distances(hints.near)
    living = sorted(living, key=lambda candidate: float(away[candidate.place]))
    first, second = float(away[living[0].place]), float(away[living[1].place])
    return living[:1] if second >= max(CLEARLY * first, first + CLEARLY_KM) else living


def _seats(gazetteer: "Gazetteer", first: Candidate, found: list[Candidate]) -> list[Candidate]:
    """Towns that may be meant where only an adjective matched: `Donecka` is Donetsk as likely as its hromada."""
    if not tier(gazetteer, first) or first.reason == "name":
        return []
    return [c for c in found if not tier(gazetteer, c) and c.score >= SEAT][:1]


def _is_sure(gazetteer: "Gazetteer", first: Candidate, found: list[Candidate], free: bool, narrow: bool) -> bool:
    """Whether the first, alone at the top, is meant without asking."""
    if first.reason in ("name", "sound") and KINDS[first.kind] != "part":
        return True
    known = KNOWN[int(gazetteer.index.place_rank[first.place])]
    if (free and tier(gazetteer, first)) or (not first.firm and first.score + known < SURE_LOOSE):
        return False
    if any(_is_city_beside(gazetteer, c, first) for c in found):
        return False
    # The hromada or rayon called after the first is no rival of it.
    rivals = [c.score for c in found if c is not first and tier(gazetteer, c) == tier(gazetteer, first)]
    lead = first.score - max(rivals, default=0.0)
    if not narrow:
        return KINDS[first.kind] != "part" and first.score + known >= SURE_BARE and lead >= LEAD_BARE
    return first.score + known >= SURE_ALONE and first.score + known + lead >= SURE


def _is_city_beside(gazetteer: "Gazetteer", other: Candidate, first: Candidate) -> bool:
    """A city that is nearly as like the text as the village is meant more often than the village is misspelt."""
    rank = gazetteer.index.place_rank
    return bool(rank[other.place] == len(KNOWN) - 1 > rank[first.place] and other.score >= first.score - LEAD_BARE)


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
