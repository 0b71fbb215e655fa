"""Answers to requests, introductions and first meetings; only both sides and the network office see them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spilno.design.links import links_from
from spilno.organisations.enums import Scope
from spilno.organisations.queries import get_organisation_to_act, rights_of
from spilno.organisations.views.common import attempt, person_of, press, signed_in
from spilno.partnersearch.actions import introductions as actions
from spilno.partnersearch.calendar_file import meeting_file
from spilno.partnersearch.enums import Part
from spilno.partnersearch.forms.introductions import AnswerForm, DeclineForm, MeetingForm
from spilno.partnersearch.models import FirstMeeting, Introduction
from spilno.partnersearch.queries.introductions import Seat, get_introduction_for, get_seat
from spilno.partnersearch.queries.requests import get_request_for, organisations_to_seek

FORM_METHODS = ["GET", "HEAD", "POST"]


@signed_in
@require_http_methods(FORM_METHODS)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that one is interested, in confidence."""
    row = get_request_for(request.user, pk)
    if not row.is_public:
        raise Http404
    senders = [one for one in organisations_to_seek(rights_of(request.user)) if one.pk != row.organisation_id]
    form = AnswerForm(request.POST or None, senders=senders)
    made: list[Introduction] = []
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        acting = get_organisation_to_act(request.user, int(values.pop("sender")), Scope.REQUESTS)
        if attempt(form, lambda: made.append(actions.answer_request(row, acting, **values))):
            messages.success(request, _("Your answer is on its way. What comes next will stand here."))
            return redirect("partnersearch:introduction", pk=made[0].pk)
    context = {"form": form, "row": row, "senders": senders, "next_step": row.text_in(Part.NEXT_STEP)}
    return render(request, "partnersearch/answer.html", context, status=422 if form.errors else 200)


@signed_in
@require_safe
def introduction(request: HttpRequest, pk: int) -> HttpResponse:
    seen = get_introduction_for(request.user, pk)
    found, seat = seen.introduction, seen.seat
    own_answer = ""
    if seat is not None:
        own_answer = found.seeker_answer if seat.is_seeker else found.other_answer
    context = {
        "seen": seen,
        "row": found,
        "seat": seat,
        "own_answer": own_answer,
        "meetings": found.meetings.all(),
        "links": links_from("INTRODUCTION_LINKS", found),
        "case_owner": next(
            (one for one in (found.seeker, found.other) if one.area.country == "DE" and seat is not None
             and one.pk == seat.side.organisation.pk), None
        ),
    }  # fmt: skip
    return render(request, "partnersearch/introduction.html", context)


MOVES: dict[str, Callable[[Seat], Any]] = {
    "accept": actions.accept_introduction,
    "conclude": actions.conclude_introduction,
}


@signed_in
@require_POST
def move_introduction(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    seat = get_seat(request.user, pk)
    if step not in MOVES:
        raise Http404
    press(request, lambda: MOVES[step](seat))
    return redirect("partnersearch:introduction", pk=pk)


@signed_in
@require_http_methods(FORM_METHODS)
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    seat = get_seat(request.user, pk)
    form = DeclineForm(request.POST or None)
    save = lambda: actions.decline_introduction(seat, reason=form.cleaned_data["reason"])  # noqa: E731
    if request.method == "POST" and form.is_valid() and attempt(form, save):
        messages.success(request, _("It is done."))
        return redirect("partnersearch:introduction", pk=pk)
    context = {"form": form, "row": seat.introduction, "title": _("End the conversation")}
    return render(request, "partnersearch/introduction_form.html", context, status=422 if form.errors else 200)


@signed_in
@require_http_methods(FORM_METHODS)
def propose_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    seat = get_seat(request.user, pk)
    form = MeetingForm(request.POST or None)
    save = lambda: actions.propose_meeting(seat, **form.values)  # noqa: E731
    if request.method == "POST" and form.is_valid() and attempt(form, save):
        messages.success(request, _("The other side is asked."))
        return redirect("partnersearch:introduction", pk=pk)
    context = {"form": form, "row": seat.introduction, "title": _("Propose a first meeting")}
    return render(request, "partnersearch/introduction_form.html", context, status=422 if form.errors else 200)


MEETING_MOVES: dict[str, Callable[[Seat, FirstMeeting], Any]] = {
    "agree": actions.agree_meeting,
    "cancel": actions.cancel_meeting,
}


@signed_in
@require_POST
def move_meeting(request: HttpRequest, pk: int, meeting: int, step: str) -> HttpResponse:
    seat = get_seat(request.user, pk)
    row = get_object_or_404(FirstMeeting, pk=meeting, introduction=seat.introduction)
    if step not in MEETING_MOVES:
        raise Http404
    press(request, lambda: MEETING_MOVES[step](seat, row))
    return redirect("partnersearch:introduction", pk=pk)


@signed_in
@require_safe
def meeting_ics(request: HttpRequest, pk: int, meeting: int) -> HttpResponse:
    seen = get_introduction_for(person_of(request), pk)
    row = get_object_or_404(FirstMeeting, pk=meeting, introduction=seen.introduction)
    response = HttpResponse(meeting_file(row), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="meeting.ics"'
    return response
