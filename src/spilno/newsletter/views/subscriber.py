"""Pages behind the signed links of a mail. Looking changes nothing; the link is the proof, so no cookie is needed."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spilno.common.errors import RefusedError
from spilno.newsletter.actions import subscribing as actions
from spilno.newsletter.enums import SubscriberStatus, Way
from spilno.newsletter.exports import everything_about
from spilno.newsletter.forms import PreferencesForm
from spilno.newsletter.links import token_of
from spilno.newsletter.queries import get_subscriber, waiting_for

READING_OR_SENDING = ["GET", "HEAD", "POST"]


def by_link(view: Callable[[HttpRequest, str], HttpResponse]) -> Callable[[HttpRequest, str], HttpResponse]:
    """Kept by nobody, found by no search engine, answered without cookies."""

    @csrf_exempt
    @never_cache
    @wraps(view)
    def inner(request: HttpRequest, token: str) -> HttpResponse:
        response = view(request, token)
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return inner


@by_link
@require_http_methods(READING_OR_SENDING)
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Programs that open every link of a mail confirm nothing: only the button does."""
    row, done = waiting_for(token), False
    if request.method == "POST":
        try:
            row, done = actions.confirm_subscription(token), True
        except RefusedError:
            row = None
    context = {
        "subscriber": row,
        "token": token_of(row.key) if row else "",
        "done": done or (row is not None and row.status == SubscriberStatus.ACTIVE),
    }
    return render(request, "newsletter/confirm.html", context, status=200 if row else 404)


@by_link
@require_http_methods(READING_OR_SENDING)
def preferences(request: HttpRequest, token: str) -> HttpResponse:
    row = get_subscriber(token)
    if row is None or row.status == SubscriberStatus.BLOCKED:
        return render(request, "newsletter/gone.html")
    initial = {
        "language": row.language,
        "topics": list(row.topics.values_list("pk", flat=True)),
        "regions": list(row.regions.values_list("pk", flat=True)),
    }
    form = PreferencesForm(request.POST or None, initial=initial)
    saved = request.method == "POST" and form.is_valid()
    if saved:
        values = form.cleaned_data
        actions.change_preferences(
            row, language=values["language"], topics=values.get("topics", []), regions=values["regions"]
        )
    context = {"form": form, "subscriber": row, "saved": saved, "token": token}
    return render(request, "newsletter/preferences.html", context, status=422 if form.errors else 200)


@by_link
@require_http_methods(READING_OR_SENDING)
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """The page with its button, and the one-click address of RFC 8058 that mail programs call."""
    row = get_subscriber(token)
    ended = row is None or row.status in (SubscriberStatus.LEFT, SubscriberStatus.BLOCKED)
    if request.method == "POST" and row is not None:
        one_click = request.POST.get("List-Unsubscribe") == "One-Click"
        actions.unsubscribe(row, way=Way.ONE_CLICK if one_click else Way.LINK)
        ended = True
    return render(request, "newsletter/unsubscribe.html", {"ended": ended, "token": token, "subscriber": row})


@by_link
@require_safe
def data(request: HttpRequest, token: str) -> HttpResponse:
    """Everything kept about the subscriber, to take along."""
    row = get_subscriber(token)
    response = JsonResponse(
        everything_about(row) if row else {}, json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
    response.headers["Content-Disposition"] = 'attachment; filename="newsletter.json"'
    return response


@by_link
@require_POST
def erase(request: HttpRequest, token: str) -> HttpResponse:
    row = get_subscriber(token)
    if row is not None:
        actions.erase_subscriber(row)
    return render(request, "newsletter/gone.html")
