"""The result page, the comparison, why and why not, and the same as CSV and JSON."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from spilno.common.sheets import csv_lines
from spilno.engine.errors import InvalidInput
from spilno.engine.matching import Wishes
from spilno.matching import queries
from spilno.matching.exports import COLUMNS, as_json, csv_rows
from spilno.matching.forms import WishForm
from spilno.matching.funding_reach import OTHER_COUNTRY, reach_now
from spilno.matching.presentation import (
    change_lines,
    map_points,
    question_line,
    showing_shares,
    suggestion,
    suggestions,
)
from spilno.matching.sentences import EXCLUDED, LABELS, WAKES
from spilno.partnerships.queries.cases import cases_to_propose_in
from spilno.partnerships.queries.graph import collisions
from spilno.places import terms
from spilno.places.lookup import region_choices
from spilno.places.models import Area
from spilno.places.queries import area_by_key, place_key

PER_PAGE, MOST = 20, 100
MOST_COMPARED = 3


def _asked(request: HttpRequest) -> queries.Asked:
    text = request.GET.get("place", "").replace("\x00", "").strip()
    try:
        return queries.understand(text) if text else queries.Asked()
    except InvalidInput:
        return queries.Asked()


def _form(data: QueryDict, area: Area | None, unit: Area | None) -> WishForm:
    """The wishes, with the levels and regions of the country that the partners are sought in."""
    country = OTHER_COUNTRY.get(unit.country, "UA") if unit else ""
    known = queries.market().levels(country) if unit else set()
    levels = [
        (str(level), terms.level_label(str(level), country))
        for level in ("municipality", "district", "state", "place")
        if level in known
    ]
    regions = region_choices((country,)) if unit else []
    changed = data.copy()
    if area is not None and ":" in str(changed.get("place", "")):
        changed["place"] = queries.plain_name(area)
    word = str(changed.get("level", ""))
    if word in queries.LEVEL_WORDS:
        changed["level"] = str(queries.LEVEL_WORDS[word])
    return WishForm(changed, levels=levels, regions=regions)


def wishes_of(form: WishForm) -> Wishes:
    cleaned = form.cleaned_data
    region = area_by_key(cleaned["region"]) if cleaned["region"] else None
    return Wishes(
        weights=form.weights(),
        size_min=cleaned["size_min"],
        size_max=cleaned["size_max"],
        regions=frozenset([str(region.pk)]) if region else frozenset(),
        security=cleaned["security"],
    )


def ranked(request: HttpRequest, top: int) -> tuple[queries.Asked, WishForm, queries.Result | None]:
    asked = _asked(request)
    form = _form(request.GET, asked.area, asked.unit)
    if asked.unit is None or not form.is_valid():
        return asked, form, None
    wishes, level = wishes_of(form), form.cleaned_data["level"]
    return asked, form, queries.rank(asked.unit, wishes, level=level, top=top, fair=not _by_fit(request))


def _by_fit(request: HttpRequest) -> bool:
    """By fit alone, where the reader has asked for that."""
    return request.GET.get("order") == "fit"


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    asked, form, result = ranked(request, _shown(request))
    if result is None:
        return _not_ranked(request, asked, form)
    found = suggestions(result)
    more = min(MOST, _shown(request) + PER_PAGE)
    context = _common(request, asked, form, result) | {
        "found": found,
        "points": map_points(result.unit, found),
        "shares": showing_shares(result),
        "question": question_line(queries.question(result.unit, wishes_of(form), result.country, result.level)),
        "more": more if len(found) < result.ranking.eligible and more > len(found) else 0,
    }
    return render(request, "matching/results.html", context)


def _shown(request: HttpRequest) -> int:
    text = request.GET.get("top", "")
    return min(MOST, max(1, int(text))) if text.isascii() and text.isdigit() and len(text) < 6 else PER_PAGE


def _common(request: HttpRequest, asked: queries.Asked, form: WishForm, result: queries.Result) -> dict[str, Any]:
    address = request.GET.copy()
    for name in ("with", "top", "candidate", "say"):
        address.pop(name, None)
    address["place"] = place_key(asked.area) if asked.area else ""
    in_order = address.copy()
    in_order.pop("order", None)
    return {
        "asked": asked,
        "form": form,
        "result": result,
        "unit": result.unit,
        "address": address.urlencode(),
        "by_fit": _by_fit(request),
        "open": "say" in request.GET or form.says_more,
        "address_in_order": in_order.urlencode(),
        "fields": [(name, value) for name, values in address.lists() for value in values],
        "asleep": [(LABELS[code], WAKES[code]) for code in result.ranking.asleep],
        "reach": reach_now(),
        "excluded": [(EXCLUDED[code], number) for code, number in result.ranking.excluded.items() if code in EXCLUDED],
    }


def _not_ranked(request: HttpRequest, asked: queries.Asked, form: WishForm) -> HttpResponse:
    """No single place was understood, or a wish was not: the form again, with what to choose from."""
    typed = request.GET.get("place", "").strip()
    address = request.GET.copy()
    address.pop("place", None)
    invalid = bool(typed) and not form.is_valid()
    context = {
        "asked": asked,
        "form": form if typed else WishForm(None, levels=[], regions=[]),
        "typed": typed[:200],
        "rest": address.urlencode(),
        "invalid": invalid,
        "nothing": bool(typed) and not invalid and not asked.choices,
    }
    return render(request, "matching/choose.html", context, status=422 if invalid else 200)


def candidates_of(request: HttpRequest, result: queries.Result, name: str) -> list[Area]:
    """The areas named in the address, of those that were in the ranking's matcher."""
    found: list[Area] = []
    matcher = queries.market().matcher(result.country, result.level)
    for key in request.GET.getlist(name)[: MOST_COMPARED * 4]:
        area = area_by_key(key.replace("\x00", ""))
        if area is not None and str(area.pk) in matcher.columns.row and area not in found:
            found.append(area)
    return found


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Up to three candidates side by side."""
    asked, form, result = ranked(request, 1)
    if result is None:
        return _not_ranked(request, asked, form)
    areas = candidates_of(request, result, "with")
    matcher = queries.market().matcher(result.country, result.level)
    seeker, wishes = queries.seeker_profile(result.unit, result.country), wishes_of(form)
    columns, kept_out = [], []
    for area in areas[:MOST_COMPARED]:
        item = matcher.explain(seeker, str(area.pk), wishes)
        if isinstance(item, str):
            kept_out.append((area, EXCLUDED.get(item, "")))
        else:
            columns.append(suggestion(item, area, queries.third_names((item,))))
    rows = list(zip(*(one.lines for one in columns), strict=True)) if columns else []
    context = _common(request, asked, form, result) | {
        "columns": columns,
        "rows": rows,
        "kept_out": kept_out,
        "too_many": len(areas) > MOST_COMPARED,
    }
    return render(request, "matching/compare.html", context)


@require_safe
def why(request: HttpRequest) -> HttpResponse:
    """Why this place stands where it stands, why not, and what would change it."""
    asked, form, result = ranked(request, 1)
    if result is None:
        return _not_ranked(request, asked, form)
    areas = candidates_of(request, result, "candidate")
    if not areas:
        raise Http404("no such candidate")
    area = areas[0]
    matcher = queries.market().matcher(result.country, result.level)
    seeker, wishes = queries.seeker_profile(result.unit, result.country), wishes_of(form)
    item = matcher.explain(seeker, str(area.pk), wishes)
    context = _common(request, asked, form, result) | {"area": area, "key": place_key(area)}
    context["taken"] = collisions(area.pk, result.unit.country, without=[result.unit.pk])
    context["cases"] = cases_to_propose_in(request.user, result.unit)
    if isinstance(item, str):
        context["kept_out"] = EXCLUDED.get(item, "")
    else:
        context["one"] = suggestion(item, area, queries.third_names((item,)))
        context["changes"] = change_lines(matcher.what_would_change(seeker, str(area.pk), wishes))
    return render(request, "matching/why.html", context)


@require_safe
def results_json(request: HttpRequest) -> HttpResponse:
    asked, form, result = ranked(request, _shown(request))
    if result is None or asked.area is None:
        errors = {name: [str(text) for text in texts] for name, texts in form.errors.items()}
        choices = [{"place": place_key(area), "name": area.label} for area in asked.choices]
        return JsonResponse({"place": None, "errors": errors, "choices": choices}, status=422)
    return JsonResponse(as_json(asked.area, result), json_dumps_params={"ensure_ascii": False})


@require_safe
def results_csv(request: HttpRequest) -> HttpResponse:
    asked, form, result = ranked(request, _shown(request))
    if result is None or asked.area is None:
        return _not_ranked(request, asked, form)
    lines = csv_lines(COLUMNS, csv_rows(as_json(asked.area, result)))
    response = HttpResponse("".join(lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="spilno.csv"'
    return response
