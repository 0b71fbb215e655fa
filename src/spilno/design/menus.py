"""Menus that an app above keeps for the frame of every page; `SITE_MENUS` names the function that gives them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class MenuLine:
    """A link with its language, or a heading (`address` empty) with lines below it."""

    label: str
    language: str
    address: str
    below: "tuple[MenuLine, ...]" = ()


@cache
def _source(name: str) -> Callable[[], dict[str, list[MenuLine]]]:
    found: Callable[[], dict[str, list[MenuLine]]] = import_string(name)
    return found


def lines_of(menu: str) -> list[MenuLine]:
    """Nothing where no app keeps menus."""
    return _source(settings.SITE_MENUS)().get(menu, []) if settings.SITE_MENUS else []
