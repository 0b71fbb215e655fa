"""What everybody may ask of us: a copy of their data, and to be forgotten."""

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from spilno.accounts import actions
from spilno.accounts.forms import EraseForm
from spilno.accounts.fresh import fresh_required
from spilno.accounts.middleware import KeepTypedMiddleware
from spilno.accounts.models import User
from spilno.common import personal
from spilno.common.errors import RefusedError


@never_cache
@fresh_required
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)
    found = {"made_at": timezone.now(), "data": personal.export(request.user.pk)}
    response = JsonResponse(found, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response.headers["Content-Disposition"] = 'attachment; filename="spilno-my-data.json"'
    return response


@never_cache
@fresh_required
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)
    form = EraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.erase_account(request.user, acting_user=request.user)
        except RefusedError as refused:
            form.add_error(None, str(refused))
            return render(request, "accounts/erase.html", {"form": form}, status=422)
        logout(request)
        response = redirect("accounts:erased")
        for name in (KeepTypedMiddleware.COOKIE, KeepTypedMiddleware.WAITS):
            response.delete_cookie(name, samesite="Lax")
        return response
    return render(request, "accounts/erase.html", {"form": form})


@require_safe
def erased(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/erased.html")
