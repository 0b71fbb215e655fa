"""An organisation's page, and keeping it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spilno.common.errors import ChangedMeanwhileError
from spilno.organisations import rules
from spilno.organisations.actions.profile import (
    edit_profile,
    propose_organisation,
    remove_help_entry,
    save_help_entry,
    save_text,
)
from spilno.organisations.enums import Scope, TextKind
from spilno.organisations.forms.profile import HelpForm, ProfileForm, ProposalForm, TextForm, TextPlaceForm
from spilno.organisations.models import HelpEntry, OrganisationText
from spilno.organisations.profile_page import profile_page
from spilno.organisations.queries import (
    get_organisation_for,
    get_organisation_to_act,
    profile_values,
    rights_of,
    viewer_of,
)
from spilno.organisations.views.common import attempt, person_of, signed_in, with_version

LANGUAGES = ("de", "uk", "en")


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    rights = rights_of(request.user)
    viewer = viewer_of(request.user, rights)
    organisation = get_organisation_for(viewer, pk)
    context = {
        "page": profile_page(organisation, viewer),
        "organisation": organisation,
        "may_edit": rules.may_act(rights, pk, Scope.PROFILE),
        "is_member": rules.is_member(rights, pk),
        "is_owner": rules.is_owner(rights, pk),
        "may_withdraw": rules.may_withdraw(rights, organisation),
    }
    return render(request, "organisations/detail.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    form = ProposalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = []
        if attempt(form, lambda: made.append(propose_organisation(form.cleaned_data, acting_user=person_of(request)))):
            messages.success(request, _("Thank you. The network office will confirm the organisation."))
            return redirect("organisations:detail", pk=made[0].pk)
    return render(request, "organisations/new.html", {"form": form}, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    acting = get_organisation_to_act(request.user, pk, Scope.PROFILE)
    stored = profile_values(acting.organisation)
    initial = {
        "themes": stored["themes"],
        "languages": stored["languages"],
        "version": acting.organisation.version,
    }
    form = ProfileForm(request.POST or None, instance=acting.organisation, initial=initial)
    conflict: dict[str, Any] | None = None
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            edit_profile(
                get_organisation_to_act(request.user, pk, Scope.PROFILE),
                values,
                themes=values["themes"],
                languages=values["languages"],
                version=values["version"],
            )
        except ChangedMeanwhileError as changed:
            conflict = dict(changed.current)
            form.add_error(None, str(changed))
            with_version(form, get_organisation_to_act(request.user, pk, Scope.PROFILE).organisation.version)
        else:
            messages.success(request, _("The profile is saved."))
            return redirect("organisations:detail", pk=pk)
    context = {"form": form, "acting": acting, "organisation": acting.organisation, "conflict": conflict}
    return render(request, "organisations/edit.html", context, status=422 if form.errors else 200)


@signed_in
@require_safe
def texts(request: HttpRequest, pk: int) -> HttpResponse:
    """All texts in three languages side by side, with what is behind."""
    acting = get_organisation_to_act(request.user, pk, Scope.PROFILE)
    stored = {(one.kind, one.language): one for one in acting.organisation.texts.all()}
    rows = []
    for kind in TextKind:
        original = next((one for (which, _lang), one in stored.items() if which == kind and one.is_original), None)
        cells = [
            {"language": language, "text": found, "status": found.status_beside(original) if found else None}
            for language in LANGUAGES
            for found in [stored.get((kind, language))]
        ]
        rows.append({"kind": kind, "label": kind.label, "cells": cells})
    context = {"acting": acting, "organisation": acting.organisation, "rows": rows}
    return render(request, "organisations/texts.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def text(request: HttpRequest, pk: int, kind: str, language: str) -> HttpResponse:
    """One text beside its other languages."""
    acting = get_organisation_to_act(request.user, pk, Scope.PROFILE)
    if not TextPlaceForm({"kind": kind, "language": language}).is_valid():
        raise Http404
    same = OrganisationText.objects.filter(organisation=acting.organisation, kind=kind)
    stored = same.filter(language=language).first()
    others = list(same.exclude(language=language).order_by("source_version", "language"))
    initial = {
        "text": stored.text if stored else "",
        "original": stored.is_original if stored else not others,
        "visibility": stored.visibility if stored else "public",
        "version": stored.version if stored else 0,
    }
    form = TextForm(request.POST or None, initial=initial)
    conflict = None
    if request.method == "POST" and form.is_valid():
        try:
            save_text(acting, kind=kind, language=language, **form.cleaned_data)
        except ChangedMeanwhileError as changed:
            conflict = changed.current
            form.add_error(None, str(changed))
            with_version(form, stored.version if stored else 0)
        else:
            messages.success(request, _("The text is saved."))
            return redirect("organisations:texts", pk=pk)
    context = {
        "form": form,
        "acting": acting,
        "organisation": acting.organisation,
        "kind_label": TextKind(kind).label,
        "language": language,
        "others": others,
        "conflict": conflict,
    }
    return render(request, "organisations/text.html", context, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def help_entry(request: HttpRequest, pk: int, entry: int = 0) -> HttpResponse:
    """Add or change what the organisation offers or looks for."""
    acting = get_organisation_to_act(request.user, pk, Scope.PROFILE)
    row = get_object_or_404(HelpEntry, pk=entry, organisation=pk) if entry else None
    initial = {"language": (get_language() or "en")[:2]}
    form = HelpForm(request.POST or None, instance=row, initial=initial)
    if request.method == "POST" and form.is_valid():
        save_help_entry(acting, form.cleaned_data, entry=row)
        messages.success(request, _("The entry is saved."))
        return redirect("organisations:detail", pk=pk)
    context = {"form": form, "acting": acting, "organisation": acting.organisation, "entry": row}
    return render(request, "organisations/help.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def remove_help(request: HttpRequest, pk: int, entry: int) -> HttpResponse:
    acting = get_organisation_to_act(request.user, pk, Scope.PROFILE)
    remove_help_entry(acting, get_object_or_404(HelpEntry, pk=entry, organisation=pk))
    messages.success(request, _("The entry is removed."))
    return redirect("organisations:detail", pk=pk)
