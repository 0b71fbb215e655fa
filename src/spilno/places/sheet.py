"""All that the page of one place shows, in a fixed number of plain queries: every place is asked for, few of them twice."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import cos, radians
from typing import Any, NamedTuple

from spilno.common.alphabet import in_alphabet
from spilno.common.freshness import while_unchanged
from spilno.common.plain_sql import day_of, rows_of
from spilno.places.enums import AreaLevel, CodeScheme, NameKind, StatusKind, TieKind
from spilno.places.links import COLUMNS, PlaceLink, link_of, place_links
from spilno.places.models import Area, DataSource
from spilno.places.queries import OFFICIAL_LANGUAGE, acting_unit, ancestors, distance_km, public_position

# Degrees of latitude around a unit in which its neighbours are looked for.
NEIGHBOUR_REACH = {AreaLevel.STATE: 6.0, AreaLevel.REGION: 3.0, AreaLevel.DISTRICT: 1.8}
NEIGHBOUR_REACH_DEFAULT = 0.5
MOST_NEIGHBOURS, MOST_PREDECESSORS = 8, 100
# All rows that hang on one place, in one query: a dozen of each, and each question costs more than its rows. An arm has what
# it is of, then a number, three texts, three days, a figure; the order of each kind is its own.
_OWN = """
SELECT 'code', NULL, scheme, code, NULL, CAST(NULL AS date), CAST(NULL AS date), CAST(NULL AS date),
    CAST(NULL AS double precision), id
FROM places_areacode WHERE area_id = %(area)s
UNION ALL SELECT 'name', source_id, text, language, kind, valid_to, NULL, NULL, NULL, NULL
FROM places_areaname WHERE area_id = %(area)s
UNION ALL SELECT 'fact', source_id, key, text, NULL, NULL, NULL, NULL, value, year
FROM places_areafact WHERE area_id = %(area)s
UNION ALL SELECT 'status', source_id, kind, NULL, NULL, valid_from, valid_to, as_of, NULL, NULL
FROM places_areastatus WHERE area_id = %(area)s
UNION ALL SELECT 'tie', source_id, kind, NULL, NULL, NULL, NULL, NULL, NULL, second_id
FROM places_areatie WHERE first_id = %(area)s
UNION ALL SELECT 'tie', source_id, kind, NULL, NULL, NULL, NULL, NULL, NULL, first_id
FROM places_areatie WHERE second_id = %(area)s
UNION ALL SELECT 'before', NULL, NULL, NULL, NULL, valid_to, NULL, NULL, NULL, id
FROM places_area WHERE successor_id = %(area)s
"""
# As if the land were flat, which at this distance changes no order but that of neighbours equally far; a town in Germany has
# four hundred others within reach.
_NEAR = """
SELECT id, lat, lon FROM places_area
WHERE valid_to IS NULL AND country = %(country)s AND level = %(level)s AND id <> %(area)s
    AND lat BETWEEN %(lat)s - %(high)s AND %(lat)s + %(high)s AND lon BETWEEN %(lon)s - %(wide)s AND %(lon)s + %(wide)s
ORDER BY (lat - %(lat)s) * (lat - %(lat)s) + (lon - %(lon)s) * (lon - %(lon)s) * %(narrowing)s LIMIT %(most)s
"""
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
        start = part.start or 0
        values = [self._area.pk, part.stop - start, start]
        rows = rows_of(_CHILDREN.format(columns=COLUMNS), values) if part.stop > start else []
        return [Child(link_of(row), *row[7:]) for row in rows]


def nearest(area: Area, limit: int = MOST_NEIGHBOURS) -> list[tuple[float, int]]:
    """Distance and key of the nearest units of the same level in the same country; none for settlements of Ukraine."""
    position = public_position(area)
    if position is None or position.of == "municipality":
        return []
    lat, lon = position.lat, position.lon
    reach = NEIGHBOUR_REACH.get(AreaLevel(area.level), NEIGHBOUR_REACH_DEFAULT)
    narrow = max(0.2, cos(radians(lat)))
    asked = {"country": area.country, "level": area.level, "area": area.pk, "lat": lat, "lon": lon, "high": reach}
    asked |= {"wide": reach / narrow, "narrowing": narrow**2, "most": 3 * limit}
    digits = 1 if position.of == "rounded" else 6
    near = [(distance_km(lat, lon, round(n, digits), round(e, digits)), pk) for pk, n, e in rows_of(_NEAR, asked)]
    return sorted(near)[:limit]


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
    return sorted(ties.values(), key=lambda tie: (tie.partner.country, in_alphabet(tie.partner.label)))


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


@dataclass(frozen=True)
class OwnRows:
    """What hangs on one place: `ties` with the data set, the kind and the other end; `before` with the last day and the key."""

    codes: list[Code]
    names: list[Name]
    facts: list[Fact]
    statuses: list[Status]
    ties: list[tuple[int, str, int]]
    before: list[tuple[date | None, int]]


def own_rows(area: Area) -> OwnRows:
    """One query."""
    found: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for kind, *row in rows_of(_OWN, {"area": area.pk}):
        found[kind].append(tuple(row))
    names = [Name(source, text, language, kind, day_of(to)) for source, text, language, kind, to, *_ in found["name"]]
    return OwnRows(
        codes=[Code(row[1], row[2]) for row in sorted(found["code"], key=lambda row: row[8])],
        names=sorted(names, key=lambda name: (name.language, name.kind, name.text)),
        facts=[Fact(row[0], row[1], row[7], row[2], row[8]) for row in found["fact"]],
        statuses=[Status(row[0], row[1], *map(day_of, row[4:7])) for row in found["status"]],
        ties=[(row[0], row[1], row[8]) for row in found["tie"]],
        before=[(day_of(row[4]), row[8]) for row in found["before"]],
    )


def place_sheet(area: Area, own: OwnRows) -> PlaceSheet:
    """Names, facts, statuses, ties, neighbours and history of the first area that `queries.line_of` gives."""
    near = nearest(area)
    used = {row[0] for rows in (own.names, own.facts, own.statuses, own.ties) for row in rows} | {area.source_id}
    sources = [source for pk, source in known_sources().items() if pk in used]
    area.source = next((source for source in sources if source.pk == area.source_id), None)
    # All places that the page links to but those within in one go.
    line, unit = [one.pk for one in ancestors(area)], acting_unit(area)
    linked = {*line, *(pk for _, pk in near), *(partner for *_, partner in own.ties), area.successor_id or 0}
    areas = place_links(linked | {pk for _, pk in own.before})
    before = [Predecessor(areas[pk], ended) for ended, pk in own.before if pk in areas]
    return PlaceSheet(
        area=area,
        ancestors=[areas[pk] for pk in line if pk in areas],
        acting_unit=areas.get(unit.pk) if unit else None,
        successor=areas.get(area.successor_id or 0),
        names=name_groups([*own_names(area), *(name for name in own.names if name.kind != NameKind.FORMER)]),
        former_names=[name for name in own.names if name.kind == NameKind.FORMER],
        facts=sorted(own.facts, key=lambda fact: (fact.key, -(fact.year or 9999))),
        statuses=sorted(own.statuses, key=lambda one: (-(one.valid_from or date.max).toordinal(), one.kind)),
        ties=_ties(own.ties, areas),
        neighbours=[Neighbour(areas[pk], km) for km, pk in near if pk in areas],
        predecessors=sorted(before, key=lambda one: one.area.name)[:MOST_PREDECESSORS],
        sources=sorted(sources, key=lambda source: source.title),
        titles={source.pk: source.title for source in sources},
    )
