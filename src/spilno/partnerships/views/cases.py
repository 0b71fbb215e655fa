"""Case files: their list, one case, its steps, proposals, papers and end."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spilno.common.stamps import stamp_of
from spilno.design.links import links_by, links_from
from spilno.design.papers.paper import Paper
from spilno.design.papers.pdf import as_pdf
from spilno.design.papers.word import as_docx
from spilno.organisations.enums import Scope
from spilno.organisations.queries import get_organisation_to_act, people_of
from spilno.organisations.views.common import attempt, person_of, press, signed_in, stored_values
from spilno.partnerships.actions import cases as actions
from spilno.partnerships.enums import AgreementType, Phase
from spilno.partnerships.forms import cases as case_forms
from spilno.partnerships.forms.keeping import StepForm
from spilno.partnerships.models import CaseCandidate, CaseFile, CasePaper, CaseStep
from spilno.partnerships.models.casefile import motion_date
from spilno.partnerships.papers.building import build_paper
from spilno.partnerships.queries.cases import (
    candidate_lines,
    case_values,
    cases_for,
    chosen_candidate,
    get_case_for,
    get_case_to_keep,
    next_step,
    organisations_with_cases,
    step_values,
)

FORM_METHODS = ["GET", "HEAD", "POST"]
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WRITERS: dict[str, tuple[str, Callable[[Paper], bytes]]] = {"pdf": ("application/pdf", as_pdf), "docx": (WORD, as_docx)}


@signed_in
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """All case files somebody may read, those that go on first."""
    user = person_of(request)
    rows = [{"case": one, "next": next_step(one.ordered_steps)} for one in cases_for(user)]  # type: ignore[attr-defined]
    closed = list(cases_for(user, is_open=False))
    context = {"rows": rows, "closed": closed, "own_organisations": organisations_with_cases(user)}
    return render(request, "partnerships/cases.html", context)


@signed_in
@require_http_methods(FORM_METHODS)
def open_case(request: HttpRequest, organisation: int) -> HttpResponse:
    acting = get_organisation_to_act(request.user, organisation, Scope.PARTNERSHIPS)
    own = acting.organisation
    if not own.is_public:
        raise Http404
    people = people_of(own)
    # A delegate's people may open the case; responsible is somebody of the organisation itself.
    initial = {"responsible": person_of(request).pk, "title": _("Partnership with a municipality in Ukraine")}
    form = case_forms.CaseForm(request.POST or None, people=people, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = []
        values = {name: value for name, value in form.cleaned_data.items() if name != "stamp"}
        if attempt(form, lambda: made.append(actions.open_case(acting, **values))):
            messages.success(request, _("The case file is open."))
            return redirect("partnerships:case", pk=made[0].pk)
    context = {"form": form, "title": _("Open a case file"), "organisation": own}
    return render(request, "partnerships/case_form.html", context, status=422 if form.errors else 200)


@signed_in
@require_safe
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """One case: what is next, the steps, the proposals, papers and notes."""
    kept = get_case_for(request.user, pk)
    steps = list(kept.case.steps.all())
    helping = links_by("CASE_STEP_LINKS", [step.kind for step in steps])
    for step in steps:
        step.links = helping[step.kind]  # type: ignore[attr-defined]
    context = {
        "case": kept.case,
        "keeping": kept.acting,
        "shows_handover": kept.acting is not None and kept.acting.through is None,
        "steps": steps,
        "next": next_step(steps),
        "motion_date": motion_date(kept.case),
        "candidates": candidate_lines(kept.case),
        "notes": kept.case.notes.select_related("written_by"),
        "papers": kept.case.papers.defer("content"),
        "paper_form": case_forms.PaperForm(),
        "note_form": case_forms.NoteForm(),
        "links": links_from("CASE_LINKS", kept.case, kept.acting),
    }
    return render(request, "partnerships/case.html", context)


def _form_page(
    request: HttpRequest, row: CaseFile, form: forms.Form, title: str, save: Callable[[], Any], **context: Any
) -> HttpResponse:
    if request.method == "POST" and form.is_valid() and attempt(form, save):
        messages.success(request, _("It is saved."))
        return redirect("partnerships:case", pk=row.pk)
    context |= {
        "stored": stored_values(form),
        "form": form,
        "case": row,
        "title": title,
        "organisation": row.organisation,
    }
    return render(request, "partnerships/case_form.html", context, status=422 if form.errors else 200)


@signed_in
@require_http_methods(FORM_METHODS)
def edit_case(request: HttpRequest, pk: int) -> HttpResponse:
    row, acting = get_case_to_keep(request.user, pk)
    initial = {"title": row.title, "motion": row.motion, "moved": motion_date(row), "responsible": row.responsible_id}
    initial["stamp"] = stamp_of(case_values(row))
    form = case_forms.CaseForm(request.POST or None, people=people_of(row.organisation), initial=initial)
    return _form_page(
        request, row, form, _("Edit the case"), lambda: actions.edit_case(acting, row, **form.cleaned_data)
    )


@signed_in
@require_http_methods(FORM_METHODS)
def case_step(request: HttpRequest, pk: int, step: int) -> HttpResponse:
    row, acting = get_case_to_keep(request.user, pk)
    found = get_object_or_404(CaseStep.objects.select_related("case"), pk=step, case=row)
    initial = step_values(found) | {"stamp": stamp_of(step_values(found))}
    form = case_forms.CaseStepForm(request.POST or None, initial=initial)
    save = lambda: actions.record_case_step(acting, found, form.cleaned_data)  # noqa: E731
    links = links_by("CASE_STEP_LINKS", [found.kind])[found.kind]
    return _form_page(request, row, form, str(found.get_kind_display()), save, links=links)


@signed_in
@require_http_methods(FORM_METHODS)
def add_candidate(request: HttpRequest, pk: int) -> HttpResponse:
    row, acting = get_case_to_keep(request.user, pk)
    form = case_forms.CandidateForm(request.POST or None)
    save = lambda: actions.add_candidate(acting, row, match={}, **form.cleaned_data)  # noqa: E731
    return _form_page(request, row, form, _("Add a proposal"), save, place_field="area")


@signed_in
@require_http_methods(FORM_METHODS)
def judge_candidate(request: HttpRequest, pk: int, candidate: int) -> HttpResponse:
    row, acting = get_case_to_keep(request.user, pk)
    found = get_object_or_404(CaseCandidate.objects.select_related("case", "area"), pk=candidate, case=row)
    form = case_forms.JudgeForm(request.POST or None, initial={"status": found.status, "note": found.note})
    save = lambda: actions.judge_candidate(acting, found, **form.cleaned_data)  # noqa: E731
    return _form_page(request, row, form, found.area.label, save)


@signed_in
@require_POST
def write_note(request: HttpRequest, pk: int) -> HttpResponse:
    row, acting = get_case_to_keep(request.user, pk)
    form = case_forms.NoteForm(request.POST)
    save = lambda: actions.write_note(acting, row, form.cleaned_data["text"])  # noqa: E731
    return _form_page(request, row, form, _("Note"), save)


@signed_in
@require_http_methods(FORM_METHODS)
def close_case(request: HttpRequest, pk: int) -> HttpResponse:
    row, acting = get_case_to_keep(request.user, pk)
    form = case_forms.CloseForm(request.POST or None)
    return _form_page(
        request, row, form, _("End the case"), lambda: actions.close_case(acting, row, **form.cleaned_data)
    )


@signed_in
@require_POST
def reopen_case(request: HttpRequest, pk: int) -> HttpResponse:
    row, acting = get_case_to_keep(request.user, pk)
    press(request, lambda: actions.reopen_case(acting, row))
    return redirect("partnerships:case", pk=pk)


@signed_in
@require_http_methods(FORM_METHODS)
def sign_case(request: HttpRequest, pk: int) -> HttpResponse:
    """The signature; motion and resolution come along by themselves."""
    row, acting = get_case_to_keep(request.user, pk)
    initial = {"phase": Phase.ACTIVE, "agreement_type": AgreementType.FRIENDSHIP}
    form = StepForm(request.POST or None, initial=initial)
    form.fields["phase"].choices = [(Phase.ACTIVE.value, Phase.ACTIVE.label)]  # type: ignore[attr-defined]
    form.fields["begun"].label = _("Day of the signature")
    form.fields["begun"].required = True
    made = []
    sign = lambda: made.append(actions.sign_case(acting, row, form.status))  # noqa: E731
    if request.method == "POST" and form.is_valid() and attempt(form, sign):
        messages.success(request, _("Congratulations. The case is now the history of a partnership."))
        return redirect("partnerships:detail", pk=made[0].pk)
    context = {"form": form, "case": row, "title": _("Enter the signature"), "organisation": row.organisation}
    context["partner"] = chosen_candidate(row)
    return render(request, "partnerships/case_form.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def make_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """A new version, made from what the case knows now."""
    row, acting = get_case_to_keep(request.user, pk)
    form = case_forms.PaperForm(request.POST)

    def save() -> None:
        values = form.cleaned_data
        actions.keep_paper(acting, row, content=build_paper(row, **values).as_dict(), **values)

    return _form_page(request, row, form, _("Make a paper"), save)


@signed_in
@require_safe
def paper(request: HttpRequest, pk: int, paper: int, form: str) -> HttpResponse:
    """A kept version as a file."""
    kept = get_case_for(request.user, pk)
    row = get_object_or_404(CasePaper, pk=paper, case=kept.case)
    if form not in WRITERS:
        raise Http404
    content_type, write = WRITERS[form]
    name = f"{slugify(row.kind)}-{row.version}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(write(Paper.from_dict(row.content)), content_type=content_type, headers=headers)
