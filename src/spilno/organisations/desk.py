"""What of organisations and people waits for the network office."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from spilno.design.panels import Panel, panel_of
from spilno.organisations.queries import desk
from spilno.organisations.queries.directory import ending_delegations

AHEAD_DAYS = 60


def panels() -> list[Panel]:
    soon = timezone.localdate() + timedelta(days=AHEAD_DAYS)
    lines = "organisations/partials/desk_"
    joining = _("People who ask to join where no owner answers")
    confirming = _("Organisations to confirm")
    return [
        panel_of("organisations", confirming, desk.waiting_organisations(), f"{lines}organisation.html"),
        panel_of("requests", joining, desk.orphaned_requests(), f"{lines}request.html"),
        panel_of("reports", _("Messages reported as abuse"), desk.open_reports(), f"{lines}report.html"),
        panel_of("delegations", _("Delegations about to end"), ending_delegations(soon), f"{lines}delegation.html"),
        panel_of("members", _("Roles about to end"), desk.ends_soon(AHEAD_DAYS), f"{lines}member.html"),
        panel_of("texts", _("Descriptions whose translation is behind"), desk.texts_behind(), f"{lines}text.html"),
        panel_of("withdrawals", _("Municipalities withdrawn"), desk.standing_withdrawals(), f"{lines}withdrawal.html"),
    ]
