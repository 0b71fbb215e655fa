"""The pages around the interface: what it offers, one's own tokens, the description for machines."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spilno.accounts.fresh import fresh_required
from spilno.api.actions import make_token, revoke_token
from spilno.api.forms import TokenForm
from spilno.api.models import AccessToken
from spilno.api.queries import tokens_of
from spilno.api.v1 import DUMPS
from spilno.organisations.views.common import attempt, person_of, signed_in


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "api/about.html", {"dumps": list(DUMPS), "site": settings.SITE_URL})


@fresh_required
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """One's tokens, and a form for another; its text is shown once, on the page that made it."""
    user = person_of(request)
    form = TokenForm(request.POST or None)
    made: list[str] = []
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        wanted = {"name": values["name"], "scopes": values["scopes"], "days": int(values["days"])}
        if attempt(form, lambda: made.append(make_token(**wanted, acting_user=user)[1])):
            form = TokenForm()
    context = {"form": form, "tokens": tokens_of(user), "made": made[0] if made else ""}
    return render(request, "api/tokens.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    user = person_of(request)
    revoke_token(get_object_or_404(AccessToken, pk=pk, user=user), acting_user=user)
    messages.success(request, _("The token has ended."))
    return redirect("api:tokens")
