"""Places: units of official registers and places of GeoNames."""

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Field, Path, Query, Router, Schema

from spilno.api.v1.auth import READING
from spilno.api.v1.fields import Words
from spilno.api.v1.paging import Page, Paging, page
from spilno.api.v1.problems import PUBLIC, Problem
from spilno.common.tokens import absolute
from spilno.places import gazetteer
from spilno.places.enums import AreaLevel
from spilno.places.models import Area
from spilno.places.queries import area_by_code, areas_in_order, place_key, public_position, with_labels
from spilno.places.templatetags.place_tags import place_url

router = Router(tags=["places"], throttle=READING)


class Place(Schema):
    """`key` is `scheme:code` of its first official code; `lat` and `lon` of a Ukrainian place are its hromada's."""

    key: str
    name: str
    names: dict[str, str]
    level: str
    country: str
    population: int | None
    population_year: int | None
    area_km2: float | None
    lat: float | None
    lon: float | None
    valid_from: str | None
    valid_to: str | None
    url: str


class PlaceFound(Schema):
    place: Place
    score: float
    reason: str


class Understood(Schema):
    """`verdict` is `one`, `several` (ask back: `told_apart_by` says by what) or `none`; the likeliest comes first."""

    verdict: str
    told_apart_by: list[str]
    found: list[PlaceFound]


class PlaceFilter(Schema):
    country: str = Field("", pattern="^([A-Z]{2})?$")
    level: AreaLevel | None = None


def place(area: Area) -> dict[str, Any]:
    position = public_position(area)
    return {
        "key": place_key(area),
        "name": area.name,
        "names": {code: name for code in ("de", "uk", "en") if (name := getattr(area, f"name_{code}"))},
        "level": area.level,
        "country": area.country,
        "population": area.population,
        "population_year": area.population_year,
        "area_km2": area.area_km2,
        "lat": position.lat if position else None,
        "lon": position.lon if position else None,
        "valid_from": area.valid_from.isoformat() if area.valid_from else None,
        "valid_to": area.valid_to.isoformat() if area.valid_to else None,
        "url": absolute(place_url(area)),
    }


@router.get("", response={200: Page[Place], PUBLIC: Problem}, url_name="places", operation_id="list_places")
def places(request: HttpRequest, filters: Query[PlaceFilter], paging: Query[Paging]) -> Any:
    """Places of today, by country and level."""
    rows = with_labels(Area.objects.current())
    if filters.country:
        rows = rows.filter(country=filters.country)
    if filters.level:
        rows = rows.filter(level=filters.level)
    return page(request, rows, paging, lambda found: [place(one) for one in found])


@router.get("/find", response={200: Understood, PUBLIC: Problem}, url_name="find_place", operation_id="find_place")
def find(
    request: HttpRequest,
    text: Query[Words],
    country: str = Query("", pattern="^([A-Z]{2})?$"),
    level: AreaLevel | None = None,
) -> Any:
    """The places that a name in any spelling may mean."""
    link = gazetteer.find(text, country=country, level=level or "")
    areas = {area.pk: area for area in areas_in_order([hit.id for hit in link.hits])}
    found = [
        {"place": place(areas[hit.id]), "score": round(hit.score, 4), "reason": hit.reason}
        for hit in link.hits
        if hit.id in areas
    ]
    return {"verdict": str(link.verdict), "told_apart_by": list(link.told_apart_by), "found": found}


@router.get("/{scheme}/{code}", response={200: Place, PUBLIC: Problem}, url_name="place", operation_id="get_place")
def one(
    request: HttpRequest,
    scheme: str = Path(pattern="^[a-zA-Z0-9_-]{1,20}$"),
    code: str = Path(pattern=r"^[A-Za-z0-9._-]{1,120}$"),
) -> Any:
    """One place by a code: scheme `ags`, `katottg`, `koatuu`, `geonames`, …"""
    area = area_by_code(scheme, code)
    if area is None:
        raise Http404
    return place(area)
