"""What funding adds to a case file, a relation and a request: the answer to "who pays for it?", filled from what is known."""

from typing import Any, Protocol

from django.utils.translation import gettext as _

from spilno.design.links import PageLink
from spilno.funding.enums import PartnerState
from spilno.funding.queries.facts import fits_address, level_kind
from spilno.funding.regions import codes_of
from spilno.organisations.models import Organisation
from spilno.organisations.queries import Acting
from spilno.partnerships.models import CaseFile, Partnership
from spilno.partnerships.queries.access import Keeping
from spilno.partnerships.queries.cases import chosen_candidate
from spilno.places.models import Area


class Asked(Protocol):
    """A request as this app, which stands beside requests, needs it."""

    organisation: Organisation
    country: str
    themes: Any


def partner_parameters(area: Area, state: PartnerState) -> dict[str, str]:
    """Parameters of the page for a partner in that place."""
    region = codes_of([area]).get(area.pk, area.country)
    kind = level_kind(area)
    return {"partner": state.value, "partner_region": region, "partner_kind": kind or ""}


def _link(**parameters: Any) -> PageLink:
    return PageLink(fits_address(**parameters), _("Who pays for it?"))


def for_case(case: CaseFile, _keeping: Acting | None) -> list[PageLink]:
    """With the proposal that was chosen; before that, as a town without a partner."""
    known: dict[str, Any] = {"organisation": case.organisation_id}
    if case.partnership_id:
        return [_link(**known, partnership=case.partnership_id)]
    chosen = chosen_candidate(case)
    if chosen is None:
        return [_link(**known, partner=PartnerState.NONE.value)]
    return [_link(**known, **partner_parameters(chosen.area, PartnerState.CONTACT))]


def for_relation(partnership: Partnership, keeping: Keeping | None) -> list[PageLink]:
    own = keeping.organisation.pk if keeping and keeping.organisation else None
    return [_link(organisation=own, partnership=partnership.pk)]


def for_request(request: Asked, keeping: object) -> list[PageLink]:
    """What the seeker could apply for once there is a partner; of several themes the page asks for one."""
    themes = sorted({one.theme for one in request.themes.all()})
    other = request.country or ("UA" if request.organisation.area.country == "DE" else "DE")
    theme = themes[0] if len(themes) == 1 else ""
    parameters = {"partner_region": other, "theme": theme}
    return [_link(organisation=request.organisation.pk, **parameters)] if keeping else []
