"""Funding reach: which programmes open through the region that a partner lies in."""

from collections.abc import Iterable

from django.db.models import Count, Max
from django.utils import timezone

from spilno.engine.eligibility import Facts, TimingState, Truth
from spilno.funding.models import Programme
from spilno.funding.queries.facts import LEVELS
from spilno.funding.queries.fits import what_fits
from spilno.funding.regions import NAMES
from spilno.places.enums import AreaLevel


def state_of_rules() -> tuple[object, ...]:
    """Changes whenever a published programme does; one query."""
    return tuple(Programme.objects.published().aggregate(n=Count("pk"), at=Max("changed_at")).values())


def opened_by_region(level: str, own: str, country: str) -> dict[str, tuple[str, ...]]:
    """Region of a partner -> programmes that do not fit with a partner elsewhere in that country, for either side.

    own: ISO code of the unit's Land or oblast. A programme that is closed opens nothing; one whose rules leave something
    open counts. Empty where no rule names a region.
    """
    kind = LEVELS.get(AreaLevel(level))
    regions = [iso for iso in NAMES if iso.startswith(f"{country}-")]
    rows = list(Programme.objects.published().with_rows())
    today = timezone.localdate()
    fitting: dict[str, set[str]] = {}
    for iso in regions:
        asked = [
            Facts(kind=kind, country=own[:2], region=own, partner=True, partner_country=country, partner_region=iso),
            Facts(kind=kind, country=country, region=iso, partner=True, partner_country=own[:2], partner_region=own),
        ]
        verdicts = [one for facts in asked for one in what_fits(facts, today, rows)]
        fitting[iso] = {
            one.programme
            for one in verdicts
            if one.answer != Truth.NO and not (one.timing and one.timing.state == TimingState.CLOSED)
        }
    everywhere = set.intersection(*fitting.values()) if fitting else set()
    return {iso: tuple(sorted(keys - everywhere)) for iso, keys in fitting.items() if keys - everywhere}


def programme_names(keys: Iterable[str]) -> dict[str, str]:
    """Key -> the programme's label for the reader."""
    return {one.key: one.label for one in Programme.objects.filter(key__in=set(keys))}
