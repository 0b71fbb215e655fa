"""Profiles as arrays: one row a candidate, nan for what is unknown.

float64 throughout: 100,000 candidates take some 30 MB, and the rounding of float32 would show in explanations that must
add up to 1e-6. Every array is filled row by row, so that a changed row gives the same bits as building anew.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from spilno.engine.matching.profile import SECURITY, Profile
from spilno.engine.matching.vectors import Vectors

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
FEATURES = ("mountain", "coast", "border", "university", "rail")
TIERS = {"state": 0.0, "district": 1.0, "municipality": 2.0}
# Towns that are a district of their own, and Kyiv, act on both levels.
BOTH_TIERS = {"county_free_city": 1.0, "special_city": 0.0}
# Administrations of any level may be partners; a school seeks a school.
ADMINISTRATIONS = {"municipality", "county", "district", "state"}
NUMBERS = (
    "log_population", "log_density", "urban_share", "lat", "lon", "tier", "second_tier", "security", "km_to_border",
    "km_to_eu", "travel_minutes", "exposure", "interpreter", *FEATURES,
)  # fmt: skip


def is_full(profile: Profile) -> bool:
    """True where the profile says that it can take no further partner."""
    return profile.capacity is not None and profile.capacity <= 0


def kind_group(profile: Profile) -> str:
    return "administration" if profile.kind in ADMINISTRATIONS else profile.kind


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
        known(profile.exposure),
        known(profile.facts.get("interpreter")),
        *(known(profile.facts.get(feature)) for feature in FEATURES),
    ]


class Labels:
    """One label a row, kept as numbers; '' is unknown."""

    def __init__(self, labels: Iterable[str]) -> None:
        self._number = {"": 0}
        self.codes = np.array([self._of(label) for label in labels], np.int32)

    def _of(self, label: str) -> int:
        return self._number.setdefault(label, len(self._number))

    def put(self, at: int, label: str) -> None:
        self.codes[at] = self._of(label)

    def among(self, labels: Iterable[str]) -> Bools:
        """True in the rows that bear one of these labels; never where the label is unknown."""
        wanted = np.zeros(len(self._number), bool)
        wanted[[self._number[label] for label in labels if label and label in self._number]] = True
        found: Bools = wanted[self.codes]
        return found

    @property
    def known(self) -> Bools:
        found: Bools = self.codes != 0
        return found

    @property
    def labels(self) -> list[str]:
        """Every label but the unknown one, in the order of their numbers."""
        return list(self._number)[1:]

    def among_all(self, order: Sequence[str]) -> npt.NDArray[np.int64]:
        """(n,) the place of each row's label in `order`; its length where the label is unknown or not there."""
        at = {label: number for number, label in enumerate(order)}
        places = np.array([at.get(label, len(order)) for label in self._number], np.int64)
        return np.asarray(places[self.codes])


class Shares:
    """A number for each row and label, such as how much of a theme is offered; `missing` where the row does not say.

    `known`: rows that said anything (an empty mapping says "nothing", None says nothing). `total`: sum over the labels.
    """

    def __init__(self, rows: Sequence[Mapping[str, float] | None], missing: float = 0.0) -> None:
        self._missing, self._size = missing, len(rows)
        self.known, self.total = np.zeros(len(rows), bool), np.zeros(len(rows))
        self._columns: dict[str, Floats] = {}
        for at, row in enumerate(rows):
            self._fill(at, row)

    def _fill(self, at: int, row: Mapping[str, float] | None) -> None:
        self.known[at], self.total[at] = row is not None, 0.0
        for label in sorted(row or {}):
            value = float((row or {})[label])
            self.total[at] += value
            if label not in self._columns:
                self._columns[label] = np.full(self._size, self._missing)
            self._columns[label][at] = value

    def put(self, at: int, row: Mapping[str, float] | None) -> None:
        for column in self._columns.values():
            column[at] = self._missing
        self._fill(at, row)

    def __getitem__(self, label: str) -> Floats:
        found = self._columns.get(label)
        return np.full(self._size, self._missing) if found is None else found

    @property
    def labels(self) -> list[str]:
        return list(self._columns)

    def most_common(self, number: int) -> list[str]:
        """Labels by their sum over all rows, the largest first."""
        return sorted(self._columns, key=lambda label: (-float(np.nansum(self._columns[label])), label))[:number]


class Columns:
    """`column(name)` is a float64 array over the profiles; the rest are labels and shares by row."""

    def __init__(self, profiles: Sequence[Profile]) -> None:
        self.profiles = list(profiles)
        self.row = {profile.id: at for at, profile in enumerate(self.profiles)}
        table = np.array([numbers(profile) for profile in self.profiles], np.float64)
        self._table = np.ascontiguousarray(table.reshape(len(self.profiles), len(NUMBERS)).T)
        self.region = Labels(profile.region or "" for profile in self.profiles)
        self.country = Labels(profile.country for profile in self.profiles)
        self.kind = Labels(kind_group(profile) for profile in self.profiles)
        self.level = Labels(profile.level for profile in self.profiles)
        self.needs = Shares([profile.needs for profile in self.profiles])
        self.offers = Shares([profile.offers for profile in self.profiles])
        self.seeks_text = Vectors([profile.seeks_text for profile in self.profiles])
        self.offers_text = Vectors([profile.offers_text for profile in self.profiles])
        self.languages = Shares([each(profile.languages) for profile in self.profiles])
        self.agreements = Shares([each(profile.agreements) for profile in self.profiles])
        self.frames = Shares([each(profile.regional_partnerships) for profile in self.profiles])
        self.funding = Shares([opening(profile) for profile in self.profiles])
        self.partners = Shares([profile.partners for profile in self.profiles], missing=float("nan"))
        self.has_ties = np.array([bool(profile.ties) for profile in self.profiles], bool)
        self.consents = np.array([profile.consents for profile in self.profiles], bool)
        self.full = np.array([is_full(profile) for profile in self.profiles], bool)
        self._naming: dict[str, dict[str, set[int]]] = {"partner": defaultdict(set), "refused": defaultdict(set)}
        # Rows whose own wishes exclude somebody; how far each is ready to go (nan: nobody said).
        self.strict: set[int] = set()
        self.far = np.full(len(self.profiles), np.nan)
        for at, profile in enumerate(self.profiles):
            self._name(at, profile)
            self._bind(at, profile)
        # The place of each id among all ids, to break ties by.
        self.id_order = np.argsort(np.argsort([profile.id for profile in self.profiles], kind="stable"), kind="stable")

    def _name(self, at: int, profile: Profile) -> None:
        for other in profile.partner_ids:
            self._naming["partner"][other].add(at)
        for other in profile.excluded_ids:
            self._naming["refused"][other].add(at)

    def _bind(self, at: int, profile: Profile) -> None:
        wishes = profile.wishes
        self.far[at] = np.nan if wishes is None or wishes.max_km is None else wishes.max_km
        musts = wishes is not None and (
            wishes.excluded or wishes.only_regions or wishes.levels
            or wishes.size_min is not None or wishes.size_max is not None
        )  # fmt: skip
        (self.strict.add if musts else self.strict.discard)(at)

    def naming(self, how: str, other: str) -> Bools:
        """Rows that have `other` among their partners ('partner') or refuse it ('refused')."""
        found = np.zeros(len(self), bool)
        found[list(self._naming[how].get(other, ()))] = True
        return found

    def are(self, ids: Collection[str]) -> Bools:
        """True in the rows of these ids; ids that are not here do not matter."""
        found = np.zeros(len(self), bool)
        found[[self.row[one] for one in ids if one in self.row]] = True
        return found

    def __len__(self) -> int:
        return len(self.profiles)

    def __getitem__(self, name: str) -> Floats:
        column: Floats = self._table[NUMBERS.index(name)]
        return column

    def knows(self, name: str) -> bool:
        """Whether any row answers: a column, "texts" or "agreements"."""
        if name == "agreements":
            return bool(self.agreements.known.any())
        if name == "texts":
            return bool(self.seeks_text.known.any() or self.offers_text.known.any())
        return not bool(np.isnan(self[name]).all())

    def replace(self, profile: Profile) -> None:
        """Put a changed profile into its row. Raises KeyError for an id that is not here."""
        at = self.row[profile.id]
        old, self.profiles[at] = self.profiles[at], profile
        self._table[:, at] = numbers(profile)
        for labels, label in (
            (self.region, profile.region or ""),
            (self.country, profile.country),
            (self.kind, kind_group(profile)),
            (self.level, profile.level),
        ):
            labels.put(at, label)
        self.needs.put(at, profile.needs)
        self.offers.put(at, profile.offers)
        self.seeks_text.put(at, profile.seeks_text)
        self.offers_text.put(at, profile.offers_text)
        self.languages.put(at, each(profile.languages))
        self.agreements.put(at, each(profile.agreements))
        self.frames.put(at, each(profile.regional_partnerships))
        self.funding.put(at, opening(profile))
        self.partners.put(at, profile.partners)
        self.has_ties[at] = bool(profile.ties)
        self.consents[at], self.full[at] = profile.consents, is_full(profile)
        for how, others in (("partner", old.partner_ids), ("refused", old.excluded_ids)):
            for other in others:
                self._naming[how][other].discard(at)
        self._name(at, profile)
        self._bind(at, profile)


def opening(profile: Profile) -> dict[str, float] | None:
    """Regions in which a partner opens at least one programme."""
    return None if profile.funding is None else {region: 1.0 for region, codes in profile.funding.items() if codes}


def each(labels: Iterable[str] | None) -> dict[str, float] | None:
    return None if labels is None else dict.fromkeys(labels, 1.0)
