"""First letter, letter of intent, invitation, needs list: short papers that a town hall completes and sends."""

from django.utils.translation import gettext_lazy as _

from spilno.design.papers.paper import Paper, Passage, Words
from spilno.organisations.enums import Theme
from spilno.organisations.models import OrganisationTheme
from spilno.partnerships.models import CaseFile
from spilno.partnerships.queries.cases import chosen_candidate, unit_of

AGENDA = [
    _("Welcome by both mayors (5 minutes)"),
    _("The two municipalities introduce themselves (10 minutes each)"),
    _("What each side looks for, and what it can give (20 minutes)"),
    _("Themes for a beginning, and who works on them (15 minutes)"),
    _("Needs that cannot wait, in confidence (10 minutes)"),
    _("Next steps, persons and dates (10 minutes)"),
]
NEEDS_HEAD = [_("What"), _("How many"), _("What for"), _("By when"), _("Who answers for it")]
NEEDS_LINES = 8


def _partner(case: CaseFile, say: Words) -> Passage:
    chosen = chosen_candidate(case)
    return say.same(lambda: unit_of(chosen.area).label) if chosen else say(_("[the partner]"))


def _own(case: CaseFile, say: Words) -> Passage:
    return say.same(lambda: case.organisation.label)


def _themes(case: CaseFile, say: Words) -> list[Passage]:
    held = OrganisationTheme.objects.filter(organisation=case.organisation).values_list("theme", flat=True)
    return [say(Theme(one).label) for one in sorted(held)]


def _paper(say: Words, title: Passage) -> Paper:
    return Paper(say.languages, title, foot=say(_("Draft; both languages say the same.")))


def build_first_letter(case: CaseFile, say: Words) -> Paper:
    """Who we are, why we write, what we propose as the next step; nothing promised."""
    paper = _paper(say, say(_("First letter")))
    own, partner = _own(case, say), _partner(case, say)
    paper.text(
        say(_("Dear Mayor,")),
        say(
            _(
                "%(own)s would like to get to know %(partner)s. Our council has asked us to look for a "
                "partner municipality in Ukraine."
            ),
            own=own,
            partner=partner,
        ),
    )
    themes = _themes(case, say)
    if themes:
        paper.text(say(_("We have experience and interest in these fields:")))
        paper.items(themes)
    paper.text(
        say(
            _(
                "We would be glad to hear which themes matter most to you now, and whether an online "
                "meeting of both municipalities with interpreting would suit you."
            )
        ),
        say(
            _(
                "We know that you work under the conditions of war. Please answer in whichever language "
                "and form is easiest for you; half a page is enough."
            )
        ),
        say(_("With kind regards")),
    )
    paper.lines(2)
    return paper


def build_letter_of_intent(case: CaseFile, say: Words) -> Paper:
    paper = _paper(say, say(_("Letter of intent")))
    paper.text(say(_("between %(own)s and %(partner)s"), own=_own(case, say), partner=_partner(case, say)))
    paper.heading(say(_("Intention")))
    paper.text(
        say(
            _(
                "Both municipalities intend to build a partnership of equals and to submit an agreement to their councils."
            )
        )
    )
    paper.heading(say(_("Fields of cooperation")))
    themes = _themes(case, say)
    paper.items(themes or [say(_("to be agreed at the first meeting"))])
    paper.heading(say(_("Working together")))
    paper.items(
        [
            say(_("Each side names one person who answers for the partnership, and a deputy.")),
            say(_("Both sides meet online at least every two months until the agreement is signed.")),
            say(_("Details of infrastructure, needs, travel and persons stay confidential.")),
        ]
    )
    paper.heading(say(_("Legal nature")))
    paper.text(
        say(_("This letter obliges neither side to payments. It ends after twelve months unless an agreement follows."))
    )
    paper.signatures([_own(case, say), _partner(case, say)], [say(_("Place, date")), say(_("Signature, name, office"))])
    return paper


def build_invitation(case: CaseFile, say: Words) -> Paper:
    paper = _paper(say, say(_("Invitation to a first online meeting")))
    text = _("%(own)s invites %(partner)s to a first meeting. It will be interpreted in both languages.")
    paper.text(say(text, own=_own(case, say), partner=_partner(case, say)))
    paper.table(
        [say(_("What")), say(_("To be filled in"))],
        [
            [say(_("Day and time in Germany (CET) and Ukraine (EET, one hour later)")), say.same("")],
            [say(_("Link to the meeting")), say.same("")],
            [say(_("Who takes part for both sides")), say.same("")],
            [say(_("Interpreter")), say.same("")],
        ],
    )
    paper.heading(say(_("Agenda")))
    paper.items([say(text) for text in AGENDA])
    paper.text(
        say(
            _(
                "If there is an air raid alarm, the meeting stops at once and is continued on the day agreed as a substitute."
            )
        )
    )
    return paper


def build_needs_list(case: CaseFile, say: Words) -> Paper:
    """Never public: sites and deliveries in it put people at risk."""
    paper = _paper(say, say(_("Needs list")))
    paper.subtitle = say(_("Confidential: for the two municipalities only. Please name no exact sites."))
    paper.text(say(_("from %(partner)s for %(own)s"), own=_own(case, say), partner=_partner(case, say)))
    empty = [say.same("") for _column in NEEDS_HEAD]
    paper.table([say(text) for text in NEEDS_HEAD], [empty for _line in range(NEEDS_LINES)])
    return paper
