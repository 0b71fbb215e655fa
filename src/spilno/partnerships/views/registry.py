"""The public registry: search, list, table, map, exports, and figures over time."""

import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from openpyxl import Workbook

from spilno.common.sheets import csv_lines, safe_cell
from spilno.common.tokens import absolute
from spilno.design.listing import address_without, filters_of, page_of
from spilno.organisations.queries import viewer_of
from spilno.partnerships import exports
from spilno.partnerships.forms.search import RegistryForm
from spilno.partnerships.models import Partnership
from spilno.partnerships.queries.figures import figures_of
from spilno.partnerships.queries.lists import may_import
from spilno.partnerships.queries.map import crowds_of
from spilno.partnerships.queries.search import countries_present, find_partnerships, lines_of, with_lines
from spilno.places.templatetags.place_tags import country_name

PER_PAGE = 25
SHAPES = ("list", "table", "map")
Writer = Callable[[QuerySet[Partnership]], HttpResponseBase]


def _form(request: HttpRequest) -> RegistryForm:
    """The filters; a missing order, an empty address and stray NULs are no mistakes."""
    named = sorted(((code, country_name(code)) for code in countries_present()), key=lambda one: one[1])
    return RegistryForm(filters_of(request), countries=named)


@require_safe
def registry(request: HttpRequest) -> HttpResponse:
    """Everybody finds what is confirmed; parties also find their own that wait."""
    form, shape = _form(request), request.GET.get("view", "")
    context: dict[str, Any] = {
        "may_import": may_import(request.user),
        "form": form,
        "shape": shape if shape in SHAPES else "list",
        "address": address_without(request),
        "address_without_view": address_without(request, ["view"]),
        "narrowed": bool(address_without(request, ["view", "sort"])),
    }
    if not form.is_valid():
        return render(request, "partnerships/registry.html", context, status=422)
    found = find_partnerships(viewer_of(request.user), form.wanted)
    if context["shape"] == "map":
        crowds = crowds_of(found)
        context |= {
            "crowds": crowds,
            "number": found.count(),
            "address_without_place": address_without(request, ["view", "place"]),
        }
    else:
        page = page_of(with_lines(found), request.GET.get("page", ""), per_page=PER_PAGE)
        context |= {"page": page, "lines": lines_of(page), "number": page.paginator.count}
    return render(request, "partnerships/registry.html", context)


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """How many, of which type, where, new in each year, and which terms end next; for the same filters."""
    form = _form(request)
    context: dict[str, Any] = {
        "form": form,
        "address": address_without(request, ["view"]),
        "narrowed": bool(address_without(request)),
    }
    if not form.is_valid():
        return render(request, "partnerships/figures.html", context, status=422)
    found = find_partnerships(viewer_of(request.user), form.wanted)
    return render(request, "partnerships/figures.html", context | {"figures": figures_of(found)})


def _exported(request: HttpRequest, writer: Writer) -> HttpResponseBase:
    form = _form(request)
    if not form.is_valid():
        errors = {name: [str(text) for text in texts] for name, texts in form.errors.items()}
        return JsonResponse({"errors": errors}, status=422, json_dumps_params={"ensure_ascii": False})
    response = writer(find_partnerships(viewer_of(request.user), form.wanted))
    response["Cache-Control"] = "no-store"
    return response


def _stream(lines: Iterator[str], kind: str, name: str = "") -> HttpResponseBase:
    response = StreamingHttpResponse(lines, content_type=kind)
    if name:
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def registry_csv(request: HttpRequest) -> HttpResponseBase:
    def write(found: QuerySet[Partnership]) -> HttpResponseBase:
        lines = csv_lines(exports.COLUMNS, exports.table_rows(exports.all_lines(found)))
        return _stream(lines, "text/csv; charset=utf-8", "partnerships.csv")

    return _exported(request, write)


@require_safe
def registry_xlsx(request: HttpRequest) -> HttpResponseBase:
    def write(found: QuerySet[Partnership]) -> HttpResponseBase:
        book = Workbook(write_only=True)
        sheet = book.create_sheet("partnerships")
        sheet.append(exports.COLUMNS)
        for row in exports.table_rows(exports.all_lines(found)):
            sheet.append([safe_cell(cell) for cell in row])
        file = tempfile.TemporaryFile()  # noqa: SIM115 (the response closes it)
        book.save(file)
        file.seek(0)
        return FileResponse(file, as_attachment=True, filename="partnerships.xlsx")

    return _exported(request, write)


@require_safe
def registry_json(request: HttpRequest) -> HttpResponseBase:
    return _exported(request, lambda found: _stream(exports.json_lines(exports.all_lines(found)), "application/json"))


@require_safe
def registry_geojson(request: HttpRequest) -> HttpResponseBase:
    def write(found: QuerySet[Partnership]) -> HttpResponseBase:
        return _stream(exports.geojson_lines(exports.all_lines(found)), "application/geo+json", "partnerships.geojson")

    return _exported(request, write)


@require_safe
def registry_jsonld(request: HttpRequest) -> HttpResponseBase:
    return _exported(
        request, lambda found: _stream(exports.jsonld_lines(exports.all_lines(found)), "application/ld+json")
    )


@require_safe
def registry_atom(request: HttpRequest) -> HttpResponseBase:
    """The latest changes of what the filters find."""

    def write(found: QuerySet[Partnership]) -> HttpResponseBase:
        rows = lines_of(with_lines(found.order_by("-changed_at", "-pk"))[: exports.ATOM_ENTRIES])
        updated = rows[0].partnership.changed_at if rows else datetime(2026, 1, 1, tzinfo=UTC)
        own = absolute(reverse("partnerships:registry_atom")) + (
            f"?{address_without(request)}" if address_without(request) else ""
        )
        lines = exports.atom(rows, updated=updated, address=own)
        return HttpResponse("".join(lines), content_type="application/atom+xml; charset=utf-8")

    return _exported(request, write)
