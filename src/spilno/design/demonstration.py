"""Whether this installation shows a demonstration network, which every page then says."""

from pathlib import Path

from django.conf import settings

LOADED, REMOVED = "loaded", "removed"


def file() -> Path:
    """A file, so that no page asks the database for it."""
    return Path(settings.HOME) / "demonstration"


def state() -> str:
    """`loaded`, `removed`, or nothing where none ever was."""
    try:
        return file().read_text(encoding="ascii").strip()
    except (FileNotFoundError, UnicodeDecodeError):
        return ""


def is_shown() -> bool:
    return state() == LOADED


def note(word: str) -> None:
    file().write_text(word, encoding="ascii")
