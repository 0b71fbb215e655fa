"""SQLite speaks Unicode here: its own LIKE and LOWER know only ASCII, so that `львів` would miss `Львів`."""

import re
import unicodedata
from functools import lru_cache
from typing import Any

from django.db.backends.signals import connection_created
from django.dispatch import receiver


@lru_cache(maxsize=512)
def _pattern(like: str, escape: str | None) -> re.Pattern[str]:
    parts, characters = [], iter(like)
    for character in characters:
        if escape and character == escape:
            parts.append(re.escape(next(characters, "")))
        else:
            parts.append({"%": ".*", "_": "."}.get(character, re.escape(character)))
    return re.compile("".join(parts), re.IGNORECASE | re.DOTALL)


def _like(pattern: str | None, text: object, escape: str | None = None) -> bool | None:
    if pattern is None or text is None:
        return None
    return _pattern(str(pattern), escape).fullmatch(str(text)) is not None


def _sort_key(text: str) -> str:
    return unicodedata.normalize("NFKD", text.casefold())


def _collate(left: str, right: str) -> int:
    first, second = _sort_key(left), _sort_key(right)
    return (first > second) - (first < second)


@receiver(connection_created)
def speak_unicode(connection: Any, **_: Any) -> None:
    """Replace LIKE and LOWER and add the collation `unicode` on every new SQLite connection."""
    if connection.vendor != "sqlite":
        return
    raw = connection.connection
    raw.create_function("like", 2, _like, deterministic=True)
    raw.create_function("like", 3, _like, deterministic=True)
    raw.create_function("lower", 1, lambda text: text.lower() if isinstance(text, str) else text, deterministic=True)
    raw.create_collation("unicode", _collate)
