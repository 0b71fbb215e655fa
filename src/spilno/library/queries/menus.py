"""The menus as readers see them, and as their editors do."""

import time
from collections.abc import Sequence
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from spilno.design.menus import MenuLine
from spilno.library.enums import Menu
from spilno.library.models import DocumentVersion, MenuEntry
from spilno.library.queries.documents import shown

# Menus stand on every page and hardly ever change: each process looks again after so many seconds.
LASTS_S = 15.0
_kept: dict[str, tuple[float, dict[str, list[MenuLine]]]] = {}


def entries_of(menu: str) -> list[MenuEntry]:
    """The first level in order, each with its own entries as `below`."""
    below = Prefetch("children", MenuEntry.objects.order_by("position", "pk"), to_attr="below")
    return list(MenuEntry.objects.filter(menu=menu, parent=None).order_by("position", "pk").prefetch_related(below))


def _line(entry: MenuEntry, children: Sequence[MenuLine]) -> MenuLine | None:
    """None for what leads nowhere now: a page that is not live, a heading with nothing below."""
    label, language, address = entry.label, entry.label_language, entry.address
    if entry.document is not None:
        found = shown(entry.document) if entry.document.withdrawn_at is None else None
        if found is None:
            return None
        if not label:
            label, language = found.text.title, found.text.language
        address = reverse("library:page" if entry.document.is_page else "library:document", args=[entry.document.key])
    if not label or not (address or children):
        return None
    return MenuLine(label, language, address, tuple(children))


def _read() -> dict[str, list[MenuLine]]:
    live = Prefetch("document__versions", DocumentVersion.objects.live(timezone.now()), to_attr="live_versions")
    rows: list[Any] = list(
        MenuEntry.objects.select_related("document").order_by("position", "pk").prefetch_related(live)
    )
    found: dict[str, list[MenuLine]] = {str(menu): [] for menu in Menu.values}
    for entry in rows:
        if entry.parent_id is None:
            below = [line for one in rows if one.parent_id == entry.pk and (line := _line(one, ()))]
            line = _line(entry, below)
            if line is not None:
                found[entry.menu].append(line)
    return found


def site_menus() -> dict[str, list[MenuLine]]:
    """Menu -> its lines in the language in force."""
    language, now = (get_language() or "en")[:2], time.monotonic()
    kept = _kept.get(language)
    if kept is None or kept[0] < now:
        kept = _kept[language] = (now + LASTS_S, _read())
    return kept[1]


def forget_menus() -> None:
    """The next page of this process looks at the tables again."""
    _kept.clear()
