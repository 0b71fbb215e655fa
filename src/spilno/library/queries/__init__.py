from spilno.library.queries.documents import (
    Shown,
    Standing,
    behind,
    get_document,
    get_document_to_keep,
    must_keep,
    pages_at,
    published,
    standings,
)
from spilno.library.queries.help import entries, help_for

__all__ = [
    "Shown",
    "Standing",
    "behind",
    "entries",
    "get_document",
    "get_document_to_keep",
    "help_for",
    "must_keep",
    "pages_at",
    "published",
    "standings",
]
