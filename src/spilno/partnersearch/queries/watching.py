"""Saved searches as the list of requests understands them."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone

from spilno.partnersearch.enums import Rhythm
from spilno.partnersearch.models import Watch
from spilno.partnersearch.queries.requests import Wanted
from spilno.places.queries import area_by_key


def wanted_by(data: QueryDict, *, since: datetime | None = None) -> Wanted:
    """The filters of an address; a region that no longer exists is any region."""
    region = area_by_key(data.get("region", "")) if data.get("region") else None
    return Wanted(
        q=data.get("q", "")[:200],
        country=data.get("country", "")[:2],
        kind=data.get("kind", "")[:20],
        theme=data.get("theme", "")[:20],
        region=region.pk if region else None,
        since=since,
        sort=data.get("sort", "new"),
    )


# Somewhat under a day, so that the hour does not wander.
PAUSES = {Rhythm.DAILY: timedelta(hours=23), Rhythm.WEEKLY: timedelta(days=7)}


def watches_due() -> list[Watch]:
    """Saved searches whose pause since the last mail is over."""
    now, due = timezone.now(), Q()
    for rhythm, pause in PAUSES.items():
        due |= Q(rhythm=rhythm, told_until__lte=now - pause)
    return list(Watch.objects.filter(due, user__is_active=True).order_by("pk"))
