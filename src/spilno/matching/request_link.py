"""What matching adds to the pages of a request and of an introduction."""

from django.urls import reverse
from django.utils.translation import gettext as _

from spilno.design.links import PageLink
from spilno.partnersearch.models import Introduction, PartnerRequest
from spilno.partnersearch.queries.requests import Keeping


def link_to_suggestions(request: PartnerRequest, keeping: Keeping | None) -> list[PageLink]:
    """For the request's page."""
    if keeping is None:
        return []
    return [PageLink(reverse("matching:request_suggestions", args=[request.pk]), _("Suggestions"))]


def links_to_letter(introduction: Introduction) -> list[PageLink]:
    """For the introduction's page: the letter to both, to edit and to print."""
    kinds = [("docx", _("Letter to both, to edit (DOCX)")), ("pdf", _("Letter to both, to print (PDF)"))]
    return [PageLink(reverse("matching:letter", args=[introduction.pk, kind]), label) for kind, label in kinds]
