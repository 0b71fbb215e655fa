"""Drafts of agreements, for those who keep an organisation's case files."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spilno.common.stamps import stamp_of
from spilno.design.listing import page_of
from spilno.library.actions import agreements as actions
from spilno.library.agreements.choices import PartyText
from spilno.library.agreements.naming import columns_of, party_of, signs_for
from spilno.library.forms.agreements import KeepForm, KindForm, NewPartyForm, PartyForm, QuestionsForm, initial_of
from spilno.library.models import Agreement, AgreementParty, AgreementVersion
from spilno.library.queries.agreements import (
    agreements_for,
    changes_between,
    draft_paper,
    file_name_of,
    get_agreement_for,
    get_agreement_to_keep,
    paper_of,
    party_values,
    relation_of,
)
from spilno.library.views.model_agreements import paper_file
from spilno.organisations.enums import Scope
from spilno.organisations.queries import Acting, get_organisation_to_act
from spilno.organisations.views.common import attempt, person_of, press, signed_in, stored_values
from spilno.partnerships.models import CaseFile, Partnership
from spilno.partnerships.queries.access import get_partnership_to_keep
from spilno.partnerships.queries.cases import get_case_to_keep, organisations_with_cases

FORM_METHODS = ["GET", "HEAD", "POST"]
PER_PAGE = 25


@signed_in
@require_safe
def drafts(request: HttpRequest) -> HttpResponse:
    user = person_of(request)
    page = page_of(agreements_for(user), request.GET.get("page", ""), per_page=PER_PAGE)
    context = {"page": page, "own": organisations_with_cases(user)}
    return render(request, "library/drafts.html", context)


def _origin(request: HttpRequest, origin: str, number: int) -> tuple[Acting, CaseFile | None, Partnership | None]:
    """origin: "case", "partnership" or "organisation". Raises Http404."""
    if origin == "case":
        case, acting = get_case_to_keep(request.user, number)
        return acting, case, case.partnership
    if origin == "partnership":
        keeping = get_partnership_to_keep(request.user, number)
        if keeping.organisation is None:
            raise Http404
        return Acting(keeping.user, keeping.organisation, keeping.through), None, keeping.partnership
    if origin == "organisation":
        return get_organisation_to_act(request.user, number, Scope.PARTNERSHIPS), None, None
    raise Http404


@signed_in
@require_http_methods(FORM_METHODS)
def new(request: HttpRequest, origin: str, number: int) -> HttpResponse:
    """Which kind; everything else is filled in from what is known."""
    acting, case, partnership = _origin(request, origin, number)
    initial = {"kind": request.GET.get("kind", "")}
    form = KindForm(request.POST or None, initial=initial)
    made: list[Agreement] = []

    def begin() -> None:
        kind = form.cleaned_data["kind"]
        made.append(actions.open_agreement(acting, kind=kind, case=case, partnership=partnership))

    if request.method == "POST" and form.is_valid() and attempt(form, begin):
        messages.success(request, _("The draft is made. Please go through parties and questions."))
        return redirect("library:draft", pk=made[0].pk)
    context = {"form": form, "organisation": acting.organisation, "case": case, "partnership": partnership}
    return render(request, "library/new_draft.html", context, status=422 if form.errors else 200)


@signed_in
@require_safe
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Parties, versions, and the text as it is now."""
    kept = get_agreement_for(request.user, pk)
    agreement = kept.agreement
    versions = list(agreement.versions.select_related("made_by", "document").defer("content"))
    context = {
        "agreement": agreement,
        "keeping": kept.acting,
        "parties": list(agreement.parties.select_related("area")),
        "versions": versions,
        "signed": next((one for one in versions if one.document_id), None),
        "relation": relation_of(agreement),
        "paper": draft_paper(agreement),
        "keep_form": KeepForm(),
    }
    return render(request, "library/draft.html", context)


def _form_page(request: HttpRequest, agreement: Agreement, form: Any, title: str, **more: Any) -> HttpResponse:
    context = {"form": form, "agreement": agreement, "title": title, "stored": stored_values(form), **more}
    return render(request, "library/draft_form.html", context, status=422 if form.errors else 200)


@signed_in
@require_http_methods(FORM_METHODS)
def questions(request: HttpRequest, pk: int) -> HttpResponse:
    agreement, acting = get_agreement_to_keep(request.user, pk)
    stamp = stamp_of({"kind": agreement.kind, **agreement.answers.as_dict()})
    initial = initial_of(agreement.kind, agreement.answers) | {"stamp": stamp}
    answers = agreement.answers
    form = QuestionsForm(request.POST or None, initial=initial, concerning=agreement.kind, base=answers)

    def save() -> None:
        given = {"kind": form.cleaned_data["kind"], "stamp": form.cleaned_data["stamp"]}
        actions.answer_questions(acting, agreement, choices=form.choices, **given)

    if request.method == "POST" and form.is_valid() and attempt(form, save):
        if form.cleaned_data["kind"] != agreement.kind:
            messages.success(request, _("It is another kind of agreement now; here are its questions."))
            return redirect("library:questions", pk=pk)
        messages.success(request, _("The answers are saved; the text below follows them."))
        return redirect("library:draft", pk=pk)
    context = {"form": form, "agreement": agreement, "stored": stored_values(form)}
    return render(request, "library/questions.html", context, status=422 if form.errors else 200)


@signed_in
@require_http_methods(FORM_METHODS)
def new_party(request: HttpRequest, pk: int) -> HttpResponse:
    agreement, acting = get_agreement_to_keep(request.user, pk)
    form = NewPartyForm(request.POST or None)
    made: list[AgreementParty] = []

    def add() -> None:
        place, name = form.cleaned_data["area"], form.cleaned_data["name"]
        area = signs_for(place) if place else None
        text = party_of(area) if area else PartyText({"de": name, "uk": name, "en": name})
        made.append(actions.add_party(acting, agreement, area=area, values=columns_of(text)))

    if request.method == "POST" and form.is_valid() and attempt(form, add):
        messages.success(request, _("The party is added. Please check its name and who signs."))
        return redirect("library:party", pk=pk, party=made[0].pk)
    return _form_page(request, agreement, form, _("Add a party"), place_field="area")


@signed_in
@require_http_methods(FORM_METHODS)
def party(request: HttpRequest, pk: int, party: int) -> HttpResponse:
    agreement, acting = get_agreement_to_keep(request.user, pk)
    row = get_object_or_404(AgreementParty, pk=party, agreement=agreement)
    values = party_values(row)
    form = PartyForm(request.POST or None, initial=values | {"stamp": stamp_of(values)})

    def save() -> None:
        actions.change_party(acting, row, form.cleaned_data, stamp=form.cleaned_data["stamp"])

    if request.method == "POST" and form.is_valid() and attempt(form, save):
        messages.success(request, _("It is saved."))
        return redirect("library:draft", pk=pk)
    return _form_page(request, agreement, form, row.label)


@signed_in
@require_POST
def move(request: HttpRequest, pk: int, party: int, step: str) -> HttpResponse:
    """step: "up" or "remove"."""
    agreement, acting = get_agreement_to_keep(request.user, pk)
    row = get_object_or_404(AgreementParty, pk=party, agreement=agreement)
    steps = {"up": actions.move_party_up, "remove": actions.remove_party}
    if step not in steps:
        raise Http404
    press(request, lambda: steps[step](acting, row))
    return redirect("library:draft", pk=pk)


@signed_in
@require_POST
def refill(request: HttpRequest, pk: int) -> HttpResponse:
    agreement, acting = get_agreement_to_keep(request.user, pk)
    press(request, lambda: actions.take_from_case(acting, agreement))
    return redirect("library:draft", pk=pk)


@signed_in
@require_POST
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """A version of the text as it is now."""
    agreement, acting = get_agreement_to_keep(request.user, pk)
    form = KeepForm(request.POST)
    if form.is_valid() and attempt(
        form, lambda: actions.keep_version(acting, agreement, note=form.cleaned_data["note"])
    ):
        messages.success(request, _("The version is kept. You find it as Word file and PDF in the list of versions."))
        return redirect("library:draft", pk=pk)
    return _form_page(request, agreement, form, _("Keep this version"))


@signed_in
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    agreement, acting = get_agreement_to_keep(request.user, pk)
    press(request, lambda: actions.remove_agreement(acting, agreement))
    still = Agreement.objects.filter(pk=pk).exists()
    return redirect("library:draft", pk=pk) if still else redirect("library:drafts")


def _version(agreement: Agreement, number: int) -> AgreementVersion:
    return get_object_or_404(AgreementVersion.objects.select_related("made_by"), agreement=agreement, number=number)


@signed_in
@require_safe
def version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A kept version with what is new in it."""
    kept = get_agreement_for(request.user, pk)
    row = _version(kept.agreement, number)
    before = kept.agreement.versions.filter(number__lt=number).order_by("-number").first()
    context = {
        "agreement": kept.agreement,
        "keeping": kept.acting,
        "version": row,
        "before": before,
        "changes": changes_between(before, row) if before else [],
        "paper": paper_of(row),
        "relation": relation_of(kept.agreement),
        "signed": kept.agreement.versions.filter(document__isnull=False).first(),
    }
    return render(request, "library/draft_version.html", context)


@signed_in
@require_safe
def version_file(request: HttpRequest, pk: int, number: int, form: str) -> HttpResponse:
    kept = get_agreement_for(request.user, pk)
    row = _version(kept.agreement, number)
    return paper_file(paper_of(row), form, file_name_of(row))


@signed_in
@require_POST
def decide(request: HttpRequest, pk: int, number: int, step: str) -> HttpResponse:
    """step: "final" or "signed"."""
    agreement, acting = get_agreement_to_keep(request.user, pk)
    row = _version(agreement, number)
    row.agreement = agreement
    steps = {"final": actions.choose_final, "signed": actions.keep_signed}
    if step not in steps:
        raise Http404
    press(request, lambda: steps[step](acting, row))
    return redirect("library:version_of_draft", pk=pk, number=number)
