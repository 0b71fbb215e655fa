"""Registering and withdrawing; the list of those who come, for hosts only."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spilno.common.sheets import csv_lines
from spilno.design.papers.pdf import as_pdf
from spilno.exchange.actions import registering as actions
from spilno.exchange.calendar_file import entry
from spilno.exchange.certificates import certificate
from spilno.exchange.enums import Stage
from spilno.exchange.forms.registering import RegistrationForm
from spilno.exchange.models import Registration
from spilno.exchange.queries import get_meeting_to_host, get_visit
from spilno.exchange.queries.minutes import open_tasks
from spilno.exchange.queries.registrations import (
    meetings_of,
    organisations_to_act,
    own_registration,
    participants,
    room_of,
    stages_of,
)
from spilno.organisations.enums import Scope
from spilno.organisations.queries import get_organisation_to_act
from spilno.organisations.views.common import attempt, person_of, press, signed_in


@signed_in
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    rows = meetings_of(person_of(request), timezone.now())
    return render(request, "exchange/mine.html", {"registrations": rows, "tasks": open_tasks(person_of(request))})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, pk: int) -> HttpResponse:
    visit = get_visit(request.user, pk)
    organisations = organisations_to_act(visit.rights)
    if not organisations:
        raise Http404
    own = own_registration(visit.meeting, visit.viewer.account_id)
    initial = {"organisation": own.organisation_id, "stage": own.stage, "wishes": own.wishes} if own else {}
    form = RegistrationForm(request.POST or None, initial=initial, organisations=organisations)
    if request.method == "POST" and form.is_valid():
        acting = get_organisation_to_act(request.user, form.cleaned_data["organisation"], Scope.EXCHANGE)
        values: dict[str, Any] = {"stage": Stage(form.cleaned_data["stage"]), "wishes": form.cleaned_data["wishes"]}
        values["topic"] = form.topic_values((get_language() or "de")[:2])
        if attempt(form, lambda: actions.register(acting, visit.meeting, **values)):
            return redirect("exchange:meeting", pk=pk)
    context = {"form": form, "meeting": visit.meeting, "own": own, "room": room_of(visit.meeting)}
    return render(request, "exchange/register.html", context, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks first: the place goes to somebody else at once."""
    visit = get_visit(request.user, pk)
    own = own_registration(visit.meeting, visit.viewer.account_id)
    if request.method == "POST" and own:
        press(request, lambda: actions.withdraw(own, acting_user=person_of(request)))
    if request.method == "POST" or own is None:
        return redirect("exchange:meeting", pk=pk)
    return render(
        request, "exchange/withdraw.html", {"meeting": visit.meeting, "own": own, "room": room_of(visit.meeting)}
    )


@require_safe
def meeting_ics(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting for a calendar; with the way in for those who take part."""
    visit = get_visit(request.user, pk)
    own = own_registration(visit.meeting, visit.viewer.account_id)
    text = entry(visit.meeting, inside=visit.is_host or (own is not None and own.is_coming))
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="meeting.ics"'
    return response


@signed_in
@require_safe
def certificate_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """For whoever the hosts have noted as present."""
    visit = get_visit(request.user, pk)
    own = own_registration(visit.meeting, visit.viewer.account_id)
    if own is None or not own.attended:
        raise Http404
    row = Registration.objects.select_related("meeting__host__area", "organisation__area", "user").get(pk=own.pk)
    paper = certificate(row, (get_language() or "en")[:2])
    response = HttpResponse(as_pdf(paper), content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="certificate.pdf"'
    return response


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """Who comes and who waits; after the beginning, a tick for each who came."""
    visit = get_meeting_to_host(request.user, pk)
    if request.method == "POST":
        came = {int(one) for one in request.POST.getlist("came") if one.isascii() and one.isdigit() and len(one) < 19}
        press(request, lambda: actions.note_attendance(visit.meeting, came, acting_user=person_of(request)))
        return redirect("exchange:participants", pk=pk)
    stages = stages_of(visit.meeting)
    context = {
        "meeting": visit.meeting,
        "registrations": participants(visit.meeting),
        "room": room_of(visit.meeting),
        "municipalities": stages.total,
        "stages": [(Stage(one).label, number) for one, number in stages.by_stage.items()],
        "begun": visit.meeting.starts_at <= timezone.now(),
    }
    return render(request, "exchange/participants.html", context)


@signed_in
@require_safe
def people_csv(request: HttpRequest, pk: int) -> HttpResponse:
    visit = get_meeting_to_host(request.user, pk)
    head = [
        str(one)
        for one in (_("Name"), _("E-mail address"), _("Organisation"), _("Stage"), _("State"), _("Came"), _("Wishes"))
    ]
    rows = [
        (
            one.user.name, one.user.email, one.organisation.label, one.get_stage_display(), one.get_status_display(),
            _("yes") if one.attended else "", one.wishes,
        )
        for one in participants(visit.meeting)
    ]  # fmt: skip
    response = HttpResponse("".join(csv_lines(head, rows)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="participants.csv"'
    return response


@signed_in
@require_POST
def remove(request: HttpRequest, pk: int, registration: int) -> HttpResponse:
    visit = get_meeting_to_host(request.user, pk)
    row = get_object_or_404(Registration, pk=registration, meeting=visit.meeting)
    press(request, lambda: actions.withdraw(row, acting_user=person_of(request)))
    messages.info(request, _("The person is told by mail."))
    return redirect("exchange:participants", pk=pk)
