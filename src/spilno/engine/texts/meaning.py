"""What a text is about, as a vector that is alike in German, Ukrainian and English; no model, no weights.

Three parts, each of length one before they are weighed: the subjects named, the themes they belong to, and pieces of the
words that name nothing known (names, loan words), spelt alike. The dot product of two vectors is their likeness, 0 to 1.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

import translitua

from spilno.engine.texts.folding import ENGLISH, GERMAN, folded, is_cyrillic, words_of
from spilno.engine.texts.lexicon import Lexicon, lexicon

Vector = Mapping[str, float]
SUBJECTS, THEMES, PIECES = 0.55, 0.4, 0.05
PIECE, SHORTEST = 4, 5
# Longer texts are read up to here: 100 kB cost a tenth of a second, a megabyte no more.
LONGEST_TEXT = 100_000
# What a text says of a theme, as a share of all it says, to be worth a suggestion.
WORTH = 0.16
MOST_THEMES = 4


@lru_cache(maxsize=4096)
def vector_of(text: str) -> Vector:
    """Labels to weights, of length 1; empty where the text names nothing that is known."""
    return vector_with(lexicon(), text)


def vector_with(words: Lexicon, text: str) -> Vector:
    named, strange = words.read(words_of(text[:LONGEST_TEXT]))
    if not named:
        return {}
    subjects: dict[str, float] = defaultdict(float)
    themes: dict[str, float] = defaultdict(float)
    for number, times in named.items():
        subject = words.subjects[number]
        weight = subject.weight * (1 + math.log(times))
        subjects[f"s:{subject.code}"] += weight
        for theme, share in subject.themes.items():
            themes[f"t:{theme}"] += weight * share
    return _joined((subjects, SUBJECTS), (themes, THEMES), (_pieces(strange), PIECES))


def _pieces(words: list[str]) -> Counter[str]:
    pieces = Counter[str]()
    for word in words:
        if len(word) < SHORTEST or word in GERMAN or word in ENGLISH:
            continue
        latin = f" {folded(translitua.translit(word)) if is_cyrillic(word) else word} "
        pieces.update(f"p:{latin[at : at + PIECE]}" for at in range(len(latin) - PIECE + 1))
    return pieces


def _joined(*parts: tuple[Mapping[str, float], float]) -> Vector:
    told = [(part, share) for part, share in parts if part]
    total = sum(share for _part, share in told)
    vector: dict[str, float] = {}
    for part, share in told:
        length = math.sqrt(sum(value * value for value in part.values()))
        for label in sorted(part):
            vector[label] = part[label] / length * math.sqrt(share / total)
    return vector


def likeness(first: Vector, second: Vector) -> float:
    """0 (nothing in common) to 1 (the same)."""
    if len(second) < len(first):
        first, second = second, first
    return max(0.0, min(1.0, sum(first[label] * second.get(label, 0.0) for label in sorted(first))))


def themes_of(text: str, *, most: int = MOST_THEMES) -> dict[str, float]:
    """Themes that a text speaks of, with their shares of all that it says, the strongest first."""
    named, _strange = lexicon().read(words_of(text[:LONGEST_TEXT]))
    told: dict[str, float] = defaultdict(float)
    for number, times in named.items():
        subject = lexicon().subjects[number]
        for theme, share in subject.themes.items():
            told[theme] += subject.weight * share * (1 + math.log(times))
    total = sum(told.values())
    ordered = sorted(told.items(), key=lambda one: (-one[1], one[0]))[:most]
    return {theme: value / total for theme, value in ordered if value / total >= WORTH}


def mean_of(vectors: Iterable[Vector]) -> Vector:
    """The direction of several vectors together, of length 1; empty where all of them are."""
    total: dict[str, float] = defaultdict(float)
    for vector in vectors:
        for label, value in vector.items():
            total[label] += value
    length = math.sqrt(sum(value * value for value in total.values()))
    return {label: total[label] / length for label in sorted(total)} if length else {}


def label_of(code: str, language: str) -> str:
    """The name of what a vector's label stands for, in German, Ukrainian or English; '' for what has no name or says
    nothing by itself.
    """
    subject = lexicon().by_code.get(code.removeprefix("s:")) if code.startswith("s:") else None
    return subject.labels.get(language, subject.labels["en"]) if subject and subject.is_telling else ""
