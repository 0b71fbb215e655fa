"""How an app offers what it has to the newsletter: a source of entries, named in the settings as NEWSLETTER_BLOCKS."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class NewsEntry:
    """One thing to tell, as everybody may read it.

    key: names the entry to its source, for as long as it exists.
    title, text: plain text; they may be in other languages than the issue, so each names its own.
    path: of the entry's page on this site, in the language asked for.
    """

    key: str
    title: str
    title_language: str
    text: str
    text_language: str
    path: str


class NewsSource(Protocol):
    """Entries are read as an anonymous reader would: what is hidden or withdrawn is not there."""

    code: str

    @property
    def label(self) -> str:
        """What the entries are, in the language in force; stands above them."""

    def newest(self, limit: int) -> list[NewsEntry]:
        """What could be told now, newest first, in the language in force."""

    def entries(self, keys: Sequence[str]) -> list[NewsEntry]:
        """Those of the keys that are still public, in the order given."""
