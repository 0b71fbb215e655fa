"""Partnerships, organisations and partner requests, as anybody may read them."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest
from ninja import Field, Query, Router, Schema

from spilno.api.v1.auth import READING
from spilno.api.v1.fields import KeyInPath, Words, WordsFilter
from spilno.api.v1.paging import Page, Paging, page
from spilno.api.v1.problems import PUBLIC, Problem
from spilno.common.visibility import ANONYMOUS
from spilno.organisations.enums import OrganisationKind, Theme
from spilno.organisations.exports import as_json as organisation_json
from spilno.organisations.models import Organisation
from spilno.organisations.queries import get_organisation_for
from spilno.organisations.queries.directory import Wanted as OrganisationWanted
from spilno.organisations.queries.directory import entries_of, find_organisations
from spilno.organisations.queries.directory import with_lines as with_entry_lines
from spilno.partnersearch.exports import as_json as requests_json
from spilno.partnersearch.models import PartnerRequest
from spilno.partnersearch.queries.requests import Wanted as RequestWanted
from spilno.partnersearch.queries.requests import find_requests, get_request_for, with_all
from spilno.partnerships.enums import AgreementType, Phase
from spilno.partnerships.exports import as_json as partnership_json
from spilno.partnerships.models import Partnership
from spilno.partnerships.queries.access import get_partnership_for
from spilno.partnerships.queries.search import RegistryWanted, SideWanted, find_partnerships, lines_of, with_lines

router = Router(throttle=READING)


class Party(Schema):
    name: str
    code: str
    level: str
    region: str
    country: str
    organisation: int | None
    lat: float | None
    lon: float | None


class PartnershipOut(Schema):
    """`phase` and `type` are derived from the dated history; `since` may be a year or a month only."""

    id: int
    sides: list[list[Party]]
    phase: str
    type: str
    local_label: str
    since: str | None
    until: str | None
    review_on: str | None
    themes: list[str]
    changed_at: str
    url: str


class PartnershipFilter(Schema):
    q: Words = ""
    country: str = Field("", pattern="^([A-Z]{2})?$")
    phase: Phase | None = None
    type: AgreementType | None = None
    theme: Theme | None = None


class Help(Schema):
    kind: str
    text: str
    language: str
    link: str
    until: str | None


class OtherOrganisation(Schema):
    id: int
    name: str


class OrganisationOut(Schema):
    id: int
    kind: str
    name: str
    name_de: str
    name_uk: str
    name_en: str
    place: str
    place_code: str
    region: str
    country: str
    lat: float | None
    lon: float | None
    website: str
    themes: list[str]
    languages: list[str]
    acts_for: list[OtherOrganisation]
    offers: list[Help]
    seeks: list[Help]


class OrganisationFilter(Schema):
    q: Words = ""
    country: str = Field("", pattern="^([A-Z]{2})?$")
    kind: OrganisationKind | None = None
    theme: Theme | None = None


class RequestPlace(Schema):
    name: str
    country: str
    population: int | None


class RequestOut(Schema):
    address: str
    organisation: str
    kind: str
    place: RequestPlace
    status: str
    title: str
    looks_for: list[str]
    offers: list[str]
    languages: list[str]
    published: str | None
    until: str | None


def partnerships_drawn(found: list[Partnership]) -> list[Any]:
    return [partnership_json(line) for line in lines_of(found)]


def organisations_drawn(found: list[Organisation]) -> list[Any]:
    return [organisation_json(entry) for entry in entries_of(found)]


def requests_drawn(found: list[PartnerRequest]) -> list[Any]:
    return list(requests_json(found)["requests"])


@router.get(
    "/partnerships",
    response={200: Page[PartnershipOut], PUBLIC: Problem},
    tags=["partnerships"],
    url_name="partnerships",
    operation_id="list_partnerships",
)
def partnerships(request: HttpRequest, filters: Query[PartnershipFilter], paging: Query[Paging]) -> Any:
    """Confirmed relations; `country` finds those with a party there."""
    wanted = RegistryWanted(
        q=filters.q,
        one=SideWanted(country=filters.country),
        agreement_type=filters.type or "",
        phase=filters.phase or "",
        theme=filters.theme or "",
    )
    return page(request, with_lines(find_partnerships(ANONYMOUS, wanted)), paging, partnerships_drawn)


@router.get(
    "/partnerships/{pk}",
    response={200: PartnershipOut, PUBLIC: Problem},
    tags=["partnerships"],
    url_name="partnership",
    operation_id="get_partnership",
)
def partnership(request: HttpRequest, pk: KeyInPath) -> Any:
    found = get_partnership_for(ANONYMOUS, pk)
    return partnerships_drawn(list(with_lines(Partnership.objects.filter(pk=found.pk))))[0]


@router.get(
    "/organisations",
    response={200: Page[OrganisationOut], PUBLIC: Problem},
    tags=["organisations"],
    url_name="organisations",
    operation_id="list_organisations",
)
def organisations(request: HttpRequest, filters: Query[OrganisationFilter], paging: Query[Paging]) -> Any:
    """Confirmed organisations with what they show to everybody."""
    wanted = OrganisationWanted(
        q=filters.q, country=filters.country, kind=filters.kind or "", theme=filters.theme or ""
    )
    rows = with_entry_lines(find_organisations(ANONYMOUS, wanted), ANONYMOUS)
    return page(request, rows, paging, organisations_drawn)


@router.get(
    "/organisations/{pk}",
    response={200: OrganisationOut, PUBLIC: Problem},
    tags=["organisations"],
    url_name="organisation",
    operation_id="get_organisation",
)
def organisation(request: HttpRequest, pk: KeyInPath) -> Any:
    found = get_organisation_for(ANONYMOUS, pk)
    rows = with_entry_lines(Organisation.objects.confirmed().filter(pk=found.pk), ANONYMOUS)
    drawn = organisations_drawn(list(rows))
    if not drawn:
        raise Http404
    return drawn[0]


@router.get(
    "/requests",
    response={200: Page[RequestOut], PUBLIC: Problem},
    tags=["requests"],
    url_name="requests",
    operation_id="list_requests",
)
def requests(request: HttpRequest, filters: Query[WordsFilter], paging: Query[Paging]) -> Any:
    """Open partner requests."""
    return page(request, with_all(find_requests(RequestWanted(q=filters.q))), paging, requests_drawn)


@router.get(
    "/requests/{pk}",
    response={200: RequestOut, PUBLIC: Problem},
    tags=["requests"],
    url_name="request",
    operation_id="get_request",
)
def one_request(request: HttpRequest, pk: KeyInPath) -> Any:
    return requests_drawn([get_request_for(AnonymousUser(), pk)])[0]
