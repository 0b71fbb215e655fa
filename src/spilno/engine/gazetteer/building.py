"""Building an index: places and names pass through once, and only flat arrays are kept of them.

A million names as Python strings, tuples and dictionaries would fill gigabytes; here a name costs some fifty bytes
until the index is written.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from spilno.engine.gazetteer.index import (
    LONGEST_SLIP,
    SHORTEST_SLIP,
    SLIP_BLOCK,
    Counts,
    Index,
    Ints,
    Texts,
    slips,
    text_hash,
    trigrams,
)
from spilno.engine.gazetteer.records import KINDS, LEVELS, NameRecord, PlaceRecord
from spilno.engine.gazetteer.written import spelling_codes
from spilno.engine.names import german_short, parts_of, russian_spellings, sounds, take_off_units, to_ascii
from spilno.engine.names.fold import script
from spilno.engine.names.readings import middle

_LEVEL = {level: at for at, level in enumerate(LEVELS)}
_KIND = {kind: at for at, kind in enumerate(KINDS)}
_OWN = {"UA": "uk", "DE": "de"}
_DERIVED_LEVELS = {_LEVEL["settlement"], _LEVEL["municipality"]}
# What is written about more often than villages are.
_SETTLED, CITY, TOWN = {"municipality", "settlement", "place"}, 15_000, 3_000
_64_BITS = (1 << 64) - 1


def _rank_by_size(place: PlaceRecord) -> int:
    """2 a city, 1 a town, 0 a village; a hromada is as large as a town and still no town."""
    if place.level not in _SETTLED or (place.level == "municipality" and place.country == "UA"):
        return 0
    return 2 if place.population >= CITY else 1 if place.population >= TOWN else 0


def build_index(places: Iterable[PlaceRecord], names: Iterable[NameRecord]) -> Index:
    """Build the index. Names of unknown places and names without letters are left out."""
    known = _Places()
    for place in places:
        known.add(place)
    collected = _Names(known)
    for name in names:
        collected.add(name)
    collected.seen = _Seen()
    return Index(**known.columns(), **collected.columns(), **_key_columns(collected))


class _Pool:
    """Texts one after the other in one run of bytes."""

    def __init__(self) -> None:
        self.blob, self.ends = bytearray(), array("I", [0])

    def add(self, text: str) -> None:
        self.blob += text.encode()
        self.ends.append(len(self.blob))

    def texts(self) -> Texts:
        return Texts(np.frombuffer(self.blob, np.uint8), _flat(self.ends, np.uint32))

    def one(self, at: int) -> str:
        return self.blob[self.ends[at] : self.ends[at + 1]].decode()


class _Seen:
    """Numbers that have come by: a sorted array of eight bytes each, and a set of the latest only."""

    LATEST = 50_000

    def __init__(self) -> None:
        self.known, self.latest = array("Q"), set[int]()

    def is_new(self, number: int) -> bool:
        """Whether it comes for the first time; noted."""
        if number in self.latest:
            return False
        at = bisect_left(self.known, number)
        if at < len(self.known) and self.known[at] == number:
            return False
        self.latest.add(number)
        if len(self.latest) == self.LATEST:
            self.known.extend(self.latest)
            _flat(self.known, np.uint64).sort()
            self.latest.clear()
        return True


def _flat(values: "array[Any]", dtype: Any) -> npt.NDArray[Any]:
    return np.frombuffer(values, dtype) if len(values) else np.empty(0, dtype)


class _Places:
    def __init__(self) -> None:
        self.position: dict[int, int] = {}
        self.ids, self.region, self.district = array("q"), array("q"), array("q")
        self.level, self.rank, self.flags = array("b"), array("b"), array("b")
        self.country, self.population = array("h"), array("i")
        self.lat, self.lon = array("f"), array("f")
        self.code, self.name = _Pool(), _Pool()
        self.countries: dict[str, int] = {}

    def add(self, place: PlaceRecord) -> None:
        self.position[place.id] = len(self.ids)
        self.ids.append(place.id)
        self.region.append(place.region)
        self.district.append(place.district)
        self.level.append(_LEVEL[place.level])
        self.rank.append(max(place.rank, _rank_by_size(place)))
        self.flags.append(place.ended | place.official << 1)
        self.country.append(self.countries.setdefault(place.country, len(self.countries)))
        self.population.append(min(place.population, 2**31 - 1))
        self.lat.append(float("nan") if place.lat is None else place.lat)
        self.lon.append(float("nan") if place.lon is None else place.lon)
        self.code.add(place.code)
        self.name.add(place.name)

    def columns(self) -> dict[str, Any]:
        codes = self.code.texts()
        coded = np.flatnonzero(np.diff(codes.offsets))
        hashes = np.array([text_hash(codes[at].upper()) for at in coded.tolist()], np.uint64)
        order = np.argsort(hashes, kind="stable")
        return {
            "place_id": _flat(self.ids, np.int64),
            "place_level": _flat(self.level, np.int8),
            "place_rank": _flat(self.rank, np.int8),
            "place_country": _flat(self.country, np.int16),
            "place_region": self._positions(self.region),
            "place_district": self._positions(self.district),
            "place_lat": _flat(self.lat, np.float32),
            "place_lon": _flat(self.lon, np.float32),
            "place_population": _flat(self.population, np.int32),
            "place_flags": _flat(self.flags, np.int8),
            "place_code": codes,
            "place_name": self.name.texts(),
            "code_hash": hashes[order],
            "code_place": coded[order].astype(np.int32),
            "countries": Texts.of(list(self.countries)),
        }

    def _positions(self, ids: "array[int]") -> Ints:
        return np.array([self.position.get(one, -1) for one in ids], np.int32)


class _Names:
    """Names while they are being collected: texts, owners, hashes of spellings, and the sounds they are filed under."""

    def __init__(self, places: _Places) -> None:
        self.places = places
        self.texts, self.ascii = _Pool(), _Pool()
        self.place, self.kind = array("i"), array("b")
        self.surface_hash, self.surface_name = array("Q"), array("i")
        # One entry for each reading of each name; `slips` says whether it is to be found with a slip.
        self.sounds = _Pool()
        self.sound_hash, self.sound_name, self.sound_slips = array("Q"), array("i"), array("b")
        self.seen = _Seen()

    def add(self, name: NameRecord) -> None:
        """File a name, unless its place is unknown, nothing is left of it, or the place has it already."""
        at = self.places.position.get(name.place)
        folded = take_off_units(name.text).name if at is not None else ""
        if at is None or not folded:
            return
        spelled = text_hash(folded)
        own = (spelled ^ at * 0x9E3779B97F4A7C15) & _64_BITS
        if not self.seen.is_new(own):
            return
        number = self._note(name.text, folded, at, name.kind)
        self.surface_hash.append(spelled)
        self.surface_name.append(number)
        self._file(
            number,
            _readings_of(name, folded, self._own_language(at)),
            script(folded) != "other",
            name.kind == "alternate",
        )
        if name.kind == "official" and name.language == "uk" and self.places.level[at] in _DERIVED_LEVELS:
            self._derive(name, at, folded)
        if name.kind == "official" and name.language == "de" and german_short(name.text):
            self.add(name._replace(text=german_short(name.text), kind="short"))

    def _own_language(self, at: int) -> str:
        country = self.places.country[at]
        return next((_OWN[code] for code in _OWN if self.places.countries.get(code) == country), "")

    def _note(self, text: str, folded: str, at: int, kind: str) -> int:
        self.texts.add(text)
        self.ascii.add(to_ascii(folded))
        self.place.append(at)
        self.kind.append(_KIND[kind])
        return len(self.place) - 1

    def _file(self, number: int, readings: list[str], slipping: bool, loose: bool = False) -> None:
        for at, fine in enumerate(readings):
            self.sounds.add(fine)
            self.sound_hash.append(text_hash(fine))
            self.sound_name.append(number)
            # A slip is asked for in all readings, so that the likeliest of the name is enough to find it by.
            self.sound_slips.append(slipping and (at == 0 or not loose))

    def _derive(self, name: NameRecord, at: int, folded: str) -> None:
        """What Russian translates the name to, and what people shorten it to: found by sound, shown as the name."""
        made = [("translated", spelling, "ru") for spelling in russian_spellings(folded)[1:]]
        if self.places.level[at] == _LEVEL["settlement"]:
            made += [("part", part, "uk") for part in parts_of(name.text)]
        for kind, text, language in made:
            readings = [sound.fine for sound in sounds(text, language=language)]
            if kind == "part":
                readings += [sound.fine for sound in sounds(russian_spellings(text)[0], language="ru")]
            self._file(self._note(name.text, text, at, kind), list(dict.fromkeys(readings)), True)

    def columns(self) -> dict[str, Any]:
        surface = _flat(self.surface_hash, np.uint64)
        order = np.argsort(surface, kind="stable")
        plain = self.ascii.texts()
        written = spelling_codes(plain.blob, plain.offsets)
        by_code = np.argsort(written, kind="stable")
        return {
            "name_place": _flat(self.place, np.int32),
            "name_kind": _flat(self.kind, np.int8),
            "name_text": self.texts.texts(),
            "name_ascii": plain,
            "surface_hash": surface[order],
            "surface_name": _flat(self.surface_name, np.int32)[order],
            "written_code": written[by_code],
            "written_name": by_code.astype(np.int32),
        }


def _readings_of(name: NameRecord, folded: str, own: str) -> list[str]:
    """Sounds a stored name is filed under: one where the language is known, else the two likeliest, and Russian ones."""
    language = name.language
    if not language and name.kind in ("official", "former", "short"):
        language = own
    read = [sound.fine for sound in sounds(folded, language=language, most=1 if language else 2)]
    if language == "uk" and name.kind in ("official", "former") and script(folded) == "cyrillic":
        # What Russian sources make of the name; see names.russian.
        read += [sound.fine for sound in sounds(russian_spellings(folded)[0], language="ru")]
    return list(dict.fromkeys(read))


def _key_columns(names: _Names) -> dict[str, Any]:
    """Each distinct reading is a key; keys stand in the order of their hashes."""
    order = np.argsort(_flat(names.sound_hash, np.uint64), kind="stable").astype(np.uint32)
    hashes = _flat(names.sound_hash, np.uint64)[order]
    start = _runs(hashes)
    slipping = _flat(names.sound_slips, np.int8)[order]
    slipping = np.maximum.reduceat(slipping, start[:-1]) if len(order) else slipping
    texts, first = _Pool(), order[start[:-1]]
    for at in first:
        texts.add(names.sounds.one(int(at)))
    names.sounds = _Pool()
    return {
        "key_text": texts.texts(),
        "key_hash": hashes[start[:-1]],
        "key_start": start,
        "key_name": _flat(names.sound_name, np.int32)[order],
        **_gram_columns(texts),
        **_slip_columns(texts, slipping),
    }


def _gram_columns(texts: _Pool) -> dict[str, Any]:
    grams, count = _Pairs(), len(texts.ends) - 1
    for key in range(count):
        grams.add(set(trigrams(middle.__wrapped__(texts.one(key)))), key)
    codes, keys = grams.sorted()
    start = _runs(codes)
    weight = np.log((count + 1) / np.maximum(np.diff(start), 1)).astype(np.float32)
    return {
        "gram_code": codes[start[:-1]].astype(np.int32),
        "gram_start": start,
        "gram_key": keys,
        "gram_weight": weight,
    }


def _slip_columns(texts: _Pool, slipping: npt.NDArray[np.int8]) -> dict[str, Any]:
    slipped = _Pairs()
    for key in np.flatnonzero(slipping).tolist():
        fine = texts.one(key)
        if SHORTEST_SLIP <= len(fine) <= LONGEST_SLIP:
            slipped.add(slips(fine), key)
    codes, keys = slipped.sorted()
    return {"slip_first": codes[::SLIP_BLOCK].copy(), "slip_code": codes, "slip_key": keys}


def _runs(ordered: npt.NDArray[Any]) -> Counts:
    """Where each run of equal values begins, and the end of the last."""
    begins = np.flatnonzero(ordered[1:] != ordered[:-1]) + 1
    return np.concatenate(([0], begins, [len(ordered)]) if len(ordered) else ([0],)).astype(np.uint32)


class _Pairs:
    """(code, key) in one number of 64 bits each, so that they sort in place."""

    def __init__(self) -> None:
        self.pairs = array("Q")

    def add(self, codes: set[int], key: int) -> None:
        self.pairs.extend([code << 32 | key for code in codes])

    def sorted(self) -> tuple[Counts, Ints]:
        pairs = _flat(self.pairs, np.uint64)
        pairs.sort()
        self.pairs = array("Q")
        return (pairs >> np.uint64(32)).astype(np.uint32), pairs.astype(np.uint32).view(np.int32)
