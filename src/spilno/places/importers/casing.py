"""Names in capitals written as one writes them: КАМ'ЯНЕЦЬ-ПОДІЛЬСЬКИЙ becomes Кам’янець-Подільський."""

import re
from collections.abc import Iterable

_SMALL = {"на", "над", "під", "по", "де", "за", "при", "і", "й", "та", "в", "у", "до", "біля"}
_WORD = re.compile(r"[^\s\-(),./]+")
# Latin letters that crept into the capitals.
_LOOK_ALIKES = str.maketrans("ABCEHIKMOPTX", "АВСЕНІКМОРТХ")

_LATIN = "ABCEHIKMOPTXaceiopxy"
_TO_CYRILLIC = str.maketrans(_LATIN, "АВСЕНІКМОРТХасеіорху")
_CYRILLIC = re.compile(r"[а-яіїєґёА-ЯІЇЄҐЁ]")


def one_script(text: str) -> str:
    """Latin letters inside Cyrillic words that only look Cyrillic, as `Карповcкая` has one, made Cyrillic."""
    if text.isascii() or not _CYRILLIC.search(text):
        return text
    return _WORD.sub(lambda word: word[0].translate(_TO_CYRILLIC) if _CYRILLIC.search(word[0]) else word[0], text)


def proper(capitals: str) -> str:
    """Each word begins with a capital, small words in the middle do not."""
    text = capitals.translate(_LOOK_ALIKES).replace("'", "’").replace("`", "’").strip()
    first = True

    def cased(found: "re.Match[str]") -> str:
        nonlocal first
        word = found.group().lower()
        small = word in _SMALL and not first
        first = False
        return word if small else word[:1].upper() + word[1:]

    return _WORD.sub(cased, text)


class Cities:
    """Names as the register of today writes them, found by their capitals."""

    def __init__(self, names: Iterable[str]) -> None:
        self.by_capitals = {name.upper().replace("'", "’"): name for name in names}

    def called(self, capitals: str) -> str:
        if not capitals.strip():
            return ""
        return self.by_capitals.get(capitals.strip().upper().replace("'", "’")) or proper(capitals)
