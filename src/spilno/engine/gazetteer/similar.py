"""Names that sound like a text: which sound keys come into question, and how like they are.

Two ways lead to candidates: keys one slip away (a letter dropped, added, changed or swapped; found without looking at
the rest, as in the deletion index of SymSpell, Garbe 2012) and keys that share trigrams of the merged sounds.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from spilno.engine.gazetteer.index import Index, slips, trigrams
from spilno.engine.gazetteer.likeness import likeness
from spilno.engine.names.readings import Sound, middle, skeleton

Positions = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

CANDIDATE_KEYS = 150
# Trigrams are looked at only where no key one slip away is like enough: above this many keys LIKE_ENOUGH, below it
# VERY_LIKE, and ALMOST_SAME where hints leave few names to choose from.
MANY_KEYS = 300_000
LIKE_ENOUGH, VERY_LIKE, ALMOST_SAME = 0.80, 0.90, 0.97
# A reading later in the list is a less likely one.
READING_COST = 0.004
ROUGH_FLOOR, ROUGH_APART = 0.50, 0.25
CLOSER_LOOK = 8
LONGEST_LIST = 150_000
READINGS_COMPARED, READINGS_APART = 2, 0.06
SPELLINGS_COMPARED = 3
SAME_WORD = 0.5


@dataclass(frozen=True, slots=True)
class Asked:
    """A text as it is compared: its readings, its spelling in small ASCII letters, and the keys that may answer."""

    readings: list[Sound]
    spelling: str
    admitted: Mask | None  # over keys
    places: Mask | None


@dataclass(slots=True)
class _Compared:
    keys: Positions
    fine: list[str]
    scores: npt.NDArray[np.float32]  # readings x keys, in [0, 1]

    @property
    def best(self) -> float:
        return float(self.scores.max()) if len(self.keys) else 0.0


class Alike(NamedTuple):
    """A sound key (position), its likeness in [0, 1], and whether beginning, end and words agree.

    Names that differ there are mostly different names (Свобода and Слобода, Петрове and Петрівка, Велика and Мала).
    """

    key: int
    score: float
    firm: bool


def similar_keys(index: Index, asked: Asked) -> list[Alike]:
    """Sound keys like the text, the likest first."""
    if not asked.readings:
        return []
    compared = _compare(index, asked, _one_slip(index, asked))
    if compared.best < _enough(index, asked):
        more = np.union1d(compared.keys, _sharing_trigrams(index, asked))
        if len(more) > len(compared.keys):
            compared = _compare(index, asked, more)
    return _closer(index, asked, compared) if len(compared.keys) else []


def _enough(index: Index, asked: Asked) -> float:
    if len(index.key_text) > MANY_KEYS:
        return LIKE_ENOUGH
    return VERY_LIKE if asked.admitted is None else ALMOST_SAME


def _one_slip(index: Index, asked: Asked) -> Positions:
    codes = np.unique(np.array([code for reading in asked.readings for code in slips(reading.fine)], np.uint32))
    low, high = np.searchsorted(index.slip_code, codes, "left"), np.searchsorted(index.slip_code, codes, "right")
    parts = [index.slip_key[start:end] for start, end in zip(low, high, strict=True) if end > start]
    if not parts:
        return np.empty(0, np.int64)
    keys = np.unique(np.concatenate(parts)).astype(np.int64)
    return keys if asked.admitted is None else keys[asked.admitted[keys]]


def _sharing_trigrams(index: Index, asked: Asked) -> Positions:
    """Keys that share most trigrams with any reading, at most CANDIDATE_KEYS."""
    codes = np.unique(np.array([code for reading in asked.readings for code in trigrams(reading.middle)], np.int64))
    at = np.searchsorted(index.gram_code, codes)
    known = at < len(index.gram_code)
    known[known] = index.gram_code[at[known]] == codes[known]
    at = _rare(index, at[known])
    if not len(at):
        return np.empty(0, np.int64)
    parts = [index.gram_key[index.gram_start[g] : index.gram_start[g + 1]] for g in at]
    weights = np.repeat(index.gram_weight[at], [len(part) for part in parts])
    shared = np.bincount(np.concatenate(parts), weights, minlength=len(index.key_text))
    if asked.admitted is not None:
        shared = shared * asked.admitted
    best = shared.max()
    if best <= 0:
        return np.empty(0, np.int64)
    close = np.flatnonzero(shared >= 0.3 * best)
    # Longer keys share more by chance: divide by length before the cut.
    length = index.key_middle.offsets[close + 1] - index.key_middle.offsets[close]
    merit = shared[close] / np.sqrt(length + 4.0)
    if len(close) > CANDIDATE_KEYS:
        close = close[np.argpartition(-merit, CANDIDATE_KEYS)[:CANDIDATE_KEYS]]
    return close


def _rare(index: Index, grams: Positions) -> Positions:
    """The rarest trigrams, as many as name LONGEST_LIST keys together: frequent ones tell little and cost most."""
    counts = index.gram_start[grams + 1] - index.gram_start[grams]
    order = np.argsort(counts, kind="stable")
    few = int(np.searchsorted(np.cumsum(counts[order]), LONGEST_LIST, "right"))
    return grams[order[: max(few, 3)]]


def _compare(index: Index, asked: Asked, keys: Positions) -> _Compared:
    """Edit distance on three levels of detail: sounds, merged sounds, consonants."""
    fine, middles = index.key_text.many(keys), index.key_middle.many(keys)
    asked_middle = [reading.middle for reading in asked.readings]
    score = (
        0.5
        * cdist([reading.fine for reading in asked.readings], fine, scorer=OSA.normalized_similarity, dtype=np.float32)
        + 0.3 * _similarities(asked_middle, middles)
        + 0.2 * _similarities([skeleton(m) for m in asked_middle], [skeleton(m) for m in middles])
    )
    score -= READING_COST * np.arange(len(asked.readings), dtype=np.float32)[:, None]
    return _Compared(keys, fine, score)


def _closer(index: Index, asked: Asked, compared: _Compared) -> list[Alike]:
    """The likest keys again: edit distance, sounds weighted by how languages change them, and the spelling itself."""
    rough = compared.scores.max(axis=0)
    floor = max(ROUGH_FLOOR, compared.best - ROUGH_APART)
    scored: list[Alike] = []
    first_names = index.name_ascii.many(index.key_name[index.key_start[compared.keys]])
    written_alike = _similarities([asked.spelling], first_names)[0]
    for at in np.argsort(-(rough + 0.4 * written_alike), kind="stable")[:CLOSER_LOOK]:
        if rough[at] < floor:
            continue
        likely = np.flatnonzero(compared.scores[:, at] >= rough[at] - READINGS_APART)[:READINGS_COMPARED].tolist()
        sounding, first = max(
            (likeness(asked.readings[r].fine, compared.fine[at]) - READING_COST * r, -r) for r in likely
        )
        reading = asked.readings[-first]
        written = _spellings(index, int(compared.keys[at]), asked.places)
        spelled = max((OSA.normalized_similarity(asked.spelling, one) for one in written), default=0.0)
        firm = _same_frame(reading.middle, middle(compared.fine[at])) and _same_words(asked.spelling, written)
        scored.append(Alike(int(compared.keys[at]), 0.5 * float(rough[at]) + 0.3 * sounding + 0.2 * spelled, firm))
    return sorted(scored, key=lambda alike: -alike.score)


def _same_frame(asked: str, known: str) -> bool:
    """Whether two strings of merged sounds begin alike and have the same last consonant."""
    return asked[:1] == known[:1] and skeleton(asked)[-1:] == skeleton(known)[-1:]


def _same_words(asked: str, written: list[str]) -> bool:
    """Whether, of names of equally many words, each word resembles its counterpart."""
    words = asked.split()
    for spelling in written:
        others = spelling.split()
        if len(words) < 2 or len(words) != len(others):
            return True
        if all(OSA.normalized_similarity(a, b) >= SAME_WORD for a, b in zip(words, others, strict=True)):
            return True
    return not written


def _spellings(index: Index, key: int, places: Mask | None) -> list[str]:
    """Some admitted names filed under a key, in Latin letters."""
    names = index.key_name[index.key_start[key] : index.key_start[key + 1]]
    if places is not None:
        names = names[places[index.name_place[names]]]
    return index.name_ascii.many(names[:SPELLINGS_COMPARED])


def _similarities(asked: list[str], known: list[str]) -> npt.NDArray[np.float32]:
    return cdist(asked, known, scorer=OSA.normalized_similarity, dtype=np.float32)
