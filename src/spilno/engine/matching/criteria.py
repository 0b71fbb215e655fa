"""The criteria: one function each, from a seeker and all candidates to scores in [0, 1], nan where unknown.

Every function is monotone in what it measures. Fame, size for its own sake and the number of partners are never a plus.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
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
# How a status fits the wish; occupied places are excluded before.
FITS = {
    "safe": {"safe": 1.0, "deoccupied": 0.5, "war_zone": 0.15, "occupied": 0.05},
    "front": {"safe": 0.3, "deoccupied": 0.8, "war_zone": 1.0, "occupied": 0.05},
}


@dataclass(frozen=True, slots=True)
class Asked:
    """The seeker's side of a scoring: profile, its numbers, wishes, and the ties of everybody."""

    profile: Profile
    wishes: Wishes
    graph: TieGraph

    def __getitem__(self, name: str) -> float:
        return numbers(self.profile)[NUMBERS.index(name)]


Score = Callable[[Asked, Columns], Floats]


@dataclass(frozen=True, slots=True)
class Criterion:
    """`weight`: the default. `wish_only`: counts only where the seeker has said a wish that it serves."""

    code: str
    score: Score
    weight: float
    wish_only: str = ""

    def weight_for(self, wishes: Wishes) -> float:
        if self.wish_only and not getattr(wishes, self.wish_only):
            return 0.0
        return float(wishes.weights.get(self.code, self.weight))


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
    """exp(-max(0, |ln Pa - ln Pb| - ln f)^2 / 2 sigma^2), f = wished factor, sigma = .5."""
    gap = np.abs(candidates["log_population"] - asked["log_population"]) - np.log(asked.wishes.size_factor)
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
    inside = np.isin(candidates.region, list(asked.wishes.regions))
    return np.where(candidates.region == "", np.nan, np.where(inside, 1.0, 0.1))


def regional_frame(asked: Asked, candidates: Columns) -> Floats:
    """1 where the Land and the oblast are partners, else .5; unknown without either region."""
    if not asked.profile.region:
        return np.full(len(candidates), np.nan)
    framed = np.isin(candidates.region, list(asked.profile.regional_partnerships))
    return np.where(candidates.region == "", np.nan, np.where(framed, 1.0, 0.5))


def distance_km(asked: Asked, candidates: Columns) -> Floats:
    """Great-circle distance (haversine), nan where either place has no coordinates."""
    lat, lon = asked["lat"], asked["lon"]
    half = (
        np.sin((candidates["lat"] - lat) / 2) ** 2
        + np.cos(lat) * np.cos(candidates["lat"]) * np.sin((candidates["lon"] - lon) / 2) ** 2
    )
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1))))


def reach(asked: Asked, candidates: Columns) -> Floats:
    """exp(-(km - 300) / 1500), lowered where the way to the regional centre is known to be long."""
    near = np.exp(-np.maximum(distance_km(asked, candidates) - NEAR_KM, 0) / FAR_KM)
    travel = np.exp(-candidates["travel_minutes"] / TRAVEL_MINUTES)
    return np.asarray(np.where(np.isnan(travel), near, near**0.75 * travel**0.25))


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
    near = np.exp(-candidates["km_to_border"] / BORDER_KM)
    return np.asarray(near if asked.wishes.security == "front" else 1 - near)


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
    country = asked.profile.country
    known = [profile.partners.get(country) for profile in candidates.profiles]
    return np.array([np.nan if number is None else 1.0 / (1.0 + number) for number in known], np.float64)


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
    """Mean of both ways: share of the one side's needs that the other side's offers cover."""

    def covered(needs: Mapping[str, float] | None, offers: Mapping[str, float] | None) -> float:
        total = sum(needs.values()) if needs else 0.0
        if not needs or offers is None or total <= 0:
            return float("nan")
        return sum(weight * min(1.0, offers.get(theme, 0.0)) for theme, weight in needs.items()) / total

    own = asked.profile
    if own.needs is None and own.offers is None:
        return np.full(len(candidates), np.nan)
    ways = np.array([[covered(own.needs, p.offers), covered(p.needs, own.offers)] for p in candidates.profiles])
    ways = ways.reshape(len(candidates), 2)
    known = (~np.isnan(ways)).sum(axis=1)
    return np.where(known > 0, np.nansum(ways, axis=1) / np.maximum(known, 1), np.nan)


def language(asked: Asked, candidates: Columns) -> Floats:
    """1 with a common working language, else .2; unknown where either side has not said."""
    own = asked.profile.languages
    if own is None:
        return np.full(len(candidates), np.nan)
    spoken = [p.languages for p in candidates.profiles]
    return np.array([np.nan if s is None else 1.0 if set(s) & set(own) else 0.2 for s in spoken], np.float64)


CRITERIA: dict[str, Criterion] = {
    criterion.code: criterion
    for criterion in (
        Criterion("level", level, 1.5),
        Criterion("size", size, 2.0),
        Criterion("structure", structure, 1.0),
        Criterion("region", region, 3.0, wish_only="regions"),
        Criterion("regional_frame", regional_frame, 1.0),
        Criterion("reach", reach, 0.5),
        Criterion("security", security, 2.0, wish_only="security"),
        Criterion("border", border, 1.0, wish_only="security"),
        Criterion("bridge", bridge, 1.5),
        Criterion("free_partners", free_partners, 1.0),
        Criterion("attributes", attributes, 0.5),
        Criterion("themes", themes, 2.0),
        Criterion("language", language, 1.0),
    )
}


def details(asked: Asked, candidates: Columns, at: int, km: float) -> dict[str, dict[str, Any]]:
    """The facts behind the scores of one candidate, for whoever writes the sentences."""
    own, other = asked.profile, candidates.profiles[at]
    shared = [f for f in FEATURES if own.facts.get(f) and other.facts.get(f)]
    return {
        "level": {"own": own.level, "other": other.level},
        "size": {"own": own.population, "other": other.population},
        "structure": {"own": own.density, "other": other.density},
        "reach": {"km": None if np.isnan(km) else float(km)},
        "security": {"status": other.security},
        "border": {"km": other.km_to_border},
        "bridge": {"common": list(asked.graph.common(own.id, other.id))},
        "free_partners": {"partners": other.partners.get(own.country)},
        "attributes": {"shared": shared},
    }
