"""The coordinator's board over all open requests."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spilno.matching.actions import fix_pair, introduce_all, save_scenario
from spilno.matching.board import board_of
from spilno.matching.forms import STABILITIES, NoteForm, ScenarioForm
from spilno.matching.models import Scenario
from spilno.organisations.queries import get_coordinator
from spilno.organisations.views.common import press, signed_in

HOW = ("pin", "forbid", "free")


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
    context = {"form": form, "scenarios": Scenario.objects.select_related("created_by")[:100]}
    return render(request, "matching/boards.html", context, status=422 if form.errors else 200)


@signed_in
@require_safe
def board(request: HttpRequest, pk: int) -> HttpResponse:
    get_coordinator(request.user)
    scenario = get_object_or_404(Scenario, pk=pk)
    stability = "" if scenario.stability is None else f"{scenario.stability:g}"
    proposed = board_of(scenario)
    context = {
        "scenario": scenario,
        "board": proposed,
        "counts": dict(STABILITIES).get(stability, stability),
        "note_form": NoteForm(initial={"stamp": proposed.stamp}),
    }
    return render(request, "matching/board.html", context)


@signed_in
@require_POST
def board_pair(request: HttpRequest, pk: int, first: int, second: int, how: str) -> HttpResponse:
    """Fix, forbid or free a pair."""
    user, scenario = get_coordinator(request.user), get_object_or_404(Scenario, pk=pk)
    if how not in HOW:
        raise Http404
    press(request, lambda: fix_pair(scenario, first, second, how=how, acting_user=user))
    return redirect("matching:board", pk=pk)


@signed_in
@require_POST
def board_introduce(request: HttpRequest, pk: int) -> HttpResponse:
    user, scenario = get_coordinator(request.user), get_object_or_404(Scenario, pk=pk)
    form = NoteForm(request.POST)
    if form.is_valid():
        press(request, lambda: introduce_all(scenario, acting_user=user, **form.cleaned_data))
    else:
        messages.error(request, _("The word to both sides is too long."))
    return redirect("matching:board", pk=pk)
