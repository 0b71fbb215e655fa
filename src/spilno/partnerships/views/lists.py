"""Lists from elsewhere: upload, columns, dry run, run, undo, and the rows that wait for a decision."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spilno.common.errors import RefusedError
from spilno.design.listing import address_without, filters_of, page_of
from spilno.organisations.views.common import attempt, person_of, press, signed_in
from spilno.partnerships.actions import decisions
from spilno.partnerships.actions import lists as actions
from spilno.partnerships.enums import ListState, RowStatus
from spilno.partnerships.forms.lists import ColumnsForm, DecisionForm, ReadingForm, UploadForm
from spilno.partnerships.importing.errors import BadList
from spilno.partnerships.importing.lists import kept_bytes, source_called
from spilno.partnerships.importing.mapping import Mapping, fits, guess_mapping
from spilno.partnerships.importing.reading import read_list
from spilno.partnerships.importing.rows import asking_alike
from spilno.partnerships.importing.sheet import Sheet
from spilno.partnerships.models import ListImport, ListRow, RegistrySource
from spilno.partnerships.queries import lists as queries

PAGE = 50
WORKING = (ListState.CHECKING, ListState.RUNNING)
# A page about work under way looks again by itself.
LOOK_AGAIN_S = "4"


@signed_in
@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    """All lists, newest first, and how many rows wait."""
    page = page_of(queries.lists_for(request.user), request.GET.get("page", ""), per_page=PAGE)
    context = {"page": page, "waiting": queries.rows_waiting(request.user).count()}
    return render(request, "partnerships/lists.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    queries.lists_for(request.user)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        made: list[ListImport] = []
        file, source = form.cleaned_data["file"], source_called(form.cleaned_data["source"])
        for name, value in form.details().items():
            setattr(source, name, value)
        user = person_of(request)
        if attempt(form, lambda: made.append(actions.upload_list(file.read(), file.name, source, acting_user=user))):
            return redirect("partnerships:list_columns", pk=made[0].pk)
    context = {"form": form, "sources": RegistrySource.objects.order_by("title")}
    return render(request, "partnerships/list_upload.html", context, status=422 if form.errors else 200)


@signed_in
@require_safe
def one_list(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of a list, row by row."""
    listed = queries.get_list_for(request.user, pk)
    status = request.GET.get("status", "")
    rows = listed.rows.filter(status=status) if status in RowStatus.values else listed.rows.all()
    page = page_of(rows.select_related("partnership"), request.GET.get("page", ""), per_page=PAGE)
    context = {
        "listed": listed,
        "page": page,
        "lines": queries.lines_of(page.object_list),
        "status": status if status in RowStatus.values else "",
        "statuses": [(one.value, one.label, listed.rows_with(one)) for one in RowStatus],
        "total": listed.account.get("in", 0),
        "is_working": listed.state in WORKING,
        "notes": queries.notes_of(listed),
        "address": address_without(request, ["status"]),
    }
    response = render(request, "partnerships/list.html", context)
    if listed.state in WORKING:
        response["Refresh"] = LOOK_AGAIN_S
    return response


def _read(listed: ListImport, wanted: dict[str, Any] | None) -> tuple[Sheet, Mapping, list[str]]:
    """The sheet as wanted, a mapping that suits its headings, and what the reading complains about."""
    kept = Mapping.from_dict(listed.mapping)
    mapping = kept if wanted is None else Mapping(reading=wanted)
    problems = []
    try:
        sheet = read_list(kept_bytes(listed), listed.file_name, mapping.wanted)
    except BadList as error:
        problems.append(str(error))
        mapping = Mapping()
        sheet = read_list(kept_bytes(listed), listed.file_name)
    if not fits(kept.as_dict(), sheet):
        kept = guess_mapping(sheet)
    return sheet, Mapping(kept.columns, kept.fixed, kept.dates, mapping.reading), problems


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Which column says what, and how the file is read."""
    listed = queries.get_list_for(request.user, pk)
    if listed.state not in (ListState.UPLOADED, ListState.CHECKED):
        return redirect("partnerships:list", pk=pk)
    kept = {"sheets": listed.reading.get("sheets") or [], "is_book": listed.reading.get("format") == "xlsx"}
    asked = filters_of(request) if request.GET else None
    reading = ReadingForm(asked, initial=Mapping.from_dict(listed.mapping).reading, **kept)
    try:
        wanted = reading.chosen() if asked is not None and reading.is_valid() else None
        sheet, mapping, problems = _read(listed, wanted)
    except (RefusedError, BadList) as error:
        messages.error(request, str(error))
        return redirect("partnerships:list", pk=pk)
    form = ColumnsForm(request.POST or None, sheet=sheet, mapping=mapping)
    user = person_of(request)
    ready = request.method == "POST" and form.is_valid()
    if ready and attempt(form, lambda: actions.order_check(listed, form.mapping(), acting_user=user)):
        return redirect("partnerships:list", pk=pk)
    context = {"form": form, "reading": reading, "listed": listed, "rows": len(sheet.rows), "problems": problems}
    return render(request, "partnerships/list_columns.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def run(request: HttpRequest, pk: int) -> HttpResponse:
    listed, user = queries.get_list_for(request.user, pk), person_of(request)
    try:
        actions.order_run(listed, acting_user=user)
    except RefusedError as refused:
        messages.error(request, str(refused))
    return redirect("partnerships:list", pk=pk)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    listed, user = queries.get_list_for(request.user, pk), person_of(request)
    if request.method == "POST":
        press(request, lambda: actions.undo_list(listed, acting_user=user))
        return redirect("partnerships:list", pk=pk)
    return render(request, "partnerships/list_undo.html", {"listed": listed})


@signed_in
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    listed, user = queries.get_list_for(request.user, pk), person_of(request)
    press(request, lambda: actions.discard_list(listed, acting_user=user))
    return redirect("partnerships:lists")


@signed_in
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """The rows of all lists that wait for a decision."""
    page = page_of(queries.rows_waiting(request.user), request.GET.get("page", ""), per_page=PAGE)
    return render(
        request, "partnerships/list_waiting.html", {"page": page, "lines": queries.lines_of(page.object_list)}
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """One row: which place is meant, or that it is none; then the next one."""
    row, user = queries.get_row_for(request.user, pk), person_of(request)
    rejecting = "reject" in request.POST
    form = DecisionForm(
        None if rejecting else request.POST or None,
        open_parties=queries.open_parties(row),
        alike=len(asking_alike(row)),
    )
    done = rejecting or (request.method == "POST" and form.is_valid())
    chosen: dict[str, Any] = {"reject": True} if rejecting else {}
    if done and not rejecting:
        chosen = form.choices()
    decided: list[ListRow] = []
    alike = "alike" in request.POST
    if done and attempt(form, lambda: decided.extend(decisions.decide_row(row, chosen, alike=alike, acting_user=user))):
        told = ngettext(
            "Row %(number)d is decided. Its list lets you take that back.",
            "Row %(number)d and those that ask the same are decided: %(count)d rows. Their list lets you take that back.",
            len(decided),
        )
        messages.success(request, told % {"number": row.number, "count": len(decided)})
        following = queries.rows_waiting(request.user).first()
        return (
            redirect("partnerships:list_row", pk=following.pk) if following else redirect("partnerships:lists_waiting")
        )
    left = queries.rows_waiting(request.user).count()
    context = {"form": form, "row": row, "line": queries.lines_of([row])[0], "left": left}
    return render(request, "partnerships/list_row.html", context, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def undo_decision(request: HttpRequest, pk: int) -> HttpResponse:
    """A decision that somebody made, taken back for every row it held for."""
    row, user = queries.get_decided_row_for(request.user, pk), person_of(request)
    if request.method == "POST":
        press(request, lambda: decisions.undo_decision(row, acting_user=user))
        return redirect("partnerships:list", pk=row.list_import_id)
    rows = queries.decided_with(row)
    context = {"row": row, "listed": row.list_import, "lines": queries.lines_of(rows[:PAGE]), "number": len(rows)}
    return render(request, "partnerships/list_decision_undo.html", context)
