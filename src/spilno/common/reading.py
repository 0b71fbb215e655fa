"""Which language a reader gets where several are written: theirs, else English, German, Ukrainian."""

from typing import Any

from django.utils.translation import get_language


def languages_for_reader() -> tuple[str, ...]:
    """In order of preference; a language may stand twice."""
    return ((get_language() or "en")[:2], "en", "de", "uk")


def in_reader_language(row: Any, stem: str) -> tuple[str, str]:
    """(text, its language) of a label with a column for each language, such as `title_de`; empty where there is none."""
    for language in languages_for_reader():
        text = getattr(row, f"{stem}_{language}", "")
        if text:
            return text, language
    return "", languages_for_reader()[0]
