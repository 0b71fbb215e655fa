"""Reads about the exchange; one file per subject."""

from spilno.exchange.queries.access import Visit, get_meeting_to_host, get_visit

__all__ = ["Visit", "get_meeting_to_host", "get_visit"]
