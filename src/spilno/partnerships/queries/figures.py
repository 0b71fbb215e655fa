"""Figures of the registry: how many, of which type, where, new in each year, ending when."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from django.db.models import Count, QuerySet
from django.db.models.functions import ExtractYear
from django.utils import timezone
from django.utils.formats import number_format

from spilno.design.charts import Bar
from spilno.partnerships.enums import AgreementType, Phase
from spilno.partnerships.models import Partnership, Party
from spilno.places.models import Area

# Rows of a chart before the rest is left to the export.
MOST_BARS = 40
# So many years without a new relation become one row.
EMPTY_YEARS = 3
YEARS_AHEAD = 5


@dataclass
class RegionFigures:
    country: str
    bars: list[Bar]


@dataclass
class Figures:
    number: int
    phases: list[Bar] = field(default_factory=list)
    types: list[Bar] = field(default_factory=list)
    regions: list[RegionFigures] = field(default_factory=list)
    years: list[Bar] = field(default_factory=list)
    ending: list[Bar] = field(default_factory=list)


def _bar(label: str, value: int, language: str = "") -> Bar:
    return Bar(label, float(value), number_format(value, use_l10n=True, force_grouping=True), language)


def _by_choice(found: QuerySet[Partnership], column: str, labels: Iterable[tuple[str, object]]) -> list[Bar]:
    counted = dict(found.order_by().values_list(column).annotate(Count("pk")))
    return [_bar(str(label), counted[value]) for value, label in labels if counted.get(value)]


def _by_year(found: QuerySet[Partnership], column: str) -> dict[int, int]:
    rows = found.order_by().filter(**{f"{column}__isnull": False}).annotate(year=ExtractYear(column))
    return dict(rows.values_list("year").annotate(Count("pk")))


def _year_bars(since: dict[int, int], first: int, last: int) -> list[Bar]:
    """A row for each year; years in a row in which nothing began share one, so that a phone shows what did."""
    bars: list[Bar] = []
    for empty, run in groupby(range(first, last + 1), key=lambda year: not since.get(year)):
        years = list(run)
        if empty and len(years) >= EMPTY_YEARS:
            bars.append(_bar(f"{years[0]}–{years[-1]}", 0))
        else:
            bars += [_bar(str(year), since.get(year, 0)) for year in years]
    return bars


def _regions(found: QuerySet[Partnership]) -> list[RegionFigures]:
    """Relations by Land and oblast, countries with most first."""
    parties = Party.objects.filter(partnership__in=found.values("pk"), region__isnull=False).order_by()
    counted = dict(parties.values_list("region").annotate(Count("partnership", distinct=True)))
    by_country: dict[str, list[tuple[int, Area]]] = {}
    for pk, area in Area.objects.in_bulk(list(counted)).items():
        by_country.setdefault(area.country, []).append((counted[pk], area))
    rows = []
    for country, areas in by_country.items():
        ordered = sorted(areas, key=lambda one: (-one[0], one[1].label))
        rows.append(
            RegionFigures(country, [_bar(one.label, number, one.label_language) for number, one in ordered[:MOST_BARS]])
        )
    return sorted(rows, key=lambda one: -sum(bar.value or 0 for bar in one.bars))


def figures_of(found: QuerySet[Partnership]) -> Figures:
    """Seven queries, whatever the filters find."""
    found = found.order_by()
    since, until = _by_year(found, "since_on"), _by_year(found, "until_on")
    this_year = timezone.localdate().year
    first = max(min(since, default=this_year), this_year - MOST_BARS)
    early = sum(number for year, number in since.items() if year < first)
    years = _year_bars(since, first, this_year) if since else []
    return Figures(
        number=found.count(),
        phases=_by_choice(found, "phase", Phase.choices),
        types=_by_choice(found, "agreement_type", [*AgreementType.choices]),
        regions=_regions(found),
        years=([_bar(f"< {first}", early)] if early else []) + years,
        ending=[_bar(str(year), until.get(year, 0)) for year in range(this_year, this_year + YEARS_AHEAD)]
        if until
        else [],
    )
