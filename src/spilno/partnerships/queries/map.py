"""Relations on a map: how many lead from or to each place, by Land and oblast where they are many."""

from django.db.models import Count, QuerySet

from spilno.partnerships.models import Partnership, Party
from spilno.places.crowds import Crowd, crowds_in

# More marks than this are drawn by Land and oblast; a click opens the towns of one.
MOST_MARKS = 120


def crowds_of(found: QuerySet[Partnership]) -> list[Crowd]:
    """Four queries: by place, or by region where places would be more marks than the picture holds."""
    parties = Party.objects.filter(partnership__in=found.order_by().values("pk")).order_by()
    places = list(parties.filter(place__isnull=False).values("place").distinct()[: MOST_MARKS + 1])
    by = "place" if len(places) <= MOST_MARKS else "region"
    counted = {
        pk: number
        for pk, number in parties.values_list(by).annotate(number=Count("partnership", distinct=True))
        if pk is not None
    }
    return crowds_in(counted)
