"""Building the agenda, for the hosts."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from spilno.common.stamps import stamp_of
from spilno.exchange.actions.agenda import add_to_agenda, arrange_agenda
from spilno.exchange.forms.topics import AddItemForm, AgendaForm
from spilno.exchange.models import Topic
from spilno.exchange.queries import Visit, get_meeting_to_host
from spilno.exchange.queries.topics import agenda_of, agenda_values, topics_for
from spilno.organisations.views.common import attempt, person_of, signed_in


def _topics(visit: Visit) -> Any:
    """Open topics of this meeting or of none, that are not on the agenda."""
    rows = topics_for(visit.viewer, visit.rights).open().exclude(agenda_items__meeting=visit.meeting)
    wanted = rows.filter(meeting=visit.meeting) | rows.filter(meeting__isnull=True)
    return Topic.objects.filter(pk__in=wanted.values("pk")).by_weight()


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def agenda(request: HttpRequest, pk: int) -> HttpResponse:
    visit = get_meeting_to_host(request.user, pk)
    lines = agenda_of(visit.meeting)
    adding = request.method == "POST" and "add" in request.POST
    arranging = request.method == "POST" and not adding
    stamp = {"stamp": stamp_of(agenda_values(visit.meeting))}
    form = AgendaForm(request.POST if arranging else None, initial=stamp, items=[one.item for one in lines])
    add_form = AddItemForm(request.POST if adding else None, topics=_topics(visit))
    if (adding and _added(request, visit, add_form)) or (arranging and _arranged(request, visit, form)):
        return redirect("exchange:agenda", pk=pk)
    used = sum(one.item.minutes for one in lines)
    context = {
        "meeting": visit.meeting,
        "rows": list(zip(form.rows(), lines, strict=True)),
        "form": form,
        "add_form": add_form,
        "used": used,
        "left": visit.meeting.minutes_long - used,
        "topics": _topics(visit),
    }
    return render(request, "exchange/agenda.html", context, status=422 if form.errors or add_form.errors else 200)


def _added(request: HttpRequest, visit: Visit, form: AddItemForm) -> bool:
    if not form.is_valid():
        return False
    values: dict[str, Any] = form.cleaned_data
    return attempt(form, lambda: add_to_agenda(visit.meeting, **values, acting_user=person_of(request)))


def _arranged(request: HttpRequest, visit: Visit, form: AgendaForm) -> bool:
    if not form.is_valid():
        return False
    stamp = form.cleaned_data["stamp"]
    return attempt(
        form, lambda: arrange_agenda(visit.meeting, form.wanted, stamp=stamp, acting_user=person_of(request))
    )
