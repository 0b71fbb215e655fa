"""What a seeker could be asked: for each field that it has not answered, a few answers that are likely."""

from dataclasses import replace

import numpy as np

from spilno.engine.matching.columns import Columns
from spilno.engine.matching.profile import Profile, Wishes

QUANTILES = (0.1, 0.3, 0.5, 0.7, 0.9)
THEMES_TRIED = 5
REGIONS_TRIED = 5
# How likely somebody who is asked for a wish has one, where no candidate has said any wishes.
WISHED = 0.5
Alternatives = list[tuple[Profile, Wishes]]


def answers(seeker: Profile, wishes: Wishes, columns: Columns) -> dict[str, Alternatives]:
    """Field name to profiles and wishes as they would be after an answer; only fields that are unknown."""
    out: dict[str, Alternatives] = {}
    if seeker.population is None:
        likely = np.exp(_quantiles(columns["log_population"]))
        out["population"] = [(replace(seeker, population=float(people)), wishes) for people in likely]
    if seeker.urban_share is None:
        likely = _quantiles(columns["urban_share"])
        out["urban_share"] = [(replace(seeker, urban_share=float(share)), wishes) for share in likely]
    if seeker.area_km2 is None and seeker.population:
        likely = seeker.population / np.exp(_quantiles(columns["log_density"]))
        out["area_km2"] = [(replace(seeker, area_km2=float(area)), wishes) for area in likely]
    if seeker.languages is None:
        common = columns.languages.most_common(3)
        out["languages"] = [(replace(seeker, languages=(one,)), wishes) for one in common]
    if seeker.needs is None:
        offered = columns.offers.most_common(THEMES_TRIED)
        out["needs"] = [(replace(seeker, needs={theme: 1.0}), wishes) for theme in offered]
    if seeker.offers is None:
        needed = columns.needs.most_common(THEMES_TRIED)
        out["offers"] = [(replace(seeker, offers={theme: 1.0}), wishes) for theme in needed]
    if not wishes.security:
        out["wishes.security"] = [(seeker, replace(wishes, security=way)) for way in ("safe", "front")]
    if not wishes.regions:
        regions = sorted({profile.region for profile in columns.profiles if profile.region})
        some = regions[:: max(1, len(regions) // REGIONS_TRIED)][:REGIONS_TRIED]
        out["wishes.regions"] = [(seeker, replace(wishes, regions=frozenset({one}))) for one in some]
    return out


def _quantiles(column: np.typing.NDArray[np.float64]) -> np.typing.NDArray[np.float64]:
    known = column[~np.isnan(column)]
    return np.unique(np.quantile(known, QUANTILES)) if len(known) else known


def chance(field: str, columns: Columns) -> float:
    """How likely the answer is one of the alternatives. A fact is something, whatever it is; whoever is asked for a wish may
    well have none, as often as those who have said their wishes."""
    if not field.startswith("wishes."):
        return 1.0
    said = [getattr(one.wishes, field.removeprefix("wishes.")) for one in columns.profiles if one.wishes is not None]
    return sum(map(bool, said)) / len(said) if said else WISHED
