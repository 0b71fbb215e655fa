"""A spelling read aloud: one string of sounds per orthography that may have written it.

Sounds are single letters: a e i y o u; p b t d k g h x f v m n l r s z c (ц) C (ч) S (ш) Z (ж). Glides melt into
the next vowel, double letters are single, so that `Mykolaiv`, `Mykolajiw` and `Миколаїв` sound alike. The same name
read by another language's rules differs, hence a query has several readings and a register's name mostly one.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from spilno.engine.names.fold import fold, script
from spilno.engine.names.orthographies import CUES, CYRILLIC, LATIN, ONLY_TOLD, PLAIN
from spilno.engine.names.other_scripts import from_greek, from_romaji, latin_letters

_DOUBLES = re.compile(r"([^aeiouy])\1+")
# A glide at the start of a word stays before a, o, u: Юзівка is no Ужівка.
_GLIDE = re.compile(r"(?<!^)j(?=[aeiouy])|^j(?=[eiy])")
# Adjective endings: Ukrainian -ий, -е, -а against Russian -ый/-ой, -ое, -ая in any romanisation.
_ENDINGS = (
    (re.compile(r"(?:yi|iy|ii|yy|oi)$"), "y"),
    (re.compile(r"(?<=[^aeiouy])(?:oe|oie|oye|ee|eie|ie)$"), "e"),
    (re.compile(r"aia$|aa$"), "a"),
)
_VOWELS, _LAST_VOWELS = frozenset("aeiouy"), frozenset("aeiy")
_MIDDLE = str.maketrans("eiyoujgxfzZ", "aaaaaahhvsS")
_VOWEL_RUN = re.compile(r"a+")


@dataclass(frozen=True, slots=True)
class Sound:
    """One reading: `fine` keeps vowels and voice, `middle` merges all vowels and like consonants."""

    fine: str
    orthography: str

    @property
    def middle(self) -> str:
        return middle(self.fine)


@lru_cache(maxsize=16384)
def middle(fine: str) -> str:
    """`fine` with all vowels alike (Харків, Харьков), g = h = x, v = f, s = z, S = Z; never longer than `fine`."""
    return _DOUBLES.sub(r"\1", _VOWEL_RUN.sub("a", fine.translate(_MIDDLE)))


def skeleton(middle_sounds: str) -> str:
    """The consonants alone."""
    return middle_sounds.replace("a", "")


def _compiled(table: dict[str, str]) -> Callable[[str], str]:
    pattern = re.compile("|".join(re.escape(k) for k in sorted(table, key=len, reverse=True)) + r"|[^ ]", re.DOTALL)

    def read(text: str) -> str:
        return pattern.sub(lambda found: table.get(found.group(), ""), text)

    return read


class _Letters(dict[int, str]):
    """Letter by letter; what is no letter of the script is silent."""

    def __missing__(self, letter: int) -> str:
        return " " if letter == 32 else ""


def _by_letter(table: dict[str, str]) -> Callable[[str], str]:
    """The same as `_compiled`, several times as fast, for a table whose only group is тс."""
    letters = _Letters({ord(letter): sound for letter, sound in table.items() if len(letter) == 1})
    return lambda text: text.replace("тс", "ц").translate(letters)


_READERS = {name: _compiled(PLAIN | table) for name, table in LATIN.items()}
_READERS |= {name: _by_letter(CYRILLIC[name]) for name in ("uk", "ru")} | {"be": _compiled(CYRILLIC["be"])}


def _melt(text: str) -> str:
    """From letters' sounds to a key: words joined, glides melted, doubles single, adjective endings alike."""
    words = [_GLIDE.sub("", word).replace("j", "i") if "j" in word else word for word in text.split()]
    return _DOUBLES.sub(r"\1", "".join(_with_plain_ending(word) for word in words))


def _with_plain_ending(word: str) -> str:
    # Every ending of the table is of two vowels at least; most words end otherwise.
    if word[-1:] in _LAST_VOWELS and word[-2:-1] in _VOWELS:
        for ending, plain in _ENDINGS:
            word = ending.sub(plain, word)
    return word


def _orthographies(folded: str, language: str) -> list[str]:
    kind = script(folded)
    if kind == "cyrillic":
        if language in CYRILLIC:
            return [language]
        if "ў" in folded:
            return ["be", "uk"]
        if re.search("[їєґ]", folded):
            return ["uk"]
        return ["ru", "uk"] if re.search("[ыэёъ]", folded) else ["uk", "ru"]
    if language in LATIN:
        return [language]
    told = [name for name, cue in CUES.items() if cue.search(folded)]
    return told + [name for name in LATIN if name not in told and name not in ONLY_TOLD]


def sounds(text: str, *, language: str = "", most: int = 16) -> list[Sound]:
    """The distinct readings of `text`, likeliest first; [] for a text without letters.

    `language` is an ISO 639-1 code that settles the orthography where it has one here (uk, ru, de, en, pl, cs, hu,
    fr, ro, tr, nl); otherwise letters that only some languages use come first.
    """
    folded = fold(text)
    spellings = [folded]
    if script(folded) == "other":
        spellings = [fold(spelling) for spelling in latin_letters(text)]
        language = language if language in LATIN else "en"
    readings: dict[str, Sound] = {}
    spoken: set[str] = set()
    for spelling in spellings:
        for orthography in _orthographies(spelling, language)[:most]:
            letters = _READERS[orthography](f" {spelling} ")
            if letters in spoken:
                continue
            spoken.add(letters)
            fine = _melt(letters)
            if fine and fine not in readings:
                readings[fine] = Sound(fine, orthography)
    if not language and script(folded) == "latin":
        greek = from_greek(folded)
        for spelling in from_romaji(folded) + [greek] * (greek != folded):
            fine = _melt(_READERS["en"](f" {spelling} "))
            if fine and fine not in readings:
                readings[fine] = Sound(fine, "romaji")
    return list(readings.values())[:most]
