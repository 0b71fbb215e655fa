"""Hints as masks over places: country, region (in any spelling), level, neighbourhood, size."""

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from spilno.engine.errors import InvalidInput
from spilno.engine.gazetteer.admitted import Admitted, Mask
from spilno.engine.gazetteer.index import Index, text_hash
from spilno.engine.gazetteer.records import LEVELS, Hints
from spilno.engine.names import UnitWords, sounds, take_off_units
from spilno.engine.names.fold import script

if TYPE_CHECKING:
    from spilno.engine.gazetteer.linking import Gazetteer

EARTH_KM = 6371.0
# Kept for hints that come again: a list names the same few oblasts and countries in row after row.
MASKS_KEPT, REGIONS_KEPT = 48, 2048
# Levels a word or hint stands for; a bare name may mean any level.
_TOLD = {
    "hromada": ("municipality",),
    "municipality": ("municipality", "place", "settlement"),
    "settlement": ("settlement", "place", "municipality"),
    "district": ("district",),
    "state": ("state",),
}
_STRICT = {level: (level,) for level in LEVELS} | {
    "hromada": ("municipality",), "rayon": ("district",), "kreis": ("district",), "oblast": ("state",), "land": ("state",),
}  # fmt: skip


class Narrowing:
    """Turns hints into a mask of admitted places, or None when nothing narrows."""

    def __init__(self, index: Index, gazetteer: "Gazetteer") -> None:
        self.index, self.gazetteer = index, gazetteer
        self._countries = {code: at for at, code in enumerate(index.countries)}
        self._fixed = lru_cache(MASKS_KEPT)(self._from_words)
        self._inside = lru_cache(REGIONS_KEPT)(self._units_called)

    def place_with_code(self, code: str) -> int | None:
        """The position of the place that bears this code, written in capitals."""
        index, wanted = self.index, np.uint64(text_hash(code))
        at = int(np.searchsorted(index.code_hash, wanted))
        if at >= len(index.code_hash) or index.code_hash[at] != wanted:
            return None
        place = int(index.code_place[at])
        return place if index.place_code[place].upper() == code else None

    def of(self, hints: Hints, words: UnitWords) -> Admitted | None:
        """The places these hints and the unit words around the name leave; None where nothing narrows."""
        if hints.level and hints.level not in _STRICT:
            raise InvalidInput("level", f"unknown level {hints.level!r}; one of {', '.join(_STRICT)}")
        fixed = self._fixed(hints.country.upper(), hints.region.strip(), hints.level, words.level or "")
        if hints.near is None and not hints.population:
            return fixed
        mask = np.ones(len(self.index.place_id), bool) if fixed is None else fixed.places
        if hints.near is not None:
            mask = mask & (self.distances(hints.near) <= hints.radius_km)
        if hints.population:
            ratio = np.maximum(self.index.place_population, 1) / hints.population
            mask = mask & (ratio > 1 / 3) & (ratio < 3)
        return Admitted(self.index, mask)

    def _from_words(self, country: str, region: str, level: str, told: str) -> Admitted | None:
        index, mask = self.index, np.ones(len(self.index.place_id), bool)
        if country:
            mask &= self._country(country)
        levels = _STRICT[level] if level else _TOLD.get(told, ())
        if levels:
            mask &= np.isin(index.place_level, [LEVELS.index(one) for one in levels])
        if region:
            mask &= self._in_region(region, country)
        return None if mask.all() else Admitted(index, mask)

    def _in_region(self, region: str, country: str) -> Mask:
        """Places inside the unit that `region` names; nobody where the name is unknown.

        Nothing lies in an ended unit any more: a list that names a rayon of before 2020 still tells the oblast.
        """
        index = self.index
        mask = np.zeros(len(index.place_id), bool)
        named = self._inside(take_off_units(region), country)
        living = [at for at in named if not index.place_flags[at] & 1]
        for at in living or [int(index.place_region[ended]) for ended in named if index.place_region[ended] >= 0]:
            mask |= (index.place_region == at) | (index.place_district == at)
            mask[at] = True
        return mask

    def _units_called(self, words: UnitWords, country: str) -> tuple[int, ...]:
        """Units that a hint names: whole oblasts and cities of their own before rayons, names before likenesses."""
        by_code = self.place_with_code(words.name.upper())
        if by_code is not None:
            return (by_code,)
        told = {"district": ("district",), "state": ("state",)}.get(words.level or "", ("state", "district"))
        masks = [Admitted(self.index, self._level(level, words.level or "", country)) for level in told]
        readings = sounds(words.name)
        for mask in masks:
            found = self.gazetteer._spelled(words.name, mask)
            if not found or script(words.name) != "cyrillic":
                # `Київ` is the city; in Latin letters `Kyiv` is what tables call the oblast, too.
                found = found | self.gazetteer._sounding(readings, mask)
            if found:
                return tuple(found)
        for mask in masks:
            similar = self.gazetteer._similar(readings, words.name, mask)
            best = max((c.score for c in similar.values()), default=0.0)
            found = {p: c for p, c in similar.items() if c.score >= max(0.8, best - 0.01)}
            if found:
                return tuple(found)
        return ()

    def _level(self, level: str, told: str, country: str) -> Mask:
        """Units of a level; with the states, unless a word told `oblast`, the cities that are their own region."""
        index = self.index
        mask = index.place_level == LEVELS.index(level)
        if level == "state" and not told:
            mask = mask | (index.place_region == np.arange(len(index.place_id)))
        return np.asarray(mask & self._country(country) if country else mask)

    def _country(self, country: str) -> Mask:
        return np.asarray(self.index.place_country == self._countries.get(country.upper(), -1))

    def distances(self, point: tuple[float, float]) -> npt.NDArray[np.float32]:
        """Kilometres from `point` to each place; infinite where its position is unknown."""
        lat, lon = np.radians(point[0]), np.radians(point[1])
        lats, lons = np.radians(self.index.place_lat), np.radians(self.index.place_lon)
        chord = np.sin((lats - lat) / 2) ** 2 + np.cos(lat) * np.cos(lats) * np.sin((lons - lon) / 2) ** 2
        away = 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(chord, 0, 1)))
        return np.asarray(np.nan_to_num(away, nan=np.inf), np.float32)
