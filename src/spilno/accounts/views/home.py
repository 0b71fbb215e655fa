"""The account's own pages; signing in itself is django-allauth's, in our templates."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spilno.accounts import actions
from spilno.accounts.forms import ProfileForm
from spilno.accounts.models import User


@never_cache
@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    context = {"providers": bool(settings.OIDC_PROVIDERS), "parts": settings.ACCOUNT_HOME_PARTS}
    return render(request, "accounts/home.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        user = actions.save_profile(request.user, **form.cleaned_data, acting_user=request.user)
        with override(user.language):
            messages.success(request, _("Your choices are saved."))
            return redirect("accounts:profile")
    return render(request, "accounts/profile.html", {"form": form})


@never_cache
@login_required
@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)
    actions.end_all_sessions(request.user, acting_user=request.user)
    logout(request)
    return redirect("web:home")
