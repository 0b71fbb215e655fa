"""The menus as readers see them, and as their editors do."""

import time
from collections.abc import Sequence
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from spilno.design.menus import MenuLine
from spilno.library.enums import Menu
from spilno.library.models import Document, DocumentVersion, MenuEntry
from spilno.library.queries.documents import shown

# Menus stand on every page and hardly ever change: each process looks again after so many seconds.
LASTS_S = 15.0
_kept: dict[str, tuple[float, dict[str, list[MenuLine]]]] = {}


# For `title_of`: without the texts; the newest of a language comes last.
TITLES = Prefetch(
    "versions",
    DocumentVersion.objects.only("document", "language", "title", "number", "state", "publish_at").order_by("number"),
)


def title_of(document: Document) -> tuple[str, str]:
    """What its editors know it by, drafts too: the title in their language, else in its own, and which that is."""
    titles = {one.language: one.title for one in document.versions.all()}
    for language in ((get_language() or "en")[:2], document.original_language):
        if titles.get(language):
            return titles[language], language
    return "", ""


def _name(entry: Any) -> None:
    entry.name, entry.name_language, entry.beside = entry.label, entry.label_language, entry.address
    entry.leads_nowhere = False
    if entry.document is not None:
        now = timezone.now()
        live = any(one.is_live(now) for one in entry.document.versions.all())
        entry.leads_nowhere = not live or entry.document.withdrawn_at is not None
        if not entry.name:
            entry.name, entry.name_language = title_of(entry.document)
        entry.beside = entry.document.key if entry.name else ""
    entry.name = entry.name or str(entry)


WITH_TITLES = Prefetch("document", Document.objects.prefetch_related(TITLES))


def with_names(entries: Sequence[MenuEntry]) -> Sequence[MenuEntry]:
    """For their editors each as `name` in `name_language`, with what it leads to `beside` it, and `leads_nowhere`."""
    prefetch_related_objects(entries, WITH_TITLES)
    for entry in entries:
        _name(entry)
    return entries


def entries_of(menu: str) -> list[MenuEntry]:
    """The first level in order, each with its own entries as `below`, all with names."""
    rows: list[Any] = list(MenuEntry.objects.filter(menu=menu).order_by("position", "pk"))
    with_names(rows)
    for row in rows:
        row.below = [one for one in rows if one.parent_id == row.pk]
    return [row for row in rows if row.parent_id is None]


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
