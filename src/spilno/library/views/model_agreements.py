"""The model agreements, for everybody: questions and answers stand in the address, nothing is kept."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from spilno.design.papers.paper import Paper
from spilno.design.papers.pdf import as_pdf
from spilno.design.papers.word import as_docx
from spilno.library.agreements.building import build_agreement
from spilno.library.agreements.choices import Choices
from spilno.library.agreements.clauses import model
from spilno.library.enums import AgreementKind
from spilno.library.forms.agreements import QuestionsForm, initial_of

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WRITERS: dict[str, tuple[str, Callable[[Paper], bytes]]] = {"pdf": ("application/pdf", as_pdf), "docx": (WORD, as_docx)}


def paper_file(paper: Paper, form: str, name: str) -> HttpResponse:
    """The paper as an attachment. Raises Http404 for another form than pdf and docx."""
    if form not in WRITERS:
        raise Http404
    content_type, write = WRITERS[form]
    headers = {"Content-Disposition": f'attachment; filename="{slugify(name)}.{form}"', "Cache-Control": "no-store"}
    return HttpResponse(write(paper), content_type=content_type, headers=headers)


@require_safe
def models(request: HttpRequest) -> HttpResponse:
    return render(request, "library/models.html", {"kinds": list(AgreementKind), "model": model()})


def _kind(kind: str) -> AgreementKind:
    if kind not in AgreementKind.values:
        raise Http404
    return AgreementKind(kind)


def _form(request: HttpRequest, kind: AgreementKind) -> QuestionsForm:
    """What the address answers; without an answer, those to begin with, in the languages that suit the reader."""
    first = Choices(languages="de+uk+en" if get_language() == "en" else "de+uk")
    data = None
    if "asked" in request.GET:
        data = request.GET.copy()
        data["kind"] = kind.value
    form = QuestionsForm(data, initial=initial_of(kind, first), concerning=kind, base=first)
    form.fields["kind"].widget = forms.HiddenInput()
    return form


def _paper(form: QuestionsForm, kind: AgreementKind) -> Paper:
    chosen = form.choices if form.is_bound and form.is_valid() else Choices(languages=form.initial["languages"])
    return build_agreement(kind, chosen, [])


@require_safe
def one_model(request: HttpRequest, kind: str) -> HttpResponse:
    """The questions beside the text they lead to."""
    which = _kind(kind)
    form = _form(request, which)
    paper = _paper(form, which)
    context: dict[str, Any] = {"kind": which, "form": form, "paper": paper, "model": model()}
    context["query"] = request.GET.urlencode() if form.is_bound and not form.errors else ""
    return render(request, "library/model.html", context, status=422 if form.is_bound and form.errors else 200)


@require_safe
def model_file(request: HttpRequest, kind: str, form: str) -> HttpResponse:
    """The same as a file with places to fill in."""
    which = _kind(kind)
    questions = _form(request, which)
    if questions.is_bound and not questions.is_valid():
        raise Http404
    return paper_file(_paper(questions, which), form, str(which))
