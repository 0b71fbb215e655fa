"""Outgoing mails on a page, codes included: for a developer's machine, where no mail server is.

The address answers 404 unless SPILNO_SHOWING_OUTBOX is set, whoever asks.
"""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from spilno.common.models import OutboxMail

SHOWN = 20


@never_cache
@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    if not settings.SHOWING_OUTBOX:
        raise Http404
    return render(request, "web/outbox.html", {"mails": OutboxMail.objects.all()[:SHOWN]})
