"""Who acts for whom, and for how long."""

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from spilno.organisations import rules
from spilno.organisations.actions.delegation import delegate, revoke_delegation
from spilno.organisations.forms.members import DelegationForm
from spilno.organisations.models import Delegation
from spilno.organisations.queries import Acting, get_organisation_for, rights_of, viewer_of
from spilno.organisations.views.common import attempt, person_of, signed_in


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def delegations(request: HttpRequest, pk: int) -> HttpResponse:
    """Seen by every member of either side; begun by the principal's owners."""
    rights = rights_of(request.user)
    if not rules.is_member(rights, pk):
        raise Http404
    organisation = get_organisation_for(viewer_of(request.user, rights), pk)
    owner = rules.may_delegate(rights, pk)
    if request.method == "POST" and not owner:
        raise Http404
    form = DelegationForm(request.POST or None, principal=organisation)
    if request.method == "POST" and form.is_valid():
        values, acting = form.cleaned_data, Acting(person_of(request), organisation, None)
        to, scope, until = values["delegate"], values["scope"], values["until"]
        if attempt(form, lambda: delegate(acting, to, scope=scope, until=until)):
            messages.success(request, _("%(name)s may now act for you.") % {"name": to.label})
            return redirect("organisations:delegations", pk=pk)
    rows = Delegation.objects.filter(Q(principal=pk) | Q(delegate=pk)).select_related(
        "principal__area", "delegate__area"
    )
    context = {
        "organisation": organisation,
        "form": form if owner else None,
        "is_owner": owner,
        "given": [row for row in rows if row.principal_id == pk],
        "held": [row for row in rows if row.delegate_id == pk],
    }
    return render(request, "organisations/delegations.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def revoke(request: HttpRequest, pk: int, delegation: int) -> HttpResponse:
    """An owner of either side ends it at once."""
    rights = rights_of(request.user)
    if not rules.may_delegate(rights, pk):
        raise Http404
    row = get_object_or_404(Delegation.objects.filter(Q(principal=pk) | Q(delegate=pk)), pk=delegation)
    organisation = get_organisation_for(viewer_of(request.user, rights), pk)
    revoke_delegation(row, acting_user=person_of(request), on_behalf_of=organisation)
    messages.success(request, _("The delegation has ended. From this moment it gives no rights."))
    return redirect("organisations:delegations", pk=pk)
