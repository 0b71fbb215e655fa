"""Ukrainian in Latin letters: the national romanisation of 2010 for English, the Duden table for German."""

import re

from anyascii import anyascii
from translitua import UkrainianKMU, translit

from spilno.engine.names.fold import script

APOSTROPHES = "'’ʼ‘`´ʹ′"
_APOSTROPHE = re.compile(f"[{APOSTROPHES}]")

_GERMAN = {
    "а": "a", "б": "b", "в": "w", "г": "h", "ґ": "g", "д": "d", "е": "e", "є": "je", "ж": "sch", "з": "s",
    "и": "y", "і": "i", "ї": "ji", "й": "j", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p",
    "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "ch", "ц": "z", "ч": "tsch", "ш": "sch",
    "щ": "schtsch", "ь": "", "ю": "ju", "я": "ja",
}  # fmt: skip
_VOWELS = set("аеєиіїоуюя")


def to_english(text: str) -> str:
    """Romanise Ukrainian by the cabinet's resolution 55 of 2010: `Вінниця` gives `Vinnytsia`."""
    return str(translit(_APOSTROPHE.sub("'", text), UkrainianKMU))


def to_ascii(folded: str) -> str:
    """A folded name in small ASCII letters for comparing spellings across scripts; Cyrillic as `to_english`."""
    return anyascii(to_english(folded) if script(folded) == "cyrillic" else folded).lower()


def to_german(text: str) -> str:
    """Transcribe Ukrainian into German spelling (Duden): `Вінниця` gives `Winnyzja`, `Черкаси` `Tscherkassy`.

    `с` between vowels doubles, `ьо` and `йо` become `jo`, the apostrophe and the soft sign fall away. Customary
    German names (Lemberg, Kiew) cannot be derived and are stored as exonyms.
    """
    text = _APOSTROPHE.sub("", text)
    out: list[str] = []
    for position, letter in enumerate(text):
        low = letter.lower()
        if low not in _GERMAN:
            out.append(letter)
            continue
        before = text[position - 1].lower() if position else ""
        after = text[position + 1].lower() if position + 1 < len(text) else ""
        latin = _GERMAN[low]
        if low == "с" and before in _VOWELS and after in _VOWELS:
            latin = "ss"
        elif low == "ь" and after == "о":
            latin = "j"
        shout = len(text) > 1 and text.isupper()
        out.append(latin.upper() if shout else latin.capitalize() if letter.isupper() else latin)
    return "".join(out)
