"""What matching adds to the page of a request."""

from django.urls import reverse
from django.utils.translation import gettext as _

from spilno.partnersearch.models import PartnerRequest
from spilno.partnersearch.page_links import PageLink
from spilno.partnersearch.queries.requests import Keeping


def link_to_suggestions(request: PartnerRequest, keeping: Keeping | None) -> PageLink | None:
    """For the request's page."""
    if keeping is None:
        return None
    return PageLink(reverse("matching:request_suggestions", args=[request.pk]), _("Suggestions"))
