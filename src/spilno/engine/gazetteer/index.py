"""The index: numpy arrays over places, names and sounds, built once per state of the data and kept in one file.

Sizes: P places, N names, K distinct sound keys, G distinct trigrams, S slips. Texts are UTF-8 blobs with N + 1 offsets.
The file is opened, not read: a lookup touches the few pages it needs, and processes on one machine share them.
"""

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from secrets import token_hex
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt

from spilno.engine.gazetteer.stored import LONG_BYTES, Unmapped, let_go, open_arrays, write_arrays
from spilno.engine.gazetteer.written import codes_one_slip_away

Ints = npt.NDArray[np.int32]
Counts = npt.NDArray[np.uint32]
# Sounds in a key that is found with one slip: shorter ones are like too many, longer ones share enough trigrams.
SHORTEST_SLIP, LONGEST_SLIP = 3, 16
# A run of the slips that is found by its first code.
SLIP_BLOCK = 128


def text_hash(text: str) -> int:
    """A 64-bit number that is the same in every process."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


class Texts:
    """Many strings in one array of bytes."""

    def __init__(self, blob: npt.NDArray[np.uint8], offsets: Counts) -> None:
        self.blob, self.offsets = blob, offsets

    @classmethod
    def of(cls, texts: Sequence[str]) -> "Texts":
        parts = [text.encode() for text in texts]
        offsets = np.zeros(len(parts) + 1, np.uint32)
        np.cumsum([len(part) for part in parts], out=offsets[1:])
        return cls(np.frombuffer(b"".join(parts), np.uint8), offsets)

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, position: int) -> str:
        return self.blob[self.offsets[position] : self.offsets[position + 1]].tobytes().decode()

    def __iter__(self) -> Iterator[str]:
        return (self[at] for at in range(len(self)))

    def many(self, positions: npt.NDArray[Any]) -> list[str]:
        """The texts at `positions`, faster than one by one."""
        blob = self.blob.data
        ends = zip(self.offsets[positions].tolist(), self.offsets[positions + 1].tolist(), strict=True)
        return [str(blob[start:end], "utf-8") for start, end in ends]


@dataclass(slots=True)
class Index:
    place_id: npt.NDArray[np.int64]
    place_level: npt.NDArray[np.int8]
    place_rank: npt.NDArray[np.int8]
    place_country: npt.NDArray[np.int16]
    place_region: Ints  # position of the region's place, -1 none
    place_district: Ints
    place_lat: npt.NDArray[np.float32]
    place_lon: npt.NDArray[np.float32]
    place_population: Ints
    place_flags: npt.NDArray[np.int8]  # 1 ended, 2 official
    place_code: Texts
    place_name: Texts
    code_hash: npt.NDArray[np.uint64]  # sorted; of the codes in capitals
    code_place: Ints
    countries: Texts
    name_place: Ints
    name_kind: npt.NDArray[np.int8]
    name_text: Texts
    name_ascii: Texts  # folded, without unit words, in small ASCII letters
    surface_hash: npt.NDArray[np.uint64]  # sorted
    surface_name: Ints
    written_code: npt.NDArray[np.uint64]  # sorted; of name_ascii, see `written`
    written_name: Ints
    key_text: Texts
    key_hash: npt.NDArray[np.uint64]  # sorted; the keys stand in this order
    key_start: Counts  # K + 1, into key_name
    key_name: Ints
    gram_code: Ints  # sorted
    gram_start: Counts  # G + 1, into gram_key
    gram_key: Ints | Unmapped
    gram_weight: npt.NDArray[np.float32]
    slip_first: Counts  # every SLIP_BLOCK-th of slip_code
    slip_code: Counts | Unmapped  # S, sorted
    slip_key: Ints | Unmapped

    def save(self, file: Path) -> None:
        """Write the arrays to `file`, whole or not at all."""
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_suffix(f".{token_hex(8)}.draft")
        try:
            with draft.open("xb") as out:
                write_arrays(out, dict(self._arrays()))
                out.flush()
                os.fsync(out.fileno())
            draft.replace(file)
        finally:
            draft.unlink(missing_ok=True)

    def _arrays(self) -> Iterator[tuple[str, npt.NDArray[Any]]]:
        for item in fields(self):
            value = getattr(self, item.name)
            if isinstance(value, Texts):
                yield f"{item.name}.blob", value.blob
                yield f"{item.name}.offsets", value.offsets
            else:
                yield item.name, value

    def written_almost(self, spelling: str) -> Ints:
        """Names whose spelling in ASCII letters is one slip away from `spelling`."""
        codes = codes_one_slip_away(spelling)
        low = np.searchsorted(self.written_code, codes, "left")
        inside = low < len(self.written_code)
        hit = inside.copy()
        hit[inside] = self.written_code[low[inside]] == codes[inside]
        low, high = low[hit], np.searchsorted(self.written_code, codes[hit], "right")
        runs = [self.written_name[one:end] for one, end in zip(low.tolist(), high.tolist(), strict=True)]
        return np.concatenate(runs) if runs else np.empty(0, np.int32)

    def with_slips(self, codes: Counts) -> npt.NDArray[np.int64]:
        """Keys that share one of `codes`, which are sorted and distinct; each key once, in order."""
        part, begins = self._slips_around(codes)
        low, high = np.searchsorted(part, codes, "left"), np.searchsorted(part, codes, "right")
        hit = high > low
        start = begins[low[hit] // SLIP_BLOCK] + low[hit] % SLIP_BLOCK
        ends = start + (high - low)[hit]
        runs = [self.slip_key[one:end] for one, end in zip(start.tolist(), ends.tolist(), strict=True)]
        return np.unique(np.concatenate(runs)).astype(np.int64) if runs else np.empty(0, np.int64)

    def _slips_around(self, codes: Counts) -> tuple[Counts, npt.NDArray[np.int64]]:
        """The blocks of slip_code that may hold `codes`, one after the other, and where each begins."""
        if not isinstance(self.slip_code, Unmapped):
            return self.slip_code, np.arange(len(self.slip_first), dtype=np.int64) * SLIP_BLOCK
        first = np.maximum(np.searchsorted(self.slip_first, codes, "left") - 1, 0)
        last = np.searchsorted(self.slip_first, codes, "right")
        blocks = sorted({at for one, end in zip(first.tolist(), last.tolist(), strict=True) for at in range(one, end)})
        parts = [self.slip_code[at * SLIP_BLOCK : (at + 1) * SLIP_BLOCK] for at in blocks]
        whole = np.concatenate(parts) if parts else np.empty(0, np.uint32)
        return whole, np.array(blocks, np.int64) * SLIP_BLOCK

    def let_go(self) -> None:
        """Give back the pages of the file that lookups have touched; others go on, and touch them again."""
        let_go(self.place_id)

    @classmethod
    def load(cls, file: Path, *, long_bytes: int = LONG_BYTES) -> "Index":
        """Open a stored index; arrays above `long_bytes` that are read in runs stay in the file.

        Raises ValueError for a file that is none or is cut.
        """
        stored = open_arrays(file, long_bytes)
        made: dict[str, Any] = {}
        try:
            for item in fields(cls):
                found = stored.get(item.name)
                made[item.name] = (
                    Texts(stored[f"{item.name}.blob"], stored[f"{item.name}.offsets"]) if found is None else found
                )
        except KeyError as error:
            raise ValueError(f"{file}: holds no {error}") from None
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
    raw = fine.encode()
    return {crc32(raw)} | {crc32(raw[:at] + raw[at + 1 :]) for at in range(len(raw))}
