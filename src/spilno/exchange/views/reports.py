"""Reports: public pages, and their way from a draft to the website."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spilno.design.listing import page_of
from spilno.exchange import rules
from spilno.exchange.actions import reports as actions
from spilno.exchange.actions.reports import LANGUAGES
from spilno.exchange.forms.reports import ReportForm
from spilno.exchange.models import KnowledgeItem, Report
from spilno.exchange.queries import get_meeting_to_host
from spilno.exchange.queries.reports import get_report_for, published_reports, text_of
from spilno.organisations.views.common import attempt, person_of, press, signed_in, stored_values, with_version

PER_PAGE = 25
MOVES = {"approve": actions.approve_report, "publish": actions.publish_report, "back": actions.take_back_report}
DONE = {
    "approve": gettext_lazy("The report is approved. The network office publishes it."),
    "publish": gettext_lazy("The report is published."),
    "back": gettext_lazy("The report is a draft again; readers do not see it."),
}


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    page = page_of(published_reports(), request.GET.get("page", ""), per_page=PER_PAGE, often_short=True)
    reports = [(one, found[0]) for one in page.object_list if (found := text_of(one))]
    return render(request, "exchange/reports.html", {"page": page, "reports": reports})


@require_safe
def report(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_report_for(pk)
    found = text_of(row)
    if found is None:
        raise Http404
    text, status = found
    context = {"report": row, "text": text, "status": status}
    return render(request, "exchange/report.html", context)


@signed_in
@require_safe
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the report of a meeting stands, with the next step."""
    visit = get_meeting_to_host(request.user, pk)
    row = Report.objects.filter(meeting=visit.meeting).first()
    texts = {one.language: one for one in row.texts.all()} if row else {}
    original = next((one for one in texts.values() if one.is_original), None)
    languages = [
        (language, texts.get(language), texts[language].status_beside(original).label if language in texts else "")
        for language in LANGUAGES
    ]
    context = {
        "meeting": visit.meeting,
        "report": row,
        "languages": languages,
        "may_publish": rules.may_plan(visit.rights),
        "advice": KnowledgeItem.objects.filter(meeting=visit.meeting).count(),
    }
    return render(request, "exchange/report_overview.html", context)


@signed_in
@require_POST
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = get_meeting_to_host(request.user, pk).meeting
    press(request, lambda: actions.draft_report(meeting, acting_user=person_of(request)))
    return redirect("exchange:report_overview", pk=pk)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    meeting = get_meeting_to_host(request.user, pk).meeting
    row = get_object_or_404(Report, meeting=meeting)
    if language not in LANGUAGES:
        raise Http404
    text = row.texts.filter(language=language).first()
    initial = {"title": text.title, "text": text.text, "version": text.version} if text else {"version": 0}
    form = ReportForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        if attempt(form, lambda: _write(request, row, language, form)):
            messages.success(request, _("It is saved."))
            return redirect("exchange:report_overview", pk=pk)
        if hasattr(form, "stored_now"):
            now = row.texts.filter(language=language).first()
            with_version(form, now.version if now else 0)
    context = {"form": form, "meeting": meeting, "language": language, "languages": LANGUAGES, "save_on_leaving": True}
    context["stored"] = stored_values(form)
    return render(request, "exchange/edit_report.html", context, status=422 if form.errors else 200)


def _write(request: HttpRequest, row: Report, language: str, form: ReportForm) -> None:
    data = form.cleaned_data
    actions.write_report(
        row,
        language=language,
        title=data["title"],
        text=data["text"],
        version=data["version"],
        acting_user=person_of(request),
    )


@signed_in
@require_POST
def move(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Approve, publish, take back. Only the network office publishes."""
    visit = get_meeting_to_host(request.user, pk)
    row = get_object_or_404(Report, meeting=visit.meeting)
    public = step == "publish" or (step == "back" and row.status == "published")
    if step not in MOVES or (public and not rules.may_plan(visit.rights)):
        raise Http404
    press(request, lambda: MOVES[step](row, acting_user=person_of(request)), DONE[step])
    return redirect("exchange:report_overview", pk=pk)
