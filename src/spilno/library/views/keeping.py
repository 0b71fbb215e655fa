"""Keeping documents and pages: for the network office."""

import difflib
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spilno.common.audit import entries_about
from spilno.library.actions import documents as actions
from spilno.library.forms import DocumentForm, PublishForm, VersionForm
from spilno.library.models import Document, DocumentVersion
from spilno.library.queries import behind, get_document_to_keep, must_keep, standings
from spilno.library.queries.documents import Standing
from spilno.organisations.views.common import attempt, person_of, press, signed_in, stored_values, with_version

LANGUAGES = [code for code, _name in settings.LANGUAGES]
HISTORY_SHOWN = 60
STEPS: dict[str, Callable[..., Any]] = {
    "hand-in": actions.hand_in,
    "unschedule": actions.unschedule,
    "discard": actions.discard,
    "begin": actions.begin_from,
}
DONE = {
    "hand-in": gettext_lazy("It waits for a colleague’s review, in the list of pages."),
    "unschedule": gettext_lazy("It is a draft again; readers will not see it."),
    "discard": gettext_lazy("The draft is discarded."),
}


@signed_in
@require_safe
def keep(request: HttpRequest) -> HttpResponse:
    """Everything there is, with what waits for somebody."""
    must_keep(request.user)
    found = [(one, standings(one, LANGUAGES)) for one in Document.objects.prefetch_related("versions__source")]
    rows = [(document, languages, _called(languages)) for document, languages in found]
    context = {
        "pages": [row for row in rows if row[0].is_page],
        "papers": [row for row in rows if not row[0].is_page],
        "languages": LANGUAGES,
        "behind": behind(),
    }
    return render(request, "library/keep.html", context)


def _called(languages: list[Standing]) -> DocumentVersion | None:
    """The text by whose title a reader of this language knows the document."""
    mine = (get_language() or "en")[:2]
    texts = [(one.language != mine, text) for one in languages if (text := one.live or one.open)]
    return min(texts, key=lambda one: one[0], default=(True, None))[1]


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def settings_of(request: HttpRequest, key: str = "") -> HttpResponse:
    """A new document, or what a document is, its languages and its history."""
    document = get_document_to_keep(request.user, key) if key else None
    must_keep(request.user)
    form = DocumentForm(request.POST or None, instance=document)
    if request.method == "POST" and form.is_valid():
        made: list[Document] = []

        def save() -> None:
            made.append(actions.save_document(form.cleaned_data, acting_user=person_of(request), document=document))

        if attempt(form, save):
            messages.success(request, _("It is saved."))
            return redirect("library:edit", key=made[0].key)
    stored = get_document_to_keep(request.user, key) if key else None
    context = {
        "form": form,
        "document": stored,
        "standings": standings(stored, LANGUAGES) if stored else [],
        "versions": stored.versions.select_related("written_by", "published_by")[:HISTORY_SHOWN] if stored else [],
        "history": entries_about(stored)[:HISTORY_SHOWN] if stored else [],
    }
    return render(request, "library/edit.html", context, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def text(request: HttpRequest, key: str, language: str) -> HttpResponse:
    """The open draft of one language, beside the original for a translator."""
    document = get_document_to_keep(request.user, key)
    if language not in LANGUAGES:
        raise Http404
    own = document.versions.filter(language=language)
    draft = own.exclude(state="published").first()
    begun_from = draft or own.order_by("-number").first()
    names = ("title", "summary", "text")
    initial = {name: getattr(begun_from, name) for name in names} if begun_from else {}
    initial["version"] = draft.saves if draft else 0
    is_original = language == document.original_language
    form = VersionForm(request.POST or None, initial=initial, is_original=is_original, language=language)
    if request.method == "POST" and form.is_valid():
        made: list[DocumentVersion] = []
        if attempt(form, lambda: made.append(_write(request, document, language, form))):
            messages.success(request, _("The draft is saved. Readers see it once it is published."))
            return redirect("library:version", pk=made[0].pk)
        if hasattr(form, "stored_now"):
            now = own.exclude(state="published").first()
            with_version(form, now.saves if now else 0)
    original = None if is_original else document.versions.filter(language=document.original_language).first()
    context = {
        "form": form, "document": document, "language": language, "languages": LANGUAGES, "original": original,
        "stored": stored_values(form), "save_on_leaving": True,
    }  # fmt: skip
    return render(request, "library/text.html", context, status=422 if form.errors else 200)


def _write(request: HttpRequest, document: Document, language: str, form: VersionForm) -> DocumentVersion:
    data = form.cleaned_data
    return actions.write_version(
        document,
        language,
        {name: data[name] for name in ("title", "summary", "text")},
        saves=data["version"],
        acting_user=person_of(request),
        follows_original=data.get("follows", True),
    )


def _version(request: HttpRequest, pk: int) -> DocumentVersion:
    must_keep(request.user)
    rows = DocumentVersion.objects.select_related("document", "written_by", "published_by")
    return get_object_or_404(rows, pk=pk)


@signed_in
@require_safe
def version(request: HttpRequest, pk: int) -> HttpResponse:
    """A version as readers would see it, with what it changes and the next steps."""
    row = _version(request, pk)
    return render(request, "library/version.html", _version_page(row, PublishForm()))


def _version_page(row: DocumentVersion, form: PublishForm) -> dict[str, Any]:
    before = row.document.versions.filter(language=row.language, number__lt=row.number).first()
    return {
        "version": row,
        "before": before,
        "changes": _changes(before.text, row.text) if before else [],
        "gives_way": row.document.versions.scheduled(timezone.now())
        .filter(language=row.language)
        .exclude(pk=row.pk)
        .first(),
        "publish_form": form,
    }


def _changes(old: str, new: str) -> list[tuple[str, str]]:
    """Lines that went and came: ("-" or "+", line); with one line of surroundings (" ")."""
    found = difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=1)
    return [(line[0], line[1:]) for line in found if line[:3] not in ("---", "+++")][:400]


def _published(row: DocumentVersion) -> object:
    row.refresh_from_db()
    if row.is_scheduled and row.publish_at:
        day = date_format(timezone.localtime(row.publish_at), "DATE_FORMAT")
        return _("Readers will see it from %(day)s on.") % {"day": day}
    return _("It is on the site.")


@signed_in
@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    row = _version(request, pk)
    form = PublishForm(request.POST)
    if form.is_valid() and attempt(form, lambda: actions.publish(row, acting_user=person_of(request), at=form.at)):
        messages.success(request, str(_published(row)))
        return redirect("library:version", pk=pk)
    return render(request, "library/version.html", _version_page(row, form), status=422)


@signed_in
@require_POST
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Hand in, take back from the calendar, discard, begin anew from an old version."""
    row = _version(request, pk)
    if step not in STEPS:
        raise Http404
    refused = press(request, lambda: STEPS[step](row, acting_user=person_of(request)), DONE.get(step, ""))
    if step == "begin" and not refused:
        return redirect("library:text", key=row.document.key, language=row.language)
    return redirect("library:edit", key=row.document.key) if step == "discard" else redirect("library:version", pk=pk)


@signed_in
@require_POST
def withdraw(request: HttpRequest, key: str) -> HttpResponse:
    document = get_document_to_keep(request.user, key)
    press(request, lambda: actions.withdraw(document, acting_user=person_of(request)), _("It is off the site."))
    return redirect("library:edit", key=key)
