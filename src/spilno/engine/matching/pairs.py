"""The criteria over pairs instead of over one seeker: ln s of `me` judging `you`, for any pairs at once.

i, j: rows of both sides, either (R, 1) and (1, C) for a block (or turned) or (P,) and (P,) for single pairs; the answers have the
shape of both together, or one that broadcasts to it. Values are those of `criteria` and `preferences`, where the
formulas are explained; nan is unknown, nothing lies below ln .05. The two must agree, which a property test looks after.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from spilno.engine.matching.columns import Floats
from spilno.engine.matching.criteria import (
    ALIKE_IN_SEARCH,
    DENSITY_SOFTNESS,
    EARTH_KM,
    FAR_KM,
    FULLY_ALIKE,
    NEAR_KM,
    OTHER_AGREEMENT,
    SIZE_SOFTNESS,
)
from spilno.engine.matching.preferences import CODES
from spilno.engine.matching.units import LOG_FLOOR, Codes, Units, tier_scores

LN = {value: float(np.log(value)) for value in (0.1, 0.2, 0.5, 0.6)}
_TIERS = tier_scores()
# Number of `Units.tiers` without either tier.
NO_TIER = 15
Pair = Callable[[Units, Codes, Units, Codes], Any]


def product(mine: Floats, i: Codes, yours: Floats, j: Codes) -> Floats:
    """Inner products of rows of two matrices, of a block or of single pairs."""
    if i.ndim == 2 and i.shape[1] == 1 and j.shape[0] == 1:
        return np.asarray(mine[i[:, 0]] @ yours[j[0]].T)
    if i.ndim == 2:
        return np.asarray(yours[j[:, 0]] @ mine[i[0]].T)
    return np.asarray(np.einsum("pk,pk->p", mine[i], yours[j]))


def _size(me: Units, i: Codes, you: Units, j: Codes) -> Any:
    people = you.people[j]
    gap = np.maximum(np.maximum(me.low[i] - people, people - me.high[i]), 0)
    gap *= gap
    gap *= -1 / (2 * SIZE_SOFTNESS**2)
    return np.maximum(gap, LOG_FLOOR, out=gap)


def _region(me: Units, i: Codes, you: Units, j: Codes) -> Any:
    wished = me.region_wish[i, you.region[j]] > 0
    return np.where(you.region_known[j], np.where(wished, 0.0, LN[0.1]), np.nan)


def _regional_frame(me: Units, i: Codes, you: Units, j: Codes) -> Any:
    framed = me.frames[i, you.region[j]] > 0
    return np.where(me.region_known[i] & you.region_known[j], np.where(framed, 0.0, LN[0.5]), np.nan)


def _funding(me: Units, i: Codes, you: Units, j: Codes) -> Any:
    opened = me.funding[i, you.region[j]] > 0
    return np.where(me.funding_known[i] & you.region_known[j], np.where(opened, 0.0, LN[0.5]), np.nan)


def air(me: Units, i: Codes, you: Units, j: Codes) -> Floats:
    """Great-circle distance in km, by the chord through the earth: the haversine without its sines."""
    chord: Any = 0.0
    for mine, yours in zip(me.vector, you.vector, strict=True):
        step = yours[j] - mine[i]
        step *= step
        chord = chord + step
    chord = np.sqrt(chord, out=chord)
    chord *= 0.5
    return np.asarray(2 * EARTH_KM * np.arcsin(np.minimum(chord, 1.0, out=chord), out=chord))


def reach_of(near: Floats, you: Units, j: Codes) -> Floats:
    """ln reach out of ln near, which is the same both ways."""
    travel = you.travel[j]
    return np.maximum(np.where(np.isnan(travel), near, 0.75 * near - 0.25 * travel), LOG_FLOOR)


def _security(me: Units, i: Codes, you: Units, j: Codes) -> Any:
    return you.security[me.direction[i], j]


def _border(me: Units, i: Codes, you: Units, j: Codes) -> Any:
    return you.border[me.direction[i], j]


def _free_partners(me: Units, i: Codes, you: Units, j: Codes) -> Any:
    return you.free[j, me.country[i]]


def _attributes(me: Units, i: Codes, you: Units, j: Codes) -> Any:
    if not me.has[i].any():
        return np.full(np.broadcast_shapes(i.shape, j.shape), np.nan)
    known = product(me.has, i, you.feature_known, j)
    shared = product(me.has, i, you.feature, j)
    with np.errstate(invalid="ignore"):
        return np.where(known > 0, np.log(0.3 + 0.7 * shared / np.maximum(known, 1)), np.nan)


FORWARD: dict[str, Pair] = {
    "size": _size,
    "region": _region,
    "regional_frame": _regional_frame,
    "funding": _funding,
    "security": _security,
    "border": _border,
    "free_partners": _free_partners,
    "attributes": _attributes,
}


# Criteria that are the same from both sides ---------------------------------------------------------------------------


def _level(me: Units, i: Codes, you: Units, j: Codes) -> Any:
    return _TIERS[me.tiers[i], you.tiers[j]]


def _mean_of_known(one: Floats, other: Floats) -> Floats:
    return np.where(np.isnan(one), other, np.where(np.isnan(other), one, (one + other) / 2))


def _log(value: Floats) -> Floats:
    return np.maximum(np.log(np.maximum(value, 1e-9)), LOG_FLOOR)


def _structure(me: Units, i: Codes, you: Units, j: Codes) -> Any:
    urban = 1 - np.abs(you.urban[j] - me.urban[i])
    gap = you.density[j] - me.density[i]
    gap *= gap
    gap *= -1 / (2 * DENSITY_SOFTNESS**2)
    return _log(_mean_of_known(urban, np.exp(gap, out=gap)))


def _themes(me: Units, i: Codes, you: Units, j: Codes) -> Any:
    to_me = np.where(me.asks[i] & you.offers_known[j], product(me.needs_share, i, you.offers, j), np.nan)
    to_you = np.where(you.asks[j] & me.offers_known[i], product(me.offers, i, you.needs_share, j), np.nan)
    return _log(np.minimum(_mean_of_known(to_me, to_you), 1.0))


def _language(me: Units, i: Codes, you: Units, j: Codes) -> Any:
    common = product(me.languages, i, you.languages, j) > 0
    told = np.where(common, 0.0, np.where(me.interpreter[i] | you.interpreter[j], LN[0.6], LN[0.2]))
    return np.where(me.speaks[i] & you.speaks[j], told, np.nan)


def _agreement(me: Units, i: Codes, you: Units, j: Codes) -> Any:
    common = product(me.agreements, i, you.agreements, j) > 0
    return np.where(me.agrees[i] & you.agrees[j], np.where(common, 0.0, np.log(OTHER_AGREEMENT)), np.nan)


def _meet(mine: csr_matrix, i: Codes, yours: csr_matrix, j: Codes) -> Floats:
    """Dot products of what two texts tell, 0 to 1."""
    if i.ndim == 2:
        told = (mine[i[:, 0]] @ yours[j[0]].T).toarray()
    else:
        told = np.asarray(mine[i].multiply(yours[j]).sum(axis=1)).ravel()
    return np.asarray(np.clip(told, 0.0, 1.0))


def _texts(me: Units, i: Codes, you: Units, j: Codes) -> Any:
    if not (me.seeks_told[i].any() or me.offers_told[i].any()):
        return np.nan
    to_me = np.where(me.seeks_told[i] & you.offers_told[j], _meet(me.seeks_text, i, you.offers_text, j), np.nan)
    to_you = np.where(me.offers_told[i] & you.seeks_told[j], _meet(me.offers_text, i, you.seeks_text, j), np.nan)
    shared = np.where(me.seeks_told[i] & you.seeks_told[j], _meet(me.seeks_text, i, you.seeks_text, j), np.nan)
    shared *= ALIKE_IN_SEARCH
    both = _mean_of_known(to_me, to_you)
    likeness = np.where(np.isnan(both), shared, np.fmax(both, shared))
    return np.log(0.3 + 0.7 * np.minimum(likeness / FULLY_ALIKE, 1.0))


BOTH: dict[str, Pair] = {
    "level": _level,
    "structure": _structure,
    "themes": _themes,
    "texts": _texts,
    "language": _language,
    "agreement": _agreement,
}


# What `me` and what `you` must have said for a criterion to be known of any pair.
SAID: dict[str, Callable[[Units, Units], tuple[Any, Any]]] = {
    "level": lambda me, you: (me.tiers != NO_TIER, you.tiers != NO_TIER),
    "size": lambda me, you: (~np.isnan(me.low) & ~np.isnan(me.high), ~np.isnan(you.people)),
    "structure": lambda me, you: (_built(me), _built(you)),
    "region": lambda me, you: (np.ones(len(me), bool), you.region_known),
    "regional_frame": lambda me, you: (me.region_known, you.region_known),
    "funding": lambda me, you: (me.funding_known, you.region_known),
    "reach": lambda me, you: (~np.isnan(me.vector[0]), ~np.isnan(you.vector[0])),
    "security": lambda me, you: (me.direction > 0, ~np.isnan(you.security[1])),
    "border": lambda me, you: (me.direction > 0, ~np.isnan(you.border[1])),
    "bridge": lambda me, you: (me.has_ties, you.has_ties),
    "free_partners": lambda me, you: (np.ones(len(me), bool), ~np.isnan(you.free).all(axis=1)),
    "attributes": lambda me, you: (me.has.any(axis=1), you.feature_known.any(axis=1)),
    "themes": lambda me, you: (me.asks | me.offers_known, you.asks | you.offers_known),
    "texts": lambda me, you: (me.seeks_told | me.offers_told, you.seeks_told | you.offers_told),
    "language": lambda me, you: (me.speaks, you.speaks),
    "agreement": lambda me, you: (me.agrees, you.agrees),
    "novelty": lambda me, you: (np.ones(len(me), bool), ~np.isnan(you.novelty)),
}


def _built(one: Units) -> Any:
    return ~np.isnan(one.urban) | ~np.isnan(one.density)


def awake(me: Units, you: Units, in_force: frozenset[str]) -> frozenset[str]:
    """Criteria of these that have a weight with somebody of `me` and that the data answer for any pair at all."""
    weighty = (code for at, code in enumerate((*CODES, "novelty")) if code in in_force and me.weights[:, at].any())
    return frozenset(code for code in weighty if all(side.any() for side in SAID[code](me, you)))


def both_logs(
    first: Units, i: Codes, second: Units, j: Codes, bridge: Any, there: frozenset[str], back: frozenset[str]
) -> tuple[list[Any], list[Any]]:
    """ln s by CODES and novelty, of the first side judging the second and the other way round.

    bridge: ln s of common partners, nan where a side's ties are unknown. there, back: criteria to look at, see `awake`;
    nan for the others.
    """
    shared = {code: score(first, i, second, j) for code, score in BOTH.items() if code in there | back}
    told, returned = {"bridge": bridge, **shared}, {"bridge": bridge, **shared}
    if "reach" in there | back:
        near = -np.maximum(air(first, i, second, j) - NEAR_KM, 0) / FAR_KM
        told["reach"], returned["reach"] = reach_of(near, second, j), reach_of(near, first, i)
    for code, score in FORWARD.items():
        if code in there:
            told[code] = score(first, i, second, j)
        if code in back:
            returned[code] = score(second, j, first, i)
    novelty = second.novelty[j] if "novelty" in there else np.nan
    return [*(told.get(code, np.nan) for code in CODES), novelty], [returned.get(code, np.nan) for code in CODES]
