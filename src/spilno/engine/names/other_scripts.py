"""Scripts that are neither Cyrillic nor Latin, as Latin letters: what the script had to add or could not tell apart.

Kana and Hangul put vowels between consonants and know one letter for r and l; Armenian writes u with two letters,
Greek b, d and g; several Indian scripts romanise v as bh.
"""

import re

from anyascii import anyascii

_KANA = re.compile(r"[\u3040-\u30ff\u31f0-\u31ff]")
_HANGUL = re.compile(r"[\uac00-\ud7af]")
_GREEK = re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]")
_GREEK_PAIRS = {"nt": "d", "mp": "b", "gk": "g"}
_ARMENIAN = re.compile(r"[\u0530-\u058f]")
# Kana for sounds that Japanese lacks, as anyascii spells them out.
_FOREIGN = [
    (re.compile(r"vu(?=[aeio])"), "v"),
    (re.compile(r"(?<=[td])ei(?=[^aeiou]|$)"), "i"),
    (re.compile(r"(?<=[td])ei(?=[aeiou])"), "i"),
    (re.compile(r"(?<=[td])ou"), "u"),
    (re.compile(r"fu(?=[aeio])"), "f"),
    (re.compile(r"(?<=ch)iy?(?=[aeou])"), ""),
    (re.compile(r"(?<=sh)iy?(?=[aeou])"), ""),
    (re.compile(r"(?<=j)iy?(?=[aeou])"), ""),
    (re.compile(r"ui(?![aeou])"), "y"),
    (re.compile(r"uu|oo"), "u"),
    (re.compile(r"tsu(?=[^aeiou]|$)"), "ts"),
]
_PUT_BETWEEN = re.compile(r"(?<=[aeiouy])([bdfgkmprstvzj]|sh|ch)u(?=[^aeiou]|$)")
_FIRST = re.compile(r"^(su|fu|bu|pu|ku|gu|zu|vu)(?=[bcdfghklmnprstvz])")
_TAIL = re.compile(r"(?:(?<=[aeiouy])(?=(?:sh|ch|[tdsknlrb])i$)|(?<=[a-z])(?=[td]o$))(sh|ch|[a-z])[io]$")
_ROMAJI = re.compile(r"(?:(?:[kgsztdnhbpmyrwvjf]|ch|sh|ts|[kgnhbpmr]y|kk|tt|pp|ss)?[aeiou]|n(?![aeiou]))+")
_ADDED_VOWEL = re.compile(r"(?:[rfksgbpzvm]u|tsu|[td]o|shi|chi)(?=[bcdfghjkmnprstvwyz]|$)")


def latin_letters(text: str) -> list[str]:
    """Latin spellings of a text in another script, the likeliest first."""
    plain = anyascii(text).lower()
    if _KANA.search(text):
        return _from_kana(_without_long(text))
    if _HANGUL.search(text):
        return _both_liquids([plain.replace("eu", "")], "l", "r")
    if _ARMENIAN.search(text):
        plain = re.sub(r"ow(?=[^aeiou]|$)", "u", plain)
    if _GREEK.search(text):
        plain = from_greek(plain)
    return [plain.replace("bh", "v")]


def from_greek(folded: str) -> str:
    """Greek writes the sounds b, d and g with two letters each: `Ntonetsk` for Donetsk."""
    return re.sub(r"\b(?:nt|mp|gk)(?=[a-z])", lambda found: _GREEK_PAIRS[found.group()], folded)


def from_romaji(folded: str) -> list[str]:
    """The same for a Latin text whose syllables are those of kana, like `ruhanshiku` for Luhansk; [] for others."""
    return _from_kana(folded) if _ROMAJI.fullmatch(folded) and _ADDED_VOWEL.search(folded) else []


def _from_kana(plain: str) -> list[str]:
    for pattern, new in _FOREIGN:
        plain = pattern.sub(new, plain)
    plain = _FIRST.sub(lambda found: found.group(1)[0], _bare(plain, _PUT_BETWEEN))
    return _both_liquids(list(dict.fromkeys([plain, _TAIL.sub(r"\1", plain)])), "r", "l")


def _without_long(text: str) -> str:
    return anyascii(re.sub("[ー・＝゠]", "", text)).lower()


def _bare(plain: str, pattern: re.Pattern[str]) -> str:
    """Vowels put between consonants fall away, one after the other: `kusuku` leaves `ksk`."""
    shorter = pattern.sub(r"\1", plain)
    while shorter != plain:
        plain, shorter = shorter, re.sub(r"(?<=[bdfgkmprstvz])([bdfgkmprstvz])u(?=[^aeiou]|$)", r"\1", shorter)
    return plain


def _both_liquids(spellings: list[str], one: str, other: str) -> list[str]:
    return list(dict.fromkeys([*spellings, *(spelling.replace(one, other) for spelling in spellings)]))
