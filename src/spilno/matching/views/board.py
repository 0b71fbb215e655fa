"""The coordinator's board over all open requests."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spilno.common.errors import RefusedError
from spilno.matching import board as boarding
from spilno.matching.actions import fix_all, fix_pair, introduce_all, save_scenario
from spilno.matching.forms import STABILITIES, NoteForm, ScenarioForm
from spilno.matching.letters import WRITERS, file_name, letter_of, letters_file
from spilno.matching.models import ExposureRun, Scenario
from spilno.organisations.queries import get_coordinator
from spilno.organisations.views.common import person_of, press, signed_in
from spilno.partnersearch.models import Introduction
from spilno.partnersearch.queries.introductions import get_introduction_for

HOW = ("pin", "forbid", "free")
HOW_ALL = ("lock", "free")
MOST_COMPARED = 4


def _counts(scenario: Scenario) -> object:
    """What counts in a scenario, in words."""
    stability = "" if scenario.stability is None else f"{scenario.stability:g}"
    return dict(STABILITIES).get(stability, stability)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def boards(request: HttpRequest) -> HttpResponse:
    """All scenarios, and the form for another."""
    user = get_coordinator(request.user)
    form = ScenarioForm(request.POST or None)
    made: list[Scenario] = []
    if request.method == "POST" and form.is_valid():
        made.append(save_scenario(acting_user=user, **form.values))
        return redirect("matching:board", pk=made[0].pk)
    context = {
        "form": form,
        "scenarios": Scenario.objects.select_related("created_by")[:100],
        "exposure": ExposureRun.objects.first(),
    }
    return render(request, "matching/boards.html", context, status=422 if form.errors else 200)


@signed_in
@require_safe
def board(request: HttpRequest, pk: int) -> HttpResponse:
    get_coordinator(request.user)
    scenario = get_object_or_404(Scenario, pk=pk)
    if scenario.introduced_at:
        rows = Introduction.objects.filter(pk__in=scenario.introductions).select_related("seeker__area", "other__area")
        context = {"scenario": scenario, "counts": _counts(scenario), "rows": rows.order_by("pk")}
        return render(request, "matching/board_introduced.html", context)
    proposed, change = boarding.changed_board(scenario, *_changed(request))
    context = {
        "scenario": scenario,
        "board": proposed,
        "change": change,
        "counts": _counts(scenario),
        "note_form": NoteForm(initial={"stamp": proposed.stamp}),
        "others": Scenario.objects.filter(introduced_at=None).exclude(pk=pk)[:20],
    }
    return render(request, "matching/board.html", context)


@signed_in
@require_safe
def compare_boards(request: HttpRequest) -> HttpResponse:
    """Up to four scenarios side by side: what each is worth, and where their pairs differ."""
    get_coordinator(request.user)
    told = [int(one) for one in request.GET.getlist("with") if one.isdecimal() and len(one) < 10]
    rows = list(Scenario.objects.filter(pk__in=told, introduced_at=None).order_by("pk")[:MOST_COMPARED])
    columns = boarding.compare_boards(rows)
    for one in columns:
        one.scenario.counts = _counts(one.scenario)  # type: ignore[attr-defined]
    return render(request, "matching/compare_boards.html", {"columns": columns, "too_many": len(told) > len(rows)})


@signed_in
@require_POST
def board_pair(request: HttpRequest, pk: int, first: int, second: int, how: str) -> HttpResponse:
    """Fix, forbid or free a pair; the board then says what it came to."""
    user, scenario = get_coordinator(request.user), get_object_or_404(Scenario, pk=pk)
    if how not in HOW:
        raise Http404
    try:
        was = fix_pair(scenario, first, second, how=how, acting_user=user)
    except RefusedError as refused:
        messages.error(request, str(refused))
        return redirect("matching:board", pk=pk)
    if was == how:
        messages.info(request, _("Nothing has changed: it was so already."))
        return redirect("matching:board", pk=pk)
    told = urlencode({"pair": f"{first}-{second}", "was": was})
    return redirect(f"{reverse('matching:board', args=[pk])}?{told}")


def _changed(request: HttpRequest) -> tuple[list[int] | None, str]:
    """The pair that the address says somebody has just changed, and what it was before; the board says only what is so."""
    told, was = request.GET.get("pair", "").split("-"), request.GET.get("was", "")
    if was not in HOW or len(told) != 2 or not all(one.isascii() and one.isdigit() and len(one) < 10 for one in told):
        return None, ""
    return [int(one) for one in told], was


@signed_in
@require_POST
def board_all(request: HttpRequest, pk: int, how: str) -> HttpResponse:
    """Lock all pairs as they are shown, or set all free."""
    user, scenario = get_coordinator(request.user), get_object_or_404(Scenario, pk=pk)
    if how not in HOW_ALL:
        raise Http404
    stamp = request.POST.get("stamp", "")[:64]
    press(request, lambda: fix_all(scenario, how=how, stamp=stamp, acting_user=user), _fixed)
    return redirect("matching:board", pk=pk)


def _fixed(scenario: Scenario) -> str:
    number = len(scenario.pins)
    if not number:
        return _("No pair is fixed any more.")
    return ngettext("%(number)d pair is fixed.", "%(number)d pairs are fixed.", number) % {"number": number}


def _introduced(number: int) -> str:
    return ngettext(
        "%(number)d introduction is made; both sides are asked by mail.",
        "%(number)d introductions are made; both sides are asked by mail.",
        number,
    ) % {"number": number}


@signed_in
@require_POST
def board_introduce(request: HttpRequest, pk: int) -> HttpResponse:
    user, scenario = get_coordinator(request.user), get_object_or_404(Scenario, pk=pk)
    form = NoteForm(request.POST)
    if form.is_valid():
        press(request, lambda: introduce_all(scenario, acting_user=user, **form.cleaned_data), _introduced)
    else:
        messages.error(request, _("The word to both sides is too long."))
    return redirect("matching:board", pk=pk)


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    # Names of organisations may be Cyrillic; the header takes what every browser reads.
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@signed_in
@require_safe
def board_letters(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The letters of all introductions of a scenario, in one file."""
    get_coordinator(request.user)
    scenario = get_object_or_404(Scenario, pk=pk)
    if kind not in WRITERS or not scenario.introductions:
        raise Http404
    rows = Introduction.objects.filter(pk__in=scenario.introductions).order_by("pk")
    found = rows.select_related("seeker__area", "other__area", "request", "other_request").prefetch_related(
        "request__themes", "request__texts", "other_request__themes", "other_request__texts"
    )
    return _file(letters_file(found, kind), "application/zip", f"letters-{pk}-{kind}.zip")


@signed_in
@require_safe
def letter(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The joint letter of one introduction, for both sides and the network office."""
    seen = get_introduction_for(person_of(request), pk)
    if kind not in WRITERS:
        raise Http404
    content_type, write = WRITERS[kind]
    name = file_name(seen.introduction).encode("ascii", "ignore").decode().strip("-") or f"letter-{pk}"
    return _file(write(letter_of(seen.introduction)), content_type, f"{name}.{kind}")
