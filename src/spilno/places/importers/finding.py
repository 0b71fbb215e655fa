"""Finds the area that a label with coordinates means, among units and places near it that bear the name."""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from spilno.places.enums import AreaLevel
from spilno.places.importers.positions import Point, km
from spilno.places.importers.twin_merging import german_keys
from spilno.places.models import Area, AreaName


class End(NamedTuple):
    label: str
    country: str
    point: Point


# How far a unit's centre may be from where the label says; settlements of Ukraine stand at their hromada's centre.
REACH_KM = {AreaLevel.MUNICIPALITY: 25.0, AreaLevel.SETTLEMENT: 30.0, AreaLevel.DISTRICT: 60.0, AreaLevel.STATE: 200.0}
PLACE_REACH_KM = 15.0
# A unit of its own right is meant before a place that only GeoNames knows.
_ORDER = [
    AreaLevel.MUNICIPALITY,
    AreaLevel.SETTLEMENT,
    AreaLevel.PLACE,
    AreaLevel.CITY_DISTRICT,
    AreaLevel.DISTRICT,
]
_DECORATION = re.compile(
    r"\s*\(.*?\)|,.*$|^(?:gmina|city of|town of|municipality of|commune of|ville de)\s+|"
    r"\s+(?:municipality|commune|city|town|local government area|urban district|parish)$",
    re.IGNORECASE,
)
_DISTRICT = re.compile(
    r"^(?:land)?kreis\s+|\s+(?:land)?kreis$|\s+(?:district|raion|rayon)$|\s+\(district\)$", re.IGNORECASE
)
_STATE = re.compile(r"\s+oblast$|\s+region$", re.IGNORECASE)


def keys(label: str, country: str) -> set[str]:
    """The label as it is and without what English adds to it: `Sigtuna Municipality`, `Haibach, Lower Franconia`.

    German names also without what tells them from namesakes, since every register abbreviates that differently.
    """
    bare = _DECORATION.sub("", label)
    found = {label.casefold().strip(), bare.casefold().strip()} - {""}
    return found | german_keys(bare) if country == "DE" else found


class Finder:
    """Reads only those names that some end bears."""

    def __init__(self, ends: Iterable[End]) -> None:
        self.ends = set(ends)
        wanted: set[str] = set()
        for end in self.ends:
            wanted |= keys(end.label, end.country) | {self._district(end), self._state(end)}
        wanted.discard("")
        countries = {end.country for end in self.ends}
        self.areas: dict[int, tuple[str, Point, str]] = {}
        self.named: dict[tuple[str, str], set[int]] = defaultdict(set)
        columns = ("pk", "country", "level", "lat", "lon", "category", "name", "name_de", "name_uk", "name_en")
        rows = Area.objects.filter(lat__isnull=False, valid_to__isnull=True).exclude(category="listed")
        every: dict[int, tuple[str, str, Point, str]] = {}
        for pk, country, level, lat, lon, category, *names in rows.values_list(*columns).iterator(20_000):
            if country not in countries:
                continue
            every[pk] = (country, level, (lat, lon), category)
            for name in names:
                self._note(pk, country, name, wanted)
        for pk, text in AreaName.objects.values_list("area_id", "text").iterator(20_000):
            if pk in every:
                self._note(pk, every[pk][0], text, wanted)
        used = {pk for found in self.named.values() for pk in found}
        self.areas = {pk: every[pk][1:] for pk in used}

    def _note(self, pk: int, country: str, name: str, wanted: set[str]) -> None:
        plain = country != "DE" and "(" not in name and "," not in name
        for key in (name.casefold(),) if plain else keys(name, country):
            if key in wanted:
                self.named[country, key].add(pk)

    @staticmethod
    def _district(end: End) -> str:
        bare = _DISTRICT.sub("", end.label)
        return bare.casefold() if bare != end.label else ""

    @staticmethod
    def _state(end: End) -> str:
        bare = _STATE.sub("", end.label)
        return f"{bare} oblast".casefold() if bare != end.label and end.country == "UA" and "," not in bare else ""

    def find(self, end: End) -> int | None:
        """The nearest unit that bears the name; else the nearest place; else None."""
        district, state = self._district(end), self._state(end)
        if district:
            return self._nearest(end, {district}, (AreaLevel.DISTRICT,))
        if state:
            return self._nearest(end, {state}, (AreaLevel.STATE,))
        for level in _ORDER:
            found = self._nearest(end, keys(end.label, end.country), (level,))
            if found is not None:
                return found
        return None

    def _nearest(self, end: End, names: set[str], levels: tuple[str, ...]) -> int | None:
        best: tuple[float, int] | None = None
        for name in names:
            for pk in self.named.get((end.country, name), ()):
                level, point, category = self.areas[pk]
                # A hromada is meant only by its own label; a town's name means the town inside it.
                if level not in levels or category in ("hromada", "urban", "settlement", "rural", "uninhabited"):
                    continue
                distance = km(end.point, point)
                if distance <= REACH_KM.get(AreaLevel(level), PLACE_REACH_KM) and (
                    best is None or (distance, pk) < best
                ):
                    best = (distance, pk)
        return best[1] if best else None
