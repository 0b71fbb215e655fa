"""The candidates' side of a two-sided score: U(b -> a) of every candidate b for one seeker a, all rows at once.

A candidate that has said no wish is scored with the default weights from what is known of it. Criteria that are the same
seen from both sides (level, structure, bridge, themes, texts, language, agreement) are taken over from the seeker's side.
"""

from collections.abc import Callable, Mapping

import numpy as np

from spilno.engine.matching.columns import FEATURES, Columns, Floats, Shares, each
from spilno.engine.matching.criteria import BORDER_KM, CRITERIA, FITS, TRAVEL_MINUTES, Asked, near, softly
from spilno.engine.matching.profile import DIRECTIONS, Profile, Wishes

PLAIN = Wishes()
# How often somebody was shown is for the seeker's list; to the candidate every seeker is one.
CODES = tuple(code for code in CRITERIA if code != "novelty")
SYMMETRIC = ("level", "structure", "bridge", "themes", "texts", "language", "agreement")


class Preferences:
    """Rows of wishes: weights (K, n) by CODES, size range in logarithms (n,), direction of security (n,) as 0, 1, 2."""

    def __init__(self, columns: Columns) -> None:
        n = len(columns)
        self.weights = np.empty((len(CODES), n))
        self.low, self.high, self.direction = np.empty(n), np.empty(n), np.zeros(n, np.int8)
        self.regions = Shares([self._regions(profile) for profile in columns.profiles])
        for at, profile in enumerate(columns.profiles):
            self._fill(at, profile)

    @staticmethod
    def _regions(profile: Profile) -> dict[str, float] | None:
        return each((profile.wishes or PLAIN).regions)

    def _fill(self, at: int, profile: Profile) -> None:
        wishes = profile.wishes or PLAIN
        self.weights[:, at] = [CRITERIA[code].weight_for(wishes) for code in CODES]
        self.direction[at] = DIRECTIONS.index(wishes.security)
        if wishes.size_range is not None:
            self.low[at], self.high[at] = np.log(wishes.size_range[0]), np.log(wishes.size_range[1])
        else:
            own = np.log(profile.population) if profile.population else np.nan
            self.low[at], self.high[at] = own - np.log(wishes.size_factor), own + np.log(wishes.size_factor)

    def put(self, at: int, profile: Profile) -> None:
        self._fill(at, profile)
        self.regions.put(at, self._regions(profile))


def _size(asked: Asked, columns: Columns, wished: Preferences) -> Floats:
    people = asked["log_population"]
    return softly(np.maximum(wished.low - people, people - wished.high))


def _region(asked: Asked, columns: Columns, wished: Preferences) -> Floats:
    if not asked.profile.region:
        return np.full(len(columns), np.nan)
    return np.where(wished.regions[asked.profile.region] > 0, 1.0, 0.1)


def _regional_frame(asked: Asked, columns: Columns, wished: Preferences) -> Floats:
    region = asked.profile.region
    if not region:
        return np.full(len(columns), np.nan)
    framed = columns.frames[region] > 0
    return np.where(columns.region.known, np.where(framed, 1.0, 0.5), np.nan)


def _funding(asked: Asked, columns: Columns, wished: Preferences) -> Floats:
    region = asked.profile.region
    if not region:
        return np.full(len(columns), np.nan)
    return np.where(columns.funding.known, np.where(columns.funding[region] > 0, 1.0, 0.5), np.nan)


def _reach(asked: Asked, columns: Columns, wished: Preferences) -> Floats:
    by_air, minutes = near(asked, columns), asked["travel_minutes"]
    return by_air if np.isnan(minutes) else np.asarray(by_air**0.75 * np.exp(-minutes / TRAVEL_MINUTES) ** 0.25)


def _security(asked: Asked, columns: Columns, wished: Preferences) -> Floats:
    status = asked.profile.security
    fits = [np.nan, *(np.nan if status is None else FITS[way][status] for way in DIRECTIONS[1:])]
    return np.array(fits)[wished.direction]


def _border(asked: Asked, columns: Columns, wished: Preferences) -> Floats:
    close = np.exp(-asked["km_to_border"] / BORDER_KM)
    return np.array([np.nan, 1 - close, close])[wished.direction]


def _free_partners(asked: Asked, columns: Columns, wished: Preferences) -> Floats:
    out = np.full(len(columns), np.nan)
    for country, number in asked.profile.partners.items():
        out[columns.country.among({country})] = 1.0 / (1.0 + number)
    return out


def _attributes(asked: Asked, columns: Columns, wished: Preferences) -> Floats:
    known, shared = np.zeros(len(columns)), np.zeros(len(columns))
    for feature in FEATURES:
        if not np.isnan(asked[feature]):
            theirs = columns[feature] == 1.0
            known += theirs
            shared += theirs * asked[feature]
    return np.where(known > 0, 0.3 + 0.7 * shared / np.maximum(known, 1), np.nan)


Back = Callable[[Asked, Columns, Preferences], Floats]
BACK: dict[str, Back] = {
    "size": _size,
    "region": _region,
    "regional_frame": _regional_frame,
    "funding": _funding,
    "reach": _reach,
    "security": _security,
    "border": _border,
    "free_partners": _free_partners,
    "attributes": _attributes,
}


def back_values(asked: Asked, columns: Columns, wished: Preferences, seen: Mapping[str, Floats]) -> Floats:
    """(K, n) scores of the seeker in the candidates' eyes, by CODES; `seen`: those of the seeker's side."""
    rows = [seen[code] if code in SYMMETRIC else BACK[code](asked, columns, wished) for code in CODES]
    return np.array(rows, np.float64).reshape(len(CODES), len(columns))


def power_mean(first: Floats, second: Floats, power: float) -> Floats:
    """Elementwise mean with exponent `power` in [-inf, 1]; 0 is the geometric mean, -inf the smaller. Values > 0."""
    if power == float("-inf"):
        return np.asarray(np.minimum(first, second))
    if power == 0:
        return np.asarray(np.sqrt(first * second))
    if power == -1:
        return np.asarray(2 * first * second / (first + second))
    return np.asarray(((first**power + second**power) / 2) ** (1 / power))
