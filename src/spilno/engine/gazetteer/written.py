"""Spellings one slip away: a letter dropped, added, changed or swapped with the next, all looked up at once.

The code of a spelling is a polynomial over its letters modulo 2^64 (Karp and Rabin 1987), so that the codes of all its
neighbours follow from the sums of its beginnings and ends; nothing about neighbours is stored.
"""

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.uint64]

# Odd, so that it can be divided by modulo 2^64.
_BASE = 0x9E3779B97F4A7C15
_INVERSE = np.uint64(pow(_BASE, -1, 1 << 64))
_LETTERS = np.frombuffer(b"abcdefghijklmnopqrstuvwxyz ", np.uint8).astype(np.uint64)
# Every other name is one slip away from a shorter one; of a longer one nobody misspells only one letter.
SHORTEST, LONGEST = 4, 40
_PIECE = 100_000


def _powers(number: int) -> Codes:
    powers = np.ones(number, np.uint64)
    powers[1:] = np.uint64(_BASE)
    return np.multiply.accumulate(powers)


def spelling_codes(blob: npt.NDArray[np.uint8], offsets: npt.NDArray[np.uint32]) -> Codes:
    """One code for each of the texts that lie one after the other in `blob`; 0 for an empty one."""
    ends = offsets.astype(np.int64)
    lengths = np.diff(ends)
    powers = _powers(int(lengths.max(initial=0)) + 1)
    out = np.zeros(len(lengths), np.uint64)
    for first in range(0, len(lengths), _PIECE):
        size = lengths[first : first + _PIECE]
        start, end = ends[first], ends[min(first + _PIECE, len(lengths))]
        place = np.arange(end - start) - np.repeat(ends[first : first + len(size)] - start, size)
        sums = np.concatenate(([np.uint64(0)], np.cumsum(blob[start:end].astype(np.uint64) * powers[place])))
        at = ends[first : first + len(size) + 1] - start
        out[first : first + len(size)] = sums[at[1:]] - sums[at[:-1]]
    return out


def codes_one_slip_away(spelling: str) -> Codes:
    """Codes of all spellings one slip away from one in small ASCII letters, sorted, with repetitions, itself among them;
    none for a very short or long one."""
    raw = np.frombuffer(spelling.encode("ascii", "replace"), np.uint8).astype(np.uint64)
    size = len(raw)
    if not SHORTEST <= size <= LONGEST:
        return np.empty(0, np.uint64)
    power = _powers(size + 1)
    sums = np.concatenate(([np.uint64(0)], np.cumsum(raw * power[:size])))
    whole, before, after = sums[-1], sums[:-1], sums[-1] - sums
    dropped = before + after[1:] * _INVERSE
    step = raw[1:] - raw[:-1]
    swapped = whole + step * power[: size - 1] - step * power[1:size]
    changed = whole + (_LETTERS[:, None] - raw) * power[:size]
    added = sums + _LETTERS[:, None] * power + after * np.uint64(_BASE)
    made: Codes = np.concatenate([dropped, swapped, changed.ravel(), added.ravel()])
    made.sort()
    return made
