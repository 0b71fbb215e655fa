"""Relations as lists show them, by their keys: three plain queries, however many, and no row of any other table in full.

The registry shows 25 on a page and a place's page 30; put together by the ORM, their parties alone took half of the page.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol, TypeVar

from django.utils.translation import get_language

from spilno.organisations.enums import Theme
from spilno.organisations.models import Organisation
from spilno.partnerships.models import Partnership
from spilno.places.labels import readers_name
from spilno.places.links import listed, rows_of
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


_RELATIONS = """
SELECT id, status, phase, agreement_type, local_label, since_on, since_precision, until_on
FROM partnerships_partnership WHERE id IN ({})
"""
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
{BEARERS} WHERE party.partnership_id IN ({{}}) ORDER BY party.side, party.id
"""
_THEMES = "SELECT partnership_id, theme FROM partnerships_partnershiptheme WHERE partnership_id IN ({})"


def place_named(names: Sequence[str], language: str) -> Named:
    country, name, de, uk, en = names
    return Named(*readers_name(country, name, de, uk, en, language))


def organisation_named(name: str, de: str, uk: str, en: str, country: str) -> Named:
    one = Organisation(name=name, name_de=de, name_uk=uk, name_en=en, area=Area(country=country))
    return Named(one.label, one.label_language)


def lines_by_key(pks: Sequence[int]) -> list[ListedLine]:
    """These relations in this order; those that are gone are left out. Three queries, none for no relation."""
    if not pks:
        return []
    keys, language = listed(pks), (get_language() or "en")[:2]
    rows = {one.pk: one for one in Partnership.objects.raw(_RELATIONS.format(keys))}
    parties: dict[int, list[ListedParty]] = defaultdict(list)
    for row in rows_of(_PARTIES.format(keys)):
        region = place_named(row[6:11], language) if row[5] is not None else None
        bearer = place_named(row[12:17], language) if row[11] is not None else organisation_named(*row[17:])
        parties[row[0]].append(ListedParty(row[1], row[2], row[3], row[4], region, bearer))
    themes: dict[int, list[str]] = defaultdict(list)
    for pk, theme in rows_of(_THEMES.format(keys)):
        themes[pk].append(theme)
    return [ListedLine(rows[pk], sides_of(parties[pk]), sorted(themes[pk])) for pk in pks if pk in rows]


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
