"""Advice: searching, reading, writing it down, asking whether it is still true."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spilno.design.listing import filters_of, page_of
from spilno.exchange.actions import knowledge as actions
from spilno.exchange.actions.reports import LANGUAGES
from spilno.exchange.forms.reports import AdviceForm, SearchForm
from spilno.exchange.models import KnowledgeItem, Meeting, Topic
from spilno.exchange.queries import get_meeting_to_host
from spilno.exchange.queries.knowledge import get_advice_for, get_advice_to_edit, said, search
from spilno.exchange.queries.reports import published_reports
from spilno.organisations.queries import rights_of, viewer_of
from spilno.organisations.views.common import attempt, person_of, press, signed_in, stored_values, with_version

PER_PAGE = 25


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    rights = rights_of(request.user)
    form = SearchForm(filters_of(request))
    if not form.is_valid():
        return render(request, "exchange/knowledge.html", {"form": form}, status=422)
    rows = search(viewer_of(request.user, rights), form.cleaned_data["q"], form.cleaned_data["theme"])
    page = page_of(rows.prefetch_related("texts"), request.GET.get("page", ""), per_page=PER_PAGE)
    old = KnowledgeItem.objects.to_check().prefetch_related("texts")
    to_check = list(old[:PER_PAGE]) if rights.is_coordinator else []
    context = {
        "form": form,
        "page": page,
        "found": said(page.object_list),
        "narrowed": any(form.cleaned_data.values()),
        "to_check": said(to_check),
    }
    return render(request, "exchange/knowledge.html", context)


@require_safe
def advice(request: HttpRequest, pk: int) -> HttpResponse:
    item, editing = get_advice_for(request.user, pk)
    found = said([item])
    if not found:
        raise Http404
    report = published_reports().filter(meeting=item.meeting_id).first() if item.meeting_id else None
    context = {"one": found[0], "item": item, "report": report, "may_edit": editing, "languages": LANGUAGES}
    return render(request, "exchange/advice.html", context)


def _topics(meeting: Meeting | None) -> Any:
    return Topic.objects.filter(agenda_items__meeting=meeting).order_by("pk") if meeting else Topic.objects.none()


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a piece of advice down; the meeting's others stand beside it."""
    meeting = get_meeting_to_host(request.user, pk).meeting
    form = AdviceForm(request.POST or None, topics=_topics(meeting))
    if request.method == "POST" and form.is_valid():
        values: dict[str, Any] = {
            "language": (get_language() or "en")[:2],
            "question": form.cleaned_data["question"],
            "answer": form.cleaned_data["answer"],
        }
        if attempt(form, lambda: actions.give_advice(meeting, form.values, **values, acting_user=person_of(request))):
            messages.success(request, _("The advice is written down."))
            return redirect("exchange:give_advice", pk=pk)
    others = said(KnowledgeItem.objects.filter(meeting=meeting).prefetch_related("texts").order_by("pk"))
    context = {"form": form, "meeting": meeting, "others": others, "keep_typed": True}
    return render(request, "exchange/give_advice.html", context, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    item = get_advice_to_edit(request.user, pk)
    if language not in LANGUAGES:
        raise Http404
    texts = {one.language: one for one in item.texts.all()}
    text = texts.get(language)
    initial = {name: getattr(item, name) for name in ("links", "theme", "topic", "audience")}
    initial |= {"question": text.question, "answer": text.text, "version": text.version} if text else {"version": 0}
    form = AdviceForm(request.POST or None, initial=initial, topics=_topics(item.meeting))
    if request.method == "POST" and form.is_valid():
        if attempt(form, lambda: _write(request, item, language, form)):
            messages.success(request, _("It is saved."))
            return redirect("exchange:advice", pk=pk)
        if hasattr(form, "stored_now"):
            now = item.texts.filter(language=language).first()
            with_version(form, now.version if now else 0)
    others = [one for one in texts.values() if one.language != language]
    context = {"form": form, "item": item, "language": language, "languages": LANGUAGES, "others": others}
    context["keep_typed"] = True
    context["stored"] = stored_values(form)
    return render(request, "exchange/edit_advice.html", context, status=422 if form.errors else 200)


def _write(request: HttpRequest, item: KnowledgeItem, language: str, form: AdviceForm) -> None:
    actions.write_advice(
        item,
        form.values,
        language=language,
        question=form.cleaned_data["question"],
        answer=form.cleaned_data["answer"],
        version=form.cleaned_data["version"] or 0,
        acting_user=person_of(request),
    )


@signed_in
@require_POST
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Still true, outdated; a draft that is dropped, or published where no report does it."""
    item = get_advice_to_edit(request.user, pk)
    user = person_of(request)
    if request.POST.get("remove"):
        meeting = item.meeting_id
        press(request, lambda: actions.remove_advice(item, acting_user=user))
        return redirect("exchange:give_advice", pk=meeting) if meeting else redirect("exchange:knowledge")
    if request.POST.get("publish"):
        press(request, lambda: actions.publish_advice(item, acting_user=user))
        return redirect("exchange:advice", pk=pk)
    press(request, lambda: actions.check_advice(item, still_true=not request.POST.get("outdated"), acting_user=user))
    return redirect("exchange:advice", pk=pk)
