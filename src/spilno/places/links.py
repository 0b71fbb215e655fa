"""Places as links name them: read in one plain query, since a page shows a hundred of them and nothing else of theirs."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote

from django.urls import reverse
from django.utils.translation import get_language

from spilno.common.freshness import is_answering
from spilno.common.memory import Memory
from spilno.common.plain_sql import rows_of
from spilno.places.labels import readers_name
from spilno.places.queries import SCHEME_ORDER, state_of_registers

# Letters of an address that `reverse` leaves as they are.
_SAFE = "/~:@!$&'()*+,;="
_RANKS = " ".join(f"WHEN '{scheme}' THEN {rank}" for rank, scheme in enumerate(SCHEME_ORDER))
# Names of an area and the code it is known by, as `queries.preferred_code` chooses one; the area is `area`.
COLUMNS = """
area.id, area.country, area.name, area.name_de, area.name_uk, area.name_en,
(SELECT LOWER(one.scheme) || ':' || one.code FROM places_areacode one WHERE one.area_id = area.id
 ORDER BY CASE one.scheme {_RANKS} ELSE 99 END, -LENGTH(one.code), one.code LIMIT 1)
""".replace("{_RANKS}", _RANKS)
_LINKS = "SELECT {columns} FROM places_area area WHERE area.id = ANY(%s)".replace("{columns}", COLUMNS)


@dataclass(frozen=True, slots=True)
class PlaceLink:
    """Names of a place as in its row; `key` is `scheme:code`, empty where it has no code."""

    pk: int
    country: str
    name: str
    name_de: str
    name_uk: str
    name_en: str
    key: str

    @property
    def label(self) -> str:
        return readers_name(self.country, self.name, self.name_de, self.name_uk, self.name_en)[0]

    @property
    def label_language(self) -> str:
        return readers_name(self.country, self.name, self.name_de, self.name_uk, self.name_en)[1]

    def __str__(self) -> str:
        return self.label


def link_of(row: tuple[Any, ...]) -> PlaceLink:
    """The link that a row begins with whose first columns are COLUMNS."""
    pk, country, name, de, uk, en, key = row[:7]
    return PlaceLink(pk, country, name, de, uk, en, key or "")


# Some fifteen megabytes at most in each process.
_known: Memory[int, PlaceLink] = Memory(20_000)


def place_links(ids: Iterable[int]) -> dict[int, PlaceLink]:
    """Links to these places, by their keys; those that are gone are left out. One query, none for no place.

    While a question is answered that only reads, links are remembered as long as no import changes places: those to
    neighbours and to partners of many stand on page after page.
    """
    wanted = list(ids)
    if not wanted or not is_answering():
        return _read_links(wanted)
    return _known.look_up(state_of_registers(), wanted, _read_links)


def _read_links(ids: list[int]) -> dict[int, PlaceLink]:
    return {link.pk: link for link in map(link_of, rows_of(_LINKS, [ids]))} if ids else {}


@cache
def _search_address(_language: str | None) -> str:
    return reverse("places:search")


def address_of_key(key: str, language: str | None = None) -> str:
    """The address of the page of the place with this key; that of the search for none.

    language: the reader's, where it is known; a list asks for it once.
    """
    search = _search_address(language or get_language())
    scheme, _, code = key.partition(":")
    return (
        f"{search}{scheme}/{code if code.isascii() and code.isalnum() else quote(code, safe=_SAFE)}/"
        if code
        else search
    )
