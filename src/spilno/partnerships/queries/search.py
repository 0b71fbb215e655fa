"""The registry as readers search it: both sides of a relation, its state, its words; in the order asked for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Prefetch, Q, QuerySet
from django.db.models.expressions import Combinable

from spilno.common.freshness import while_unchanged
from spilno.common.plain_sql import rows_of
from spilno.common.visibility import Viewer
from spilno.organisations.queries import withdrawn
from spilno.partnerships.models import Partnership, PartnershipTheme, Party
from spilno.partnerships.queries.graph import Hidden
from spilno.partnerships.queries.lines import sides_of
from spilno.places.enums import AreaLevel
from spilno.places.lookup import areas_within, folded
from spilno.places.models import Area

MOST_WORDS = 8


@dataclass(frozen=True)
class SideWanted:
    """What one side of the relation is to be; empty values do not narrow. Sizes are inhabitants."""

    place: Area | None = None
    country: str = ""
    level: str = ""
    size_min: int | None = None
    size_max: int | None = None
    kind: str = ""

    @property
    def narrows(self) -> bool:
        return self != SideWanted()


@dataclass(frozen=True)
class RegistryWanted:
    """What a reader looks for. `since_from` and `since_to` are years; `ending_by` is the last year of a term."""

    q: str = ""
    one: SideWanted = field(default_factory=SideWanted)
    other: SideWanted = field(default_factory=SideWanted)
    agreement_type: str = ""
    phase: str = ""
    theme: str = ""
    since_from: int | None = None
    since_to: int | None = None
    ending_by: int | None = None
    sort: str = "name"


# What is listed is merged into nothing: said in the order, too, an index gives the order by name (PostgreSQL).
ORDERS: dict[str, list[str | Combinable]] = {
    "name": ["merged_into_id", "sort_name"],
    "-name": ["-merged_into_id", "-sort_name"],
    "-since": [F("since_on").desc(nulls_last=True), "sort_name"],
    "since": [F("since_on").asc(nulls_last=True), "sort_name"],
    "phase": ["phase", "sort_name"],
    "type": ["agreement_type", "sort_name"],
    "until": [F("until_on").asc(nulls_last=True), "sort_name"],
    "-changed": ["-changed_at"],
}


def party_fits(side: SideWanted, path: str = "") -> Q:
    """Parties that are what one side is to be; `path` leads to them from another table."""
    wanted: dict[str, Any] = {}
    area = side.place
    if area is not None:
        if area.level == AreaLevel.COUNTRY:
            wanted["country"] = area.country
        elif area.level == AreaLevel.STATE:
            wanted["region"] = area.pk
        else:
            wanted["place__in"] = sorted(areas_within([area.pk]))
    if side.country:
        wanted["country"] = side.country
    if side.level:
        wanted["level"] = side.level
    if side.size_min is not None or side.size_max is not None:
        wanted["place__in"] = _sized(side, wanted.pop("country", ""), wanted.pop("place__in", None))
    found = Q(**{f"{path}{name}": value for name, value in wanted.items()})
    if side.kind:
        involved = Q(**{f"{path}partnership__involved__organisation__kind": side.kind})
        found &= Q(**{f"{path}organisation__kind": side.kind}) | involved
    return found


def _sized(side: SideWanted, country: str, within: Sequence[int] | None) -> QuerySet[Any, Any]:
    """Places of that size, in the country a party then lies in: far fewer than parties, whose places repeat."""
    areas = Area.objects.filter(country=country) if country else Area.objects.all()
    if within is not None:
        areas = areas.filter(pk__in=within)
    if side.size_min is not None:
        areas = areas.filter(population__gte=side.size_min)
    if side.size_max is not None:
        areas = areas.filter(population__lte=side.size_max)
    return areas.order_by().values("pk")


def _sides(wanted: RegistryWanted) -> Q:
    """Relations with a party like the one side and, on another side, a party like the other."""
    if not wanted.one.narrows or not wanted.other.narrows:
        side = wanted.one if wanted.one.narrows else wanted.other
        return Q(pk__in=Party.objects.filter(party_fits(side)).values("partnership")) if side.narrows else Q()
    # One join, and no negation: over many rows that would ask the database something else.
    opposite = "partnership__parties__"
    apart = Q(**{f"{opposite}side__gt": F("side")}) | Q(**{f"{opposite}side__lt": F("side")})
    rows = Party.objects.filter(party_fits(wanted.one) & party_fits(wanted.other, opposite) & apart)
    return Q(pk__in=rows.values("partnership"))


def _said(text: str) -> Q:
    """Every word somewhere in the names of the parties, the local label or the public texts."""
    found = Q()
    for word in [one for word in text.split() if (one := folded(word))][:MOST_WORDS]:
        found &= Q(search_text__holds=word)
    # By itself, so that the table is read from end to end: led by an index, each row would be looked up (SQLite).
    return Q(pk__in=Partnership.objects.order_by().filter(found).values("pk")) if found else found


def find_partnerships(viewer: Viewer, wanted: RegistryWanted, hidden: Hidden | None = None) -> QuerySet[Partnership]:
    """Relations the reader may see and that fit. Raises nothing for odd words: what nobody is called finds nothing."""
    found = Partnership.objects.visible_to(viewer, *(hidden or withdrawn())).filter(_sides(wanted), _said(wanted.q))
    if wanted.agreement_type:
        found = found.filter(agreement_type=wanted.agreement_type)
    if wanted.phase:
        found = found.filter(phase=wanted.phase)
    if wanted.theme:
        themed = PartnershipTheme.objects.filter(theme=wanted.theme)
        found = found.filter(pk__in=themed.values("partnership"))
    if wanted.since_from is not None:
        found = found.filter(since_on__year__gte=wanted.since_from)
    if wanted.since_to is not None:
        found = found.filter(since_on__year__lte=wanted.since_to)
    if wanted.ending_by is not None:
        found = found.filter(until_on__year__lte=wanted.ending_by)
    order = ORDERS.get(wanted.sort, ORDERS["name"])
    return found.order_by(*order, "-pk" if wanted.sort == "-name" else "pk")


def with_lines(rows: QuerySet[Partnership]) -> QuerySet[Partnership]:
    """Everything `lines_of` reads: five queries more, however many relations there are."""
    parties = Party.objects.select_related("area", "organisation__area", "region", "place").order_by("side", "pk")
    return rows.prefetch_related(
        Prefetch("parties", queryset=parties), "parties__area__codes", "parties__place__codes", "themes"
    )


@dataclass
class Line:
    """A relation in an export: its sides, German first, as the lists of the field are read; the codes of its themes."""

    partnership: Partnership
    sides: list[list[Party]]
    themes: list[str]


def lines_of(rows: Iterable[Partnership]) -> list[Line]:
    return [
        Line(
            one,
            sides_of(one.parties.all()),
            sorted(theme.theme for theme in one.themes.all()),
        )
        for one in rows
    ]


# From each country one look at the index to the next: `DISTINCT` would read every party there is.
_COUNTRIES = """
WITH RECURSIVE present(country) AS (
    SELECT MIN(country) FROM partnerships_party WHERE country > ''
    UNION ALL
    SELECT (SELECT MIN(country) FROM partnerships_party WHERE country > present.country)
    FROM present WHERE present.country IS NOT NULL
) SELECT country FROM present WHERE country IS NOT NULL
"""


@while_unchanged
def countries_present() -> list[str]:
    """Codes of the countries that parties lie in."""
    return [country for (country,) in rows_of(_COUNTRIES)]


def published_ids(ids: Sequence[int]) -> set[int]:
    return set(Partnership.objects.published(*withdrawn()).filter(pk__in=ids).values_list("pk", flat=True))
