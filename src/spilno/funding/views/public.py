"""Funding for everybody: list, programme, what fits, deadlines."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from spilno.design.listing import filters_of
from spilno.design.listing import page_of as listed_page
from spilno.engine.eligibility import Facts, TimingState, Truth
from spilno.funding.actions.reminders import end_reminder, wish_reminder
from spilno.funding.calendar_file import calendar_file
from spilno.funding.forms.asking import FitsForm, ProgrammesForm
from spilno.funding.models import Programme, ReminderWish
from spilno.funding.page_values import entries_of, page_of, shown_fits
from spilno.funding.queries import fits_of, get_programme_for, may_edit_funding, with_organisation, with_partnership
from spilno.funding.queries.facts import partner_side
from spilno.funding.queries.programmes import deadlines_of, without_deadline
from spilno.organisations.models import Organisation
from spilno.organisations.queries import get_organisation_for, rights_of, viewer_of
from spilno.organisations.views.common import person_of, signed_in
from spilno.partnerships.models import Partnership
from spilno.partnerships.queries.access import get_partnership_for

PER_PAGE = 25
OPEN = {TimingState.OPEN, TimingState.ROLLING, TimingState.SECOND_STAGE}


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


@require_safe
def programmes(request: HttpRequest) -> HttpResponse:
    """All programmes; filters leave out only what certainly does not fit, or is not in the wished state."""
    form = ProgrammesForm(filters_of(request))
    context: dict[str, Any] = {"form": form, "may_edit": may_edit_funding(request.user)}
    if not form.is_valid():
        return render(request, "funding/programmes.html", context, status=422)
    found = [fit for fit in fits_of(form.facts, timezone.localdate()) if fit.verdict.answer != Truth.NO]
    found = [fit for fit in found if _wanted(fit.programme, form.cleaned_data["q"])]
    if state := form.cleaned_data["state"]:
        found = [fit for fit in found if fit.verdict.timing and (fit.verdict.timing.state in OPEN) == (state == "open")]
    found.sort(key=lambda fit: fit.programme.label.casefold())
    page = listed_page(found, request.GET.get("page", ""), per_page=PER_PAGE)
    context |= {"page": page, "entries": entries_of(page.object_list), "number": page.paginator.count}
    context["narrowed"] = any(form.cleaned_data.values())
    return render(request, "funding/programmes.html", context)


def _wanted(programme: Programme, text: str) -> bool:
    read = [programme.name, programme.label, programme.summary, programme.funder, programme.intermediary]
    return text.casefold() in " ".join(read).casefold()


@require_safe
def detail(request: HttpRequest, key: str) -> HttpResponse:
    programme = get_programme_for(request.user, key)
    editing = may_edit_funding(request.user)
    wishing = (
        request.user.is_authenticated
        and ReminderWish.objects.filter(programme=programme, user_id=request.user.pk).exists()
    )
    context = {"page": page_of(programme, timezone.localdate()), "may_edit": editing, "wishing": wishing}
    return render(request, "funding/detail.html", context)


@require_safe
def fits(request: HttpRequest) -> HttpResponse:
    """What fits us: from the four questions, filled from an organisation and a partnership where they are named."""
    data = filters_of(request)
    form = FitsForm(data)
    own = Organisation.objects.filter(pk__in=rights_of(request.user).roles).order_by("name", "pk")
    context: dict[str, Any] = {"form": form, "own": list(own)}
    named = _named(request, data)
    context |= named
    if not form.is_valid():
        return render(request, "funding/fits.html", context, status=422)
    facts = _known(form.facts, **named)
    form.show_known(facts)
    asked = facts != Facts()
    context |= {"asked": asked, "known": facts}
    if asked:
        context |= shown_fits(facts, timezone.localdate())
        if not (context["fitting"] or context["perhaps"]):
            context["partner_side"] = partner_side(facts)
    return render(request, "funding/fits.html", context)


def _named(request: HttpRequest, data: QueryDict) -> dict[str, Any]:
    """The organisation and the partnership in the address, as far as this reader may see them."""
    viewer = viewer_of(request.user) if data.get("organisation") or data.get("partnership") else None
    named: dict[str, Any] = {}
    if viewer and data.get("organisation"):
        named["organisation"] = get_organisation_for(viewer, _number(str(data["organisation"])))
    if viewer and data.get("partnership"):
        named["partnership"] = get_partnership_for(viewer, _number(str(data["partnership"])))
    return named


def _known(facts: Facts, organisation: Organisation | None = None, partnership: Partnership | None = None) -> Facts:
    """The address first; then what the named organisation and partnership tell."""
    if organisation:
        facts = with_organisation(facts, organisation)
    if partnership:
        facts = with_partnership(facts, partnership, facts.country or (facts.region or "DE")[:2])
    return facts


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    rows = list(Programme.objects.published().with_rows())
    context = {"deadlines": deadlines_of(rows, today), "others": entries_of_others(rows)}
    return render(request, "funding/calendar.html", context)


def entries_of_others(rows: list[Programme]) -> list[dict[str, Any]]:
    """Programmes without a day to come, each with its state."""
    return [{"programme": one, "timing": timing} for one, timing in without_deadline(rows, timezone.localdate())]


@require_safe
def calendar_ics(request: HttpRequest) -> HttpResponse:
    """Also what has passed within the year: calendars keep their entries."""
    today = timezone.localdate()
    first = today.replace(year=today.year - 1, month=1, day=1)
    rows = deadlines_of(Programme.objects.published().with_rows(), first)
    response = HttpResponse(calendar_file(rows), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="funding.ics"'
    return response


@signed_in
@require_POST
def remind(request: HttpRequest, key: str) -> HttpResponse:
    """Begin or end being reminded of one programme's deadlines."""
    programme = get_programme_for(request.user, key)
    if request.POST.get("wish") == "no":
        end_reminder(programme, acting_user=person_of(request))
        messages.success(request, _("You will not be reminded any more."))
    else:
        wish_reminder(programme, acting_user=person_of(request))
        messages.success(request, _("You will get a mail before each deadline of this programme."))
    return redirect("funding:detail", key=key)
