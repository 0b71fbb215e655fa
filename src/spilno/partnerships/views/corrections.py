"""Rejected rows of a list, corrected where they stand: several at once, each judged again like any other row."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from spilno.design.listing import page_of
from spilno.organisations.views.common import attempt, person_of, signed_in
from spilno.partnerships.actions.decisions import Corrected, correct_rows
from spilno.partnerships.enums import ListState, RowStatus
from spilno.partnerships.forms.corrections import CorrectionsForm
from spilno.partnerships.models import ListImport, ListRow
from spilno.partnerships.queries.corrections import rejected_rows, rows_to_correct
from spilno.partnerships.queries.lists import get_list_for

# So many rows stand on one page: on a phone each is a screen or two.
ON_PAGE = 10


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def corrections(request: HttpRequest, pk: int) -> HttpResponse:
    """The rejected rows of a list, or one of them, with what is wrong beside its column."""
    listed = get_list_for(request.user, pk)
    if request.method == "POST":
        return _correct(request, listed)
    if listed.state != ListState.APPLIED:
        return redirect("partnerships:list", pk=pk)
    rows, only = rows_to_correct(listed), _number(request.GET.get("row", ""))
    rows = rows if only is None else rows.filter(number=only)
    page = page_of(rows, request.GET.get("page", ""), per_page=ON_PAGE)
    form = CorrectionsForm(rows=rejected_rows(listed, page.object_list))
    return _show(request, listed, form, page=page, only=only)


def _show(request: HttpRequest, listed: ListImport, form: CorrectionsForm, **more: Any) -> HttpResponse:
    context = {"form": form, "listed": listed, **more}
    status = 422 if form.is_bound else 200
    return render(request, "partnerships/list_corrections.html", context, status=status)


def _correct(request: HttpRequest, listed: ListImport) -> HttpResponse:
    """Which rows were shown is told by the form: where one stood on the page another may stand meanwhile."""
    told = [number for one in request.POST.getlist("row")[:ON_PAGE] if (number := _number(one)) is not None]
    form = CorrectionsForm(request.POST, rows=rejected_rows(listed, listed.rows.filter(pk__in=told)))
    wanted = form.corrections() if form.is_valid() else []
    if not form.errors and not wanted:
        form.add_error(None, _("No row has been corrected."))
    done: list[Corrected] = []
    user = person_of(request)
    if form.errors or not attempt(form, lambda: done.append(correct_rows(listed, wanted, acting_user=user))):
        return _show(request, listed, form)
    _say_what_became(request, done[0].rows)
    if done[0].met:
        form.show_what_is_stored(rejected_rows(listed, done[0].met))
        return _show(request, listed, form)
    return _back(request, listed)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _say_what_became(request: HttpRequest, rows: list[ListRow]) -> None:
    told = []
    for status in (RowStatus.LINKED, RowStatus.UNCHANGED, RowStatus.ASK, RowStatus.REJECTED):
        numbers = [str(row.number) for row in rows if row.status == status]
        if numbers:
            told.append(_became(status, len(numbers)) % {"rows": ", ".join(numbers)})
    if told:
        some_are_wrong = any(row.status == RowStatus.REJECTED for row in rows)
        (messages.warning if some_are_wrong else messages.success)(request, " ".join(told))


def _became(status: RowStatus, number: int) -> str:
    if status == RowStatus.LINKED:
        return ngettext("Row %(rows)s is taken over.", "Rows %(rows)s are taken over.", number)
    if status == RowStatus.UNCHANGED:
        return ngettext(
            "Row %(rows)s says what the registry has already.",
            "Rows %(rows)s say what the registry has already.",
            number,
        )
    if status == RowStatus.ASK:
        return ngettext(
            "Row %(rows)s may mean several places and waits for your decision.",
            "Rows %(rows)s may mean several places and wait for your decision.",
            number,
        )
    return ngettext(
        "Row %(rows)s is still rejected; the reason stands beside the column.",
        "Rows %(rows)s are still rejected; the reasons stand beside the columns.",
        number,
    )


def _back(request: HttpRequest, listed: ListImport) -> HttpResponse:
    """Where the reader was, as far as something is left there; else the list."""
    left, only = rows_to_correct(listed), _number(request.GET.get("row", ""))
    if only is not None:
        left = left.filter(number=only)
    pages = -(-left.count() // ON_PAGE)
    if not pages:
        return redirect("partnerships:list", pk=listed.pk)
    address = reverse("partnerships:list_corrections", args=[listed.pk])
    at = min(_number(request.GET.get("page", "")) or 1, pages)
    return redirect(f"{address}?row={only}" if only is not None else f"{address}?page={at}")
