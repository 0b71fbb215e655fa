"""The joint letter by which the network office introduces two organisations: German beside Ukrainian, to edit or to file."""

import io
import zipfile
from collections.abc import Callable, Iterable

from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from spilno.design.papers.paper import Paper, Passage, Words
from spilno.design.papers.pdf import as_pdf
from spilno.design.papers.word import as_docx
from spilno.organisations.enums import SpokenLanguage, Theme
from spilno.organisations.models import Organisation
from spilno.partnersearch.enums import ThemeSide
from spilno.partnersearch.models import Introduction, PartnerRequest
from spilno.partnersearch.queries.meaning import shared_subjects, subject_names

LANGUAGES = ("de", "uk")
WRITERS: dict[str, tuple[str, Callable[[Paper], bytes]]] = {
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", as_docx),
    "pdf": ("application/pdf", as_pdf),
}


def letter_of(introduction: Introduction) -> Paper:
    """Who both are, what meets, and what comes next; nothing that only one side or the office may know."""
    say = Words(LANGUAGES)
    first, second = _name(say, introduction.seeker), _name(say, introduction.other)
    paper = Paper(LANGUAGES, say(_("Introduction")), foot=say(_("Both languages say the same.")))
    paper.text(
        say(_("To %(first)s and %(second)s"), first=first, second=second),
        say(_("Dear ladies and gentlemen,")),
        say(
            _(
                "we would like to introduce you to each other: both of you look for a partner, and much speaks for you two."
            )
        ),
    )
    sides = [(first, introduction.request), (second, introduction.other_request)]
    told = [(name, row) for name, row in sides if row is not None]
    rows = [[say(label), *(tell(say, row) for _name_, row in told)] for label, tell in FACTS]
    known = [row for row in rows if any(text for passage in row[1:] for text in passage.values())]
    paper.table([say.same(""), *(name for name, _row in told)], known)
    if introduction.other_request is not None:
        paper.heading(say(_("What speaks for you two")))
        paper.items(_meeting(say, introduction.request, introduction.other_request, first, second))
    paper.heading(say(_("How it goes on")))
    paper.items(
        [
            say(
                _(
                    "Each side says on its page whether it would like to talk; either may decline without giving a reason."
                )
            ),
            say(_("If both say yes, you can write to each other there and agree on a first online meeting.")),
            say(_("Until then no address is handed on, and nothing of it is public.")),
        ]
    )
    paper.text(
        say.same(introduction.note), say(_("With kind regards")), say(_("Your network office")),
    )  # fmt: skip
    return paper


def _name(say: Words, organisation: Organisation) -> Passage:
    return say.same(lambda: organisation.label)


def _themes(say: Words, row: PartnerRequest, side: str) -> Passage:
    themes = sorted((one for one in row.themes.all() if one.side == side), key=lambda one: (-one.weight, one.theme))
    return say.same(lambda: ", ".join(str(Theme(one.theme).label) for one in themes))


def _place(say: Words, row: PartnerRequest) -> Passage:
    return say.same(lambda: row.organisation.area.label)


def _people(say: Words, row: PartnerRequest) -> Passage:
    people = row.organisation.area.population
    return say.same(f"{people:,}".replace(",", "\u00a0") if people else "–")


def _languages(say: Words, row: PartnerRequest) -> Passage:
    return say.same(lambda: ", ".join(str(SpokenLanguage(one).label) for one in row.languages))


FACTS: list[tuple[Promise, Callable[[Words, PartnerRequest], Passage]]] = [
    (_("Place"), _place),
    (_("Inhabitants"), _people),
    (_("Looks for"), lambda say, row: _themes(say, row, ThemeSide.SEEKS)),
    (_("Offers"), lambda say, row: _themes(say, row, ThemeSide.OFFERS)),
    (_("Languages"), _languages),
]


def _meeting(say: Words, one: PartnerRequest, other: PartnerRequest, first: Passage, second: Passage) -> list[Passage]:
    """What the one offers and the other looks for, what both texts speak of, a common language."""
    found = []
    for giver, taker, names in ((other, one, (second, first)), (one, other, (first, second))):
        offered = {row.theme for row in giver.themes.all() if row.side == ThemeSide.OFFERS}
        wanted = [row.theme for row in taker.themes.all() if row.side == ThemeSide.SEEKS and row.theme in offered]
        if wanted:
            themes = say.same(lambda wanted=wanted: ", ".join(str(Theme(theme).label) for theme in wanted))
            text = _("%(giver)s offers what %(taker)s looks for: %(themes)s.")
            found.append(say(text, giver=names[0], taker=names[1], themes=themes))
    subjects = shared_subjects(one, other)
    named = {language: ", ".join(subject_names(subjects, language)) for language in say.languages}
    # What both texts share may be a theme alone, which the lines above name.
    if all(named.values()):
        found.append(say(_("Both texts speak of: %(subjects)s."), subjects=named))
    common = [language for language in one.languages if language in other.languages]
    if common:
        languages = say.same(lambda: ", ".join(str(SpokenLanguage(language).label) for language in common))
        found.append(say(_("You have a language in common: %(languages)s."), languages=languages))
    return found or [say(_("Size, place and wishes of both fit together."))]


def letters_file(introductions: Iterable[Introduction], kind: str) -> bytes:
    """All letters in one ZIP, a file each, named by both organisations."""
    write = WRITERS[kind][1]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, one in enumerate(introductions, start=1):
            archive.writestr(f"{number:03d}-{file_name(one)}.{kind}", write(letter_of(one)))
    return packed.getvalue()


def file_name(introduction: Introduction) -> str:
    names = f"{introduction.seeker.label} {introduction.other.label}"
    return slugify(names, allow_unicode=True)[:80] or f"introduction-{introduction.pk}"
