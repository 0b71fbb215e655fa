"""The first administrator of a new installation, by the one-time link from its console."""

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from spilno.accounts import actions
from spilno.accounts.forms import SetupForm
from spilno.accounts.queries import open_links
from spilno.common.errors import RefusedError


@never_cache
@sensitive_variables("token")
@require_http_methods(["GET", "HEAD", "POST"])
def setup(request: HttpRequest, token: str) -> HttpResponse:
    """Looking at the link spends nothing: programs that preview addresses look, too."""
    if not open_links(token).exists():
        raise Http404
    form = SetupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = actions.use_setup_link(
                token, **form.cleaned_data, language=(get_language() or "en")[:2], acting_user=None
            )
        except RefusedError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            response: HttpResponse = perform_login(request, Login(user=user, email=user.email))
            return response
    return render(request, "accounts/setup.html", {"form": form})
