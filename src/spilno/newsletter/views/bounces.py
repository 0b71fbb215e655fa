"""Where a mail server leaves reports of failed deliveries."""

import hmac

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from spilno.newsletter.mailbox import take_report
from spilno.newsletter.reports import LARGEST


@csrf_exempt
@require_POST
def bounces(request: HttpRequest) -> HttpResponse:
    """The raw message as body, the secret as bearer. Without the secret there is nothing here."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").encode()
    secret = str(settings.NEWSLETTER_BOUNCE_SECRET).encode()
    if not secret or not hmac.compare_digest(given, secret):
        raise Http404
    try:
        raw = request.body
    except RequestDataTooBig:
        return HttpResponse(status=413)
    if len(raw) > LARGEST:
        return HttpResponse(status=413)
    take_report(raw)
    return HttpResponse(status=204)
