"""Words for the members of closed sets, looked up once in each language: a page of a place says a hundred of them."""

from collections.abc import Callable, Hashable
from functools import lru_cache, wraps
from typing import TypeVarTuple

from django.utils.translation import get_language

Of = TypeVarTuple("Of")
MOST = 4096


def said_once(say: Callable[[*Of], str]) -> Callable[[*Of], str]:
    """Remembers what `say` gives for its arguments in each language; for codes and keys, never for what somebody typed."""

    @lru_cache(maxsize=MOST)
    def said(_language: str | None, *about: Hashable) -> str:
        return say(*about)  # type: ignore[arg-type]

    @wraps(say)
    def saying(*about: *Of) -> str:
        return said(get_language(), *about)

    return saying
