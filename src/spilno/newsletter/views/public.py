"""Signing up, and what everybody may read. Nobody gets a cookie here: the forms change nothing of a signed-in person."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from spilno.newsletter import consents, rules
from spilno.newsletter.actions import subscribing as actions
from spilno.newsletter.forms import SubscribeForm
from spilno.newsletter.queries import public_editions
from spilno.organisations.views.common import attempt

NEWEST = 5


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest) -> HttpResponse:
    """The answer is the same for every address, known or not."""
    language = (get_language() or "en")[:2]
    form = SubscribeForm(request.POST or None, initial={"language": language})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if attempt(form, lambda: actions.ask_for_newsletter(**values)):
            return redirect("newsletter:asked")
    context = {
        "form": form,
        "wording": consents.wording(),
        "editions": public_editions(language)[:NEWEST],
        "may_compose": rules.may_compose(request.user),
    }
    return render(request, "newsletter/subscribe.html", context, status=422 if form.errors else 200)


@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    return render(request, "newsletter/asked.html")
