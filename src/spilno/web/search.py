"""The search across everything: its page, and what stands under the field while somebody types."""

from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from spilno.common.visibility import ANONYMOUS
from spilno.design.listing import address_without, filters_of
from spilno.engine.errors import InvalidInput
from spilno.organisations.queries import viewer_of
from spilno.places import gazetteer
from spilno.places.models import Area
from spilno.places.place_field import place_choices
from spilno.places.queries import areas_in_order
from spilno.search.meaning import MOST_PLACES
from spilno.search.queries import PER_PAGE, How, Results, Wanted, find
from spilno.search.words import LONGEST_LINE, line_of
from spilno.web.forms import PLACES, SearchForm, kind_choices

# Places that stand above the other hits; of those that only sound similar, one will do.
PLACES_ABOVE = 3
GUESSES_ABOVE = 1
SUGGESTED_PLACES = 3
SUGGESTED = 5


@dataclass
class Places:
    """Places that the words may mean; `sure`: they are called so."""

    found: list[Area] = field(default_factory=list)
    sure: bool = True

    @property
    def above(self) -> list[Area]:
        return self.found[: PLACES_ABOVE if self.sure else GUESSES_ABOVE]


def places_called(text: str) -> Places:
    if line_of(text).is_empty:
        return Places()
    try:
        link = gazetteer.find(text[:LONGEST_LINE], k=MOST_PLACES)
    except InvalidInput:
        return Places()
    called = [hit.id for hit in link.hits if hit.reason in ("name", "former", "code")]
    meant = gazetteer.well_known(link)
    if meant and meant.reason != "similar":
        called = [meant.id, *(pk for pk in called if pk != meant.id)]
    if called:
        return Places(areas_in_order(called))
    likely = [hit.id for hit in link.hits] if link.verdict != gazetteer.Verdict.NONE else []
    return Places(areas_in_order(likely), sure=False)


@dataclass(frozen=True)
class Kind:
    """A kind to narrow to, with how many hits it has; None where there are too many to count."""

    kind: str
    label: Any
    number: int | None
    here: bool


def _kinds(results: Results, places: Places, chosen: str) -> list[Kind]:
    numbers = results.counts | dict.fromkeys(results.uncounted) | {PLACES: len(places.found)}
    made = [Kind(kind, label, numbers.get(kind, 0), kind == chosen) for kind, label in kind_choices()]
    return [one for one in made if one.number != 0 or one.here]


def _page_number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 6 else 1


def _wanted(cleaned: dict[str, Any], page: int) -> Wanted:
    kind = "" if cleaned["kind"] == PLACES else cleaned["kind"]
    return Wanted(cleaned["q"], kind, cleaned["language"], cleaned["place"], cleaned["sort"] == "new", page)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Filters stand in the address; whoever may see more finds more."""
    form = SearchForm(filters_of(request))
    context: dict[str, Any] = {"form": form, "asked": False}
    if not form.is_valid():
        context["choices"] = place_choices(form, "place")
        return render(request, "web/search.html", context, status=422)
    cleaned, page = form.cleaned_data, _page_number(request.GET.get("page", ""))
    results = find(viewer_of(request.user), _wanted(cleaned, page))
    if page > results.pages:
        raise Http404("no such page")
    narrowed = bool(cleaned["language"] or cleaned["place"])
    places = Places() if narrowed else places_called(cleaned["q"])
    if not places.sure and results.hits and results.how == How.ALL:
        # What was typed stands in texts; what only sounds like it was not meant.
        places = Places()
    context |= {
        "asked": bool(cleaned["q"].strip() or cleaned["place"]),
        "query": cleaned["q"][:LONGEST_LINE],
        "results": results,
        "places": places,
        "kinds": _kinds(results, places, cleaned["kind"]),
        "kind": cleaned["kind"],
        "narrowed": narrowed,
        "everything": address_without(request, ["kind"]),
        "first": (page - 1) * PER_PAGE + 1,
        "page_number": page,
        "previous": page - 1,
        "next": page + 1,
    }
    return render(request, "web/search.html", context)


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Places and titles for what is typed so far, as everybody may see them; nothing for less than two letters."""
    text = filters_of(request).get("q", "").strip()
    if not 2 <= len(text) <= LONGEST_LINE:
        return render(request, "web/suggest.html")
    places = places_called(text)
    hits = find(ANONYMOUS, Wanted(q=text)).hits[:SUGGESTED]
    context = {"places": places.found[:SUGGESTED_PLACES] if places.sure else [], "hits": hits, "query": text}
    return render(request, "web/suggest.html", context)
