"""Hard constraints: a reason code for each candidate that may not be suggested. Never scored, never bent by weights."""

from typing import Any

import numpy as np
import numpy.typing as npt

from spilno.engine.matching.columns import Columns, kind_group
from spilno.engine.matching.criteria import Asked, distance_km
from spilno.engine.matching.profile import Profile, Wishes

OCCUPIED = 3.0  # place of "occupied" in profile.SECURITY


def exclusions(asked: Asked, columns: Columns) -> npt.NDArray[np.object_]:
    """(n,) For each candidate the first hard constraint that it breaks, '' where it breaks none.

    What is unknown (a size, a distance, a kind) breaks none: an unknown place is not a refused one.
    """
    own, wishes = asked.profile, asked.wishes
    out = np.full(len(columns), "", object)
    with np.errstate(invalid="ignore"):
        rules: list[tuple[str, Any]] = [
            ("same_place", columns.are({own.id})),
            ("own_country", columns.country.among({own.country}) & (not wishes.own_country)),
            ("occupied", columns["security"] == OCCUPIED),
            ("no_consent", ~columns.consents),
            ("no_capacity", columns.full),
            ("kind", columns.kind.known & ~columns.kind.among({kind_group(own)})),
            ("already_partner", columns.are(own.partner_ids) | columns.naming("partner", own.id)),
            ("excluded", columns.are(wishes.excluded | own.excluded_ids) | columns.naming("refused", own.id)),
            *_musts(asked, columns),
            ("their_wish", _theirs(asked, columns)),
        ]
    for code, broken in rules:
        out[np.asarray(broken, bool) & (out == "")] = code
    return out


def _musts(asked: Asked, columns: Columns) -> list[tuple[str, Any]]:
    wishes = asked.wishes
    rules: list[tuple[str, Any]] = []
    if wishes.size_min is not None or wishes.size_max is not None:
        population = np.exp(columns["log_population"])
        # exp(ln 50000) is not quite 50000, and the border itself is allowed.
        low, high = (wishes.size_min or 0) * (1 - 1e-9), (wishes.size_max or np.inf) * (1 + 1e-9)
        rules.append(("size", (population < low) | (population > high)))
    if wishes.only_regions:
        rules.append(("region", ~columns.region.among(wishes.regions)))
    if wishes.levels:
        rules.append(("level", ~columns.level.among(wishes.levels)))
    if wishes.max_km is not None:
        rules.append(("distance", distance_km(asked, columns) > wishes.max_km))
    return rules


def _theirs(asked: Asked, columns: Columns) -> npt.NDArray[np.bool_]:
    """True where the seeker breaks a must of the candidate."""
    broken = np.zeros(len(columns), bool)
    for at in columns.strict:
        other = columns.profiles[at]
        broken[at] = other.wishes is not None and _breaks(asked.profile, other, other.wishes)
    if not np.isnan(columns.far).all():
        broken |= distance_km(asked, columns) > columns.far
    return broken


def _breaks(seeker: Profile, other: Profile, wishes: Wishes) -> bool:
    people = seeker.population
    return (
        seeker.id in wishes.excluded
        or (wishes.size_min is not None and people is not None and people < wishes.size_min)
        or (wishes.size_max is not None and people is not None and people > wishes.size_max)
        or (wishes.only_regions and seeker.region not in wishes.regions)
        or bool(wishes.levels and seeker.level not in wishes.levels)
    )
