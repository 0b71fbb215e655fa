"""Series, meetings and what grows out of them; one file per subject."""

from spilno.exchange.models.meetings import MOST_PLACES, Meeting, MeetingQuerySet, Series
from spilno.exchange.models.registrations import Registration

__all__ = ["MOST_PLACES", "Meeting", "MeetingQuerySet", "Registration", "Series"]
