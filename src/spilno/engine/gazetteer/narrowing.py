"""Hints as masks over places: country, region (in any spelling), level, neighbourhood, size."""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from spilno.engine.errors import InvalidInput
from spilno.engine.gazetteer.index import Index
from spilno.engine.gazetteer.records import LEVELS, Hints
from spilno.engine.names import UnitWords, sounds, take_off_units
from spilno.engine.names.fold import script

if TYPE_CHECKING:
    from spilno.engine.gazetteer.linking import Gazetteer

Mask = npt.NDArray[np.bool_]
EARTH_KM = 6371.0
MASKS_KEPT = 128
# Levels a word or hint stands for; a bare name may mean any level.
_TOLD = {
    "hromada": ("municipality",),
    "municipality": ("municipality", "place", "settlement"),
    "settlement": ("settlement", "place", "municipality"),
    "district": ("district",),
    "state": ("state",),
}
_STRICT = {level: (level,) for level in LEVELS} | {"hromada": ("municipality",)}


class Narrowing:
    """Turns hints into a mask of admitted places, or None when nothing narrows."""

    def __init__(self, index: Index, gazetteer: "Gazetteer") -> None:
        self.index, self.gazetteer = index, gazetteer
        self.codes = {index.place_code[at].upper(): at for at in range(len(index.place_code)) if index.place_code[at]}
        self._regions: dict[tuple[str, str], Mask] = {}
        self._keys: dict[int, tuple[Mask, Mask]] = {}
        self._kept: dict[tuple[str, str, str, str], Mask | None] = {}

    def of(self, hints: Hints, words: UnitWords) -> Mask | None:
        """The mask for these hints and the unit words found around the name."""
        if hints.level and hints.level not in _STRICT:
            raise InvalidInput("level", f"unknown level {hints.level!r}; one of {', '.join(_STRICT)}")
        key = (hints.country, hints.region, hints.level, words.level or "")
        if key not in self._kept:
            if len(self._kept) > 4096:
                self._kept.clear()
            self._kept[key] = self._fixed(hints, words)
        mask = self._kept[key]
        if hints.near is not None:
            near = self._near(hints.near, hints.radius_km)
            mask = near if mask is None else mask & near
        if hints.population:
            ratio = np.maximum(self.index.place_population, 1) / hints.population
            like = (ratio > 1 / 3) & (ratio < 3)
            mask = like if mask is None else mask & like
        return mask

    def keys(self, mask: Mask) -> Mask:
        """True for each sound key that some admitted place bears; kept for the masks last asked for."""
        kept = self._keys.get(id(mask))
        if kept is None or kept[0] is not mask:
            index = self.index
            borne = np.zeros(len(index.key_text), bool)
            owner = np.repeat(np.arange(len(borne)), np.diff(index.key_start))
            borne[owner[mask[index.name_place[index.key_name]]]] = True
            if len(self._keys) >= MASKS_KEPT:
                self._keys.clear()
            kept = self._keys[id(mask)] = (mask, borne)
        return kept[1]

    def _fixed(self, hints: Hints, words: UnitWords) -> Mask | None:
        index, mask = self.index, np.ones(len(self.index.place_id), bool)
        if hints.country:
            mask &= self._country(hints.country)
        levels = _STRICT[hints.level] if hints.level else _TOLD.get(words.level or "", ())
        if levels:
            mask &= np.isin(index.place_level, [LEVELS.index(level) for level in levels])
        if hints.region.strip():
            mask &= self._in_region(hints.region, hints.country)
        return None if mask.all() else mask

    def _in_region(self, region: str, country: str) -> Mask:
        """Places inside the unit that `region` names; nobody where the name is unknown."""
        key = (region, country)
        if key not in self._regions:
            index = self.index
            mask = np.zeros(len(index.place_id), bool)
            words = take_off_units(region)
            for at in self._units_called(words, country):
                mask |= (index.place_region == at) | (index.place_district == at)
                mask[at] = True
            self._regions[key] = mask
        return self._regions[key]

    def _units_called(self, words: UnitWords, country: str) -> list[int]:
        """Units that a hint names: whole oblasts and cities of their own before rayons, names before likenesses."""
        by_code = self.codes.get(words.name.upper())
        if by_code is not None:
            return [by_code]
        told = {"district": ("district",), "state": ("state",)}.get(words.level or "", ("state", "district"))
        masks = [self._level(level, words.level or "", country) for level in told]
        readings = sounds(words.name)
        for mask in masks:
            found = self.gazetteer._spelled(words.name, mask)
            if not found or script(words.name) != "cyrillic":
                # `Київ` is the city; in Latin letters `Kyiv` is what tables call the oblast, too.
                found = found | self.gazetteer._sounding(readings, mask)
            if found:
                return list(found)
        for mask in masks:
            similar = self.gazetteer._similar(readings, words.name, mask)
            best = max((c.score for c in similar.values()), default=0.0)
            found = {p: c for p, c in similar.items() if c.score >= max(0.8, best - 0.01)}
            if found:
                return list(found)
        return []

    def _level(self, level: str, told: str, country: str) -> Mask:
        """Units of a level; with the states, unless a word told `oblast`, the cities that are their own region."""
        index = self.index
        mask = index.place_level == LEVELS.index(level)
        if level == "state" and not told:
            mask = mask | (index.place_region == np.arange(len(index.place_id)))
        return np.asarray(mask & self._country(country) if country else mask)

    def _country(self, country: str) -> Mask:
        codes = [self.index.countries[at] for at in range(len(self.index.countries))]
        at = codes.index(country.upper()) if country.upper() in codes else -1
        return np.asarray(self.index.place_country == at)

    def _near(self, point: tuple[float, float], radius_km: float) -> Mask:
        lat, lon = np.radians(point[0]), np.radians(point[1])
        lats, lons = np.radians(self.index.place_lat), np.radians(self.index.place_lon)
        chord = np.sin((lats - lat) / 2) ** 2 + np.cos(lat) * np.cos(lats) * np.sin((lons - lon) / 2) ** 2
        away = 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(chord, 0, 1)))
        return np.asarray(np.nan_to_num(away, nan=np.inf) <= radius_km)
