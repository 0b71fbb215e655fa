"""The net of relations around a place: third partners in common, partners of partners, others who are partner already.

Relations of the registry and ties that lists publish elsewhere count alike; a settlement counts as its hromada, since a
partnership of either is one of both.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from django.db import connection
from django.db.models import F

from spilno.common.freshness import mark_of_answer
from spilno.common.memory import Memory
from spilno.common.partial_dates import PartialDate, Precision
from spilno.common.plain_sql import listed, rows_of
from spilno.engine.network import bridges_over
from spilno.organisations.queries import withdrawn
from spilno.partnerships.enums import OVER
from spilno.partnerships.models import Partnership, Party
from spilno.places.links import PlaceLink, place_links
from spilno.places.queries import FINER_THAN_HROMADA

# A place tied to more says little about any of them; the rest stays in the export.
MOST_PARTNERS = 400
# States that wage war on Ukraine: old ties to their towns lead to no partner, and nobody is to be shown them as one.
AT_WAR = ("RU", "BY")


# Areas and organisations that are withdrawn, as `organisations.queries.withdrawn` gives them.
Hidden = tuple[frozenset[int], frozenset[int]]


# Who is tied to these places, each with all of its own in one row. Written out, since putting it together costs more than
# the answer, and pages of places and partnerships ask it. Each end of a tie that a list publishes is looked up by its own
# index; asked for either end at once, PostgreSQL reads all ties. Beginning at `asked` it looks up the relations of each
# place; by a list of numbers it shares the work out to processes that take three times as much.
_PARTNERS = """
WITH asked AS MATERIALIZED (
    SELECT id FROM places_area WHERE id = ANY(%(areas)s)
), within AS (
    SELECT id FROM places_area WHERE parent_id = ANY(%(areas)s) AND level IN ({finer})
), ties AS (
    SELECT first_id, second_id FROM places_areatie WHERE first_id = ANY(%(areas)s)
    UNION SELECT first_id, second_id FROM places_areatie WHERE second_id = ANY(%(areas)s)
    UNION SELECT first_id, second_id FROM places_areatie WHERE first_id {in_within}
    UNION SELECT first_id, second_id FROM places_areatie WHERE second_id {in_within}
), units AS (
    SELECT {one} AS one, {other} AS other FROM ties
), pairs AS (
    SELECT one.place_id AS place, other.place_id AS partner
    FROM asked JOIN partnerships_party one ON one.place_id = asked.id
    JOIN partnerships_partnership relation ON relation.id = one.partnership_id
    JOIN partnerships_party other ON other.partnership_id = one.partnership_id AND other.side <> one.side
    WHERE other.place_id IS NOT NULL AND other.place_id <> one.place_id
    AND relation.status = 'confirmed' AND relation.merged_into_id IS NULL AND relation.phase NOT IN ({over}){standing}
    UNION SELECT one, other FROM units WHERE one = ANY(%(areas)s) AND one <> other
    UNION SELECT other, one FROM units WHERE other = ANY(%(areas)s) AND one <> other
)
SELECT place, {together} FROM pairs GROUP BY place
"""
# The hromada for a settlement, as `places.queries.unit_id` says it. Row by row: joined, all places there are would be read.
_UNIT = """(
    SELECT CASE WHEN area.level IN ({finer}) AND above.level = 'municipality' THEN above.id ELSE area.id END
    FROM places_area area LEFT JOIN places_area above ON above.id = area.parent_id WHERE area.id = {end}
)"""
_TOGETHER = {"sqlite": "GROUP_CONCAT(partner)", "postgresql": "STRING_AGG(partner::text, ',')"}
# As an array, PostgreSQL expects few of them and looks each up; else it would read all ties, or compile the query first.
_IN_WITHIN = {"sqlite": "IN (SELECT id FROM within)", "postgresql": "= ANY (ARRAY(SELECT id FROM within))"}
_STANDING = """ AND relation.id NOT IN (
    SELECT partnership_id FROM partnerships_party WHERE area_id IN ({areas}) OR organisation_id IN ({organisations})
)"""


def _words(values: Iterable[str]) -> str:
    return ", ".join(f"'{one}'" for one in sorted(values))


def over_words() -> str:
    """The phases of relations that tie nobody, as they stand between the brackets of IN."""
    return _words(OVER)


def standing(hidden: Hidden) -> str:
    """What leaves out relations with a party that is withdrawn; nothing where nobody is."""
    areas, organisations = hidden
    return _STANDING.format(areas=listed(areas), organisations=listed(organisations)) if areas or organisations else ""


# By place; some twenty megabytes at most in each process. To remember a place takes as much as five partners.
_known: Memory[int, Set[int]] = Memory(200_000, lambda partners: 5 + len(partners))


def partners_of(areas: Sequence[int], hidden: Hidden | None = None) -> dict[int, Set[int]]:
    """Places tied to each of these; one query, whatever their number, and another where `hidden` is not handed in.

    While a question is answered that only reads, they are remembered until anything in the database changes: partners of
    partners are asked for again and again, as those of a town with many partners are beside each of them.
    """
    mark, left_out = mark_of_answer(), hidden or withdrawn()
    if mark is None:
        return _read_partners(areas, left_out)
    return _known.look_up((mark, left_out), areas, lambda missing: _read_partners(missing, left_out))


def _read_partners(areas: Sequence[int], hidden: Hidden) -> dict[int, Set[int]]:
    near: dict[int, Set[int]] = {area: frozenset() for area in areas}
    finer = _words(FINER_THAN_HROMADA)
    query = _PARTNERS.format(
        finer=finer,
        one=_UNIT.format(finer=finer, end="first_id"),
        other=_UNIT.format(finer=finer, end="second_id"),
        over=over_words(),
        standing=standing(hidden),
        together=_TOGETHER[connection.vendor],
        in_within=_IN_WITHIN[connection.vendor],
    )
    for place, partners in rows_of(query, {"areas": list(areas)}):
        near[place] = frozenset(map(int, partners.split(",")))
    return near


@dataclass(frozen=True)
class Third:
    """A place tied to some of the asked ones; `of` are those places."""

    area: PlaceLink
    of: tuple[PlaceLink, ...]


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
    areas = place_links([*ordered, *asked]) if ordered else {}
    return [
        Third(areas[third], tuple(areas[area] for area in asked if third in near[area]))
        for third in ordered
        if third in areas
    ]


def partners_of_partners(area: int, *, most: int = 12, hidden: Hidden | None = None) -> list[Third]:
    """Places two steps away with the partners in between; the more in between, the nearer. Three queries, seldom more."""
    near = partners_of([area], hidden)[area]
    beyond = partners_of(sorted(near)[:MOST_PARTNERS], hidden)
    strength = bridges_over(area, beyond, strength=0.5)
    ordered = [one for _less, one in sorted([(-much, one) for one, much in strength.items() if one not in near])]
    found: list[Third] = []
    # Places at war are known when they are read: as many again are read in their stead.
    for begins in range(0, len(ordered), 2 * most):
        between = {one: _between(one, beyond)[:3] for one in ordered[begins : begins + 2 * most]}
        areas = place_links({*between, *(one for thirds in between.values() for one in thirds)})
        found += [
            Third(areas[other], tuple(areas[one] for one in thirds if one in areas))
            for other, thirds in between.items()
            if other in areas and areas[other].country not in AT_WAR
        ]
        if len(found) >= most:
            break
    return found[:most]


def _between(place: int, near: Mapping[int, Set[int]]) -> list[int]:
    """Those of `near` that are tied to the place; the fewer ties one has, the more it says."""
    return sorted([third for third, others in near.items() if place in others], key=lambda one: (len(near[one]), one))


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
