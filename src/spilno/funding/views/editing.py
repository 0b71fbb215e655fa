"""Keeping records: for coordinators only."""

from typing import Any

from django.contrib import messages
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spilno.common.audit import entries_about
from spilno.funding.actions.records import Row, check_programme, remove_row, save_programme, save_row
from spilno.funding.engine_values import contradictions_of
from spilno.funding.enums import Aspect
from spilno.funding.forms.editing import AmountForm, CallForm, CheckForm, ProgrammeForm
from spilno.funding.forms.rules import AspectForm, RuleForm
from spilno.funding.models import Amount, Call, Programme, Rule
from spilno.funding.page_values import page_of, preview_of
from spilno.funding.queries import get_programme_to_edit, may_edit_funding
from spilno.organisations.views.common import attempt, person_of, signed_in

# Word in the address -> table and form.
TABLES: dict[str, tuple[Any, type[ModelForm]]] = {
    "rules": (Rule, RuleForm),
    "amounts": (Amount, AmountForm),
    "calls": (Call, CallForm),
}
QUEUE_SHOWN = 200
HISTORY_SHOWN = 50


@signed_in
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Records to be checked, and drafts."""
    if not may_edit_funding(request.user):
        raise Http404
    rows = Programme.objects.to_check().with_rows()
    context = {
        "to_check": list(rows.published()[:QUEUE_SHOWN]),
        "drafts": Programme.objects.filter(published=False).with_rows()[:QUEUE_SHOWN],
    }
    return render(request, "funding/queue.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    if not may_edit_funding(request.user):
        raise Http404
    form = ProgrammeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        programme = save_programme(form.values, acting_user=person_of(request))
        messages.success(request, _("The record is saved. Now enter rules, amounts and rounds."))
        return redirect("funding:edit", key=programme.key)
    return render(request, "funding/new.html", {"form": form}, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, key: str) -> HttpResponse:
    """The record with its rows, what contradicts in it, who would be eligible, and its history."""
    programme = get_programme_to_edit(request.user, key)
    form = ProgrammeForm(request.POST or None, instance=programme, initial={"version": programme.version})
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0

        def save() -> None:
            save_programme(form.values, acting_user=person_of(request), programme=programme, version=version)

        if attempt(form, save):
            messages.success(request, _("The record is saved."))
            return redirect("funding:edit", key=form.cleaned_data["key"])
    stored = get_programme_to_edit(request.user, key)
    today = timezone.localdate()
    context = {
        "form": form,
        "page": page_of(stored, today),
        "contradictions": contradictions_of(stored),
        "preview": preview_of(stored, today),
        "history": entries_about(stored)[:HISTORY_SHOWN],
        "check_form": CheckForm(),
    }
    return render(request, "funding/edit.html", context, status=422 if form.errors else 200)


def _table(what: str) -> tuple[Any, type[ModelForm]]:
    if what not in TABLES:
        raise Http404
    return TABLES[what]


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def row(request: HttpRequest, key: str, what: str, pk: int = 0) -> HttpResponse:
    """Add or change a rule, an amount or a round."""
    programme = get_programme_to_edit(request.user, key)
    table, form_class = _table(what)
    stored: Row = get_object_or_404(table, pk=pk, programme=programme) if pk else table()
    more: dict[str, Any] = {}
    if isinstance(stored, Rule):
        asked = AspectForm(request.GET or None)
        more["aspect"] = stored.aspect or (asked.cleaned_data["aspect"] if asked.is_valid() else "")
        if not more["aspect"]:
            return render(request, "funding/rule_aspect.html", {"form": asked, "programme": programme, "what": what})
    form = form_class(request.POST or None, instance=stored, **more)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data if isinstance(form, AmountForm) else form.values  # type: ignore[attr-defined]
        fresh: Row = get_object_or_404(table, pk=pk) if pk else table()
        if attempt(form, lambda: save_row(programme, fresh, values, acting_user=person_of(request))):
            messages.success(request, _("The row is saved."))
            return redirect("funding:edit", key=key)
    asks = Aspect(more["aspect"]).label if more else ""
    context = {"form": form, "programme": programme, "what": what, "stored": stored, "asks": asks}
    return render(request, "funding/row.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def remove(request: HttpRequest, key: str, what: str, pk: int) -> HttpResponse:
    programme = get_programme_to_edit(request.user, key)
    remove_row(
        programme, get_object_or_404(_table(what)[0], pk=pk, programme=programme), acting_user=person_of(request)
    )
    messages.success(request, _("The row is removed."))
    return redirect("funding:edit", key=key)


@signed_in
@require_POST
def checked(request: HttpRequest, key: str) -> HttpResponse:
    programme = get_programme_to_edit(request.user, key)
    form = CheckForm(request.POST)
    if form.is_valid():
        check_programme(programme, acting_user=person_of(request), note=form.cleaned_data["note"])
        messages.success(request, _("Noted: this record was checked today."))
    return redirect("funding:edit", key=key)
