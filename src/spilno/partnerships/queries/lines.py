"""Relations as lists show them, by their keys: two plain queries, however many, and no row of any other table in full.

The registry shows 25 on a page and a place's page 30; put together by the ORM, their parties alone took half of the page.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.utils.translation import get_language

from spilno.common.plain_sql import day_of, rows_of
from spilno.organisations.enums import Theme
from spilno.organisations.models import Organisation
from spilno.partnerships.enums import Phase
from spilno.partnerships.models import Partnership
from spilno.partnerships.queries.graph import Hidden, standing
from spilno.places.labels import readers_name
from spilno.places.models import Area


class Named(NamedTuple):
    """A name for the reader, and its language."""

    label: str
    label_language: str


class ListedParty(NamedTuple):
    """A party as far as lists show it; `bearer` is its place or its organisation."""

    side: int
    country: str
    region_id: int | None
    place_id: int | None
    region: Named | None
    bearer: Named


@dataclass
class ListedLine:
    """A relation in a list: its sides, German first, as the lists of the field are read; the codes of its themes."""

    partnership: Partnership
    sides: list[list[ListedParty]]
    themes: list[str]

    @property
    def theme_names(self) -> list[str]:
        return sorted(str(Theme(one).label) for one in self.themes)


# In the order of the model, as `from_db` wants them.
_FIELDS = ("id", "status", "phase", "agreement_type", "local_label", "since_on", "since_precision", "until_on")
_COLUMNS = ", ".join(f"relation.{field}" for field in _FIELDS)
_THEMES = "(SELECT {} FROM partnerships_partnershiptheme theme WHERE theme.partnership_id = relation.id)"
_TOGETHER = {"sqlite": "GROUP_CONCAT(theme.theme)", "postgresql": "STRING_AGG(theme.theme, ',')"}
_RELATIONS = "SELECT {columns}, {themes} FROM partnerships_partnership relation WHERE relation.id = ANY(%s)"
_OF_PLACE = """
SELECT {columns}, {themes}, relation.sort_name FROM partnerships_partnership relation
WHERE relation.id IN (SELECT partnership_id FROM partnerships_party WHERE place_id = %s)
AND relation.status = 'confirmed' AND relation.merged_into_id IS NULL{standing}
"""
# Of a place's relations those in force come first.
_FIRST = {Phase.ACTIVE: 0, Phase.PLANNED: 1, Phase.INITIATED: 2, Phase.DORMANT: 3}
# A party's place and region, and its organisation with the place where it sits.
BEARERS = """
FROM partnerships_party party
LEFT JOIN places_area region ON region.id = party.region_id
LEFT JOIN places_area area ON area.id = party.area_id
LEFT JOIN organisations_organisation organisation ON organisation.id = party.organisation_id
LEFT JOIN places_area seat ON seat.id = organisation.area_id
"""
# What `place_named` and `organisation_named` ask for.
REGION_NAMES = "region.country, region.name, region.name_de, region.name_uk, region.name_en"
ORGANISATION_NAMES = "organisation.name, organisation.name_de, organisation.name_uk, organisation.name_en, seat.country"
_PARTIES = f"""
SELECT party.partnership_id, party.side, party.country, party.region_id, party.place_id, region.id, {REGION_NAMES},
    area.id, area.country, area.name, area.name_de, area.name_uk, area.name_en, {ORGANISATION_NAMES}
{BEARERS} WHERE party.partnership_id = ANY(%s) ORDER BY party.side, party.id
"""


def place_named(names: Sequence[str], language: str) -> Named:
    country, name, de, uk, en = names
    return Named(*readers_name(country, name, de, uk, en, language))


def organisation_named(name: str, de: str, uk: str, en: str, country: str) -> Named:
    one = Organisation(name=name, name_de=de, name_uk=uk, name_en=en, area=Area(country=country))
    return Named(one.label, one.label_language)


@dataclass(frozen=True)
class _Found:
    """A relation and its themes, with what orders it among those of a place."""

    relation: Partnership
    themes: list[str]
    sort_name: str = ""


def _themes_together() -> str:
    """The codes of a relation's themes as one text."""
    return _THEMES.format(_TOGETHER[connection.vendor])


def _themes(together: str | None) -> list[str]:
    return sorted(together.split(",")) if together else []


def _found(row: Sequence[Any]) -> _Found:
    values = [*row[:5], day_of(row[5]), row[6], day_of(row[7])]
    return _Found(Partnership.from_db(DEFAULT_DB_ALIAS, _FIELDS, values), _themes(row[8]), *row[9:])


def lines_by_key(pks: Sequence[int]) -> list[ListedLine]:
    """These relations in this order; those that are gone are left out. Two queries, none for no relation."""
    if not pks:
        return []
    query = _RELATIONS.format(columns=_COLUMNS, themes=_themes_together())
    rows = {one.relation.pk: one for one in map(_found, rows_of(query, [list(pks)]))}
    return _lines([rows[pk] for pk in pks if pk in rows])


def lines_of_place(place: int, hidden: Hidden, *, most: int) -> tuple[list[ListedLine], int]:
    """A place's published relations, those in force first, at most so many, and how many there are. Two queries."""
    query = _OF_PLACE.format(columns=_COLUMNS, themes=_themes_together(), standing=standing(hidden))
    found = list(map(_found, rows_of(query, [place])))
    found.sort(key=lambda one: (_FIRST.get(Phase(one.relation.phase), 4), one.sort_name, one.relation.pk))
    return _lines(found[:most]), len(found)


def _lines(found: Sequence[_Found]) -> list[ListedLine]:
    if not found:
        return []
    language = (get_language() or "en")[:2]
    parties: dict[int, list[ListedParty]] = defaultdict(list)
    for row in rows_of(_PARTIES, [[one.relation.pk for one in found]]):
        region = place_named(row[6:11], language) if row[5] is not None else None
        bearer = place_named(row[12:17], language) if row[11] is not None else organisation_named(*row[17:])
        parties[row[0]].append(ListedParty(row[1], row[2], row[3], row[4], region, bearer))
    return [ListedLine(one.relation, sides_of(parties[one.relation.pk]), one.themes) for one in found]


class OnASide(Protocol):
    @property
    def side(self) -> int: ...
    @property
    def country(self) -> str: ...


P = TypeVar("P", bound=OnASide)


def sides_of(parties: Iterable[P]) -> list[list[P]]:
    """The parties by side; the side with a German party comes first."""
    grouped: dict[int, list[P]] = {}
    for one in parties:
        grouped.setdefault(one.side, []).append(one)
    return sorted(grouped.values(), key=lambda side: (all(one.country != "DE" for one in side), side[0].side))
