"""Writing a request: its first sentence, its wishes, its texts; drafts are saved while they are typed."""

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from spilno.common.stamps import stamp_of
from spilno.organisations.enums import Scope
from spilno.organisations.queries import get_organisation_to_act
from spilno.organisations.views.common import attempt, signed_in, stored_values, with_version
from spilno.partnersearch.actions import requests as actions
from spilno.partnersearch.enums import RequestStatus
from spilno.partnersearch.forms.requests import LANGUAGES, BeginForm, TextsForm, WishesForm, point_out
from spilno.partnersearch.models import PartnerRequest
from spilno.partnersearch.queries.meaning import Proposal, proposal_of, proposals
from spilno.partnersearch.queries.requests import get_request_to_keep, texts_in
from spilno.partnersearch.rules import THEMES, missing_in

FORM_METHODS = ["GET", "HEAD", "POST"]


@signed_in
@require_http_methods(FORM_METHODS)
def begin(request: HttpRequest, organisation: int) -> HttpResponse:
    acting = get_organisation_to_act(request.user, organisation, Scope.REQUESTS)
    form = BeginForm(request.POST or None)
    made: list[PartnerRequest] = []
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("title", "language")}
        if attempt(form, lambda: made.append(actions.begin_request(acting, **values))):
            messages.success(request, _("The draft is kept. Now say whom you look for."))
            return redirect("partnersearch:wishes", pk=made[0].pk)
    context = {"form": form, "organisation": acting.organisation}
    return render(request, "partnersearch/begin.html", context, status=422 if form.errors else 200)


def _is_quiet(request: HttpRequest) -> bool:
    """Whether the page's script saves while somebody types, and expects no page."""
    return request.headers.get("X-Autosave") == "1"


def _quiet_answer(form: BaseForm, fields: dict[str, Any], parts: dict[str, str] | None = None) -> JsonResponse:
    """What the script shows: saved when, or the first thing that keeps the draft from being saved."""
    if not form.errors:
        note = _("Draft saved at %(time)s.") % {"time": time_format(timezone.localtime())}
        return JsonResponse({"note": note, "fields": fields, "parts": parts or {}})
    name, errors = next(iter(form.errors.items()))
    label = str(form.fields[name].label) if name in form.fields and form.fields[name].label else ""
    error = str(errors[0])
    note = _("Not saved yet: %(what)s") % {"what": f"{label} – {error}" if label else error}
    return JsonResponse({"note": note}, status=422)


@signed_in
@require_http_methods(FORM_METHODS)
def wishes(request: HttpRequest, pk: int) -> HttpResponse:
    keeping = get_request_to_keep(request.user, pk)
    row = keeping.request
    # Without a theme yet, those that the first sentence speaks of stand in the form for its writer to check.
    proposed = [] if row.themes.all() else proposals(row, _all_texts(row))
    initial = WishesForm.values_of(row) | {f"{one.side}_{one.theme}": "2" for one in proposed}
    form = WishesForm(request.POST or None, initial=initial)

    def save() -> None:
        values = {name: form.cleaned_data[name] for name in actions.WISHES}
        actions.save_wishes(
            keeping,
            version=form.cleaned_data["version"],
            wishes=values,
            themes=form.themes(),
            regions=list(form.cleaned_data["regions"]),
        )

    is_done = request.method == "POST" and form.is_valid() and attempt(form, save)
    if request.method == "POST" and _is_quiet(request):
        return _quiet_answer(form, {"version": PartnerRequest.objects.get(pk=pk).version})
    if is_done:
        messages.success(request, _("It is saved."))
        return redirect("partnersearch:request", pk=pk)
    stored = stored_values(form)
    if stored:
        with_version(form, PartnerRequest.objects.get(pk=pk).version)
    context = {
        "form": form, "row": row, "stored": stored, "acting": keeping.acting, "proposed": proposed,
        "autosave": row.status == RequestStatus.DRAFT,
        "missing": missing_in(row).get(THEMES) if "missing" in request.GET else None,
    }  # fmt: skip
    return render(request, "partnersearch/wishes.html", context, status=422 if form.errors else 200)


def _all_texts(row: PartnerRequest) -> dict[str, str]:
    """Part -> all its languages in one."""
    found: dict[str, str] = {}
    for text in row.texts.all():
        found[text.part] = f"{found.get(text.part, '')}\n{text.text}"
    return found


@signed_in
@require_http_methods(FORM_METHODS)
def texts(request: HttpRequest, pk: int, language: str = "") -> HttpResponse:
    keeping = get_request_to_keep(request.user, pk)
    language = language or (get_language() or "en")[:2]
    if language not in LANGUAGES:
        raise Http404
    row, stored = keeping.request, texts_in(keeping.request, language)
    initial = stored | {"stamp": stamp_of(stored)}
    form = TextsForm(request.POST or None, kind=row.organisation.kind, initial=initial)
    wanted = proposal_of(request.POST.get("add", ""))

    def save() -> None:
        actions.save_texts(keeping, language=language, texts=form.texts, stamp=form.cleaned_data["stamp"])
        if wanted is not None:
            actions.add_theme(keeping, side=wanted.side, theme=wanted.theme)

    is_done = request.method == "POST" and form.is_valid() and attempt(form, save)
    if request.method == "POST" and _is_quiet(request):
        # Read anew: a save that is refused keeps the stamp of what its writer saw.
        fields = {"stamp": stamp_of(texts_in(row, language))} if is_done else {}
        return _quiet_answer(form, fields, {"proposals": _proposals_part(row, form.texts)} if is_done else {})
    if is_done and wanted is not None:
        messages.success(request, _("The theme is added: %(theme)s.") % {"theme": wanted.theme.label})
        return redirect("partnersearch:texts_in", pk=pk, language=language)
    if is_done:
        messages.success(request, _("It is saved."))
        return redirect("partnersearch:request", pk=pk)
    if request.method != "POST" and "missing" in request.GET:
        point_out(form, missing_in(row))
    context = {
        "form": form,
        "row": row,
        "stored": stored_values(form),
        # What is public is changed on purpose only: a change takes it off the list until it is read again.
        "autosave": row.status == RequestStatus.DRAFT,
        "language": language,
        "languages": LANGUAGES,
        "others": [one for one in row.texts.all() if one.language != language and one.is_original],
        "proposals": proposals(row, stored),
    }
    return render(request, "partnersearch/texts.html", context, status=422 if form.is_bound and form.errors else 200)


def _proposals_part(row: PartnerRequest, told: dict[str, str]) -> str:
    found: list[Proposal] = proposals(row, told)
    return render_to_string("partnersearch/partials/proposals.html", {"proposals": found})
