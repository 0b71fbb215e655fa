"""The directory of help, filtered."""

from spilno.library.models import HelpEntry
from spilno.library.steps import NEEDS


def entries(*, need: str = "", reader: str = "", step: str = "") -> list[HelpEntry]:
    """Published entries, by provider. A few dozen: filtered in memory, for both databases alike."""
    needs = NEEDS.get(step, frozenset())
    rows = HelpEntry.objects.published().prefetch_related("checks")
    return [
        one
        for one in rows
        if (not need or need in one.needs)
        and (not needs or needs & set(one.needs))
        and (not reader or not one.readers or reader in one.readers)
    ]


def help_for(needs: frozenset[str], *, limit: int = 4) -> list[HelpEntry]:
    """Entries for one of the needs, those that answer most of them first."""
    found = [one for one in HelpEntry.objects.published() if needs & set(one.needs) and not one.is_dead]
    return sorted(found, key=lambda one: (-len(needs & set(one.needs)), one.provider))[:limit]
