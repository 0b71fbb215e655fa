"""Meetings for their readers: the list, the feed, one meeting."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from spilno.design.listing import page_of
from spilno.exchange import rules
from spilno.exchange.calendar_file import feed
from spilno.exchange.models import Minutes
from spilno.exchange.queries import get_visit
from spilno.exchange.queries.files import files_for
from spilno.exchange.queries.meetings import feed_meetings, meetings_for
from spilno.exchange.queries.registrations import organisations_to_act, own_registration, place_in_queue, room_of
from spilno.exchange.queries.reports import published_reports
from spilno.exchange.queries.topics import agenda_of
from spilno.organisations.queries import rights_of, viewer_of

PER_PAGE = 25


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Meetings to come, or past ones, as far as the reader may see them."""
    now, past = timezone.now(), request.GET.get("time") == "past"
    rights = rights_of(request.user)
    viewer = viewer_of(request.user, rights)
    # A line names the series; who hosts stands on the meeting's own page.
    rows = meetings_for(viewer).select_related(None).select_related("series")
    rows = rows.past(now) if past else rows.to_come(now)
    page = page_of(rows, request.GET.get("page", ""), per_page=PER_PAGE, often_short=True)
    context = {"page": page, "past": past, "may_plan": rules.may_plan(rights), "in_network": viewer.in_network}
    return render(request, "exchange/meetings.html", context)


@require_safe
def calendar_ics(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(feed(feed_meetings(timezone.now())), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="exchange.ics"'
    return response


@require_safe
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    visit = get_visit(request.user, pk)
    own = own_registration(visit.meeting, visit.viewer.account_id)
    inside = visit.is_host or (own is not None and own.is_coming)
    context = {
        "visit": visit,
        "meeting": visit.meeting,
        "may_plan": rules.may_plan(visit.rights),
        "own": own,
        "place": place_in_queue(own) if own and own.is_waiting else 0,
        "room": room_of(visit.meeting),
        "may_register": bool(organisations_to_act(visit.rights)),
        "inside": inside,
        "agenda": agenda_of(visit.meeting) if inside else [],
        "files": files_for(visit, inside=inside),
        "report": published_reports().filter(meeting=pk).first(),
        "approved": Minutes.objects.filter(meeting=pk, status="approved").first(),
    }
    return render(request, "exchange/meeting.html", context)
