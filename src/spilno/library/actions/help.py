"""Keeping the directory of help."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from spilno.accounts.models import User
from spilno.common.audit import record, snapshot
from spilno.common.errors import ChangedMeanwhileError, RefusedError
from spilno.library.enums import LinkState
from spilno.library.models import HelpCheck, HelpEntry

FIELDS = (
    "key", "title_de", "title_uk", "title_en", "about_de", "about_uk", "about_en", "provider", "needs", "readers", "link",
    "published",
)  # fmt: skip


@transaction.atomic
def save_entry(
    values: Mapping[str, Any], *, acting_user: User | None, entry: HelpEntry | None = None, version: int = 0
) -> HelpEntry:
    """A new entry or a changed one. Raises ChangedMeanwhileError, RefusedError for a key that is taken."""
    row = HelpEntry.objects.select_for_update().get(pk=entry.pk) if entry else HelpEntry()
    if entry is not None and row.version != version:
        raise ChangedMeanwhileError(snapshot(row, FIELDS))
    if HelpEntry.objects.filter(key=values["key"]).exclude(pk=row.pk).exists():
        raise RefusedError(_("Another entry has this address already."), field="key")
    before = snapshot(row, FIELDS) if row.pk else {}
    if row.pk and row.link != values["link"]:
        row.link_state, row.link_failures, row.link_problem = LinkState.UNCHECKED, 0, ""
        row.link_checked_at = row.link_seen_at = None
    for name in FIELDS:
        setattr(row, name, values[name])
    row.version, row.changed_at = row.version + (1 if entry else 0), timezone.now()
    row.save()
    record("library.save_help", row, acting_user=acting_user, before=before, after=snapshot(row, FIELDS))
    return row


@transaction.atomic
def check_entry(entry: HelpEntry, *, acting_user: User) -> None:
    """Somebody has compared the entry with its source, today."""
    HelpCheck.objects.create(entry=entry, by=acting_user)
    record("library.check_help", entry, acting_user=acting_user, after={"checked": timezone.now()})


@transaction.atomic
def remove_entry(entry: HelpEntry, *, acting_user: User) -> None:
    record("library.remove_help", entry, acting_user=acting_user, before=snapshot(entry, FIELDS), after={})
    entry.delete()
