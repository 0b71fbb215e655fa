"""Reads about organisations, one file per subject; what a reader may not see is not there."""

from spilno.organisations.queries.rights import (
    PARTNER_SOURCES,
    PROFILE,
    Acting,
    acting_for,
    get_coordinator,
    get_organisation_for,
    get_organisation_to_act,
    get_organisation_to_own,
    people_of,
    profile_values,
    rights_of,
    viewer_of,
    withdrawn,
    withdrawn_areas,
)

__all__ = [
    "PARTNER_SOURCES",
    "PROFILE",
    "Acting",
    "acting_for",
    "get_coordinator",
    "get_organisation_for",
    "get_organisation_to_act",
    "get_organisation_to_own",
    "people_of",
    "profile_values",
    "rights_of",
    "viewer_of",
    "withdrawn",
    "withdrawn_areas",
]
