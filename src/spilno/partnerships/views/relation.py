"""One relation: its page, and keeping it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spilno.common.enums import Visibility
from spilno.common.errors import ChangedMeanwhileError
from spilno.common.stamps import stamp_of
from spilno.design.links import links_from
from spilno.organisations.queries import rights_of, viewer_of
from spilno.organisations.views.common import attempt, person_of, press, signed_in, stored_values, with_version
from spilno.partnerships.actions import history, keeping
from spilno.partnerships.actions.registry import enter_partnership, record_status
from spilno.partnerships.enums import AgreementType, Phase, ReviewStatus
from spilno.partnerships.files import store_upload
from spilno.partnerships.forms.keeping import (
    ActivityForm,
    DocumentForm,
    EditStepForm,
    EnterForm,
    FactsForm,
    RelationTextForm,
    StepForm,
)
from spilno.partnerships.models import Activity, Document, Partnership, StatusChange
from spilno.partnerships.queries.access import (
    Keeping,
    get_acting_for_parties,
    get_partnership_for,
    get_partnership_to_keep,
    history_values,
    keeping_of,
    own_side,
)
from spilno.partnerships.queries.cases import review_day
from spilno.partnerships.queries.entering import beside
from spilno.partnerships.relation_page import levels_seen, relation_page
from spilno.partnerships.views.attachments import attachment

LANGUAGES = ("de", "uk", "en")
FORM_METHODS = ["GET", "HEAD", "POST"]


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = viewer_of(request.user, rights_of(request.user))
    try:
        partnership = get_partnership_for(viewer, pk)
    except Http404:
        merged = Partnership.objects.filter(pk=pk, merged_into__isnull=False).values_list("merged_into", flat=True)
        if not merged:
            raise
        return redirect("partnerships:detail", pk=merged[0])
    kept = keeping_of(request.user, partnership)
    context = {
        "partnership": partnership,
        "page": relation_page(partnership, viewer, keeps=kept is not None),
        "keeping": kept,
        "links": links_from("RELATION_LINKS", partnership, kept),
        "review_day": review_day(partnership, timezone.localdate()) if kept else None,
        "today": timezone.localdate(),
    }
    return render(request, "partnerships/detail.html", context)


@signed_in
@require_http_methods(FORM_METHODS)
def enter(request: HttpRequest) -> HttpResponse:
    """Enter a relation of one's own; the network office confirms it, unless it enters it itself."""
    form = EnterForm(request.POST or None, initial=own_side(request.user))
    if request.method == "POST" and form.is_valid():
        made: list[Partnership] = []

        def write() -> None:
            acting = get_acting_for_parties(person_of(request), form.parties)
            made.append(enter_partnership(form.parties, [form.status], **acting))

        known = None if request.POST.get("seen") else beside(form.parties, viewer_of(request.user))
        if known and attempt(form, lambda: get_acting_for_parties(person_of(request), form.parties)):
            return render(request, "partnerships/enter.html", {"form": form, "known": known})
        if not form.errors and attempt(form, write):
            waits = made[0].status == ReviewStatus.WAITING
            messages.success(
                request, _("Thank you. The network office will confirm it.") if waits else _("It is entered.")
            )
            return redirect("partnerships:detail", pk=made[0].pk)
    return render(request, "partnerships/enter.html", {"form": form}, status=422 if form.errors else 200)


def _form_page(
    request: HttpRequest, acting: Keeping, form: forms.Form, title: str, save: Callable[[], Any], **context: Any
) -> HttpResponse:
    """A form about a relation: a refusal stands beside its field, success leads back to the page."""
    if request.method == "POST" and form.is_valid() and attempt(form, save):
        messages.success(request, _("It is saved."))
        return redirect("partnerships:detail", pk=acting.partnership.pk)
    context |= {
        "stored": stored_values(form),
        "form": form,
        "partnership": acting.partnership,
        "acting": acting,
        "title": title,
    }
    return render(request, "partnerships/form.html", context, status=422 if form.errors else 200)


# What a review may come to: the title of the form, and the kind of agreement it proposes.
REVIEWS = {
    "extend": (gettext_lazy("Extend the agreement"), Phase.ACTIVE),
    "upgrade": (gettext_lazy("Upgrade the agreement"), Phase.ACTIVE),
    "end": (gettext_lazy("End the agreement"), Phase.ENDED),
}


def _first_values(partnership: Partnership, review: str) -> dict[str, Any]:
    """What the form of the next step proposes; `review` is a key of REVIEWS or anything else."""
    if review not in REVIEWS:
        return {"phase": partnership.phase}
    found: dict[str, Any] = {"phase": REVIEWS[review][1]}
    if review == "extend":
        found |= {"agreement_type": partnership.agreement_type, "local_label": partnership.local_label}
    elif review == "upgrade":
        found["agreement_type"] = AgreementType.PARTNERSHIP
    return found


@signed_in
@require_http_methods(FORM_METHODS)
def add_step(request: HttpRequest, pk: int) -> HttpResponse:
    acting = get_partnership_to_keep(request.user, pk)
    review = request.GET.get("review", "")
    form = StepForm(request.POST or None, initial=_first_values(acting.partnership, review))
    save = lambda: record_status(acting.partnership, form.status, **acting.for_audit)  # noqa: E731
    title = str(REVIEWS[review][0]) if review in REVIEWS else _("Record a step")
    return _form_page(request, acting, form, title, save)


@signed_in
@require_http_methods(FORM_METHODS)
def edit_step(request: HttpRequest, pk: int, step: int) -> HttpResponse:
    acting = get_partnership_to_keep(request.user, pk)
    row = get_object_or_404(StatusChange, pk=step, partnership=pk)
    initial = history_values(row) | {"begun": row.date, "until": row.until, "stamp": stamp_of(history_values(row))}
    initial["review"] = row.review_on.strftime("%d.%m.%Y") if row.review_on else ""
    form = EditStepForm(request.POST or None, initial=initial)
    save = lambda: history.correct_status(acting, row, form.status, stamp=form.cleaned_data["stamp"])  # noqa: E731
    return _form_page(request, acting, form, _("Correct a step"), save, step=row)


def _done(request: HttpRequest, acting: Keeping, action: Callable[[], Any]) -> HttpResponse:
    press(request, action)
    return redirect("partnerships:detail", pk=acting.partnership.pk)


@signed_in
@require_POST
def remove_step(request: HttpRequest, pk: int, step: int) -> HttpResponse:
    acting = get_partnership_to_keep(request.user, pk)
    row = get_object_or_404(StatusChange, pk=step, partnership=pk)
    return _done(request, acting, lambda: history.remove_status(acting, row))


def _to_confirm(request: HttpRequest, pk: int) -> Keeping:
    acting = get_partnership_to_keep(request.user, pk)
    if not acting.may_confirm:
        raise Http404
    return acting


@signed_in
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    acting = _to_confirm(request, pk)
    return _done(request, acting, lambda: history.confirm_partnership(acting))


@signed_in
@require_POST
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    acting = _to_confirm(request, pk)
    return _done(request, acting, lambda: history.decline_partnership(acting))


def _facts_initial(partnership: Partnership) -> dict[str, Any]:
    initial: dict[str, Any] = {
        "themes": [one.theme for one in partnership.themes.all()],
        "version": partnership.version,
    }
    for number, one in enumerate(partnership.involved.select_related("organisation__area"), start=1):
        initial |= {f"involved_{number}": str(one), f"role_{number}": one.role}
    for number, third in enumerate(partnership.third_partners.select_related("area"), start=1):
        initial[f"third_{number}"] = third.area
    return initial


@signed_in
@require_http_methods(FORM_METHODS)
def facts(request: HttpRequest, pk: int) -> HttpResponse:
    acting = get_partnership_to_keep(request.user, pk)
    form = FactsForm(request.POST or None, initial=_facts_initial(acting.partnership))

    def save() -> None:
        values = form.cleaned_data
        try:
            keeping.edit_facts(
                acting, **{name: values[name] for name in ("themes", "involved", "third_partners", "version")}
            )
        except ChangedMeanwhileError:
            with_version(form, Partnership.objects.get(pk=pk).version)
            raise

    return _form_page(request, acting, form, _("Themes and those involved"), save)


@signed_in
@require_http_methods(FORM_METHODS)
def text(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """The text in one language beside the others."""
    acting = get_partnership_to_keep(request.user, pk)
    if language not in LANGUAGES:
        raise Http404
    rows = list(acting.partnership.texts.all())
    stored = next((one for one in rows if one.language == language), None)
    others = [one for one in rows if one.language != language]
    initial = {"text": stored.text if stored else "", "version": stored.version if stored else 0}
    initial["original"] = stored.is_original if stored else not others
    form = RelationTextForm(request.POST or None, initial=initial)

    def save() -> None:
        try:
            keeping.save_partnership_text(acting, language=language, **form.cleaned_data)
        except ChangedMeanwhileError:
            with_version(form, stored.version if stored else 0)
            raise

    context = {"language": language, "others": others, "languages": LANGUAGES}
    return _form_page(request, acting, form, _("What it is about"), save, **context)


@signed_in
@require_http_methods(FORM_METHODS)
def add_document(request: HttpRequest, pk: int) -> HttpResponse:
    acting = get_partnership_to_keep(request.user, pk)
    form = DocumentForm(request.POST or None, request.FILES or None, initial={"language": get_language()})

    def save() -> None:
        upload = form.cleaned_data["file"]
        keeping.add_document(acting, form.values, file=store_upload(upload, upload.size) if upload else None)

    return _form_page(request, acting, form, _("Add a document"), save, has_file=True)


@signed_in
@require_POST
def remove_document(request: HttpRequest, pk: int, document: int) -> HttpResponse:
    acting = get_partnership_to_keep(request.user, pk)
    row = get_object_or_404(Document, pk=document, partnership=pk)
    return _done(request, acting, lambda: keeping.remove_document(acting, row))


@require_safe
def document(request: HttpRequest, pk: int, document: int) -> HttpResponseBase:
    """A kept file, always as an attachment."""
    viewer = viewer_of(request.user)
    partnership = get_partnership_for(viewer, pk)
    seen = levels_seen(viewer, keeps=keeping_of(request.user, partnership) is not None)
    row = get_object_or_404(Document, pk=document, partnership=partnership, visibility__in=seen)
    return attachment(row, public=row.visibility == Visibility.PUBLIC)


@signed_in
@require_http_methods(FORM_METHODS)
def add_activity(request: HttpRequest, pk: int) -> HttpResponse:
    acting = get_partnership_to_keep(request.user, pk)
    form = ActivityForm(request.POST or None, initial={"language": get_language()})
    save = lambda: keeping.save_activity(acting, form.values)  # noqa: E731
    return _form_page(request, acting, form, _("Enter an activity"), save)


@signed_in
@require_POST
def remove_activity(request: HttpRequest, pk: int, activity: int) -> HttpResponse:
    acting = get_partnership_to_keep(request.user, pk)
    row = get_object_or_404(Activity, pk=activity, partnership=pk)
    return _done(request, acting, lambda: keeping.remove_activity(acting, row))
