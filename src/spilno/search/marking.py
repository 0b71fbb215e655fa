"""Excerpts of plain text with the words that were looked for marked; nothing here is HTML."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from spilno.places.lookup import folded
from spilno.search.words import stem_of

LENGTH = 260
_BEFORE = 60
_WORD = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*")
# So many hits are compared to find the best part of a text.
_MOST_HITS = 300


@dataclass(frozen=True)
class Part:
    text: str
    marked: bool = False


@dataclass(frozen=True)
class Marks:
    """begins: folded beginnings of words; whole: folded words."""

    begins: tuple[str, ...] = ()
    whole: frozenset[str] = frozenset()

    @classmethod
    def of(cls, words: Iterable[str], named: Iterable[str] = ()) -> "Marks":
        words = list(words)
        single = {word for word in words if len(word) == 1}
        return cls(tuple(stem_of(word) for word in words if len(word) > 1), frozenset({*named, *single}))

    def hit(self, word: str) -> str:
        """Which of the marks a word of the text fits; "" for none."""
        folded_word = _folded(word)
        if folded_word in self.whole:
            return folded_word
        return next((begin for begin in self.begins if folded_word.startswith(begin)), "")


@lru_cache(maxsize=50_000)
def _folded(word: str) -> str:
    return folded(word)


def marked(text: str, marks: Marks) -> list[Part]:
    """The whole text in parts."""
    return _parts(text, [(at.start(), at.end()) for at in _WORD.finditer(text) if marks.hit(at.group())])


def excerpt(text: str, marks: Marks) -> list[Part]:
    """The part of the text in which most of the words stand together; its beginning where there are none."""
    hits: list[tuple[int, int, str]] = []
    for at in _WORD.finditer(text):
        which = marks.hit(at.group())
        if which:
            hits.append((at.start(), at.end(), which))
            if len(hits) == _MOST_HITS:
                break
    begin, end = _window(text, _best_start(hits))
    inside = [(start - begin, stop - begin) for start, stop, _ in hits if start >= begin and stop <= end]
    parts = _parts(text[begin:end], inside)
    return [*([Part("… ")] if begin else []), *parts, *([Part(" …")] if end < len(text) else [])]


def _best_start(hits: Sequence[tuple[int, int, str]]) -> int:
    """Where the hits begin that cover most of the marks within one length."""
    best, most, first = 0, 0, 0
    for last in range(len(hits)):
        while hits[last][1] - hits[first][0] > LENGTH - _BEFORE:
            first += 1
        kinds = len({which for _, _, which in hits[first : last + 1]})
        if kinds > most:
            best, most = hits[first][0], kinds
    return best


def _window(text: str, hit: int) -> tuple[int, int]:
    begin = max(0, hit - _BEFORE)
    if begin:
        space = text.find(" ", begin, hit)
        begin = space + 1 if space >= 0 else begin
    end = min(len(text), begin + LENGTH)
    if end < len(text):
        space = text.rfind(" ", begin, end)
        end = space if space > hit else end
    return begin, end


def _parts(text: str, hits: Sequence[tuple[int, int]]) -> list[Part]:
    parts, at = [], 0
    for start, end in hits:
        if start > at:
            parts.append(Part(text[at:start]))
        parts.append(Part(text[start:end], True))
        at = end
    if at < len(text):
        parts.append(Part(text[at:]))
    return parts
