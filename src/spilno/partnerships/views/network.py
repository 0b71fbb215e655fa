"""The net of partnerships around a place, as JSON for everybody."""

from typing import Any

from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from spilno.common.tokens import absolute
from spilno.organisations.queries import withdrawn_areas
from spilno.partnerships.exports import address_of
from spilno.partnerships.queries.graph import Third, collisions, partners_of, partners_of_partners, third_partners
from spilno.places.links import PlaceLink, place_links
from spilno.places.models import Area
from spilno.places.queries import acting_unit, area_by_key, place_key
from spilno.places.templatetags.place_tags import place_url

MOST = 50


def _place(area: Area | PlaceLink) -> dict[str, Any]:
    code = area.key if isinstance(area, PlaceLink) else place_key(area)
    return {"code": code, "name": area.label, "country": area.country, "url": absolute(place_url(area))}


def _third(third: Third) -> dict[str, Any]:
    return _place(third.area) | {"between": [_place(area) for area in third.of]}


def _asked(key: str) -> Area:
    area = area_by_key(key.replace("\x00", " "))
    if area is None:
        raise Http404("no place with this code")
    unit = acting_unit(area) or area
    if unit.pk in withdrawn_areas():
        raise Http404("withdrawn")
    return unit


@require_safe
def network(request: HttpRequest) -> JsonResponse:
    """`?place=scheme:code`: partners, partners of partners with those in between, and who in a country is partner
    already; with `&other=scheme:code` also the partners both have in common."""
    area = _asked(request.GET.get("place", ""))
    partners = place_links(sorted(partners_of([area.pk])[area.pk])[:MOST])
    told: dict[str, Any] = {
        "place": _place(area),
        "partners": [_place(one) for one in partners.values()],
        "partners_of_partners": [_third(third) for third in partners_of_partners(area.pk, most=MOST)],
    }
    if request.GET.get("other"):
        other = _asked(request.GET["other"])
        told["in_common"] = [_place(third.area) for third in third_partners([[area.pk], [other.pk]], most=MOST)]
    if len(country := request.GET.get("country", "")) == 2:
        told["partners_in_country"] = [
            _place(one.other.place)
            | {"since": one.since.iso if one.since else None, "phase": one.partnership.phase}
            | {"partnership": address_of(one.partnership)}
            for one in collisions(area.pk, country.upper())
            if one.other.place
        ]
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False})
