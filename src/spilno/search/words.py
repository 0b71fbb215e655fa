"""Words as search compares them, and what a reader's line asks for."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from spilno.places.lookup import folded

LONGEST_LINE = 200
MOST_WORDS = 12
LONGEST_WORD = 60
# The longest text of one thing in one language that is searched.
LONGEST_TEXT = 60_000

# Signs that stand inside a word without parting it: apostrophes; soft hyphens, joiners and turns of direction are dropped.
_WORD = re.compile(r"[^\W_]+(?:['’ʼ‘`´′ʹ][^\W_]+)*")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_LETTERS = re.compile(r"[^\W_]+")
# Words that stand in every text and tell nothing.
_GERMAN = """und oder der die das den dem des ein eine einer eines einem einen im in am an auf fur mit von vom zu zum zur bei
    wie was wer wo ist sind"""
_ENGLISH = "and or the a an of on for with from to at by how what who where is are"
_UKRAINIAN = "та і и або у в на з із зі до для від про що як хто де це при за по"
_EVERYWHERE = frozenset(f"{_GERMAN} {_ENGLISH} {_UKRAINIAN}".split())
# Endings that a word takes on in a sentence; what is left begins the word in all its forms.
_LATIN = ("en", "er", "es", "em", "e", "n", "s")
_CYRILLIC = (
    "ами", "ями", "ого", "ому", "ими", "іми", "ах", "ях", "ів", "ою", "ею", "оі", "іи", "им", "ім", "их", "іх", "ам", "ям",
    "ом", "ем", "а", "я", "у", "ю", "и", "і", "о", "е", "ь",
)  # fmt: skip
_SHORTEST_LATIN = 5
_SHORTEST_CYRILLIC = 4


@lru_cache(maxsize=100_000)
def _folded(word: str) -> tuple[str, ...]:
    return tuple(_LETTERS.findall(folded(word)))


def words_of(text: str) -> list[str]:
    """Folded words in their order: letters and digits only. Texts repeat their words, so each is folded once."""
    plain = _UNSEEN.sub("", unicodedata.normalize("NFKC", text))
    return [part for word in _WORD.findall(plain) for part in _folded(word)]


def stem_of(word: str) -> str:
    """What a folded word begins with in its other forms; the word itself where nothing can safely be taken off."""
    cyrillic = any("\u0400" <= letter <= "\u052f" for letter in word)
    endings, shortest = (_CYRILLIC, _SHORTEST_CYRILLIC) if cyrillic else (_LATIN, _SHORTEST_LATIN)
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= shortest:
            return word[: -len(ending)]
    return word


@dataclass(frozen=True)
class Line:
    """What somebody typed: its words, each once; `cut` where only the beginning of it is searched."""

    words: tuple[str, ...]
    cut: bool

    @property
    def is_empty(self) -> bool:
        return not self.words


def line_of(text: str) -> Line:
    """The words of a reader's line, without those that stand in every text, unless there are no others."""
    found = [word[:LONGEST_WORD] for word in dict.fromkeys(words_of(text[:LONGEST_LINE]))]
    telling = [word for word in found if word not in _EVERYWHERE] or found
    return Line(tuple(telling[:MOST_WORDS]), len(text.strip()) > LONGEST_LINE or len(telling) > MOST_WORDS)
