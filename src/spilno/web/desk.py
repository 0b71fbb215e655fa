"""The coordinator's desk: everything that waits for the network office, on one page."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe

from spilno.common.enums import MailStatus
from spilno.common.models import OutboxMail
from spilno.design.panels import Panel
from spilno.organisations.queries import get_coordinator
from spilno.organisations.views.common import signed_in


def panels() -> list[Panel]:
    """Of every app that has something to decide, in the order of the settings."""
    return [panel for name in settings.DESK_PANELS for panel in import_string(name)()]


@signed_in
@require_safe
def coordinators_desk(request: HttpRequest) -> HttpResponse:
    get_coordinator(request.user)
    found = panels()
    context = {
        "waiting": [panel for panel in found if panel.number],
        "empty": [panel for panel in found if not panel.number],
        "in_doubt": OutboxMail.objects.filter(status=MailStatus.IN_DOUBT).count(),
    }
    return render(request, "web/desk.html", context)
