"""Who may do what with requests and introductions."""

from django.utils.translation import gettext as _

from spilno.organisations.enums import OrganisationKind
from spilno.organisations.models import Organisation
from spilno.organisations.rules import Rights
from spilno.partnersearch.enums import Part
from spilno.partnersearch.models import PartnerRequest

# Where what is published may put people at risk, two people look at it before it leaves the municipality.
FOUR_EYES_COUNTRIES = frozenset({"UA"})


def needs_second_eyes(organisation: Organisation) -> bool:
    """Ukrainian municipalities publish by four eyes."""
    return organisation.kind == OrganisationKind.ADMINISTRATION and organisation.area.country in FOUR_EYES_COUNTRIES


# Shorter than this, a text is a catchword and no sentence.
SHORTEST_SENTENCE = 20
THEMES = "themes"


def missing_in(request: PartnerRequest) -> dict[str, str]:
    """What a request lacks before anybody could answer it: field -> what to do. Which language it is said in is free."""
    told: dict[str, int] = {}
    for one in request.texts.all():
        told[one.part] = max(told.get(one.part, 0), len(one.text.strip()))
    missing: dict[str, str] = {}
    if not told.get(Part.TITLE):
        missing[Part.TITLE] = _("Please say in one sentence what you look for.")
    if max(told.get(Part.SEEKS, 0), told.get(Part.OFFERS, 0)) < SHORTEST_SENTENCE:
        missing[Part.SEEKS] = _(
            "Please say in at least one sentence what you want to do together, or what you can offer."
        )
    if not told.get(Part.NEXT_STEP):
        missing[Part.NEXT_STEP] = _("Please say what whoever is interested should do first.")
    if not request.themes.all():
        missing[THEMES] = _("Please choose at least one theme that you look for or offer.")
    return missing


def may_review(rights: Rights) -> bool:
    return rights.is_coordinator
