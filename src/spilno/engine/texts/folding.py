"""One spelling for each word, and which language a text is written in."""

import re
import unicodedata

LATIN = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "ł": "l"}
APOSTROPHES = dict.fromkeys(map(ord, "'’ʼ`´\u02bc\u00ad\u0301"))
WORD = re.compile(r"[^\W_]+")
CYRILLIC = re.compile(r"[\u0400-\u04ff]")
# What nobody says without naming a subject: tells German from English, and is no subject itself.
_GERMAN = """
der die das und oder ein eine einen einem einer eines wir uns unser unsere unseren unserem unserer ist sind im auf
aus bei mit nach von vor zu zum zur fuer ueber unter durch gegen ohne um als wie wenn weil dass nicht kein keine
auch nur noch schon sich sie es er haben hat hatte werden wird wurde wurden koennen kann moechten wollen soll suchen
sucht gern sehr mehr viele alle diese dieser dieses den dem des aber bis seit
"""
GERMAN = frozenset(_GERMAN.split())
_ENGLISH = """
the a and or of to for with from by at on into we us our ours is are were be been has have had would can could
should may not no also only still that this these those which who whose where when what how it its they their them
there here as but if than then about over under after before since until more many all any some look looks looking
like want wants need needs
"""
ENGLISH = frozenset(_ENGLISH.split())


def folded(text: str) -> str:
    """Lower case without apostrophes and accents; umlauts as two letters; Cyrillic letters stay what they are."""
    text = unicodedata.normalize("NFC", text).casefold().translate(APOSTROPHES)
    if text.isascii():
        return text
    return "".join(letter if letter.isascii() else _plain(letter) for letter in text)


def _plain(letter: str) -> str:
    if letter in LATIN:
        return LATIN[letter]
    if CYRILLIC.match(letter):
        return {"ґ": "г", "ё": "е"}.get(letter, letter)
    return "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))


def words_of(text: str) -> list[str]:
    """The folded words in their order; a hyphen parts two words."""
    return WORD.findall(folded(text))


def languages_of(words: list[str]) -> tuple[str, ...]:
    """The Latin languages that these words may be of: one where small words tell, else both."""
    german = sum(word in GERMAN for word in words)
    english = sum(word in ENGLISH for word in words)
    if german > english:
        return ("de",)
    return ("en",) if english > german else ("en", "de")


def is_cyrillic(word: str) -> bool:
    return CYRILLIC.search(word) is not None
