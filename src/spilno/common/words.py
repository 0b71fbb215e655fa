"""Words for the members of closed sets, looked up once in each language: a page of a place says a hundred of them.

And names in the order in which readers look for them.
"""

import unicodedata
from collections.abc import Callable, Hashable
from functools import lru_cache, wraps
from typing import TypeVarTuple

from django.utils.translation import get_language

Of = TypeVarTuple("Of")
MOST = 4096
# By their code points, Є, І, Ї and Ґ would stand before or behind all other letters; so each gets one in its place.
_UKRAINIAN = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"
_IN_ORDER = {ord(letter): chr(0xE000 + number) for number, letter in enumerate(_UKRAINIAN)} | dict.fromkeys(
    map(ord, "’'ʼ")
)


def said_once(say: Callable[[*Of], str]) -> Callable[[*Of], str]:
    """Remembers what `say` gives for its arguments in each language; for codes and keys, never for what somebody typed."""

    @lru_cache(maxsize=MOST)
    def said(_language: str | None, *about: Hashable) -> str:
        return say(*about)  # type: ignore[arg-type]

    @wraps(say)
    def saying(*about: *Of) -> str:
        return said(get_language(), *about)

    return saying


def in_alphabet(name: str) -> str:
    """A key to sort names by: Ukrainian letters in the order of their alphabet, umlauts and accents like their bases."""
    plain = unicodedata.normalize("NFC", name.casefold()).translate(_IN_ORDER)
    return "".join(letter for letter in unicodedata.normalize("NFD", plain) if not unicodedata.combining(letter))
