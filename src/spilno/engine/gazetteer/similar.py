"""Names that sound like a text: which sound keys come into question, and how like they are.

Two ways lead to candidates: keys one slip away (a letter dropped, added, changed or swapped; found without looking at
the rest, as in the deletion index of SymSpell, Garbe 2012) and keys that share trigrams of the merged sounds.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from spilno.engine.gazetteer.admitted import Admitted
from spilno.engine.gazetteer.index import Index, slips, trigrams
from spilno.engine.gazetteer.likeness import likeness
from spilno.engine.names.readings import Sound, middle, skeleton

Positions = npt.NDArray[np.int64]

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
# Below this share of all keys, sorting those that are shared is less work than a column over all.
FEW_OF = 15
READINGS_COMPARED, READINGS_APART = 2, 0.06
SPELLINGS_COMPARED = 3
SAME_WORD = 0.5


@dataclass(frozen=True, slots=True)
class Asked:
    """A text as it is compared: its readings, its spelling in small ASCII letters, and the places that may answer."""

    readings: list[Sound]
    spelling: str
    admitted: Admitted | None
    misspelt: bool = False


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
    if len(index.key_text) > MANY_KEYS or asked.misspelt:
        return LIKE_ENOUGH
    return VERY_LIKE if asked.admitted is None else ALMOST_SAME


def _one_slip(index: Index, asked: Asked) -> Positions:
    codes = np.unique(np.array([code for reading in asked.readings for code in slips(reading.fine)], np.uint32))
    keys = index.with_slips(codes)
    return keys if asked.admitted is None else asked.admitted.among(keys)


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
    if asked.admitted is not None:
        parts = [asked.admitted.of_many(part) for part in parts]
    weights = np.repeat(index.gram_weight[at], [len(part) for part in parts])
    keys, shared = _summed(np.concatenate(parts), weights, len(index.key_text))
    best = shared.max(initial=0.0)
    if best <= 0:
        return np.empty(0, np.int64)
    near = shared >= 0.3 * best
    close, shared = keys[near].astype(np.int64), shared[near]
    # Longer keys share more by chance: divide by length before the cut.
    length = index.key_text.offsets[close + 1] - index.key_text.offsets[close]
    merit = shared / np.sqrt(length + 4.0)
    if len(close) > CANDIDATE_KEYS:
        close = close[np.argpartition(-merit, CANDIDATE_KEYS)[:CANDIDATE_KEYS]]
    return np.asarray(close)


def _summed(
    keys: npt.NDArray[np.int32], weights: npt.NDArray[np.float32], many: int
) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Each of the `keys` once, in order, with the sum of its weights; there are `many` keys in all."""
    if len(keys) * FEW_OF < many:
        few, at = np.unique(keys, return_inverse=True)
        return few, np.bincount(at, weights)
    shared = np.bincount(keys, weights, minlength=many)
    found = np.flatnonzero(shared)
    return found, shared[found]


def _rare(index: Index, grams: Positions) -> Positions:
    """The rarest trigrams, as many as name LONGEST_LIST keys together: frequent ones tell little and cost most."""
    counts = index.gram_start[grams + 1] - index.gram_start[grams]
    order = np.argsort(counts, kind="stable")
    few = int(np.searchsorted(np.cumsum(counts[order]), LONGEST_LIST, "right"))
    return grams[order[: max(few, 3)]]


def _compare(index: Index, asked: Asked, keys: Positions) -> _Compared:
    """Edit distance on three levels of detail: sounds, merged sounds, consonants."""
    fine = index.key_text.many(keys)
    middles = [middle(one) for one in fine]
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
        written = _spellings(index, int(compared.keys[at]), asked.admitted)
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


def _spellings(index: Index, key: int, admitted: Admitted | None) -> list[str]:
    """Some admitted names filed under a key, in Latin letters."""
    names = index.key_name[index.key_start[key] : index.key_start[key + 1]]
    if admitted is not None:
        names = names[admitted.places[index.name_place[names]]]
    return index.name_ascii.many(names[:SPELLINGS_COMPARED])


def _similarities(asked: list[str], known: list[str]) -> npt.NDArray[np.float32]:
    return cdist(asked, known, scorer=OSA.normalized_similarity, dtype=np.float32)
