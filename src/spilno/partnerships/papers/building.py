"""Which paper is built by which function, in which languages."""

from collections.abc import Callable

from spilno.design.papers.paper import Paper, Words
from spilno.partnerships.enums import PaperKind
from spilno.partnerships.models import CaseFile
from spilno.partnerships.papers.dossier import build_dossier
from spilno.partnerships.papers.letters import (
    build_first_letter,
    build_invitation,
    build_letter_of_intent,
    build_needs_list,
)

BUILDERS: dict[str, Callable[[CaseFile, Words], Paper]] = {
    PaperKind.DOSSIER: build_dossier,
    PaperKind.FIRST_LETTER: build_first_letter,
    PaperKind.LETTER_OF_INTENT: build_letter_of_intent,
    PaperKind.INVITATION: build_invitation,
    PaperKind.NEEDS_LIST: build_needs_list,
}
LANGUAGES = {"de+uk": ("de", "uk"), "de": ("de",), "en": ("en",)}


def build_paper(case: CaseFile, kind: str, languages: str) -> Paper:
    """kind: a `PaperKind`; languages: a key of `LANGUAGES`."""
    return BUILDERS[kind](case, Words(LANGUAGES[languages]))
