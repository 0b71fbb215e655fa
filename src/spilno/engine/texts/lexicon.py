"""The words of municipal work in three languages: one line a subject, with its theme and the stems that name it.

A pattern is a stem with the endings of its language (`pump`), a beginning (`heiz*`), or several in a row
(`district_heat*`). German subjects also stand inside compounds: Jugend|feuerwehr. The longest stem wins.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from spilno.engine.texts.folding import folded, is_cyrillic, languages_of

LANGUAGES = ("en", "de", "uk")
_ENDINGS = {
    "en": "s es ed ing er ers",
    "de": "e n en er es s em ern ens innen",
    "uk": "а я у ю и і ї о е є й ь ой ом ем єм ам ям ах ях ою ею єю ами ями ів їв ей ові еві єві ий ій ого ому им їм"
    " их їх ими їми ої ня ння ню нню",
}
ENDINGS = {language: frozenset(["", *endings.split()]) for language, endings in _ENDINGS.items()}
# A shorter beginning inside a long word is more often chance than sense.
INNER = 6
LONGEST = 60
WEAK, ALSO = 0.35, 0.6


@dataclass(frozen=True, slots=True)
class Subject:
    """What can be spoken of. themes: share of each theme; empty for what every partnership has. labels: by language."""

    code: str
    weight: float
    themes: dict[str, float]
    labels: dict[str, str]

    @property
    def is_telling(self) -> bool:
        """Whether two texts that share it have something in common that one would name."""
        return bool(self.themes) and self.weight == 1.0


@dataclass(frozen=True, slots=True)
class _Pattern:
    subject: int
    stem: str
    is_open: bool
    # Stems of the words that must follow, with whether they are open.
    rest: tuple[tuple[str, bool], ...] = ()


class Lexicon:
    """Reads subjects out of texts. Raises ValueError for a line that names nothing."""

    def __init__(self, lines: list[dict[str, str]]) -> None:
        self.subjects: list[Subject] = []
        self._patterns: dict[str, dict[str, list[_Pattern]]] = {one: defaultdict(list) for one in LANGUAGES}
        for line in lines:
            self._add(line)
        self.by_code = {one.code: one for one in self.subjects}

    def _add(self, line: dict[str, str]) -> None:
        theme = line["theme"]
        themes = {} if theme == "-" else {theme: 1.0}
        themes |= dict.fromkeys(line["also"].split(), ALSO)
        weight = WEAK if line["strength"] == "weak" else 1.0
        at = len(self.subjects)
        labels = {one: line[one] for one in LANGUAGES}
        self.subjects.append(Subject(f"{theme}:{line['en']}", weight, themes, labels))
        for language in LANGUAGES:
            for told in line[f"words_{language}"].split():
                parts = [(folded(part.strip("*")), part.endswith("*")) for part in told.replace("-", "_").split("_")]
                (stem, is_open), *rest = parts
                if not stem:
                    raise ValueError(f"{told!r} names nothing")
                self._patterns[language][stem].append(_Pattern(at, stem, is_open, tuple(rest)))

    def read(self, words: list[str]) -> tuple[Counter[int], list[str]]:
        """Subject numbers with how often they are spoken of, and the words that name none."""
        found: Counter[int] = Counter()
        strange = []
        latin = languages_of(words)
        for at, word in enumerate(words):
            languages = ("uk",) if is_cyrillic(word) else latin
            named = {one for language in languages for one in self._named(words, at, language)}
            found.update(named)
            if not named:
                strange.append(word)
        return found, strange

    def _named(self, words: list[str], at: int, language: str) -> Iterator[int]:
        word, place = words[at][:LONGEST], 0
        while place < len(word):
            length = 0
            for end in range(len(word), place, -1):
                fitting = self._fitting(words, at, word[place:end], word[end:], language, inner=place > 0)
                # Several words in a row say more than one of them: both count.
                yield from (one.subject for one in fitting)
                if any(not one.rest for one in fitting):
                    length = end - place
                    break
            if language != "de":
                return
            place += length or 1

    def _fitting(
        self, words: list[str], at: int, stem: str, ending: str, language: str, *, inner: bool
    ) -> list[_Pattern]:
        if inner and len(stem) < INNER:
            return []
        told = self._patterns[language].get(stem, ())
        fits = [one for one in told if one.is_open or (not inner and _ends(False, ending, language))]
        return [one for one in fits if self._follows(one, words, at, language)]

    @staticmethod
    def _follows(pattern: _Pattern, words: list[str], at: int, language: str) -> bool:
        after = words[at + 1 : at + 1 + len(pattern.rest)]
        return len(after) == len(pattern.rest) and all(
            word.startswith(stem) and _ends(is_open, word[len(stem) :], language)
            for word, (stem, is_open) in zip(after, pattern.rest, strict=True)
        )


def _ends(is_open: bool, ending: str, language: str) -> bool:
    return is_open or ending in ENDINGS[language]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The one that is part of the package."""
    text = files("spilno.engine.texts").joinpath("words.tsv").read_text(encoding="utf-8")
    return Lexicon(list(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)))
