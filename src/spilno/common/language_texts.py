"""Writing one text in one language, beside its other languages: one mechanism for every table of texts."""

from typing import Any

from django.db import models
from django.utils import timezone

from spilno.common.errors import ChangedMeanwhileError
from spilno.common.models import LanguageText


def write_text(
    rows: "models.QuerySet[Any]", *, language: str, text: str, original: bool, version: int | None, **more: Any
) -> tuple[LanguageText | None, LanguageText | None]:
    """The text of `language` among `rows`, which are all languages of one text; an empty one is removed.

    original: this language is the one others are translated from. A translation is marked as made from the original's
    present version. version: the one the writer began with, 0 for none, None where something else guards it. more: columns
    of a new row that `rows` is filtered by, and of any row that the writer sets.
    Gives the row as it was (a copy) and as it is. Raises ChangedMeanwhileError where `version` is outdated.
    """
    stored = rows.select_for_update().filter(language=language).first()
    if version is not None and (stored.version if stored else 0) != version:
        raise ChangedMeanwhileError({"text": stored.text if stored else ""})
    before = rows.filter(language=language).first()
    if not text:
        if stored:
            stored.delete()
        return before, None
    source = rows.exclude(language=language).filter(source_version=0).first()
    if original or source is None:
        # The former original becomes a translation of its successor.
        rows.exclude(language=language).filter(source_version=0).update(source_version=1)
    row = stored or rows.model(language=language, version=0)
    for name, value in more.items():
        setattr(row, name, value)
    row.text, row.machine = text, False
    row.source_version = 0 if original or source is None else source.version
    row.version, row.updated_at = row.version + 1, timezone.now()
    row.save()
    return before, row
