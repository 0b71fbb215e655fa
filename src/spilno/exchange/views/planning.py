"""Planning: for the network office; one meeting also for its host."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spilno.exchange.actions import meetings as actions
from spilno.exchange.enums import MeetingStatus
from spilno.exchange.forms.meetings import CancelForm, MeetingForm
from spilno.exchange.forms.series import SeriesForm
from spilno.exchange.models import Meeting, Series
from spilno.exchange.queries import get_meeting_to_host
from spilno.organisations.queries import get_coordinator
from spilno.organisations.views.common import attempt, person_of, press, signed_in, stored_values, with_version

DRAFTS_SHOWN = 100


@signed_in
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Series, and meetings that are not announced yet."""
    get_coordinator(request.user)
    drafts = Meeting.objects.filter(status=MeetingStatus.DRAFT).select_related("series")[:DRAFTS_SHOWN]
    return render(request, "exchange/planning.html", {"series": Series.objects.all()[:DRAFTS_SHOWN], "drafts": drafts})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new_series(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """A series, or more meetings of one: first its days are shown, then they are planned."""
    get_coordinator(request.user)
    extend = get_object_or_404(Series, pk=pk) if pk else None
    form = SeriesForm(request.POST or None, titled=extend is None)
    if request.method == "POST" and form.is_valid() and "plan" in request.POST:
        made: list[Series] = []
        if attempt(form, lambda: made.append(_plan(form, extend, request))):
            messages.success(request, _("The meetings are planned."))
            return redirect("exchange:series", pk=made[0].pk)
    context = {"form": form, "series": extend, "slots": [] if form.errors else form.slots, "number": len(form.hours)}
    return render(request, "exchange/new_series.html", context, status=422 if form.errors else 200)


def _plan(form: SeriesForm, extend: Series | None, request: HttpRequest) -> Series:
    return actions.plan_series(
        form.series_values,
        form.meeting_values,
        form.hours,
        announce=form.cleaned_data["announce"],
        acting_user=person_of(request),
        extend=extend,
    )


@signed_in
@require_safe
def series(request: HttpRequest, pk: int) -> HttpResponse:
    get_coordinator(request.user)
    row = get_object_or_404(Series, pk=pk)
    meetings = row.meetings.select_related("host__area").order_by("starts_at", "pk")
    return render(request, "exchange/series.html", {"series": row, "meetings": meetings, "now": timezone.now()})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new_meeting(request: HttpRequest) -> HttpResponse:
    get_coordinator(request.user)
    form = MeetingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = actions.plan_meeting(form.values, acting_user=person_of(request))
        messages.success(request, _("The meeting is planned. Nobody else sees it until you announce it."))
        return redirect("exchange:meeting", pk=made.pk)
    return render(request, "exchange/edit_meeting.html", {"form": form}, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = get_meeting_to_host(request.user, pk).meeting
    form = MeetingForm(request.POST or None, initial=MeetingForm.initial_of(meeting))
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        save: Any = lambda: actions.change_meeting(  # noqa: E731
            meeting, form.values, version=version, acting_user=person_of(request)
        )
        if attempt(form, save):
            messages.success(request, _("The meeting is saved."))
            return redirect("exchange:meeting", pk=pk)
        if hasattr(form, "stored_now"):
            with_version(form, Meeting.objects.get(pk=pk).version)
    context = {"form": form, "meeting": meeting, "stored": stored_values(form)}
    return render(request, "exchange/edit_meeting.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def announce(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = get_meeting_to_host(request.user, pk).meeting
    press(request, lambda: actions.announce_meeting(meeting, acting_user=person_of(request)))
    return redirect("exchange:meeting", pk=pk)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks for the reason first: all who have registered will be told."""
    meeting = get_meeting_to_host(request.user, pk).meeting
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if attempt(form, lambda: actions.cancel_meeting(meeting, reason=reason, acting_user=person_of(request))):
            messages.success(request, _("The meeting is called off."))
            return redirect("exchange:meeting", pk=pk)
    context = {"form": form, "meeting": meeting}
    return render(request, "exchange/cancel_meeting.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = get_meeting_to_host(request.user, pk).meeting
    press(request, lambda: actions.remove_draft(meeting, acting_user=person_of(request)))
    gone = not Meeting.objects.filter(pk=pk).exists()
    return redirect("exchange:meetings") if gone else redirect("exchange:meeting", pk=pk)
