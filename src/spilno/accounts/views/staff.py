"""Who works for the network's office; for administrators."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from spilno.accounts import actions
from spilno.accounts.forms import StaffForm
from spilno.accounts.models import User
from spilno.accounts.queries import coordinators


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def staff(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)
    if not request.user.acts_as_administrator:
        raise Http404
    form = StaffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user: User = form.cleaned_data["email"]
        naming = "remove" not in request.POST
        actions.name_coordinator(user, is_coordinator=naming, acting_user=request.user)
        messages.success(request, _("The list of coordinators is changed."))
        return redirect("accounts:staff")
    return render(request, "accounts/staff.html", {"form": form, "coordinators": coordinators()})
