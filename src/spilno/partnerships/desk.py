"""What of the registry waits for the network office."""

from django.utils.translation import gettext_lazy as _

from spilno.design.panels import Panel, panel_of
from spilno.partnerships.enums import PortraitStatus, ReviewStatus
from spilno.partnerships.models import Partnership, Portrait
from spilno.partnerships.queries.lists import rows_to_decide


def panels() -> list[Panel]:
    lines = "partnerships/partials/desk_"
    waiting = Partnership.objects.filter(status=ReviewStatus.WAITING, merged_into__isnull=True).order_by("changed_at")
    portraits = Portrait.objects.filter(status=PortraitStatus.REVIEW).select_related("partnership")
    return [
        panel_of("partnerships", _("Partnerships to confirm"), waiting, f"{lines}partnership.html"),
        panel_of("list_rows", _("Rows of lists to be decided"), rows_to_decide(), f"{lines}list_row.html"),
        panel_of("portraits", _("Portraits to publish"), portraits.order_by("changed_at"), f"{lines}portrait.html"),
    ]
