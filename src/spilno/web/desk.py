"""The coordinator's desk: everything that waits for the network office, on one page."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from spilno.common.enums import MailStatus
from spilno.common.models import OutboxMail
from spilno.organisations.queries import desk, rights_of
from spilno.organisations.queries.directory import ending_delegations
from spilno.organisations.views.common import person_of, signed_in
from spilno.partnersearch.queries.requests import waiting_for_review
from spilno.partnerships.enums import PortraitStatus, ReviewStatus
from spilno.partnerships.models import Partnership, Portrait
from spilno.partnerships.queries.lists import rows_to_decide

# Lines of a panel; whoever needs more clears these first.
MOST_LINES = 25
AHEAD_DAYS = 60


@dataclass(frozen=True)
class Panel:
    """One kind of waiting thing: its lines, how many there are, the template of a line."""

    key: str
    title: str | Promise
    rows: list[Any]
    number: int
    template: str


def _panel(key: str, title: str | Promise, rows: Any, template: str) -> Panel:
    return Panel(key, title, list(rows[:MOST_LINES]), rows.count(), template)


def panels() -> list[Panel]:
    """Two queries for each panel; apps above add theirs by `DESK_PANELS`."""
    soon = timezone.localdate() + timedelta(days=AHEAD_DAYS)
    lines = "web/partials/desk_"
    waiting = Partnership.objects.filter(status=ReviewStatus.WAITING, merged_into__isnull=True).order_by("changed_at")
    portraits = Portrait.objects.filter(status=PortraitStatus.REVIEW).select_related("partnership")
    own = [
        _panel(
            "organisations", _("Organisations to confirm"), desk.waiting_organisations(), f"{lines}organisation.html"
        ),
        _panel("partnerships", _("Partnerships to confirm"), waiting, f"{lines}partnership.html"),
        _panel(
            "partner_requests", _("Partner requests to publish"), waiting_for_review(), f"{lines}partner_request.html"
        ),
        _panel("list_rows", _("Rows of lists to be decided"), rows_to_decide(), f"{lines}list_row.html"),
        _panel("portraits", _("Portraits to publish"), portraits.order_by("changed_at"), f"{lines}portrait.html"),
        _panel(
            "requests",
            _("People who ask to join where no owner answers"),
            desk.orphaned_requests(),
            f"{lines}request.html",
        ),
        _panel("reports", _("Messages reported as abuse"), desk.open_reports(), f"{lines}report.html"),
        _panel("delegations", _("Delegations about to end"), ending_delegations(soon), f"{lines}delegation.html"),
        _panel("members", _("Roles about to end"), desk.ends_soon(AHEAD_DAYS), f"{lines}member.html"),
        _panel("texts", _("Translations that are behind"), desk.texts_behind(), f"{lines}text.html"),
        _panel("withdrawals", _("Municipalities withdrawn"), desk.standing_withdrawals(), f"{lines}withdrawal.html"),
    ]
    added = [panel for name in settings.DESK_PANELS for panel in import_string(name)()]
    return [*own, *added]


@signed_in
@require_safe
def coordinators_desk(request: HttpRequest) -> HttpResponse:
    if not rights_of(person_of(request)).is_coordinator:
        raise Http404
    found = panels()
    context = {
        "waiting": [panel for panel in found if panel.number],
        "empty": [panel for panel in found if not panel.number],
        "in_doubt": OutboxMail.objects.filter(status=MailStatus.IN_DOUBT).count(),
    }
    return render(request, "web/desk.html", context)
