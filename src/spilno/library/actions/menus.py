"""Keeping the menus of the website."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from spilno.accounts.models import User
from spilno.common.audit import record, snapshot
from spilno.common.errors import RefusedError
from spilno.library.models import MenuEntry
from spilno.library.queries.menus import forget_menus

FIELDS = ("menu", "parent", "label_de", "label_uk", "label_en", "document", "address")


def _check(values: Mapping[str, Any], row: MenuEntry) -> None:
    parent = values["parent"]
    if parent is not None and parent.menu != values["menu"]:
        raise RefusedError(_("That entry stands in the other menu."), field="parent")
    if parent is not None and (parent.parent_id is not None or parent.pk == row.pk):
        raise RefusedError(_("This entry cannot stand below that one: menus have two levels."), field="parent")
    if parent is not None and row.pk and row.children.exists():
        raise RefusedError(_("Entries stand below this one; please move them first."), field="parent")
    if row.pk and values["menu"] != row.menu and row.children.exists():
        raise RefusedError(_("Entries stand below this one; please move them first."), field="menu")
    if values["document"] is not None and values["address"]:
        raise RefusedError(_("Please choose a page or an address, not both."), field="address")
    if values["document"] is None and not any(values[f"label_{one}"] for one in ("de", "uk", "en")):
        raise RefusedError(_("Please name it in at least one language."), field="label_de")


@transaction.atomic
def save_menu_entry(values: Mapping[str, Any], *, acting_user: User, entry: MenuEntry | None = None) -> MenuEntry:
    """A new entry at the end of its level, or a changed one. Raises RefusedError with the field that is wrong."""
    row = MenuEntry.objects.select_for_update().get(pk=entry.pk) if entry else MenuEntry()
    _check(values, row)
    before = snapshot(row, FIELDS) if row.pk else {}
    elsewhere = row.pk is None or (row.menu, row.parent_id) != (values["menu"], getattr(values["parent"], "pk", None))
    for name in FIELDS:
        setattr(row, name, values[name])
    if elsewhere:
        level = MenuEntry.objects.filter(menu=row.menu, parent=row.parent).exclude(pk=row.pk)
        row.position = (level.aggregate(last=Max("position"))["last"] or 0) + 1
    row.save()
    record("library.save_menu_entry", row, acting_user=acting_user, before=before, after=snapshot(row, FIELDS))
    transaction.on_commit(forget_menus)
    return row


@transaction.atomic
def move_menu_entry(entry: MenuEntry, *, up: bool, acting_user: User) -> None:
    """One place up or down among its neighbours; the first stays first."""
    level = list(
        MenuEntry.objects.select_for_update().filter(menu=entry.menu, parent=entry.parent_id).order_by("position", "pk")
    )
    here = next(at for at, one in enumerate(level) if one.pk == entry.pk)
    there = max(0, min(len(level) - 1, here + (-1 if up else 1)))
    level.insert(there, level.pop(here))
    for position, one in enumerate(level, start=1):
        MenuEntry.objects.filter(pk=one.pk).update(position=position)
    record("library.move_menu_entry", entry, acting_user=acting_user, before={"at": here}, after={"at": there})
    transaction.on_commit(forget_menus)


@transaction.atomic
def remove_menu_entry(entry: MenuEntry, *, acting_user: User) -> None:
    """Out of the menu, with what stands below it; the pages themselves stay."""
    record("library.remove_menu_entry", entry, acting_user=acting_user, before=snapshot(entry, FIELDS), after={})
    entry.delete()
    transaction.on_commit(forget_menus)
