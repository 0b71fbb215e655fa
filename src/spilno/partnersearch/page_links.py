"""What apps above add to a request's page: links for those who keep it."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from spilno.partnersearch.models import PartnerRequest
from spilno.partnersearch.queries.requests import Keeping


@dataclass(frozen=True)
class PageLink:
    address: str
    label: str


def links_of(request: PartnerRequest, keeping: Keeping | None) -> list[PageLink]:
    """Functions (request, keeping) -> PageLink or None, named in `REQUEST_LINKS`."""
    found = (import_string(name)(request, keeping) for name in settings.REQUEST_LINKS)
    return [one for one in found if one is not None]
