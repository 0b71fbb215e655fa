"""The directory of organisations: search, list, table, map, exports; and who knows somebody in a place."""

import json
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from spilno.common.sheets import csv_lines
from spilno.common.visibility import Viewer
from spilno.design.listing import address_without, filters_of, page_of
from spilno.organisations.exports import COLUMNS, all_entries, as_json, csv_rows
from spilno.organisations.forms.directory import DirectoryForm, KnowsForm
from spilno.organisations.models import Organisation
from spilno.organisations.queries import viewer_of
from spilno.organisations.queries.directory import Entry, crowds, entries_of, find_organisations, with_lines
from spilno.organisations.queries.ties import who_knows
from spilno.places.templatetags.place_tags import country_name

PER_PAGE = 25
WAYS_SHOWN = 40
# More marks than this are drawn by Land and oblast.
MOST_MARKS = 120
SHAPES = ("list", "table", "map")
# Countries in which organisations are expected; a place narrows to any other.
COUNTRIES = ("DE", "UA")


def _form(request: HttpRequest) -> DirectoryForm:
    """The filters; a missing order, an empty address and stray NULs are no mistakes."""
    return DirectoryForm(filters_of(request), countries=[(code, country_name(code)) for code in COUNTRIES])


def _found(request: HttpRequest) -> tuple[DirectoryForm, Viewer, QuerySet[Organisation] | None]:
    form, viewer = _form(request), viewer_of(request.user)
    return form, viewer, find_organisations(viewer, form.wanted) if form.is_valid() else None


@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """Everybody finds what is public; members also find their own."""
    form, viewer, found = _found(request)
    shape = request.GET.get("view", "")
    shape = shape if shape in SHAPES else "list"
    context: dict[str, Any] = {
        "form": form,
        "shape": shape,
        "address": address_without(request),
        "address_without_view": address_without(request, ["view"]),
        "narrowed": bool(address_without(request, ["view", "sort"])),
        "filtered": bool(address_without(request, ["view", "sort", "q"])),
    }
    if found is None:
        return render(request, "organisations/directory.html", context, status=422)
    if shape == "map":
        context["crowds"] = crowds(found, most=MOST_MARKS)
        context["number"] = sum(one.number for one in context["crowds"])
        context["address_without_place"] = address_without(request, ["view", "place"])
    else:
        page = page_of(with_lines(found, viewer), request.GET.get("page", ""), per_page=PER_PAGE)
        context |= {"page": page, "entries": entries_of(page), "number": page.paginator.count}
    return render(request, "organisations/directory.html", context)


@require_safe
def directory_csv(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    form, viewer, found = _found(request)
    if found is None:
        return _refused(form)
    lines = csv_lines(COLUMNS, csv_rows(all_entries(found, viewer)))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="organisations.csv"'
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def directory_json(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    form, viewer, found = _found(request)
    if found is None:
        return _refused(form)
    response = StreamingHttpResponse(_json_lines(all_entries(found, viewer)), content_type="application/json")
    response["Cache-Control"] = "no-store"
    return response


def _json_lines(entries: Iterator[Entry]) -> Iterator[str]:
    yield '{"organisations": ['
    for number, entry in enumerate(entries):
        yield ("," if number else "") + "\n" + json.dumps(as_json(entry), ensure_ascii=False)
    yield "\n]}\n"


def _refused(form: DirectoryForm) -> HttpResponse:
    errors = {name: [str(text) for text in texts] for name, texts in form.errors.items()}
    return JsonResponse({"errors": errors}, status=422, json_dumps_params={"ensure_ascii": False})


@require_safe
def knows(request: HttpRequest) -> HttpResponse:
    """Who knows somebody in ...?"""
    form = KnowsForm({"place": request.GET["place"].replace("\x00", " ")} if request.GET.get("place") else None)
    context: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        area = form.cleaned_data["place"]
        ways, number = who_knows(area, viewer_of(request.user), most=WAYS_SHOWN)
        context |= {
            "area": area,
            "number": number,
            "own": [way for way in ways if way.own],
            "there": [way for way in ways if not way.own and way.steps == 1],
            "others": [way for way in ways if not way.own and way.steps > 1],
            "left_out": max(0, number - WAYS_SHOWN),
        }
    return render(request, "organisations/paths.html", context, status=422 if form.errors else 200)
