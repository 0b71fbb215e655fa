"""What the system already knows of an applicant and a partner, as the engine's facts."""

from dataclasses import fields, replace
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from spilno.engine.eligibility import Facts
from spilno.funding.enums import LEGAL_FORMS, ApplicantKind, PartnerState
from spilno.funding.regions import codes_of
from spilno.organisations.enums import OrganisationKind
from spilno.organisations.models import Organisation
from spilno.partnerships.enums import AgreementType
from spilno.partnerships.models import Partnership
from spilno.places.enums import AreaLevel
from spilno.places.models import Area

KINDS = {
    OrganisationKind.ASSOCIATION: ApplicantKind.ASSOCIATION,
    OrganisationKind.YOUTH: ApplicantKind.YOUTH,
    OrganisationKind.SCHOOL: ApplicantKind.SCHOOL,
    OrganisationKind.MUSEUM: ApplicantKind.CULTURE,
    OrganisationKind.LIBRARY: ApplicantKind.CULTURE,
    OrganisationKind.UTILITY: ApplicantKind.MUNICIPAL_COMPANY,
    OrganisationKind.UNIVERSITY: ApplicantKind.UNIVERSITY,
}
LEVELS = {
    AreaLevel.MUNICIPALITY: ApplicantKind.MUNICIPALITY,
    AreaLevel.PLACE: ApplicantKind.MUNICIPALITY,
    AreaLevel.DISTRICT: ApplicantKind.DISTRICT,
    AreaLevel.STATE: ApplicantKind.STATE,
}


def level_kind(area: Area) -> str | None:
    kind = LEVELS.get(AreaLevel(area.level))
    return kind.value if kind else None


def filled(facts: Facts, known: Facts) -> Facts:
    """`facts` with its unknowns taken from `known`."""
    values = {one.name: getattr(known, one.name) for one in fields(Facts) if getattr(facts, one.name) is None}
    return replace(facts, **values)


def with_legal_form(facts: Facts) -> Facts:
    """Of some kinds of applicant the legal form follows."""
    form = LEGAL_FORMS.get(ApplicantKind(facts.kind)) if facts.kind in ApplicantKind.values else None
    return replace(facts, legal_form=form.value) if form and facts.legal_form is None else facts


def with_organisation(facts: Facts, organisation: Organisation) -> Facts:
    """Unknowns filled from the organisation and the area it works for; nothing that is not public."""
    area = organisation.area
    administration = organisation.kind == OrganisationKind.ADMINISTRATION
    kind = level_kind(area) if administration else KINDS.get(OrganisationKind(organisation.kind))
    known = Facts(
        kind=str(kind) if kind else None,
        country=area.country or None,
        region=codes_of([area]).get(area.pk),
        population=area.population,
    )
    return filled(facts, known)


def with_partnership(facts: Facts, partnership: Partnership, own_country: str = "DE") -> Facts:
    """Unknowns filled from a relation: the first party of another country than the applicant's is the partner."""
    parties = list(partnership.parties.select_related("place", "area", "organisation"))
    other = next((one for one in parties if one.country and one.country != own_country), None)
    formal = partnership.agreement_type not in ("", AgreementType.CONTACT)
    known = Facts(partner=True, formal=formal if partnership.agreement_type else None)
    if other is not None:
        region = codes_of([other.place]).get(other.place.pk) if other.place else None
        kind = level_kind(other.area) if other.area else None
        known = replace(known, partner_country=other.country, partner_region=region, partner_kind=kind)
    return filled(facts, known)


def fits_address(**parameters: Any) -> str:
    """The page "What fits us" with what is already known; see the table of this package for the parameters."""
    query = urlencode({name: value for name, value in parameters.items() if value not in (None, "")})
    return reverse("funding:fits") + (f"?{query}" if query else "")


def partner_side(facts: Facts) -> str:
    """The same page as the partner would ask it, since most programmes take applications from one country only; "" where
    it is not known where the applicant is."""
    own = facts.region or facts.country
    if not own:
        return ""
    return fits_address(
        kind=facts.partner_kind or facts.kind,
        region=facts.partner_region,
        partner=(PartnerState.FORMAL if facts.formal else PartnerState.CONTACT).value,
        partner_region=own,
        purpose=facts.purpose,
        theme=facts.theme,
    )
