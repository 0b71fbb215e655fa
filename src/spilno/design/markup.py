"""Markup put together for lists: as Django's `format_html`, which asks of every value whether it is lazy and what is in it.

A list has hundreds of such values, and that question took half of the page.
"""

from collections.abc import Iterable
from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString


def markup(pattern: str, *values: object) -> SafeString:
    """The pattern with these values for its `{}`; what is not itself markup is escaped."""
    return SafeString(pattern.format(*[one if isinstance(one, SafeString) else escape(str(one)) for one in values]))


def joined(between: str, parts: Iterable[object]) -> SafeString:
    """These one after the other; `between` is markup of our own."""
    return SafeString(between.join([one if isinstance(one, SafeString) else escape(str(one)) for one in parts]))


@lru_cache(maxsize=512)
def in_language(language: str, here: str) -> SafeString:
    """The attribute that names a language; nothing where it is the page's own, or unknown and `here` empty."""
    return NOTHING if language == here else markup(' lang="{}"', language)


NOTHING = SafeString()
