"""Panels of the network office's desk: each app hands in its own, named in `DESK_PANELS`."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

# Lines of a panel; whoever needs more clears these first.
MOST_LINES = 25


@dataclass(frozen=True)
class Panel:
    """One kind of waiting thing: its lines, how many there are, the template of a line."""

    key: str
    title: str | Promise
    rows: list[Any]
    number: int
    template: str


def panel_of(key: str, title: str | Promise, rows: Any, template: str) -> Panel:
    """Two queries: the first lines, and how many there are."""
    return Panel(key, title, list(rows[:MOST_LINES]), rows.count(), template)
