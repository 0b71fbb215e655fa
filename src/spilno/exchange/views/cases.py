"""Peer consultation: for the group and nobody else."""

import json
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spilno.exchange.actions import cases as actions
from spilno.exchange.enums import CaseRole
from spilno.exchange.forms.cases import CaseForm, EndForm, JoinForm, SpeakForm
from spilno.exchange.forms.reports import PassOnForm
from spilno.exchange.method import parts_of
from spilno.exchange.models import Case
from spilno.exchange.models.cases import MOST_MEMBERS
from spilno.exchange.queries.cases import (
    Table,
    days_ahead,
    get_case_of_group,
    get_gathering,
    get_table,
    get_table_to_moderate,
    get_table_to_pass_on,
    joinable,
    spoken,
    state_of,
    step_until,
)
from spilno.exchange.queries.registrations import organisations_to_act
from spilno.organisations.enums import Scope
from spilno.organisations.queries import get_organisation_to_act, rights_of, viewer_of
from spilno.organisations.views.common import attempt, person_of, press, signed_in

SHOWN = 50
# A browser asks again after so many milliseconds; each answer is short, so that no thread of the server is held.
ASK_AGAIN_MS = 500


@signed_in
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    rights = rights_of(request.user)
    if not viewer_of(request.user, rights).in_network:
        raise Http404
    user = person_of(request)
    context = {
        "own": Case.objects.of(user.pk)[:SHOWN],
        "joinable": joinable(user.pk)[:SHOWN],
        "most": MOST_MEMBERS,
        "may_bring": bool(organisations_to_act(rights)),
    }
    return render(request, "exchange/cases.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    organisations = organisations_to_act(rights_of(request.user))
    if not organisations:
        raise Http404
    form = CaseForm(
        request.POST or None, organisations=organisations, initial={"language": (get_language() or "de")[:2]}
    )
    if request.method == "POST" and form.is_valid():
        acting = get_organisation_to_act(request.user, form.cleaned_data["organisation"], Scope.EXCHANGE)
        made = actions.open_case(acting, form.values)
        messages.success(request, _("Your case waits for its group. The first who joins moderates."))
        return redirect("exchange:case", pk=made.pk)
    return render(request, "exchange/new_case.html", {"form": form}, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """Of the case only theme, mode and language are shown until somebody has promised silence."""
    case = get_gathering(request.user, pk)
    organisations = organisations_to_act(rights_of(request.user))
    if not organisations:
        raise Http404
    form = JoinForm(request.POST or None, organisations=organisations)
    if request.method == "POST" and form.is_valid():
        acting = get_organisation_to_act(request.user, form.cleaned_data["organisation"], Scope.EXCHANGE)
        if attempt(form, lambda: actions.join_case(acting, case)):
            return redirect("exchange:case", pk=pk)
    context = {"form": form, "case": case, "number": case.members.count(), "most": MOST_MEMBERS}
    return render(request, "exchange/join_case.html", context, status=422 if form.errors else 200)


def _context(table: Table) -> dict[str, Any]:
    case = table.case
    return {
        "table": table,
        "case": case,
        "parts": parts_of(case.mode),
        "state": state_of(case, timezone.now()),
        "until": step_until(case),
    }


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """The case, what was written, and the form of the phase; it never reloads by itself while somebody writes."""
    table = get_table(request.user, pk)
    form = SpeakForm(request.POST or None, initial={"position": table.case.position})
    if request.method == "POST" and form.is_valid():
        text, position = form.cleaned_data["text"], form.cleaned_data["position"]
        say: Callable[[], Any] = lambda: actions.speak(  # noqa: E731
            table.own, text=text, position=position, acting_user=person_of(request)
        )
        if attempt(form, say):
            return redirect("exchange:case", pk=pk)
    context = _written(table) | {"form": form, "end_form": EndForm()}
    return render(request, "exchange/case.html", context, status=422 if form.errors else 200)


def _written(table: Table) -> dict[str, Any]:
    return _context(table) | {"spoken": spoken(table.case), "ahead": days_ahead(table.case)}


@signed_in
@require_safe
def watch(request: HttpRequest, pk: int) -> HttpResponse:
    """Phase, timer and roles for a phone on the table; reloads by itself, faster where scripts run."""
    return render(request, "exchange/watch_case.html", _context(get_table(request.user, pk)))


@signed_in
@require_safe
def stream(request: HttpRequest, pk: int) -> HttpResponse:
    """Server-sent events (WHATWG HTML 9.2): the state now, and when to ask again."""
    case = get_case_of_group(request.user, pk)
    state = state_of(case, timezone.now())
    data = json.dumps({"version": case.version, "left": state.left if state else None})
    text = f"retry: {ASK_AGAIN_MS}\nid: {case.version}\ndata: {data}\n\n"
    return HttpResponse(text, content_type="text/event-stream; charset=utf-8")


@signed_in
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """The moderator's buttons: begin, next, back, more time."""
    table = get_table_to_moderate(request.user, pk)
    case, user = table.case, person_of(request)
    seen = request.POST.get("position", "")
    position = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 4 else -1
    moves: dict[str, Callable[[], Any]] = {
        "begin": lambda: actions.begin_case(case, acting_user=user),
        "next": lambda: actions.move_phase(case, forward=True, position=position, acting_user=user),
        "back": lambda: actions.move_phase(case, forward=False, position=position, acting_user=user),
        "more": lambda: actions.give_more_time(case, acting_user=user),
    }
    for name, change in moves.items():
        if name in request.POST:
            press(request, change)
            break
    return redirect("exchange:watch_case" if "watch" in request.POST else "exchange:case", pk=pk)


@signed_in
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Where it is refused, the page comes back with what was written."""
    table = get_table_to_moderate(request.user, pk)
    form = EndForm(request.POST)
    end_it: Callable[[], Any] = lambda: actions.end_case(  # noqa: E731
        table.case, **form.cleaned_data, acting_user=person_of(request)
    )
    if form.is_valid() and attempt(form, end_it):
        messages.success(request, _("It is done."))
        return redirect("exchange:case", pk=pk)
    speaking = SpeakForm(initial={"position": table.case.position})
    return render(request, "exchange/case.html", _written(table) | {"form": speaking, "end_form": form}, status=422)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def pass_on(request: HttpRequest, pk: int) -> HttpResponse:
    """The group's advice becomes an answer for all, by whoever brought the case or moderated it."""
    table = get_table_to_pass_on(request.user, pk)
    case, language = table.case, (get_language() or "en")[:2]
    form = PassOnForm(request.POST or None, initial={"answer": case.advice, "theme": case.theme, "audience": "network"})
    if request.method == "POST" and form.is_valid():
        texts = {name: form.cleaned_data[name] for name in ("question", "answer")}
        save: Callable[[], Any] = lambda: actions.pass_on_advice(  # noqa: E731
            case, form.values, language=language, **texts, acting_user=person_of(request)
        )
        if attempt(form, save):
            messages.success(request, _("Thank you. The network office reads it and publishes it."))
            return redirect("exchange:case", pk=pk)
    context = {"form": form, "case": case, "keep_typed": True}
    return render(request, "exchange/pass_on.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Out of the group before it begins; the case giver takes the case back."""
    table, user = get_table(request.user, pk), person_of(request)
    if table.own.role == CaseRole.GIVER:
        press(request, lambda: actions.stop_case(table.case, acting_user=user))
        return redirect("exchange:case", pk=pk)
    press(request, lambda: actions.leave_case(table.own, acting_user=user))
    return redirect("exchange:cases")
