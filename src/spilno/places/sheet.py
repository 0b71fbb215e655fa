"""All that the page of one place shows, in a fixed number of plain queries: every place is asked for, few of them twice."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import cos, radians
from typing import NamedTuple

from spilno.common.freshness import while_unchanged
from spilno.places.enums import AreaLevel, CodeScheme, NameKind, StatusKind, TieKind
from spilno.places.links import COLUMNS, PlaceLink, link_of, place_links, rows_of
from spilno.places.models import Area, DataSource
from spilno.places.queries import OFFICIAL_LANGUAGE, acting_unit, ancestors, distance_km, public_position

# Degrees of latitude around a unit in which its neighbours are looked for.
NEIGHBOUR_REACH = {AreaLevel.STATE: 6.0, AreaLevel.REGION: 3.0, AreaLevel.DISTRICT: 1.8}
NEIGHBOUR_REACH_DEFAULT = 0.5
MOST_NEIGHBOURS, MOST_PREDECESSORS = 8, 100
_CODES = "SELECT scheme, code FROM places_areacode WHERE area_id = %s ORDER BY id"
_NAMES = "SELECT source_id, text, language, kind, valid_to FROM places_areaname WHERE area_id = %s ORDER BY language, kind, text"
_FACTS = "SELECT source_id, key, value, text, year FROM places_areafact WHERE area_id = %s"
_STATUSES = "SELECT source_id, kind, valid_from, valid_to, as_of FROM places_areastatus WHERE area_id = %s"
_TIES = """
SELECT source_id, kind, second_id FROM places_areatie WHERE first_id = %s
UNION ALL SELECT source_id, kind, first_id FROM places_areatie WHERE second_id = %s
"""
_NEAR = """
SELECT id, lat, lon FROM places_area
WHERE valid_to IS NULL AND country = %s AND level = %s AND lat BETWEEN %s AND %s AND lon BETWEEN %s AND %s AND id <> %s
"""
_PREDECESSORS = (
    "SELECT {columns}, area.valid_to FROM places_area area WHERE successor_id = %s ORDER BY name LIMIT {most}"
)
_NUMBER_WITHIN = "SELECT COUNT(*) FROM places_area WHERE parent_id = %s AND valid_to IS NULL"
_CHILDREN = """
SELECT {columns}, area.level, area.category, area.population FROM places_area area
WHERE parent_id = %s AND valid_to IS NULL ORDER BY level, name, id LIMIT %s OFFSET %s
"""


class Code(NamedTuple):
    scheme: str
    code: str

    @property
    def scheme_label(self) -> str:
        return str(CodeScheme(self.scheme).label)


class Name(NamedTuple):
    source_id: int
    text: str
    language: str
    kind: str
    valid_to: date | None

    @property
    def kind_label(self) -> str:
        return str(NameKind(self.kind).label)


class Fact(NamedTuple):
    source_id: int
    key: str
    value: float | None
    text: str
    year: int | None


class Status(NamedTuple):
    source_id: int
    kind: str
    valid_from: date | None
    valid_to: date | None
    as_of: date | None

    @property
    def kind_label(self) -> str:
        return str(StatusKind(self.kind).label)


@dataclass(frozen=True)
class Tie:
    partner: PlaceLink
    kind: str
    source_id: int


@dataclass(frozen=True)
class NameGroup:
    language: str
    kind: str
    texts: list[str]


@dataclass(frozen=True)
class Neighbour:
    area: PlaceLink
    km: float


@dataclass(frozen=True)
class Predecessor:
    area: PlaceLink
    valid_to: date | None


@dataclass(frozen=True)
class Child:
    """A unit within the place, with what `terms.unit_label` asks for."""

    area: PlaceLink
    level: str
    category: str
    population: int | None

    @property
    def country(self) -> str:
        return self.area.country


class Children:
    """The units of today within a place by level and name, to be leafed through: a query for how many, one for a page."""

    def __init__(self, area: Area) -> None:
        self._area = area

    def __len__(self) -> int:
        return int(rows_of(_NUMBER_WITHIN, [self._area.pk])[0][0])

    def __getitem__(self, part: slice) -> list[Child]:
        many = part.stop - part.start
        rows = rows_of(_CHILDREN.format(columns=COLUMNS), [self._area.pk, many, part.start]) if many > 0 else []
        return [Child(link_of(row), *row[7:]) for row in rows]


def nearest(area: Area, limit: int = MOST_NEIGHBOURS) -> list[tuple[float, int]]:
    """Distance and key of the nearest units of the same level in the same country; none for settlements of Ukraine."""
    position = public_position(area)
    if position is None or position.of == "municipality":
        return []
    lat, lon = position.lat, position.lon
    reach = NEIGHBOUR_REACH.get(AreaLevel(area.level), NEIGHBOUR_REACH_DEFAULT)
    wide = reach / max(0.2, cos(radians(lat)))
    asked = [area.country, area.level, lat - reach, lat + reach, lon - wide, lon + wide, area.pk]
    digits = 1 if position.of == "rounded" else 6
    near = [(distance_km(lat, lon, round(n, digits), round(e, digits)), pk) for pk, n, e in rows_of(_NEAR, asked)]
    return sorted(near)[:limit]


def _day(value: date | str | None) -> date | None:
    """A day as the database gives it to a query that is written out: SQLite may give its text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


@while_unchanged
def known_sources() -> dict[int, DataSource]:
    """The data sets by key: a dozen, which a hundred rows of a place's page name."""
    return DataSource.objects.in_bulk()


def _ties(rows: Iterable[tuple[int, str, int]], areas: Mapping[int, PlaceLink]) -> list[Tie]:
    """Twin towns and regional ties as published, each partner once per kind, by country and name."""
    ties: dict[tuple[int, str], Tie] = {}
    for source, kind, partner in rows:
        if partner in areas:
            ties.setdefault((partner, kind), Tie(areas[partner], str(TieKind(kind).label), source))
    return sorted(ties.values(), key=lambda tie: (tie.partner.country, tie.partner.label.casefold()))


def name_groups(names: Iterable[Name]) -> list[NameGroup]:
    """Names by language and kind, each spelling once; names of unknown language come last."""
    groups: dict[tuple[bool, str, int], dict[str, None]] = {}
    for name in names:
        kind = NameKind.values.index(name.kind)
        groups.setdefault((not name.language, name.language, kind), {})[name.text] = None
    return [
        NameGroup(language, str(NameKind.choices[kind][1]), list(texts))
        for (_unknown, language, kind), texts in sorted(groups.items())
    ]


def own_names(area: Area) -> list[Name]:
    """The names that stand in the area's own row, as the register and this site write them."""
    official = Name(0, area.name, OFFICIAL_LANGUAGE.get(area.country, ""), NameKind.OFFICIAL, None)
    labels = {"de": area.name_de, "uk": area.name_uk, "en": area.name_en}
    others = [
        Name(0, text, language, NameKind.TRANSLITERATION, None)
        for language, text in labels.items()
        if text and text != area.name and language != official.language
    ]
    return [official, *others]


@dataclass
class PlaceSheet:
    """`titles` are the names of the data sets that the rows' `source_id` stand for."""

    area: Area
    ancestors: list[PlaceLink]
    acting_unit: PlaceLink | None
    successor: PlaceLink | None
    names: list[NameGroup]
    former_names: list[Name]
    facts: list[Fact]
    statuses: list[Status]
    ties: list[Tie]
    neighbours: list[Neighbour]
    predecessors: list[Predecessor]
    sources: list[DataSource]
    titles: dict[int, str]

    @property
    def fact_keys(self) -> set[str]:
        return {fact.key for fact in self.facts}


def codes_of(area: Area) -> list[Code]:
    return [Code(*row) for row in rows_of(_CODES, [area.pk])]


def place_sheet(area: Area) -> PlaceSheet:
    """Names, facts, statuses, ties, neighbours and history of the first area that `queries.line_of` gives."""
    names = [Name(row[0], row[1], row[2], row[3], _day(row[4])) for row in rows_of(_NAMES, [area.pk])]
    facts = [Fact(*row) for row in rows_of(_FACTS, [area.pk])]
    statuses = [
        Status(row[0], row[1], _day(row[2]), _day(row[3]), _day(row[4])) for row in rows_of(_STATUSES, [area.pk])
    ]
    ties, near = rows_of(_TIES, [area.pk, area.pk]), nearest(area)
    used = {row[0] for rows in (names, facts, statuses, ties) for row in rows} | {area.source_id}
    sources = [source for pk, source in known_sources().items() if pk in used]
    area.source = next((source for source in sources if source.pk == area.source_id), None)
    # All places that the page links to but those within in one go.
    line, unit = [one.pk for one in ancestors(area)], acting_unit(area)
    areas = place_links({*line, *(pk for _, pk in near), *(partner for *_, partner in ties), area.successor_id or 0})
    before = rows_of(_PREDECESSORS.format(columns=COLUMNS, most=MOST_PREDECESSORS), [area.pk])
    return PlaceSheet(
        area=area,
        ancestors=[areas[pk] for pk in line if pk in areas],
        acting_unit=areas.get(unit.pk) if unit else None,
        successor=areas.get(area.successor_id or 0),
        names=name_groups([*own_names(area), *(name for name in names if name.kind != NameKind.FORMER)]),
        former_names=[name for name in names if name.kind == NameKind.FORMER],
        facts=sorted(facts, key=lambda fact: (fact.key, -(fact.year or 9999))),
        statuses=sorted(statuses, key=lambda one: (-(one.valid_from or date.max).toordinal(), one.kind)),
        ties=_ties(ties, areas),
        neighbours=[Neighbour(areas[pk], km) for km, pk in near if pk in areas],
        predecessors=[Predecessor(link_of(row), _day(row[7])) for row in before],
        sources=sorted(sources, key=lambda source: source.title),
        titles={source.pk: source.title for source in sources},
    )
