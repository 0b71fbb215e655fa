"""How an app hands in what it has: a source, named in the settings as SEARCH_SOURCES.

A source gives its things as they are now. The index is built from that, and so is what readers see of a hit: nothing
withdrawn, hidden or changed can be shown from an old copy.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from spilno.common.enums import Visibility
from spilno.common.models import AuditEntry
from spilno.common.reading import languages_for_reader
from spilno.common.visibility import Viewer

# Entries of the trail about one model -> keys of the things they changed.
Follow = Callable[[Sequence[AuditEntry]], Iterable[int]]


def same(entries: Sequence[AuditEntry]) -> list[int]:
    """The thing is the very row that the entry is about."""
    return [entry.object_id for entry in entries]


@dataclass(frozen=True)
class Wording:
    """A thing in one language; `text` is plain. A language "" is unknown."""

    language: str
    title: str
    text: str = ""


@dataclass(frozen=True)
class Findable:
    """One thing as it is now.

    wordings: its languages; the first title speaks for it where the reader's language is missing.
    about: a line under the title, in the language in force.
    areas: places it is about; what lies above them is worked out.
    owners: organisations whose people find it whatever the audience.
    """

    key: int
    path: str
    wordings: tuple[Wording, ...]
    about: str = ""
    areas: tuple[int, ...] = ()
    audience: Visibility = Visibility.PUBLIC
    owners: tuple[int, ...] = ()
    on: datetime | None = None

    def in_reader_order(self) -> list[Wording]:
        order = languages_for_reader()
        ranks = {language: rank for rank, language in reversed(list(enumerate(order)))}
        return sorted(self.wordings, key=lambda one: ranks.get(one.language, len(order)))


class Source:
    """Things of one kind: `label` for many, `one` for one. `follows`: labels of models whose audit entries change them."""

    kind: str
    label: str | Promise
    one: str | Promise
    follows: Mapping[str, Follow]
    # Whether people ask for it by what it is, as in “partnership Köln”: what it is called is then among its words.
    is_asked_for_by_kind = False
    # What else it is called where people speak of it, as in the menu.
    also_called: str | Promise = ""

    def keys(self) -> "QuerySet[Any]":
        """Primary keys of all things that anybody may find."""
        raise NotImplementedError

    def read(self, keys: Sequence[int]) -> list[Findable]:
        """Those of the keys that exist, in any order, in a fixed number of queries."""
        raise NotImplementedError

    def visible(self, viewer: Viewer, keys: Sequence[int]) -> set[int]:
        """Those of the keys that the reader may see now."""
        raise NotImplementedError

    def show(self, viewer: Viewer, keys: Sequence[int]) -> list[Findable]:
        """Of these, what the reader may see now, for a page: audience and owners may be left out.

        Kinds of which there are very many ask both at once.
        """
        seen = self.visible(viewer, keys)
        return self.read(sorted(seen)) if seen else []


@cache
def sources() -> dict[str, Source]:
    """Kind -> source, in the order of the settings."""
    found: list[Source] = [import_string(name) for name in settings.SEARCH_SOURCES]
    return {one.kind: one for one in found}
