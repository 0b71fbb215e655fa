"""What of the partner requests waits for the network office."""

from django.utils.translation import gettext_lazy as _

from spilno.design.panels import Panel, panel_of
from spilno.partnersearch.queries.requests import waiting_for_review


def panels() -> list[Panel]:
    line = "partnersearch/partials/desk_request.html"
    return [panel_of("partner_requests", _("Partner requests to publish"), waiting_for_review(), line)]
