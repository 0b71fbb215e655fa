"""Whole collections as open data, one JSON object a line, and their description in DCAT-AP.de."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import reverse
from ninja import Path, Router

from spilno.api.v1.auth import READING
from spilno.api.v1.problems import PUBLIC, Problem
from spilno.api.v1.reading import advice_drawn, meeting_drawn, programme_drawn, report_drawn
from spilno.api.v1.registry import organisations_drawn, partnerships_drawn, requests_drawn
from spilno.common.tokens import absolute
from spilno.common.visibility import ANONYMOUS
from spilno.exchange.queries.knowledge import search
from spilno.exchange.queries.meetings import meetings_for
from spilno.exchange.queries.reports import published_reports
from spilno.funding.models import Programme
from spilno.organisations.queries.directory import Wanted as OrganisationWanted
from spilno.organisations.queries.directory import find_organisations
from spilno.organisations.queries.directory import with_lines as with_entry_lines
from spilno.partnersearch.queries.requests import Wanted as RequestWanted
from spilno.partnersearch.queries.requests import find_requests, with_all
from spilno.partnerships.queries.search import RegistryWanted, find_partnerships, with_lines

router = Router(tags=["open data"], throttle=READING)
CHUNK = 500
Draw = Callable[[list[Any]], list[Any]]


def _each(draw: Callable[[Any], Any]) -> Draw:
    return lambda found: [draw(one) for one in found]


# Name -> rows, how they are drawn, and what the collection holds.
DUMPS: dict[str, tuple[Callable[[], Any], Draw, str]] = {
    "partnerships": (
        lambda: with_lines(find_partnerships(ANONYMOUS, RegistryWanted())),
        partnerships_drawn,
        "Confirmed partnerships between municipalities, with parties, phase, type and dates",
    ),
    "organisations": (
        lambda: with_entry_lines(find_organisations(ANONYMOUS, OrganisationWanted()), ANONYMOUS),
        organisations_drawn,
        "Administrations, associations, schools and others with what they show to everybody",
    ),
    "requests": (lambda: with_all(find_requests(RequestWanted())), requests_drawn, "Open partner requests"),
    "meetings": (lambda: meetings_for(ANONYMOUS), _each(meeting_drawn), "Public meetings of the exchange"),
    "reports": (published_reports, _each(report_drawn), "Reports of meetings"),
    "knowledge": (lambda: search(ANONYMOUS, "").prefetch_related("texts"), advice_drawn, "Advice given in meetings"),
    "programmes": (lambda: Programme.objects.published().with_rows(), _each(programme_drawn), "Funding programmes"),
}


def _lines(rows: Any, draw: Draw) -> Iterator[str]:
    """Read in pages of keys, so that a large collection needs little memory."""
    after = 0
    while found := list(rows.order_by("pk").filter(pk__gt=after)[:CHUNK]):
        for item in draw(found):
            yield json.dumps(item, ensure_ascii=False) + "\n"
        after = found[-1].pk


@router.get(
    "/dumps/{name}.jsonl",
    response={200: None, PUBLIC: Problem},
    url_name="dump",
    operation_id="get_dump",
    openapi_extra={"responses": {200: {"content": {"application/x-ndjson": {"schema": {"type": "string"}}}}}},
)
def dump(request: HttpRequest, name: str = Path(pattern="^[a-z]{1,20}$")) -> HttpResponse:
    """A whole collection: `partnerships`, `organisations`, `requests`, `meetings`, `reports`, `knowledge`, `programmes`."""
    if name not in DUMPS:
        raise Http404
    rows, draw, _about = DUMPS[name]
    response = StreamingHttpResponse(_lines(rows(), draw), content_type="application/x-ndjson")
    response["Content-Disposition"] = f'attachment; filename="{name}.jsonl"'
    response["Cache-Control"] = "no-store"
    return response  # type: ignore[return-value]


def _dataset(name: str, about: str) -> dict[str, Any]:
    address = absolute(reverse("api-1:dump", args=[name]))
    return {
        "@id": f"{address}#dataset",
        "@type": "dcat:Dataset",
        "dct:title": {"@value": f"Spilno: {name}", "@language": "en"},
        "dct:description": {"@value": about, "@language": "en"},
        "dct:publisher": {"@id": f"{settings.SITE_URL}#publisher"},
        "dcat:theme": {"@id": "http://publications.europa.eu/resource/authority/data-theme/GOVE"},
        "dct:accrualPeriodicity": {"@id": "http://publications.europa.eu/resource/authority/frequency/CONT"},
        "dcatde:contributorID": {"@id": "http://dcat-ap.de/def/contributors/"},
        "dcat:distribution": {
            "@id": address,
            "@type": "dcat:Distribution",
            "dcat:accessURL": {"@id": address},
            "dcat:downloadURL": {"@id": address},
            "dct:format": {"@id": "http://publications.europa.eu/resource/authority/file-type/JSON"},
            "dcat:mediaType": {"@id": "https://www.iana.org/assignments/media-types/application/x-ndjson"},
            "dct:license": {"@id": "http://dcat-ap.de/def/licenses/cc-by/4.0"},
        },
    }


@router.get(
    "/catalogue.jsonld",
    response={200: None, PUBLIC: Problem},
    url_name="catalogue",
    operation_id="get_catalogue",
    openapi_extra={"responses": {200: {"content": {"application/ld+json": {"schema": {"type": "object"}}}}}},
)
def catalogue(request: HttpRequest) -> HttpResponse:
    """Which collections there are, for open data portals (DCAT-AP.de, JSON-LD)."""
    told = {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
            "dcatde": "http://dcat-ap.de/def/dcatde/",
        },
        "@id": absolute(reverse("api-1:catalogue")),
        "@type": "dcat:Catalog",
        "dct:title": {"@value": "Spilno", "@language": "en"},
        "dct:description": {"@value": "Partnerships between municipalities", "@language": "en"},
        "dct:publisher": {"@id": f"{settings.SITE_URL}#publisher", "@type": "foaf:Organization", "foaf:name": "Spilno"},
        "dcat:dataset": [_dataset(name, about) for name, (_rows, _draw, about) in DUMPS.items()],
    }
    return JsonResponse(told, content_type="application/ld+json", json_dumps_params={"ensure_ascii": False})
