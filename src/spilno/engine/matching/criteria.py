"""The criteria: one function each, from a seeker and all n candidates to n scores in [0, 1], nan where unknown.

Every function is monotone in what it measures. Fame, size for its own sake and the number of partners are never a plus.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from spilno.engine.matching.columns import FEATURES, NUMBERS, Columns, Floats, numbers
from spilno.engine.matching.profile import SECURITY, Profile, Wishes
from spilno.engine.network import TieGraph

EARTH_KM = 6371.0
SIZE_SOFTNESS = 0.5
DENSITY_SOFTNESS = 1.2
BRIDGE_STRENGTH = 0.8
NEAR_KM, FAR_KM = 300.0, 1500.0
TRAVEL_MINUTES = 180.0
BORDER_KM = 150.0
# Two texts on the same thing seldom share more than half of what they say.
FULLY_ALIKE = 0.5
ALIKE_IN_SEARCH = 0.8
LABELS_TOLD = 12
OTHER_AGREEMENT = 0.5
# How a status fits the wish; occupied places are excluded before.
FITS = {
    "safe": {"safe": 1.0, "deoccupied": 0.5, "war_zone": 0.15, "occupied": 0.05},
    "front": {"safe": 0.3, "deoccupied": 0.8, "war_zone": 1.0, "occupied": 0.05},
}


@dataclass(frozen=True)
class Asked:
    """The seeker's side of a scoring: profile, its numbers, wishes, and the ties of everybody."""

    profile: Profile
    wishes: Wishes
    graph: TieGraph

    @cached_property
    def _numbers(self) -> dict[str, float]:
        return dict(zip(NUMBERS, numbers(self.profile), strict=True))

    def __getitem__(self, name: str) -> float:
        return self._numbers[name]


Score = Callable[[Asked, Columns], Floats]


@dataclass(frozen=True, slots=True)
class Criterion:
    """`weight`: the default. `wish_only`: counts only where the seeker has said a wish that it serves. `silenced_by`: a
    wish that switches it off. `if_known`: a column, or texts, without which it is not in force at all (rather than asleep).
    `woken_by`: what data answer it (fields of Profile).
    """

    code: str
    score: Score
    weight: float
    wish_only: str = ""
    silenced_by: str = ""
    if_known: str = ""
    woken_by: tuple[str, ...] = ()

    def weight_for(self, wishes: Wishes) -> float:
        return self.weight_with(wishes, wishes.weights)

    def weight_with(self, wishes: Wishes, weights: Mapping[str, float]) -> float:
        """The weight with these wishes, were their weights others."""
        if self.wish_only and not getattr(wishes, self.wish_only):
            return 0.0
        if self.silenced_by and getattr(wishes, self.silenced_by):
            return 0.0
        return float(weights.get(self.code, self.weight))

    def in_force(self, candidates: Columns) -> bool:
        return not self.if_known or candidates.knows(self.if_known)


def level(asked: Asked, candidates: Columns) -> Floats:
    """1 on the same tier, .6 one tier apart, .3 otherwise; a town that is also a district takes the better of both."""
    gaps = [
        np.abs(candidates[theirs] - asked[own])
        for own in ("tier", "second_tier")
        for theirs in ("tier", "second_tier")
        if not (own == "second_tier" and np.isnan(asked[own]))
    ]
    gap = np.fmin.reduce(gaps)
    return np.where(np.isnan(gap), np.nan, np.select([gap == 0, gap == 1], [1.0, 0.6], 0.3))


def size(asked: Asked, candidates: Columns) -> Floats:
    """exp(-max(0, |ln Pa - ln Pb| - ln f)^2 / 2 sigma^2), f = wished factor, sigma = .5; with a wished range the gap is
    that to its nearer end.
    """
    theirs, wished = candidates["log_population"], asked.wishes.size_range
    if wished is None:
        gap = np.abs(theirs - asked["log_population"]) - np.log(asked.wishes.size_factor)
    else:
        gap = np.maximum(np.log(wished[0]) - theirs, theirs - np.log(wished[1]))
    return softly(gap)


def softly(gap: Floats) -> Floats:
    """1 up to a gap of 0 (in natural logarithms), falling like a bell beyond."""
    return np.asarray(np.exp(-(np.maximum(gap, 0) ** 2) / (2 * SIZE_SOFTNESS**2)))


def structure(asked: Asked, candidates: Columns) -> Floats:
    """Mean of what is known of: equal share of inhabitants in towns, alike density (ratio, softly)."""
    urban = 1 - np.abs(candidates["urban_share"] - asked["urban_share"])
    gap = candidates["log_density"] - asked["log_density"]
    dense = np.exp(-(gap**2) / (2 * DENSITY_SOFTNESS**2))
    both = np.where(np.isnan(urban), dense, np.where(np.isnan(dense), urban, (urban + dense) / 2))
    return np.asarray(both)


def region(asked: Asked, candidates: Columns) -> Floats:
    """1 inside a region wished for, .1 outside; unknown where the candidate's region is."""
    inside = candidates.region.among(asked.wishes.regions)
    return np.where(candidates.region.known, np.where(inside, 1.0, 0.1), np.nan)


def regional_frame(asked: Asked, candidates: Columns) -> Floats:
    """1 where the Land and the oblast are partners, else .5; unknown without either region."""
    if not asked.profile.region:
        return np.full(len(candidates), np.nan)
    framed = candidates.region.among(asked.profile.regional_partnerships)
    return np.where(candidates.region.known, np.where(framed, 1.0, 0.5), np.nan)


def funding(asked: Asked, candidates: Columns) -> Floats:
    """1 where a partner in the candidate's region opens a programme, else .5; unknown without rules or region."""
    if asked.profile.funding is None:
        return np.full(len(candidates), np.nan)
    opened = candidates.region.among(region for region, codes in asked.profile.funding.items() if codes)
    return np.where(candidates.region.known, np.where(opened, 1.0, 0.5), np.nan)


def distance_km(asked: Asked, candidates: Columns, rows: slice = slice(None)) -> Floats:
    """Great-circle distance (haversine), nan where either place has no coordinates."""
    lat, lon = asked["lat"], asked["lon"]
    lats, lons = candidates["lat"][rows], candidates["lon"][rows]
    half = np.sin((lats - lat) / 2) ** 2 + np.cos(lat) * np.cos(lats) * np.sin((lons - lon) / 2) ** 2
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1))))


def near(asked: Asked, candidates: Columns) -> Floats:
    """exp(-(km - 300) / 1500), 1 up to 300 km."""
    return np.asarray(np.exp(-np.maximum(distance_km(asked, candidates) - NEAR_KM, 0) / FAR_KM))


def reach(asked: Asked, candidates: Columns) -> Floats:
    """As `near`, lowered where the way from the candidate to its regional centre is known to be long."""
    by_air = near(asked, candidates)
    travel = np.exp(-candidates["travel_minutes"] / TRAVEL_MINUTES)
    return np.asarray(np.where(np.isnan(travel), by_air, by_air**0.75 * travel**0.25))


def security(asked: Asked, candidates: Columns) -> Floats:
    """How the candidate's status fits the wished direction; unknown where no status is."""
    fits = FITS.get(asked.wishes.security)
    if fits is None:
        return np.full(len(candidates), np.nan)
    table = np.array([fits[name] for name in SECURITY] + [np.nan])
    at = np.where(np.isnan(candidates["security"]), len(SECURITY), candidates["security"]).astype(int)
    return np.asarray(table[at])


def border(asked: Asked, candidates: Columns) -> Floats:
    """1 - exp(-km / 150) for a seeker who wishes distance from front and border, exp(-km / 150) for the other wish."""
    close = np.exp(-candidates["km_to_border"] / BORDER_KM)
    return np.asarray(close if asked.wishes.security == "front" else 1 - close)


def bridge(asked: Asked, candidates: Columns) -> Floats:
    """How strongly common third partners bridge the two (see `TieGraph.bridges`); unknown without published ties."""
    if not asked.profile.ties:
        return np.full(len(candidates), np.nan)
    bridged = asked.graph.bridges(asked.profile.id, strength=BRIDGE_STRENGTH)
    scores = np.zeros(len(candidates))
    for other, strength in bridged.items():
        if other in candidates.row:
            scores[candidates.row[other]] = strength
    return np.where(candidates.has_ties, scores, np.nan)


def free_partners(asked: Asked, candidates: Columns) -> Floats:
    """1 / (1 + number of partners in the seeker's country): who is overlooked is lifted."""
    return np.asarray(1.0 / (1.0 + candidates.partners[asked.profile.country]))


def attributes(asked: Asked, candidates: Columns) -> Floats:
    """Share of the seeker's own features that the candidate has too, from .3 to 1; unknown features do not count."""
    total, known = np.zeros(len(candidates)), np.zeros(len(candidates))
    for feature in FEATURES:
        if asked[feature] == 1.0:
            column = candidates[feature]
            known += ~np.isnan(column)
            total += np.nan_to_num(column)
    with np.errstate(invalid="ignore"):
        return np.where(known > 0, 0.3 + 0.7 * total / np.maximum(known, 1), np.nan)


def themes(asked: Asked, candidates: Columns) -> Floats:
    """Mean of what is known of both ways: share of the one side's needs that the other side's offers cover.

    Sum of need x offer over sum of needs. Themes one by one in their order, so that the same facts give the same bits
    whatever other themes somebody names.
    """
    own, nothing = asked.profile, np.full(len(candidates), np.nan)
    to_us, to_them = nothing, nothing
    total = sum(own.needs.values()) if own.needs else 0.0
    if own.needs and total > 0:
        covered = np.zeros(len(candidates))
        for theme in sorted(own.needs):
            covered = covered + own.needs[theme] * np.minimum(candidates.offers[theme], 1.0)
        to_us = np.where(candidates.offers.known, covered / total, np.nan)
    if own.offers is not None:
        covered = np.zeros(len(candidates))
        for theme in sorted(own.offers):
            covered = covered + candidates.needs[theme] * min(own.offers[theme], 1.0)
        asks = candidates.needs.known & (candidates.needs.total > 0)
        to_them = np.where(asks, covered / np.where(asks, candidates.needs.total, 1.0), np.nan)
    both = np.where(np.isnan(to_us), to_them, np.where(np.isnan(to_them), to_us, (to_us + to_them) / 2))
    return np.asarray(np.minimum(both, 1.0))


def language(asked: Asked, candidates: Columns) -> Floats:
    """1 with a common working language, .6 where a side has an interpreter, else .2; unknown where a side has not said."""
    own = asked.profile.languages
    if own is None:
        return np.full(len(candidates), np.nan)
    common = np.zeros(len(candidates), bool)
    for one in own:
        common |= candidates.languages[one] > 0
    interpreted = (candidates["interpreter"] == 1.0) | (asked["interpreter"] == 1.0)
    score = np.select([common, interpreted], [1.0, 0.6], 0.2)
    return np.where(candidates.languages.known, score, np.nan)


def texts(asked: Asked, candidates: Columns) -> Floats:
    """How far one side's words tell of what the other's look for, mean of what is known both ways; or both look for the
    same, which is worth a little less. From .3 to 1: words that do not meet prove nothing.
    """
    own = asked.profile
    to_us, to_them = candidates.offers_text.dot(own.seeks_text), candidates.seeks_text.dot(own.offers_text)
    both = np.where(np.isnan(to_us), to_them, np.where(np.isnan(to_them), to_us, (to_us + to_them) / 2))
    shared = ALIKE_IN_SEARCH * candidates.seeks_text.dot(own.seeks_text)
    likeness = np.where(np.isnan(both), shared, np.fmax(both, shared))
    return np.asarray(0.3 + 0.7 * np.minimum(likeness / FULLY_ALIKE, 1.0))


def agreement(asked: Asked, candidates: Columns) -> Floats:
    """1 where both have the same kind of agreement in mind, among others; .5 where not; unknown where a side has not said."""
    own = asked.profile.agreements
    if own is None:
        return np.full(len(candidates), np.nan)
    common = np.zeros(len(candidates), bool)
    for one in own:
        common |= candidates.agreements[one] > 0
    return np.where(candidates.agreements.known, np.where(common, 1.0, OTHER_AGREEMENT), np.nan)


def novelty(asked: Asked, candidates: Columns) -> Floats:
    """1 - share of the lists so far that showed the candidate: who was shown to everybody steps back."""
    return np.asarray(1.0 - candidates["exposure"])


CRITERIA: dict[str, Criterion] = {
    criterion.code: criterion
    for criterion in (
        Criterion("level", level, 1.5, woken_by=("level",)),
        Criterion("size", size, 2.0, woken_by=("population",)),
        Criterion("structure", structure, 1.0, woken_by=("urban_share", "population", "area_km2")),
        Criterion("region", region, 3.0, wish_only="regions", woken_by=("region",)),
        Criterion("regional_frame", regional_frame, 1.0, woken_by=("region",)),
        Criterion("funding", funding, 0.5, woken_by=("funding",)),
        Criterion("reach", reach, 0.5, woken_by=("lat", "lon", "travel_minutes")),
        Criterion("security", security, 2.0, wish_only="security", woken_by=("security",)),
        Criterion("border", border, 1.0, wish_only="security", woken_by=("km_to_border",)),
        Criterion("bridge", bridge, 1.5, woken_by=("ties",)),
        Criterion("free_partners", free_partners, 1.0, silenced_by="duplicates_welcome", woken_by=("partners",)),
        Criterion("attributes", attributes, 0.5, woken_by=("facts",)),
        Criterion("themes", themes, 2.0, woken_by=("needs", "offers")),
        Criterion("texts", texts, 1.0, if_known="texts", woken_by=("seeks_text", "offers_text")),
        Criterion("language", language, 1.0, woken_by=("languages",)),
        Criterion("agreement", agreement, 0.5, if_known="agreements", woken_by=("agreements",)),
        Criterion("novelty", novelty, 1.0, if_known="exposure", woken_by=("exposure",)),
    )
}


def details(asked: Asked, candidates: Columns, at: int) -> dict[str, dict[str, Any]]:
    """The facts behind the scores of one candidate, for whoever writes the sentences."""
    own, other = asked.profile, candidates.profiles[at]
    km = float(distance_km(asked, candidates, slice(at, at + 1))[0])
    shared = [f for f in FEATURES if own.facts.get(f) and other.facts.get(f)]
    return {
        "level": {"own": own.level, "other": other.level},
        "size": {"own": own.population, "other": other.population},
        "structure": {"own": own.density, "other": other.density},
        "funding": {"programmes": list((own.funding or {}).get(other.region or "", ()))},
        "reach": {"km": None if np.isnan(km) else km},
        "security": {"status": other.security},
        "border": {"km": other.km_to_border},
        "bridge": {"common": list(asked.graph.common(own.id, other.id))},
        "free_partners": {"partners": other.partners.get(own.country)},
        "attributes": {"shared": shared},
        "themes": {"to_us": _covered(own, other), "to_them": _covered(other, own)},
        "texts": {
            "to_us": _spoken(own.seeks_text, other.offers_text),
            "to_them": _spoken(other.seeks_text, own.offers_text),
        },
        "agreement": {"shared": [one for one in own.agreements or () if one in (other.agreements or ())]},
        "language": {"shared": [one for one in own.languages or () if one in (other.languages or ())]},
    }


def _spoken(first: Mapping[str, float] | None, second: Mapping[str, float] | None) -> list[str]:
    """Labels that both texts carry, those that weigh most in the dot product first."""
    both = {label: value * (second or {})[label] for label, value in (first or {}).items() if label in (second or {})}
    return sorted(both, key=lambda label: (-both[label], label))[:LABELS_TOLD]


def _covered(seeker: Profile, helper: Profile) -> list[str]:
    """Needs of the one that the other offers to meet, the weightiest first."""
    needs, offers = seeker.needs or {}, helper.offers or {}
    return sorted((one for one in needs if offers.get(one)), key=lambda one: (-needs[one], one))
