"""Pages of places: search, one place, levels, sources."""

from typing import Any, TypedDict

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.module_loading import import_string
from django.views.decorators.http import require_POST, require_safe

from spilno.design.listing import page_of
from spilno.places import gazetteer, queries
from spilno.places import levels as level_texts
from spilno.places.actions import ask_for_import
from spilno.places.drawing import draw_place, kept_place, key_of
from spilno.places.enums import RunStatus
from spilno.places.forms import LoadRegisterForm, PlaceSearchForm, without_controls
from spilno.places.models import Area, ImportRun
from spilno.places.registers import register_states
from spilno.places.sheet import own_rows
from spilno.places.templatetags.place_tags import country_name, place_url

PER_PAGE = 25
SUGGESTIONS = 8
SECONDS_BETWEEN_LOOKS = 2


class Entry(TypedDict):
    area: Area
    hit: gazetteer.LinkHit


class Found(TypedDict):
    verdict: str
    hits: list[Entry]


def _found(text: str, country: str, level: str, k: int) -> Found:
    """The gazetteer's answer with its areas; a far larger namesake counts as meant, the others stay in view."""
    link = gazetteer.find(text, country=country, level=level, k=k)
    areas = {area.pk: area for area in queries.areas_in_order([hit.id for hit in link.hits])}
    hits: list[Entry] = [{"area": areas[hit.id], "hit": hit} for hit in link.hits if hit.id in areas]
    verdict = "one" if gazetteer.well_known(link) else str(link.verdict)
    return {"verdict": verdict if hits else "none", "hits": hits}


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Typed names go to the gazetteer; without a name the page leafs through all places."""
    choices = sorted(((code, country_name(code)) for code in queries.countries()), key=lambda choice: choice[1])
    form = PlaceSearchForm(request.GET or None, countries=choices)
    context: dict[str, Any] = {"form": form, "query": ""}
    if form.is_bound and not form.is_valid():
        return render(request, "places/search.html", context, status=422)
    cleaned = form.cleaned_data if form.is_bound else {"q": "", "country": "", "level": ""}
    known = queries.area_by_key(cleaned["q"])
    if known:
        return HttpResponseRedirect(place_url(known))
    if cleaned["q"]:
        context |= {"query": cleaned["q"], **_found(cleaned["q"], cleaned["country"], cleaned["level"], k=25)}
    else:
        areas = queries.browse(cleaned["country"], cleaned["level"])
        context["page"] = page_of(areas, request.GET.get("page", ""), per_page=PER_PAGE)
    return render(request, "places/search.html", context)


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Options for the place field; with too little or too much text there is nothing to suggest."""
    text = without_controls(request.GET.get("q", request.GET.get("place", "")).replace("\x00", " "))
    hits = _found(text, "", "", SUGGESTIONS)["hits"] if 2 <= len(text) <= 200 else []
    return render(request, "places/suggest.html", {"hits": hits[:SUGGESTIONS], "query": text})


@require_safe
def detail(request: HttpRequest, scheme: str, code: str) -> HttpResponse:
    key = key_of(request, scheme, code)
    drawn = kept_place(key)
    if drawn is None:
        line = queries.line_of(scheme, code)
        if not line:
            raise Http404("no place with this code")
        area, own = line[0], own_rows(line[0])
        preferred = queries.preferred_code(own.codes)
        if preferred and (preferred.scheme.lower(), preferred.code) != (scheme, code):
            return HttpResponseRedirect(reverse("places:detail", args=[preferred.scheme.lower(), preferred.code]))
        drawn = draw_place(request, area, own, f"{scheme}:{code}", key)
    context = {
        "area": drawn.area,
        "drawn": drawn,
        "position": queries.public_position(drawn.area),
        "place_key": f"{scheme}:{code}",
        "parts": [import_string(name)(drawn.unit) for name in settings.PLACE_PAGE_PARTS],
    }
    return render(request, "places/detail.html", context)


@require_safe
def levels(request: HttpRequest) -> HttpResponse:
    """Who holds what; for the place asked for (`scheme:code` or a name) also its counterpart."""
    asked = without_controls(request.GET.get("place", "").replace("\x00", " "))[:200]
    area = queries.area_by_key(asked) if asked else None
    found: Found = _found(asked, "", "", SUGGESTIONS) if asked and not area else {"verdict": "", "hits": []}
    if found["verdict"] == "one":
        area = found["hits"][0]["area"]
    unit = (queries.acting_unit(area) or area) if area else None
    context = {
        **found,
        "asked": asked,
        "area": area,
        "unit": unit,
        "unit_key": queries.place_key(unit) if unit else "",
        "counterparts": level_texts.counterparts(unit) if unit else [],
        "other_country": level_texts.other_country(unit.country) if unit else "",
        "held": level_texts.levels_held(unit) if unit else set(),
        "facts": level_texts.FACTS,
        "tasks": level_texts.TASKS,
    }
    return render(request, "places/levels.html", context, status=404 if found["verdict"] == "none" else 200)


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    rows = queries.sources_with_counts()
    context = {
        "sources": rows,
        "registers": register_states(rows),
        "may_load": settings.LOADING_FROM_PAGE,
        "runs": ImportRun.objects.order_by("-asked_at")[:5] if settings.LOADING_FROM_PAGE else [],
    }
    return render(request, "places/sources.html", context)


@require_POST
def load_register(request: HttpRequest) -> HttpResponse:
    """Ask the worker to load a register; only where the operator allows it (development)."""
    form = LoadRegisterForm(request.POST)
    if not settings.LOADING_FROM_PAGE or not form.is_valid():
        raise Http404("nothing to load")
    started = ask_for_import(form.cleaned_data["kind"], path="")
    return HttpResponseRedirect(reverse("places:run", args=[started.pk]))


@require_safe
def run(request: HttpRequest, run_id: int) -> HttpResponse:
    """Progress of one import; asks the browser to come back while it is not over."""
    if not settings.LOADING_FROM_PAGE or run_id > 2**63 - 1:
        raise Http404("no such import")
    row = get_object_or_404(ImportRun, pk=run_id)
    response = render(request, "places/run.html", {"run": row})
    if row.status in (RunStatus.WAITING, RunStatus.RUNNING):
        response["Refresh"] = str(SECONDS_BETWEEN_LOOKS)
    return response
