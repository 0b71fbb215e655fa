"""The net of relations around a place: third partners in common, partners of partners, others who are partner already.

Relations of the registry and ties that lists publish elsewhere count alike; a settlement counts as its hromada, since a
partnership of either is one of both.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import F

from spilno.common.partial_dates import PartialDate, Precision
from spilno.engine.network import TieGraph
from spilno.organisations.queries import withdrawn
from spilno.partnerships.enums import Phase
from spilno.partnerships.models import Partnership, Party
from spilno.places.models import Area
from spilno.places.queries import FINER_THAN_HROMADA, unit_id, with_links

# Relations that are over tie nobody.
OVER = (Phase.ENDED, Phase.NOT_CONCLUDED)
# A place tied to more says little about any of them; the rest stays in the export.
MOST_PARTNERS = 400
# States that wage war on Ukraine: old ties to their towns lead to no partner, and nobody is to be shown them as one.
AT_WAR = ("RU", "BY")


# Areas and organisations that are withdrawn, as `organisations.queries.withdrawn` gives them.
Hidden = tuple[frozenset[int], frozenset[int]]


def _registry_pairs(areas: Sequence[int], hidden: Hidden) -> Iterable[tuple[int, int]]:
    """Published relations that are not over, as (place, place of another side)."""
    opposite = "partnership__parties__"
    rows = Party.objects.filter(place__in=areas).of_published(*hidden)
    rows = rows.exclude(partnership__phase__in=OVER)
    columns = ("place_id", "side", f"{opposite}place_id", f"{opposite}side")
    # Compared here: a negated comparison over many rows asks the database something else.
    for place, side, other, other_side in rows.order_by().values_list(*columns):
        if side != other_side and other:
            yield place, other


# Each end of a tie by its own index; asked for either end at once, PostgreSQL reads all ties. Written out, since putting
# it together costs more than the answer, and pages of places and partnerships ask it.
_TIES = """
WITH touched AS (
    SELECT id FROM places_area WHERE id IN ({areas})
    UNION SELECT id FROM places_area WHERE parent_id IN ({areas}) AND level IN ({finer})
), ties AS (
    SELECT first_id, second_id FROM places_areatie WHERE first_id IN (SELECT id FROM touched)
    UNION SELECT first_id, second_id FROM places_areatie WHERE second_id IN (SELECT id FROM touched)
)
SELECT one.id, one.level, one_above.id, one_above.level, other.id, other.level, other_above.id, other_above.level
FROM ties
JOIN places_area one ON one.id = first_id LEFT JOIN places_area one_above ON one_above.id = one.parent_id
JOIN places_area other ON other.id = second_id LEFT JOIN places_area other_above ON other_above.id = other.parent_id
"""


def _published_pairs(areas: Sequence[int]) -> Iterable[tuple[int, int]]:
    """Ties as lists elsewhere publish them."""
    finer = sorted(FINER_THAN_HROMADA)
    marks = {name: ", ".join(["%s"] * len(values)) for name, values in (("areas", areas), ("finer", finer))}
    with connection.cursor() as cursor:
        cursor.execute(_TIES.format(**marks), [*areas, *areas, *finer])
        for row in cursor.fetchall():
            yield unit_id(*row[:4]), unit_id(*row[4:])


def partners_of(areas: Sequence[int], hidden: Hidden | None = None) -> dict[int, set[int]]:
    """Places tied to each of these; two queries, whatever their number, and one where `hidden` is not handed in."""
    near: dict[int, set[int]] = {area: set() for area in areas}
    if not areas:
        return near
    for first, second in (*_registry_pairs(areas, hidden or withdrawn()), *_published_pairs(areas)):
        if first in near and first != second:
            near[first].add(second)
        if second in near and first != second:
            near[second].add(first)
    return near


@dataclass(frozen=True)
class Third:
    """A place tied to some of the asked ones; `of` are those places."""

    area: Area
    of: tuple[Area, ...]


def _areas(ids: Iterable[int]) -> dict[int, Area]:
    return with_links(Area.objects.all()).in_bulk(list(ids))


def third_partners(sides: Sequence[Sequence[int]], *, most: int = 12, hidden: Hidden | None = None) -> list[Third]:
    """Places tied to parties of two sides at least (Münster - Lublin - Winnyzja); those tied to all sides first."""
    asked = sorted({area for side in sides for area in side})
    near = partners_of(asked, hidden)
    tied: dict[int, set[int]] = defaultdict(set)
    for number, side in enumerate(sides):
        for area in side:
            for third in near[area]:
                tied[third].add(number)
    found = {third: len(of) for third, of in tied.items() if len(of) > 1 and third not in asked}
    ordered = sorted(found, key=lambda third: (-found[third], third))[:most]
    areas = _areas([*ordered, *asked]) if ordered else {}
    return [
        Third(areas[third], tuple(areas[area] for area in asked if third in near[area]))
        for third in ordered
        if third in areas
    ]


def partners_of_partners(area: int, *, most: int = 12, hidden: Hidden | None = None) -> list[Third]:
    """Places two steps away with the partners in between; the more in between, the nearer. At most six queries."""
    near = partners_of([area], hidden)[area]
    beyond = partners_of(sorted(near)[:MOST_PARTNERS], hidden)
    edges = [(str(one), str(other)) for one, others in beyond.items() for other in others]
    graph = TieGraph([*((str(area), str(one)) for one in near), *edges])
    strength = graph.bridges(str(area), strength=0.5)
    away = [other for other in strength if int(other) not in near]
    shown = set(Area.objects.filter(pk__in=away).exclude(country__in=AT_WAR).values_list("pk", flat=True))
    ordered = sorted((one for one in away if int(one) in shown), key=lambda one: (-strength[one], int(one)))[:most]
    between = {other: graph.common(str(area), other)[:3] for other in ordered}
    areas = _areas({int(one) for one in ordered} | {int(one) for thirds in between.values() for one in thirds})
    return [
        Third(areas[int(other)], tuple(areas[int(one)] for one in between[other] if int(one) in areas))
        for other in ordered
        if int(other) in areas
    ]


@dataclass(frozen=True)
class Collision:
    """Somebody of the same country who is, or is about to become, partner already."""

    partnership: Partnership
    other: Party

    @property
    def since(self) -> PartialDate | None:
        one = self.partnership
        return PartialDate(one.since_on, Precision(one.since_precision or "day")) if one.since_on else None


def collisions(
    area: int, country: str, *, without: Iterable[int] = (), hidden: Hidden | None = None
) -> list[Collision]:
    """Relations of a place with places of one country that are not over, the oldest first; two queries.

    without: places whose relations do not count, e.g. the seeker's own.
    """
    ours = Party.objects.filter(place=area).values("partnership")
    rows = (
        Party.objects.filter(partnership__in=ours, country=country, place__isnull=False)
        .of_published(*(hidden or withdrawn()))
        .exclude(partnership__phase__in=OVER)
        .exclude(place=area)
        .exclude(place__in=list(without))
        .select_related("partnership", "place", "organisation", "region")
        .prefetch_related("place__codes")
        .order_by(F("partnership__since_on").asc(nulls_last=True), "pk")
    )
    return [Collision(one.partnership, one) for one in rows]


def relations_of(area: Area, hidden: Hidden) -> list[int]:
    """Keys of a place's published relations, those in force first."""
    own = Party.objects.filter(place=area).order_by().values("partnership")
    rows = Partnership.objects.published(*hidden).filter(pk__in=own).order_by()
    order = {Phase.ACTIVE: 0, Phase.PLANNED: 1, Phase.INITIATED: 2, Phase.DORMANT: 3}
    found = [(order.get(Phase(phase), 4), name, pk) for phase, name, pk in rows.values_list("phase", "sort_name", "pk")]
    return [pk for _phase, _name, pk in sorted(found)]
