"""Links that apps above add to a page of an app below, by functions named in the settings."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import get_language


@dataclass(frozen=True)
class PageLink:
    address: str
    label: str | Promise


def links_from(setting: str, *about: object) -> list[PageLink]:
    """What the functions named in that setting give for a row and who looks at it: lists of links, in their order."""
    return [link for name in getattr(settings, setting) for link in import_string(name)(*about)]


def links_by(setting: str, keys: Iterable[str]) -> dict[str, list[PageLink]]:
    """For many rows at once, by what tells them apart: functions (keys) -> {key: links}."""
    wanted = list(keys)
    found: dict[str, list[PageLink]] = {key: [] for key in wanted}
    for name in getattr(settings, setting):
        for key, links in import_string(name)(wanted).items():
            found[key] += links
    return found


@cache
def _around_number(name: str, _language: str | None) -> tuple[str, str]:
    before, _, after = reverse(name, args=[_NUMBER]).partition(str(_NUMBER))
    return before, after


# Stands in no address of ours.
_NUMBER = 918273645


def row_address(name: str, pk: int, language: str | None = None) -> str:
    """What `reverse` gives for the page of one row; put together once in each language, since lists ask fifty times.

    language: the reader's, where it is known; a list asks for it once.
    """
    before, after = _around_number(name, language or get_language())
    return f"{before}{pk}{after}"
