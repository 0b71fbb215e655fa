"""Relations on a map: clusters by Land, oblast or country where they are many, and the places of the one that is opened."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Avg, Count, QuerySet

from spilno.partnerships.models import Partnership, Party
from spilno.places.models import Area
from spilno.places.queries import area_by_key, place_key, public_position, with_labels
from spilno.places.templatetags.place_tags import country_name

# More places than this are drawn as clusters; of an opened cluster at most so many places.
MOST_MARKS, MOST_OPENED = 120, 500


@dataclass(frozen=True)
class Mark:
    """A place, or a cluster that opens into its places. `key` is what the address carries for it."""

    key: str
    label: str
    language: str
    number: int
    lat: float | None
    lon: float | None
    opens: bool
    area: Area | None = None


@dataclass(frozen=True)
class MapView:
    """What the map shows: `opened` is the name of the cluster that is open, `left_out` how many of its places are not
    drawn."""

    marks: Sequence[Mark]
    opened: str = ""
    left_out: int = 0


def map_of(found: QuerySet[Partnership], opened: str = "") -> MapView:
    """At most four queries. opened: the key of a cluster; one that is none is passed over."""
    parties = Party.objects.filter(partnership__in=found.order_by().values("pk"), place__isnull=False).order_by()
    inside, name = _inside(parties, opened)
    if name:
        counted = _by_place(inside)
        return MapView(_places(counted[:MOST_OPENED]), name, max(0, len(counted) - MOST_OPENED))
    if parties.values("place").distinct()[: MOST_MARKS + 1].count() <= MOST_MARKS:
        return MapView(_places(_by_place(parties)))
    return MapView(_clusters(parties))


def _inside(parties: QuerySet[Party], opened: str) -> tuple[QuerySet[Party], str]:
    """The parties of one cluster and its name; "" where no such cluster can be."""
    scheme, _colon, code = opened.partition(":")
    if scheme == "country" and len(code) == 2 and code.isascii() and code.isupper():
        return parties.filter(region__isnull=True, country=code), country_name(code)
    area = area_by_key(opened) if opened else None
    return (parties.filter(region=area), area.label) if area else (parties, "")


def _by_place(parties: QuerySet[Party]) -> list[tuple[int, int]]:
    """(place, relations), the most first."""
    rows = parties.values_list("place").annotate(number=Count("partnership", distinct=True))
    return sorted(((pk, number) for pk, number in rows if pk), key=lambda row: (-row[1], row[0]))


def _places(counted: Sequence[tuple[int, int]]) -> list[Mark]:
    areas = with_labels(Area.objects.all()).in_bulk([pk for pk, _number in counted])
    marks = []
    for pk, number in counted:
        area = areas[pk]
        position = public_position(area)
        lat, lon = (position.lat, position.lon) if position else (None, None)
        marks.append(Mark(place_key(area), area.label, area.label_language, number, lat, lon, False, area))
    return sorted(marks, key=_order)


def _clusters(parties: QuerySet[Party]) -> list[Mark]:
    """By Land and oblast, elsewhere by country; each stands in the middle of its places."""
    rows = list(
        parties.values_list("region", "country").annotate(
            Count("partnership", distinct=True), Avg("place__lat"), Avg("place__lon")
        )
    )
    areas = with_labels(Area.objects.all()).in_bulk([row[0] for row in rows if row[0]])
    marks = []
    for region, country, number, lat, lon in rows:
        at = (round(lat, 1), round(lon, 1)) if lat is not None else (None, None)
        if region:
            area = areas[region]
            marks.append(Mark(place_key(area), area.label, area.label_language, number, at[0], at[1], True, area))
        elif country:
            marks.append(Mark(f"country:{country}", country_name(country), "", number, at[0], at[1], True))
    return sorted(marks, key=_order)


def _order(mark: Mark) -> tuple[int, str, str]:
    return -mark.number, mark.label.casefold(), mark.key
