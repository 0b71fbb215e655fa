"""One form for what differs only in dress: case, accents of typing, apostrophes, hyphens, invisible characters."""

import re
import unicodedata

# Letters that look alike in both scripts; a word that mixes them is written in the script of its other letters.
_TO_CYRILLIC = str.maketrans("aceiopxyABCEHIKMOPTX", "асеіорхуАВСЕНІКМОРТХ")
_TO_LATIN = str.maketrans("асеіорхуАВСЕНІКМОРТХ", "aceiopxyABCEHIKMOPTX")
_DROPPED = re.compile(r"['’ʼ‘`´ʹ′ʺ″ʻʽ\"“”„«»]")
_SEPARATORS = re.compile(r"[\s\-‐-―−_./\\,;:()\[\]|+&]+")
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_LATIN = re.compile(r"[a-z\u00c0-\u024f\u1e00-\u1eff]", re.IGNORECASE)


def visible(text: str) -> str:
    """`text` without control and formatting characters (NUL, direction marks, zero-width joiners), NFKC."""
    text = unicodedata.normalize("NFKC", text)
    if text.isprintable():
        return text
    return "".join(" " if c in "\t\n\r" else c for c in text if c in "\t\n\r" or unicodedata.category(c)[0] != "C")


def one_script(word: str) -> str:
    """A word that mixes Latin and Cyrillic look-alikes in the script that the rest of it is written in."""
    if word.isascii():
        return word
    cyrillic, latin = len(_CYRILLIC.findall(word)), len(_LATIN.findall(word))
    if not (cyrillic and latin):
        return word
    as_cyrillic, as_latin = word.translate(_TO_CYRILLIC), word.translate(_TO_LATIN)
    if not _LATIN.search(as_cyrillic) and (_CYRILLIC.search(as_latin) or cyrillic >= latin):
        return as_cyrillic
    return as_latin if not _CYRILLIC.search(as_latin) else word


def fold(text: str) -> str:
    """Lower case, one script a word, apostrophes gone, every separator one space: `Кам’янець-Подільський` and
    `КАМ'ЯНЕЦЬ ПОДІЛЬСЬКИЙ` fold to the same. Diacritics stay: they tell orthographies apart.
    """
    # Twice: composing makes a space of an accent that stands for an apostrophe.
    text = _DROPPED.sub("", visible(_DROPPED.sub("", text)))
    words = _SEPARATORS.sub(" ", text).split()
    return " ".join(one_script(word) for word in words).casefold()


def script(text: str) -> str:
    """`cyrillic`, `latin` or `other`: the script most letters of a folded text belong to."""
    if text.isascii():
        return "latin" if _LATIN.search(text) else "other"
    cyrillic, latin = len(_CYRILLIC.findall(text)), len(_LATIN.findall(text))
    letters = sum(map(str.isalpha, text))
    if cyrillic * 2 > letters:
        return "cyrillic"
    return "latin" if latin * 2 > letters else "other"
