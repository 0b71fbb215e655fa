"""Saved searches as the list of requests understands them."""

from datetime import datetime, timedelta

from django.db.models import F, Q
from django.http import QueryDict
from django.utils import timezone

from spilno.accounts.models import User
from spilno.partnersearch.enums import Rhythm
from spilno.partnersearch.models import Followed, PartnerRequest, Watch
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


def followers_due() -> list[User]:
    """People with a watchlist who were not told of anything within a day; whether something changed is seen then."""
    lately = timezone.now() - PAUSES[Rhythm.DAILY]
    told = Followed.objects.filter(told_at__gt=lately).exclude(told_at=F("since")).values("user")
    rows = Followed.objects.order_by("user").values("user").distinct()
    return list(User.objects.filter(pk__in=rows, is_active=True).exclude(pk__in=told).order_by("pk"))


def followed_by(user: User) -> list[Followed]:
    """One's watchlist, the youngest entry first; what is no longer public is only told by mail."""
    public = PartnerRequest.objects.published().values("pk")
    rows = Followed.objects.filter(user=user, request__in=public).select_related("request__organisation__area")
    return list(rows.prefetch_related("request__texts"))
