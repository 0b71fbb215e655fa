"""Saved searches as the list of requests understands them."""

from datetime import datetime

from django.http import QueryDict

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
