"""Who was sent what, and what a person must decide. Nobody's reading is watched: what is shown is what we did."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from spilno.newsletter.actions import doubts as actions
from spilno.newsletter.enums import DeliveryState
from spilno.newsletter.queries import deliveries_of, get_issue_to_compose, numbers_by_state
from spilno.organisations.views.common import person_of, signed_in

ON_A_PAGE = 50


@signed_in
@require_safe
def deliveries(request: HttpRequest, pk: int) -> HttpResponse:
    issue = get_issue_to_compose(request.user, pk)
    state = request.GET.get("state", "")
    state = state if state in DeliveryState.values else ""
    pages = Paginator(deliveries_of(issue, state), ON_A_PAGE)
    numbers = numbers_by_state(issue)
    context = {
        "issue": issue,
        "page": pages.get_page(request.GET.get("page")),
        "numbers": [(one, numbers[one.value]) for one in DeliveryState if numbers.get(one.value)],
        "doubts": numbers.get(DeliveryState.IN_DOUBT.value, 0),
        "state": state,
    }
    return render(request, "newsletter/deliveries.html", context)


@signed_in
@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """All doubts of an issue, or the ticked ones: send again, or count as sent."""
    issue = get_issue_to_compose(request.user, pk)
    ids = [int(one) for one in request.POST.getlist("delivery") if one.isdecimal() and len(one) < 19]
    if "again" in request.POST or "count" in request.POST:
        chosen = None if "all" in request.POST else ids
        number = actions.settle_doubts(issue, ids=chosen, again="again" in request.POST, acting_user=person_of(request))
        said = ngettext("%(number)d delivery is settled.", "%(number)d deliveries are settled.", number)
        messages.success(request, said % {"number": number})
    return redirect("newsletter:deliveries", pk=pk)
