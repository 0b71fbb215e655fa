"""The index: numpy arrays over places, names and sounds, built once per state of the data and kept in one file.

Sizes: P places, N names, K distinct sound keys, G distinct trigrams. Texts are UTF-8 blobs with N + 1 offsets, so
that a file of a million names opens without making a million Python strings.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt

from spilno.engine.gazetteer.records import KINDS, LEVELS, NameRecord, PlaceRecord
from spilno.engine.names import german_short, parts_of, russian_spellings, sounds, take_off_units, to_ascii
from spilno.engine.names.fold import script
from spilno.engine.names.readings import middle

Ints = npt.NDArray[np.int64]
# Sounds in a key that is found with one slip: shorter ones are like too many, longer ones share enough trigrams.
SHORTEST_SLIP, LONGEST_SLIP = 3, 16


def text_hash(text: str) -> int:
    """A 64-bit number that is the same in every process."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


class Texts:
    """Many strings in one array of bytes."""

    def __init__(self, blob: npt.NDArray[np.uint8], offsets: Ints) -> None:
        self.blob, self.offsets = blob, offsets

    @classmethod
    def of(cls, texts: Sequence[str]) -> "Texts":
        parts = [text.encode() for text in texts]
        offsets = np.zeros(len(parts) + 1, np.int64)
        np.cumsum([len(part) for part in parts], out=offsets[1:])
        return cls(np.frombuffer(b"".join(parts), np.uint8), offsets)

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, position: int) -> str:
        return self.blob[self.offsets[position] : self.offsets[position + 1]].tobytes().decode()

    def many(self, positions: npt.NDArray[Any]) -> list[str]:
        """The texts at `positions`, faster than one by one."""
        blob = self.blob.data
        ends = zip(self.offsets[positions].tolist(), self.offsets[positions + 1].tolist(), strict=True)
        return [str(blob[start:end], "utf-8") for start, end in ends]


@dataclass(slots=True)
class Index:
    place_id: Ints
    place_level: npt.NDArray[np.int8]
    place_country: npt.NDArray[np.int16]
    place_region: Ints  # position of the region's place, -1 none
    place_district: Ints
    place_lat: npt.NDArray[np.float32]
    place_lon: npt.NDArray[np.float32]
    place_population: Ints
    place_flags: npt.NDArray[np.int8]  # 1 ended, 2 official
    place_code: Texts
    place_name: Texts
    countries: Texts
    name_place: Ints
    name_kind: npt.NDArray[np.int8]
    name_text: Texts
    name_ascii: Texts  # folded, without unit words, in small ASCII letters
    surface_hash: npt.NDArray[np.uint64]  # sorted
    surface_name: Ints
    key_text: Texts
    key_middle: Texts
    key_hash: npt.NDArray[np.uint64]  # sorted
    key_by_hash: Ints
    key_start: Ints  # K + 1, into key_name
    key_name: Ints
    gram_code: Ints  # sorted
    gram_start: Ints
    gram_key: npt.NDArray[np.int32]
    gram_weight: npt.NDArray[np.float32]
    slip_code: npt.NDArray[np.uint32]  # sorted
    slip_key: npt.NDArray[np.int32]

    def save(self, file: Path) -> None:
        """Write the arrays to `file` (.npz), whole or not at all."""
        arrays: dict[str, Any] = {}
        for item in fields(self):
            value = getattr(self, item.name)
            if isinstance(value, Texts):
                arrays[f"{item.name}.blob"], arrays[f"{item.name}.offsets"] = value.blob, value.offsets
            else:
                arrays[item.name] = value
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_suffix(f".{id(self)}.draft")
        with draft.open("wb") as out:
            np.savez(out, **arrays)
        draft.replace(file)

    @classmethod
    def load(cls, file: Path) -> "Index":
        with np.load(file, allow_pickle=False) as stored:
            made: dict[str, Any] = {}
            for item in fields(cls):
                if item.name in stored:
                    made[item.name] = stored[item.name]
                else:
                    made[item.name] = Texts(stored[f"{item.name}.blob"], stored[f"{item.name}.offsets"])
        return cls(**made)


def trigrams(middle_sounds: str) -> list[int]:
    """Trigrams of the middle key with its edges marked, as numbers."""
    padded = f"^{middle_sounds}$"
    if len(padded) < 3:
        padded += "$"
    return [
        (ord(a) << 16 | ord(b) << 8 | ord(c)) & 0xFFFFFF
        for a, b, c in zip(padded, padded[1:], padded[2:], strict=False)
    ]


def slips(fine: str) -> set[int]:
    """Codes of the sounds and of each string that lacks one of them; two keys one slip apart share a code."""
    return {crc32(fine.encode())} | {crc32((fine[:at] + fine[at + 1 :]).encode()) for at in range(len(fine))}


def _grouped(groups: npt.NDArray[Any], members: npt.NDArray[Any], count: int) -> tuple[Ints, npt.NDArray[Any]]:
    """CSR: members ordered by group, and where each of `count` groups starts."""
    order = np.argsort(groups, kind="stable")
    start = np.zeros(count + 1, np.int64)
    np.add.at(start, groups + 1, 1)
    return np.cumsum(start), members[order]


def _readings_of(name: NameRecord, folded: str, country: str) -> list[str]:
    """Sound keys a stored name is filed under: one where the language is known, else the two likeliest, and Russian ones."""
    language = name.language
    if not language and name.kind in ("official", "former", "short"):
        language = {"UA": "uk", "DE": "de"}.get(country, "")
    read = [sound.fine for sound in sounds(folded, language=language, most=1 if language else 2)]
    if language == "uk" and name.kind in ("official", "former") and script(folded) == "cyrillic":
        # What Russian sources make of the name; see names.russian.
        read += [sound.fine for sound in sounds(russian_spellings(folded)[0], language="ru")]
    return list(dict.fromkeys(read))


class _Names:
    """Names while they are being collected: texts, owners, hashes of spellings, and the sound keys they are filed under."""

    def __init__(self, records: list[PlaceRecord]) -> None:
        self.records = records
        self.position = {record.id: at for at, record in enumerate(records)}
        self.texts: list[str] = []
        self.ascii: list[str] = []
        self.place: list[int] = []
        self.kind: list[int] = []
        self.surface: list[tuple[int, int]] = []  # hash of a spelling, name
        self.key_of: dict[str, int] = {}
        self.pair_key: list[int] = []
        self.pair_name: list[int] = []
        self._seen: set[tuple[int, str]] = set()

    def add(self, name: NameRecord) -> None:
        """File a name, unless its place is unknown, nothing is left of it, or the place has it already."""
        at = self.position.get(name.place)
        folded = take_off_units(name.text).name if at is not None else ""
        if at is None or not folded or (at, folded) in self._seen:
            return
        self._seen.add((at, folded))
        number = len(self.texts)
        self.texts.append(name.text)
        self.ascii.append(to_ascii(folded))
        self.place.append(at)
        self.kind.append(KINDS.index(name.kind))
        self.surface.append((text_hash(folded), number))
        self._file(number, _readings_of(name, folded, self.records[at].country))
        if (
            name.kind == "official"
            and name.language == "uk"
            and self.records[at].level in ("settlement", "municipality")
        ):
            self._derive(name, at, folded)
        if name.kind == "official" and name.language == "de" and german_short(name.text):
            self.add(name._replace(text=german_short(name.text), kind="short"))

    def _file(self, number: int, readings: list[str]) -> None:
        for fine in readings:
            self.pair_key.append(self.key_of.setdefault(fine, len(self.key_of)))
            self.pair_name.append(number)

    def _derive(self, name: NameRecord, at: int, folded: str) -> None:
        """What Russian translates the name to, and what people shorten it to: found by sound, shown as the name."""
        made = [("translated", spelling, "ru") for spelling in russian_spellings(folded)[1:]]
        if self.records[at].level == "settlement":
            made += [("part", part, "uk") for part in parts_of(name.text)]
        for kind, text, language in made:
            readings = [sound.fine for sound in sounds(text, language=language)]
            if kind == "part":
                readings += [sound.fine for sound in sounds(russian_spellings(text)[0], language="ru")]
            self.texts.append(name.text)
            self.ascii.append(to_ascii(text))
            self.place.append(at)
            self.kind.append(KINDS.index(kind))
            self._file(len(self.texts) - 1, list(dict.fromkeys(readings)))


def build_index(places: Iterable[PlaceRecord], names: Iterable[NameRecord]) -> Index:
    """Build the index. Names of unknown places and names without letters are left out."""
    records = list(places)
    collected = _Names(records)
    for name in names:
        collected.add(name)
    return Index(**_place_columns(records, collected.position), **_name_columns(collected), **_key_columns(collected))


def _place_columns(records: list[PlaceRecord], position: dict[int, int]) -> dict[str, Any]:
    codes = sorted({record.country for record in records})
    country_at = {code: at for at, code in enumerate(codes)}
    return {
        "place_id": np.array([r.id for r in records], np.int64),
        "place_level": np.array([LEVELS.index(r.level) for r in records], np.int8),
        "place_country": np.array([country_at[r.country] for r in records], np.int16),
        "place_region": np.array([position.get(r.region, -1) for r in records], np.int64),
        "place_district": np.array([position.get(r.district, -1) for r in records], np.int64),
        "place_lat": np.array([np.nan if r.lat is None else r.lat for r in records], np.float32),
        "place_lon": np.array([np.nan if r.lon is None else r.lon for r in records], np.float32),
        "place_population": np.array([r.population for r in records], np.int64),
        "place_flags": np.array([r.ended | r.official << 1 for r in records], np.int8),
        "place_code": Texts.of([r.code for r in records]),
        "place_name": Texts.of([r.name for r in records]),
        "countries": Texts.of(codes),
    }


def _name_columns(names: _Names) -> dict[str, Any]:
    surface = np.array([code for code, _ in names.surface], np.uint64)
    order = np.argsort(surface, kind="stable")
    spelled = np.array([name for _, name in names.surface], np.int64)
    return {
        "name_place": np.array(names.place, np.int64),
        "name_kind": np.array(names.kind, np.int8),
        "name_text": Texts.of(names.texts),
        "name_ascii": Texts.of(names.ascii),
        "surface_hash": surface[order],
        "surface_name": spelled[order],
    }


def _key_columns(names: _Names) -> dict[str, Any]:
    keys = list(names.key_of)
    middles = [middle(key) for key in keys]
    hashes = np.array([text_hash(key) for key in keys], np.uint64)
    order = np.argsort(hashes, kind="stable")
    key_start, key_name = _grouped(np.array(names.pair_key, np.int64), np.array(names.pair_name, np.int64), len(keys))
    grams: list[int] = []
    gram_keys: list[int] = []
    for at, sound in enumerate(middles):
        found = set(trigrams(sound))
        grams.extend(found)
        gram_keys.extend([at] * len(found))
    slip_codes: list[int] = []
    slip_keys: list[int] = []
    for at, key in enumerate(keys):
        if SHORTEST_SLIP <= len(key) <= LONGEST_SLIP:
            codes = slips(key)
            slip_codes.extend(codes)
            slip_keys.extend([at] * len(codes))
    slip_code = np.array(slip_codes, np.uint32)
    slip_order = np.argsort(slip_code, kind="stable")
    gram_code, gram_of = np.unique(np.array(grams, np.int64), return_inverse=True)
    gram_start, gram_key = _grouped(gram_of, np.array(gram_keys, np.int32), len(gram_code))
    return {
        "key_text": Texts.of(keys),
        "key_middle": Texts.of(middles),
        "key_hash": hashes[order],
        "key_by_hash": order,
        "key_start": key_start,
        "key_name": key_name,
        "slip_code": slip_code[slip_order],
        "slip_key": np.array(slip_keys, np.int32)[slip_order],
        "gram_code": gram_code,
        "gram_start": gram_start,
        "gram_key": gram_key,
        "gram_weight": np.log((len(keys) + 1) / np.maximum(np.diff(gram_start), 1)).astype(np.float32),
    }
