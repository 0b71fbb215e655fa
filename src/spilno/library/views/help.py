"""Keeping the directory of help: for the network office."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spilno.common.audit import entries_about
from spilno.library.actions import help as actions
from spilno.library.forms import HelpForm
from spilno.library.models import HelpEntry
from spilno.library.queries import must_keep
from spilno.organisations.views.common import attempt, person_of, press, signed_in, stored_values, with_version

HISTORY_SHOWN = 30


@signed_in
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Entries to look at: dead links first, then those nobody has checked for long; then all."""
    must_keep(request.user)
    waiting = list(HelpEntry.objects.to_check().prefetch_related("checks"))
    others = HelpEntry.objects.exclude(pk__in=[one.pk for one in waiting]).prefetch_related("checks")
    return render(request, "library/help_queue.html", {"waiting": waiting, "others": others})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int = 0) -> HttpResponse:
    must_keep(request.user)
    entry = get_object_or_404(HelpEntry, pk=pk) if pk else None
    form = HelpForm.of(request.POST or None, entry)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0

        def save() -> None:
            actions.save_entry(form.values, acting_user=person_of(request), entry=entry, version=version)

        if attempt(form, save):
            messages.success(request, _("It is saved."))
            return redirect("library:help_queue")
        if entry is not None and hasattr(form, "stored_now"):
            with_version(form, HelpEntry.objects.get(pk=pk).version)
    context = {
        "form": form,
        "entry": entry,
        "stored": stored_values(form),
        "history": entries_about(entry)[:HISTORY_SHOWN] if entry else [],
    }
    return render(request, "library/edit_help.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def checked(request: HttpRequest, pk: int) -> HttpResponse:
    must_keep(request.user)
    entry = get_object_or_404(HelpEntry, pk=pk)
    press(request, lambda: actions.check_entry(entry, acting_user=person_of(request)))
    return redirect("library:help_queue")


@signed_in
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    must_keep(request.user)
    entry = get_object_or_404(HelpEntry, pk=pk)
    press(request, lambda: actions.remove_entry(entry, acting_user=person_of(request)))
    return redirect("library:help_queue")
