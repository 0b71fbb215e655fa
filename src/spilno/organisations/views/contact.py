"""Contact points of an organisation, kept by those who act for it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spilno.organisations.actions.contact import remove_contact_point, save_contact_point
from spilno.organisations.enums import Scope
from spilno.organisations.forms.contact import ContactForm
from spilno.organisations.models import ContactPoint
from spilno.organisations.queries import get_organisation_to_act, people_of
from spilno.organisations.queries.contact import is_guarded
from spilno.organisations.views.common import attempt, signed_in


@signed_in
@require_safe
def contacts(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything there is, with who may see it."""
    acting = get_organisation_to_act(request.user, pk, Scope.PROFILE)
    points = acting.organisation.contact_points.prefetch_related("details")
    context = {"acting": acting, "organisation": acting.organisation, "points": points}
    return render(request, "organisations/contacts.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, pk: int, point: int = 0) -> HttpResponse:
    """Add or change a contact point."""
    acting = get_organisation_to_act(request.user, pk, Scope.PROFILE)
    row = get_object_or_404(ContactPoint, pk=point, organisation=pk) if point else None
    initial = ContactForm.initial_of(row) if row else None
    guarded = is_guarded(acting.organisation)
    form = ContactForm(request.POST or None, people=people_of(acting.organisation), guarded=guarded, initial=initial)
    save = lambda: save_contact_point(acting, point=row, **form.values)  # noqa: E731
    if request.method == "POST" and form.is_valid() and attempt(form, save):
        messages.success(request, _("The contact is saved."))
        return redirect("organisations:contacts", pk=pk)
    context = {"form": form, "acting": acting, "organisation": acting.organisation, "point": row}
    return render(request, "organisations/contact.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def remove_contact(request: HttpRequest, pk: int, point: int) -> HttpResponse:
    acting = get_organisation_to_act(request.user, pk, Scope.PROFILE)
    remove_contact_point(acting, get_object_or_404(ContactPoint, pk=point, organisation=pk))
    messages.success(request, _("The contact is removed."))
    return redirect("organisations:contacts", pk=pk)
