"""Reads of places that join or aggregate: the place page, the place search, the sources."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt
from typing import Any, Protocol, TypeVar

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Count, DateField, Max, Q, QuerySet, prefetch_related_objects

from spilno.common.freshness import while_unchanged
from spilno.common.plain_sql import day_of, rows_of
from spilno.places.enums import AreaLevel, CodeScheme
from spilno.places.models import Area, AreaFact, AreaName, AreaTie, DataSource

# The code a place is known by in addresses, exports and the command line: its register's own first.
SCHEME_ORDER = [
    CodeScheme.KATOTTG,
    CodeScheme.AGS,
    CodeScheme.ISO3166_2,
    CodeScheme.ARS,
    CodeScheme.KOATUU,
    CodeScheme.PCODE,
    CodeScheme.GEONAMES,
    CodeScheme.WIKIDATA,
    CodeScheme.LISTED,
]
# Public positions in Ukraine are never finer than the hromada.
FINER_THAN_HROMADA = {AreaLevel.SETTLEMENT, AreaLevel.CITY_DISTRICT, AreaLevel.PLACE}
OFFICIAL_LANGUAGE = {"UA": "uk", "DE": "de"}
PARENTS = "parent__parent__parent__parent__parent"
EARTH_RADIUS_KM = 6371.0


@while_unchanged
def state_of_registers() -> tuple[tuple[Any, ...], tuple[int | None, int | None]]:
    """Another one whenever an import has changed the tables of places, and nothing else does: what was imported when, and
    the last keys."""
    imported = DataSource.objects.order_by("key").values_list("key", "checksum", "imported_at")
    last = (Area.objects.aggregate(m=Max("pk"))["m"], AreaName.objects.aggregate(m=Max("pk"))["m"])
    return tuple(imported), last


class Coded(Protocol):
    @property
    def scheme(self) -> str: ...
    @property
    def code(self) -> str: ...


C = TypeVar("C", bound=Coded)


def preferred_code(codes: Iterable[C]) -> C | None:
    """The code that names the place; of two AGS (Kreis and municipality in one) the longer one."""
    order = {str(scheme): rank for rank, scheme in enumerate(SCHEME_ORDER)}
    return min(codes, key=lambda code: (order.get(code.scheme, 99), -len(code.code), code.code), default=None)


def place_key(area: Area) -> str:
    """`scheme:code` as the address parameter `place` carries it; reads the prefetched codes."""
    code = preferred_code(area.codes.all())
    return f"{code.scheme.lower()}:{code.code}" if code else ""


def with_labels(areas: QuerySet[Area]) -> QuerySet[Area]:
    """Everything a line about a place needs: its parents and codes, in one query more."""
    return areas.select_related(PARENTS).prefetch_related("codes")


# The unit with this code and, step by step, what lies above it. Joined, each step would bring seventeen columns to put in
# a query, which took three times as long.
_WITH_PARENTS = """
WITH RECURSIVE up(id, parent_id, step) AS (
    SELECT area.id, area.parent_id, 0 FROM places_areacode code JOIN places_area area ON area.id = code.area_id
    WHERE code.scheme = %s AND code.code = %s
    UNION ALL SELECT area.id, area.parent_id, step + 1 FROM up JOIN places_area area ON area.id = up.parent_id
    WHERE step < 5
) SELECT {columns} FROM up JOIN places_area area ON area.id = up.id ORDER BY step
"""
_FIELDS = Area._meta.concrete_fields
_OF_LINE = _WITH_PARENTS.format(columns=", ".join(f"area.{field.column}" for field in _FIELDS))


def _area_of(row: tuple[Any, ...]) -> Area:
    values = [
        day_of(value) if isinstance(field, DateField) else value for field, value in zip(_FIELDS, row, strict=True)
    ]
    return Area.from_db(DEFAULT_DB_ALIAS, [field.attname for field in _FIELDS], values)


def line_of(scheme: str, code: str) -> list[Area]:
    """The area that carries this code, preferred or not, and what lies above it; each knows its parent. One query."""
    if scheme.upper() not in CodeScheme.values or len(code) > 120 or "\x00" in code:
        return []
    line = [_area_of(row) for row in rows_of(_OF_LINE, [scheme.upper(), code])]
    for one, above in pairwise(line):
        one.parent = above
    return line


def area_by_code(scheme: str, code: str) -> Area | None:
    """The area that carries this code, preferred or not, with its parents and the codes of all: two queries."""
    line = line_of(scheme, code)
    prefetch_related_objects(line, "codes")
    return line[0] if line else None


def area_by_key(key: str) -> Area | None:
    """The area named by `scheme:code`, or nothing where the text is no such key."""
    scheme, _, code = key.partition(":")
    return area_by_code(scheme.strip(), code.strip()) if code.strip() else None


def ancestors(area: Area) -> list[Area]:
    """From the country down to the parent; reads what `with_labels` joined."""
    line: list[Area] = []
    parent = area.parent
    while parent is not None and parent.pk not in {known.pk for known in line} and len(line) < 5:
        line.append(parent)
        parent = parent.parent
    return line[::-1]


def acting_unit(area: Area) -> Area | None:
    """The municipality that acts for a settlement or city district, where the register says which."""
    if area.level not in FINER_THAN_HROMADA:
        return None
    return next((unit for unit in reversed(ancestors(area)) if unit.level == AreaLevel.MUNICIPALITY), None)


def unit_id(area: int, level: str, above: int | None, above_level: str | None) -> int:
    """The hromada for a settlement, out of columns alone: a partnership of either is one of both."""
    return above if above and level in FINER_THAN_HROMADA and above_level == AreaLevel.MUNICIPALITY else area


@dataclass(frozen=True)
class Position:
    lat: float
    lon: float
    of: str  # "unit", "municipality" (its centre stands in) or "rounded"


def public_position(area: Area) -> Position | None:
    """Where a place may be shown: in Ukraine at the hromada's centre, or rounded to about 10 km where none is known."""
    if area.country == "UA" and area.level in FINER_THAN_HROMADA:
        unit = acting_unit(area)
        if unit and unit.lat is not None and unit.lon is not None:
            return Position(unit.lat, unit.lon, "municipality")
        if area.lat is None or area.lon is None:
            return None
        return Position(round(area.lat, 1), round(area.lon, 1), "rounded")
    return None if area.lat is None or area.lon is None else Position(area.lat, area.lon, "unit")


def distance_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Great-circle distance by the haversine formula, in kilometres."""
    north, south = radians(lat), radians(other_lat)
    half = sin((south - north) / 2) ** 2 + cos(north) * cos(south) * sin(radians(other_lon - lon) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(min(1.0, half)))


def browse(country: str = "", level: str = "") -> QuerySet[Area]:
    """Today's places by name, for leafing through."""
    areas = with_labels(Area.objects.current())
    if country:
        areas = areas.filter(country=country)
    if level:
        areas = areas.filter(level=level)
    return areas.order_by("name", "pk")


def areas_in_order(ids: Sequence[int]) -> list[Area]:
    """The areas of a search result in its order, each with what is `near` it; those deleted since are left out."""
    found = with_labels(Area.objects.all()).in_bulk(list(ids))
    near = known_near(found.values())
    for area in found.values():
        area.near = near.get(area.pk)
    return [found[pk] for pk in ids if pk in found]


# To each side, in degrees: some 20 km, what people would name when asked where a place is.
_NEAR_LAT, _NEAR_LON = 0.2, 0.35


def known_near(areas: Iterable[Area]) -> dict[int, Area]:
    """The largest municipality around each place whose units no register tells; one query, none where there are none."""
    points = [
        (area, area.lat, area.lon)
        for area in areas
        if area.level == AreaLevel.PLACE and area.lat is not None and area.lon is not None
    ]
    if not points:
        return {}
    boxes = Q()
    for area, lat, lon in points:
        lats, lons = (lat - _NEAR_LAT, lat + _NEAR_LAT), (lon - _NEAR_LON, lon + _NEAR_LON)
        boxes |= Q(country=area.country, lat__range=lats, lon__range=lons)
    towns = Area.objects.current().filter(boxes, level=AreaLevel.MUNICIPALITY, population__isnull=False)
    largest = list(towns.order_by("-population", "pk"))
    found = {}
    for area, lat, lon in points:
        for town in largest:
            is_here = abs((town.lat or 0) - lat) <= _NEAR_LAT and abs((town.lon or 0) - lon) <= _NEAR_LON
            if is_here and town.country == area.country and town.name != area.name:
                found[area.pk] = town
                break
    return found


@while_unchanged
def countries() -> list[str]:
    return list(Area.objects.order_by("country").values_list("country", flat=True).distinct())


COUNTED: dict[str, type[Area] | type[AreaName] | type[AreaFact] | type[AreaTie]] = {
    "places": Area,
    "names": AreaName,
    "facts": AreaFact,
    "ties": AreaTie,
}


@while_unchanged
def sources_with_counts(kinds: tuple[str, ...] = tuple(COUNTED)) -> list[DataSource]:
    """Every data set with the number of places, names, facts and ties that stand on it, as `counts`."""
    sources = list(DataSource.objects.order_by("title"))
    counted = {
        kind: dict(COUNTED[kind].objects.order_by().values_list("source").annotate(Count("pk"))) for kind in kinds
    }
    for source in sources:
        source.counts = {kind: counts.get(source.pk, 0) for kind, counts in counted.items()}  # type: ignore[attr-defined]
    return sources


def loaded_units() -> list[tuple[str, str, int]]:
    """Country, level and number of today's places, for the start page and `spilno doctor`."""
    rows = Area.objects.current().order_by().values_list("country", "level").annotate(number=Count("pk"))
    return sorted((country, level, number) for country, level, number in rows)
