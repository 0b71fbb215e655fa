"""What an issue says in one language: parts with headings, paragraphs and entries; the same for page, mail and plain text."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from spilno.common.news import NewsEntry
from spilno.common.tokens import absolute
from spilno.newsletter.blocks import sources
from spilno.newsletter.links import preferences_link, unsubscribe_link
from spilno.newsletter.models import Edition, Issue


@dataclass(frozen=True)
class Part:
    """A block as it is read. `source` is empty for free text; `common.markup` reads `text`."""

    source: str
    heading: str
    text: str
    entries: tuple[NewsEntry, ...]

    @property
    def links(self) -> list[tuple[NewsEntry, str]]:
        """Entries with their full addresses."""
        return [(entry, absolute(entry.path)) for entry in self.entries]


def written(issue: Issue, language: str) -> list[Part]:
    """The blocks as they stand now; a free text that is missing in this language is left out there."""
    parts = []
    with override(language):
        for block in issue.blocks.prefetch_related("texts"):
            own = next((one for one in block.texts.all() if one.language == language), None)
            heading, text = (own.heading, own.text) if own else ("", "")
            source = sources().get(block.source_code)
            if source is not None:
                entries = tuple(source.entries(block.keys))
                if entries:
                    parts.append(Part(block.source_code, heading or source.label, text, entries))
            elif not block.source_code and (heading or text):
                parts.append(Part("", heading, text, ()))
    return parts


def as_data(parts: Iterable[Part]) -> list[dict[str, Any]]:
    """For `Edition.frozen`."""
    return [asdict(part) for part in parts]


def frozen(edition: Edition) -> list[Part]:
    """As it was sent, without entries that were withdrawn or hidden since."""
    parts = []
    for kept in edition.frozen:
        entries = tuple(NewsEntry(**entry) for entry in kept["entries"])
        if kept["source"]:
            entries = _still_public(kept["source"], entries)
            if not entries:
                continue
        parts.append(Part(kept["source"], kept["heading"], kept["text"], entries))
    return parts


def written_by_hand(edition: Edition) -> list[Part]:
    """The free texts as they were sent, without a look at what others have published."""
    return [Part("", kept["heading"], kept["text"], ()) for kept in edition.frozen if not kept["source"]]


def _still_public(code: str, entries: Sequence[NewsEntry]) -> tuple[NewsEntry, ...]:
    source = sources().get(code)
    standing = {entry.key for entry in source.entries([entry.key for entry in entries])} if source else set()
    return tuple(entry for entry in entries if entry.key in standing)


def parts_of(edition: Edition) -> list[Part]:
    return frozen(edition) if edition.issue.is_public else written(edition.issue, edition.language)


@dataclass(frozen=True)
class Letter:
    """An edition as a mail: HTML and plain text that say the same."""

    subject: str
    language: str
    html: str
    text: str


def letter(edition: Edition, key: str) -> Letter:
    """With the links of the subscriber `key`."""
    with override(edition.language):
        context = {
            "edition": edition,
            "parts": parts_of(edition),
            "language": edition.language,
            "preferences": preferences_link(key),
            "unsubscribe": unsubscribe_link(key),
            "page": absolute(issue_path(edition.issue_id)),
        }
        html = render_to_string("newsletter/mail/issue.html", context)
        text = render_to_string("newsletter/mail/issue.txt", context)
    lines = [line.rstrip() for line in text.split("\n")]
    # A template leaves more empty lines than a reader wants.
    squeezed = [line for number, line in enumerate(lines) if line or (number and lines[number - 1])]
    return Letter(edition.subject, edition.language, html, "\n".join(squeezed).strip() + "\n")


def issue_path(issue_id: int) -> str:
    return reverse("newsletter:issue_page", args=[issue_id])
