"""Reads of places that join or aggregate: the place page, the place search, the sources."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt

from django.db.models import Count, Q, QuerySet, prefetch_related_objects

from spilno.common.freshness import while_unchanged
from spilno.places.enums import AreaLevel, CodeScheme, NameKind
from spilno.places.models import Area, AreaCode, AreaFact, AreaName, AreaStatus, AreaTie, DataSource

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
# Degrees of latitude around a unit in which its neighbours are looked for.
NEIGHBOUR_REACH = {AreaLevel.STATE: 6.0, AreaLevel.REGION: 3.0, AreaLevel.DISTRICT: 1.8}
NEIGHBOUR_REACH_DEFAULT = 0.5
EARTH_RADIUS_KM = 6371.0


def preferred_code(codes: Iterable[AreaCode]) -> AreaCode | None:
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


def with_names(areas: QuerySet[Area], *more: str) -> QuerySet[Area]:
    """The names, and the columns of `more`; whoever writes links reads the codes, too."""
    return areas.only("country", "name", "name_de", "name_uk", "name_en", *more)


def with_links(areas: QuerySet[Area], *more: str) -> QuerySet[Area]:
    """What a link to a place needs, its names and codes, and the columns of `more`: a query more, and no parents."""
    return with_names(areas, *more).prefetch_related("codes")


# The unit with this code and, step by step, what lies above it. Joined, each step would bring seventeen columns to put in
# a query, which took three times as long.
_WITH_PARENTS = """
WITH RECURSIVE up(id, parent_id, step) AS (
    SELECT area.id, area.parent_id, 0 FROM places_areacode code JOIN places_area area ON area.id = code.area_id
    WHERE code.scheme = %s AND code.code = %s
    UNION ALL SELECT area.id, area.parent_id, step + 1 FROM up JOIN places_area area ON area.id = up.parent_id
    WHERE step < 5
) SELECT area.* FROM up JOIN places_area area ON area.id = up.id ORDER BY step
"""


def area_by_code(scheme: str, code: str) -> Area | None:
    """The area that carries this code, preferred or not, with its parents and the codes of all: two queries."""
    if scheme.upper() not in CodeScheme.values or len(code) > 120 or "\x00" in code:
        return None
    line = list(Area.objects.raw(_WITH_PARENTS, [scheme.upper(), code]))
    prefetch_related_objects(line, "codes")
    for one, above in pairwise(line):
        one.parent = above
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


@dataclass(frozen=True)
class Neighbour:
    area: Area
    km: float


def nearest(area: Area, limit: int = 8) -> list[tuple[float, int]]:
    """Distance and key of the nearest units of the same level in the same country; none for settlements of Ukraine."""
    position = public_position(area)
    if position is None or position.of == "municipality":
        return []
    reach = NEIGHBOUR_REACH.get(AreaLevel(area.level), NEIGHBOUR_REACH_DEFAULT)
    wide = reach / max(0.2, cos(radians(position.lat)))
    near = (
        Area.objects.current()
        .filter(country=area.country, level=area.level)
        .filter(lat__range=(position.lat - reach, position.lat + reach))
        .filter(lon__range=(position.lon - wide, position.lon + wide))
        .exclude(pk=area.pk)
        .values_list("pk", "lat", "lon")
    )
    digits = 1 if position.of == "rounded" else 6
    return sorted(
        (distance_km(position.lat, position.lon, round(lat or 0, digits), round(lon or 0, digits)), pk)
        for pk, lat, lon in near
    )[:limit]


@while_unchanged
def known_sources() -> dict[int, DataSource]:
    """The data sets by key: a dozen, which a hundred rows of a place's page name."""
    return DataSource.objects.in_bulk()


@dataclass(frozen=True)
class Tie:
    partner: Area
    kind: str
    source: DataSource
    since: object


def _partner_of(area: Area, tie: AreaTie) -> int:
    return tie.second_id if tie.first_id == area.pk else tie.first_id


def _ties(area: Area, rows: Iterable[AreaTie], areas: Mapping[int, Area]) -> list[Tie]:
    """Twin towns and regional ties as published, each partner once per kind, by country and name."""
    ties: dict[tuple[int, str], Tie] = {}
    for row in rows:
        partner = areas[_partner_of(area, row)]
        ties.setdefault((partner.pk, row.kind), Tie(partner, row.get_kind_display(), row.source, row.valid_from))
    return sorted(ties.values(), key=lambda tie: (tie.partner.country, tie.partner.label.casefold()))


@dataclass(frozen=True)
class NameGroup:
    language: str
    kind: str
    texts: list[str]


def name_groups(names: Iterable[AreaName]) -> list[NameGroup]:
    """Names by language and kind, each spelling once; names of unknown language come last."""
    groups: dict[tuple[bool, str, int], dict[str, None]] = {}
    for name in names:
        kind = NameKind.values.index(name.kind)
        groups.setdefault((not name.language, name.language, kind), {})[name.text] = None
    return [
        NameGroup(language, str(NameKind.choices[kind][1]), list(texts))
        for (_unknown, language, kind), texts in sorted(groups.items())
    ]


def own_names(area: Area) -> list[AreaName]:
    """The names that stand in the area's own row, as the register and this site write them."""
    official = AreaName(text=area.name, language=OFFICIAL_LANGUAGE.get(area.country, ""), kind=NameKind.OFFICIAL)
    labels = {"de": area.name_de, "uk": area.name_uk, "en": area.name_en}
    others = [
        AreaName(text=text, language=language, kind=NameKind.TRANSLITERATION)
        for language, text in labels.items()
        if text and text != area.name and language != official.language
    ]
    return [official, *others]


@dataclass
class PlaceSheet:
    """All that a place's page shows, read in a fixed number of queries."""

    area: Area
    ancestors: list[Area]
    names: list[NameGroup]
    former_names: list[AreaName]
    facts: list[AreaFact]
    statuses: list[AreaStatus]
    ties: list[Tie]
    neighbours: list[Neighbour]
    predecessors: list[Area]
    sources: list[DataSource] = field(default_factory=list)

    @property
    def fact_keys(self) -> set[str]:
        return {fact.key for fact in self.facts}

    @property
    def acting_unit(self) -> Area | None:
        return acting_unit(self.area)


def place_sheet(area: Area) -> PlaceSheet:
    """Names, facts, statuses, ties, neighbours and history of an area from `area_by_code`."""
    names = list(area.names.order_by("language", "kind", "text"))
    facts = list(area.facts.order_by("key", "-year"))
    statuses = list(area.statuses.order_by("-valid_from", "kind"))
    ties = list(AreaTie.objects.filter(Q(first=area) | Q(second=area)))
    rows: list[AreaName | AreaFact | AreaStatus | AreaTie | Area] = [*names, *facts, *statuses, *ties, area]
    sources = known_sources()
    for row in rows:
        # One that an import has made this moment is read with its row.
        if row.source_id in sources:
            row.source = sources[row.source_id]
    # All places that the page links to but those within, with their codes in one go.
    near, line = nearest(area), ancestors(area)
    wanted = {pk for _, pk in near} | {_partner_of(area, tie) for tie in ties}
    areas = with_names(Area.objects.all()).in_bulk(wanted) if wanted else {}
    predecessors = list(with_names(area.predecessors.order_by("name"), "successor", "valid_to")[:100])
    prefetch_related_objects([*areas.values(), *predecessors, *line, *filter(None, [area.successor])], "codes")
    return PlaceSheet(
        area=area,
        ancestors=line,
        names=name_groups([*own_names(area), *(name for name in names if name.kind != NameKind.FORMER)]),
        former_names=[name for name in names if name.kind == NameKind.FORMER],
        facts=facts,
        statuses=statuses,
        ties=_ties(area, ties, areas),
        neighbours=[Neighbour(areas[pk], km) for km, pk in near if pk in areas],
        predecessors=predecessors,
        sources=sorted({row.source for row in rows if row.source}, key=lambda source: source.title),
    )


def children_of(area: Area) -> QuerySet[Area]:
    children = area.children.current().order_by("level", "name", "pk")
    return with_links(children, "parent", "level", "category", "population")


def browse(country: str = "", level: str = "") -> QuerySet[Area]:
    """Today's places by name, for leafing through."""
    areas = with_labels(Area.objects.current())
    if country:
        areas = areas.filter(country=country)
    if level:
        areas = areas.filter(level=level)
    return areas.order_by("name", "pk")


def areas_in_order(ids: Sequence[int]) -> list[Area]:
    """The areas of a search result in its order; those deleted since are left out."""
    found = with_labels(Area.objects.all()).in_bulk(list(ids))
    return [found[pk] for pk in ids if pk in found]


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
