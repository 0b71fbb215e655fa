"""The account's own pages; signing in itself is django-allauth's, in our templates."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from spilno.accounts.forms import ProfileForm
from spilno.accounts.models import User


@never_cache
@login_required
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/home.html")


@never_cache
@login_required
def profile(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your choices are saved."))
        return redirect("accounts:profile")
    return render(request, "accounts/profile.html", {"form": form})
