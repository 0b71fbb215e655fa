"""Profiles as arrays: one row a candidate, nan for what is unknown."""

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from spilno.engine.matching.profile import SECURITY, Profile

Floats = npt.NDArray[np.float64]
FEATURES = ("mountain", "coast", "border", "university", "rail")
TIERS = {"state": 0.0, "district": 1.0, "municipality": 2.0}
# Towns that are a district of their own, and Kyiv, act on both levels.
BOTH_TIERS = {"county_free_city": 1.0, "special_city": 0.0}
NUMBERS = (
    "log_population", "log_density", "urban_share", "lat", "lon", "tier", "second_tier", "security", "km_to_border",
    "km_to_eu", "travel_minutes", *FEATURES,
)  # fmt: skip


def is_full(profile: Profile) -> bool:
    """True where the profile says that it can take no further partner."""
    return profile.capacity is not None and profile.capacity <= 0


def numbers(profile: Profile) -> list[float]:
    """The row of `profile`, in the order of NUMBERS."""
    nan = float("nan")

    def known(value: Any) -> float:
        return nan if value is None else float(value)

    density = profile.density
    return [
        float(np.log(profile.population)) if profile.population else nan,
        float(np.log(density)) if density else nan,
        known(profile.urban_share),
        float(np.radians(known(profile.lat))),
        float(np.radians(known(profile.lon))),
        TIERS.get(profile.level, nan),
        BOTH_TIERS.get(profile.category, nan),
        nan if profile.security is None else float(SECURITY.index(profile.security)),
        known(profile.km_to_border),
        known(profile.km_to_eu),
        known(profile.travel_minutes),
        *(known(profile.facts.get(feature)) for feature in FEATURES),
    ]


class Columns:
    """`column(name)` is a float64 array over the profiles; `region` an array of object ids."""

    def __init__(self, profiles: Sequence[Profile]) -> None:
        self.profiles = list(profiles)
        self.row = {profile.id: at for at, profile in enumerate(self.profiles)}
        table = np.array([numbers(profile) for profile in self.profiles], np.float64)
        self._table = np.ascontiguousarray(table.reshape(len(self.profiles), len(NUMBERS)).T)
        self.region = np.array([profile.region or "" for profile in self.profiles], object)
        self.country = np.array([profile.country for profile in self.profiles], object)
        self.has_ties = np.array([bool(profile.ties) for profile in self.profiles], bool)
        self.consents = np.array([profile.consents for profile in self.profiles], bool)
        self.full = np.array([is_full(profile) for profile in self.profiles], bool)
        # The place of each id among all ids, to break ties by.
        self.id_order = np.argsort(np.argsort([profile.id for profile in self.profiles], kind="stable"), kind="stable")

    def are(self, ids: Collection[str]) -> npt.NDArray[np.bool_]:
        """True in the rows of these ids; ids that are not here do not matter."""
        found = np.zeros(len(self), bool)
        found[[self.row[one] for one in ids if one in self.row]] = True
        return found

    def __len__(self) -> int:
        return len(self.profiles)

    def __getitem__(self, name: str) -> Floats:
        column: Floats = self._table[NUMBERS.index(name)]
        return column

    def replace(self, profile: Profile) -> None:
        """Put a changed profile into its row. Raises KeyError for an id that is not here."""
        at = self.row[profile.id]
        self.profiles[at] = profile
        self._table[:, at] = numbers(profile)
        self.region[at], self.country[at] = profile.region or "", profile.country
        self.has_ties[at] = bool(profile.ties)
        self.consents[at], self.full[at] = profile.consents, is_full(profile)
