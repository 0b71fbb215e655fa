"""Relations on a map: how many lead from or to each place, by Land and oblast where they are many."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from spilno.partnerships.models import Partnership, Party
from spilno.places.models import Area
from spilno.places.queries import with_labels

# More marks than this are drawn by Land and oblast; a click opens the towns of one.
MOST_MARKS = 120


@dataclass(frozen=True)
class Crowd:
    """How many of the found relations have a party there."""

    area: Area
    number: int


def crowds_of(found: QuerySet[Partnership]) -> list[Crowd]:
    """Three queries: by place, or by region where places would be more marks than the picture holds."""
    parties = Party.objects.filter(partnership__in=found.order_by().values("pk")).order_by()
    places = list(parties.filter(place__isnull=False).values("place").distinct()[: MOST_MARKS + 1])
    by = "place" if len(places) <= MOST_MARKS else "region"
    counted = {
        pk: number
        for pk, number in parties.values_list(by).annotate(number=Count("partnership", distinct=True))
        if pk is not None
    }
    areas = with_labels(Area.objects.all()).in_bulk(list(counted))
    rows = [Crowd(area, counted[pk]) for pk, area in areas.items()]
    return sorted(rows, key=lambda one: (-one.number, one.area.label.casefold(), one.area.pk))
