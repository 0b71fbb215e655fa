"""The public registry: search, list, table, map, exports, and figures over time."""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe
from openpyxl import Workbook

from spilno.common.freshness import while_unchanged
from spilno.common.sheets import csv_lines, safe_cell
from spilno.common.tokens import absolute
from spilno.design.listing import address_without, filters_of, page_of, without_nuls
from spilno.organisations.queries import viewer_of, withdrawn
from spilno.partnerships import exports
from spilno.partnerships.forms.search import RegistryForm
from spilno.partnerships.models import Partnership
from spilno.partnerships.queries.figures import figures_of
from spilno.partnerships.queries.leafing import keys_that_fit
from spilno.partnerships.queries.lines import lines_by_key
from spilno.partnerships.queries.lists import may_import
from spilno.partnerships.queries.map import map_of
from spilno.partnerships.queries.search import (
    RegistryWanted,
    countries_present,
    find_partnerships,
    lines_of,
    with_lines,
)
from spilno.partnerships.queries.whole import over_all
from spilno.places.templatetags.place_tags import country_name

PER_PAGE = 25
SHAPES = ("list", "table", "map")
Writer = Callable[[QuerySet[Partnership]], HttpResponseBase]


def _form(data: QueryDict) -> RegistryForm:
    """The filters; a missing order and an empty address are no mistakes."""
    named = sorted(((code, country_name(code)) for code in countries_present()), key=lambda one: one[1])
    return RegistryForm(data, countries=named)


@dataclass(frozen=True)
class Asked:
    """What an address asks for, None where it is wrong, and what is drawn on every page of its list: its form, and the ways
    to look at the result."""

    wanted: RegistryWanted | None
    form: SafeString
    shapes: SafeString


@while_unchanged
def _asked(address: str, shape: str, without_view: str, *, narrowed: bool, filtered: bool) -> Asked:
    form = _form(without_nuls(QueryDict(address)))
    wanted = form.wanted if form.is_valid() else None
    context = {"form": form, "shape": shape, "narrowed": narrowed, "filtered": filtered}
    ways = {"shape": shape, "address_without_view": without_view}
    return Asked(
        wanted,
        render_to_string("partnerships/partials/search_form.html", context),
        render_to_string("partnerships/partials/shapes.html", ways),
    )


def _asked_by(request: HttpRequest, shape: str) -> Asked:
    return _asked(
        address_without(request),
        shape,
        address_without(request, ["view", "open"]),
        narrowed=bool(address_without(request, ["view", "open", "sort"])),
        # Words alone leave the filters folded, so that what was found is not pushed off the screen.
        filtered=bool(address_without(request, ["view", "open", "sort", "q"])),
    )


@require_safe
def registry(request: HttpRequest) -> HttpResponse:
    """Everybody finds what is confirmed; parties also find their own that wait."""
    shape = request.GET.get("view", "")
    shape = shape if shape in SHAPES else "list"
    asked = _asked_by(request, shape)
    context: dict[str, Any] = {
        "may_import": may_import(request.user),
        "search_form": asked.form,
        "shapes": asked.shapes,
        "shape": shape,
        "address_without_view": address_without(request, ["view", "open"]),
    }
    if asked.wanted is None:
        return render(request, "partnerships/registry.html", context, status=422)
    viewer, wanted = viewer_of(request.user), asked.wanted
    hidden = withdrawn()
    if shape == "map":
        found = find_partnerships(viewer, wanted, hidden)
        opened = request.GET.get("open", "")[:120]
        context |= {
            "map": over_all(viewer, wanted, ("map", opened), lambda: map_of(found, opened)),
            "number": found.count(),
            "address_without_place": address_without(request, ["view", "place", "open"]),
            "address_closed": address_without(request, ["view", "open"]),
        }
    else:
        keys = keys_that_fit(viewer, wanted, hidden)
        page = page_of(keys, request.GET.get("page", ""), per_page=PER_PAGE)
        context |= {"page": page, "lines": lines_by_key(list(page)), "number": len(keys)}
    return render(request, "partnerships/registry.html", context)


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """How many, of which type, where, new in each year, and which terms end next; for the same filters."""
    form = _form(filters_of(request))
    context: dict[str, Any] = {
        "form": form,
        "address": address_without(request, ["view"]),
        "narrowed": bool(address_without(request)),
        "filtered": bool(address_without(request, ["q"])),
    }
    if not form.is_valid():
        return render(request, "partnerships/figures.html", context, status=422)
    viewer, wanted = viewer_of(request.user), form.wanted
    counted = over_all(viewer, wanted, ("figures",), lambda: figures_of(find_partnerships(viewer, wanted)))
    return render(request, "partnerships/figures.html", context | {"figures": counted})


def _exported(request: HttpRequest, writer: Writer) -> HttpResponseBase:
    form = _form(filters_of(request))
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
        lines = csv_lines(exports.COLUMNS, exports.every(found, exports.table_rows))
        return _stream(lines, "text/csv; charset=utf-8", "partnerships.csv")

    return _exported(request, write)


@require_safe
def registry_xlsx(request: HttpRequest) -> HttpResponseBase:
    def write(found: QuerySet[Partnership]) -> HttpResponseBase:
        book = Workbook(write_only=True)
        sheet = book.create_sheet("partnerships")
        sheet.append(exports.COLUMNS)
        for row in exports.every(found, exports.table_rows):
            sheet.append([safe_cell(cell) for cell in row])
        file = tempfile.TemporaryFile()  # noqa: SIM115 (the response closes it)
        book.save(file)
        file.seek(0)
        return FileResponse(file, as_attachment=True, filename="partnerships.xlsx")

    return _exported(request, write)


@require_safe
def registry_json(request: HttpRequest) -> HttpResponseBase:
    return _exported(request, lambda found: _stream(exports.every(found, exports.json_lines), "application/json"))


@require_safe
def registry_geojson(request: HttpRequest) -> HttpResponseBase:
    def write(found: QuerySet[Partnership]) -> HttpResponseBase:
        return _stream(exports.every(found, exports.geojson_lines), "application/geo+json", "partnerships.geojson")

    return _exported(request, write)


@require_safe
def registry_jsonld(request: HttpRequest) -> HttpResponseBase:
    return _exported(request, lambda found: _stream(exports.every(found, exports.jsonld_lines), "application/ld+json"))


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
