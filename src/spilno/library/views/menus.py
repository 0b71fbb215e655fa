"""Keeping the menus: for the network office."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spilno.library.actions import menus as actions
from spilno.library.enums import Menu
from spilno.library.forms.menus import MenuEntryForm
from spilno.library.models import MenuEntry
from spilno.library.queries import must_keep
from spilno.library.queries.menus import entries_of, with_names
from spilno.organisations.views.common import attempt, person_of, press, signed_in

STEPS = ("up", "down", "remove")


@signed_in
@require_safe
def menus(request: HttpRequest) -> HttpResponse:
    must_keep(request.user)
    return render(request, "library/menus.html", {"menus": [(menu, entries_of(menu)) for menu in Menu]})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def menu_entry(request: HttpRequest, pk: int = 0) -> HttpResponse:
    must_keep(request.user)
    entry = with_names([get_object_or_404(MenuEntry, pk=pk)])[0] if pk else None
    form = MenuEntryForm.of(request.POST or None, entry)
    if request.method == "POST" and form.is_valid():

        def save() -> None:
            actions.save_menu_entry(form.cleaned_data, acting_user=person_of(request), entry=entry)

        if attempt(form, save):
            messages.success(request, _("It is saved."))
            return redirect("library:menus")
    context = {"form": form, "entry": entry}
    return render(request, "library/menu_entry.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def move(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    must_keep(request.user)
    entry = get_object_or_404(MenuEntry, pk=pk)
    if step not in STEPS:
        raise Http404
    user = person_of(request)
    if step == "remove":
        press(request, lambda: actions.remove_menu_entry(entry, acting_user=user))
    else:
        press(request, lambda: actions.move_menu_entry(entry, up=step == "up", acting_user=user))
    return redirect("library:menus")
