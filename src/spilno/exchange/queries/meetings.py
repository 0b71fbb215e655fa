"""Meetings in order: to come, past, in a series."""

from datetime import datetime, timedelta

from django.db.models import Max

from spilno.common.visibility import ANONYMOUS, Viewer
from spilno.exchange.models import Meeting, MeetingQuerySet, Series

# Calendars keep what was; a feed need not carry years of it.
FEED_REACHES_BACK = timedelta(days=400)


def meetings_for(viewer: Viewer) -> MeetingQuerySet:
    return Meeting.objects.visible_to(viewer).select_related("series", "host__area")


def feed_meetings(now: datetime) -> list[Meeting]:
    """What anybody may subscribe to: public meetings, cancelled ones too, so that calendars strike them out."""
    rows = Meeting.objects.visible_to(ANONYMOUS).filter(ends_at__gte=now - FEED_REACHES_BACK)
    return list(rows.order_by("starts_at", "pk")[:1000])


def next_numbers(series: Series) -> dict[str, int]:
    """Kind -> the number its next meeting in the series will have."""
    rows = Meeting.objects.filter(series=series).order_by().values_list("kind").annotate(last=Max("number"))
    return {kind: last + 1 for kind, last in rows}


def next_meeting(after: Meeting) -> Meeting | None:
    """The next announced meeting of the same series, for reports and invitations."""
    if after.series_id is None:
        return None
    rows = Meeting.objects.announced().filter(series=after.series_id, starts_at__gt=after.starts_at)
    return rows.exclude(status="cancelled").order_by("starts_at", "pk").first()
