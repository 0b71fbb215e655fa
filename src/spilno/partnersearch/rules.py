"""Who may do what with requests and introductions."""

from spilno.organisations.enums import OrganisationKind
from spilno.organisations.models import Organisation
from spilno.organisations.rules import Rights

# Where what is published may put people at risk, two people look at it before it leaves the municipality.
FOUR_EYES_COUNTRIES = frozenset({"UA"})


def needs_second_eyes(organisation: Organisation) -> bool:
    """Ukrainian municipalities publish by four eyes."""
    return organisation.kind == OrganisationKind.ADMINISTRATION and organisation.area.country in FOUR_EYES_COUNTRIES


def may_review(rights: Rights) -> bool:
    return rights.is_coordinator
