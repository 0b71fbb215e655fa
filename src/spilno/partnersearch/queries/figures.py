"""How the search for partners is going: for the network office."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Count
from django.utils import timezone

from spilno.organisations.models import Organisation
from spilno.partnersearch.enums import PUBLISHED, RequestStatus
from spilno.partnersearch.models import PartnerRequest, RequestEvent
from spilno.places.lookup import regions_of

DAY_S = 86400.0


@dataclass(frozen=True)
class RegionLine:
    country: str
    region: str
    open: int
    matched: int
    # Mean days that the open ones have waited.
    days: float | None


@dataclass(frozen=True)
class Figures:
    by_status: list[tuple[str, int]]
    days_open: float | None
    days_to_match: float | None
    regions: list[RegionLine]


def figures_now() -> Figures:
    """Numbers by status, mean days that open ones wait and matched ones took, and numbers by Land and oblast."""
    counted = dict(PartnerRequest.objects.order_by().values_list("status").annotate(Count("pk")))
    by_status = [(str(one.label), counted.get(one.value, 0)) for one in RequestStatus]
    now = timezone.now()
    waits = [
        (now - at).total_seconds() / DAY_S
        for at in PartnerRequest.objects.published().values_list("published_at", flat=True)
        if at
    ]
    matched = RequestEvent.objects.filter(status=RequestStatus.MATCHED, request__published_at__isnull=False)
    took = [
        (at - since).total_seconds() / DAY_S
        for at, since in matched.values_list("at", "request__published_at")
        if since
    ]
    return Figures(by_status, _mean(waits), _mean(took), _regions())


def _mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _regions() -> list[RegionLine]:
    wanted = PartnerRequest.objects.filter(status__in=[*PUBLISHED, RequestStatus.MATCHED])
    rows = list(wanted.values_list("organisation_id", "status", "published_at"))
    organisations = Organisation.objects.select_related("area").in_bulk({pk for pk, *_rest in rows})
    regions = regions_of([one.area for one in organisations.values()])
    now = timezone.now()
    waits: dict[tuple[str, str], list[float]] = defaultdict(list)
    matched: Counter[tuple[str, str]] = Counter()
    for pk, status, since in rows:
        area = organisations[pk].area
        region = regions.get(area.pk)
        key = (area.country, region.label if region else area.label)
        matched[key] += status == RequestStatus.MATCHED
        if status != RequestStatus.MATCHED:
            waits[key].append((now - (since or now)).total_seconds() / DAY_S)
    keys = sorted({*waits, *matched})
    return [RegionLine(*key, len(waits[key]), matched[key], _mean(waits[key])) for key in keys]
