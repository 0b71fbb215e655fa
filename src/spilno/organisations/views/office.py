"""What owners and the network office decide about whole organisations: withdrawal, confirmation, handover."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spilno.design.papers.pdf import as_pdf
from spilno.organisations import rules
from spilno.organisations.actions.confirming import decide_organisation
from spilno.organisations.actions.relay import decide_report
from spilno.organisations.actions.withdrawal import lift_withdrawal, withdraw_municipality
from spilno.organisations.enums import Decision, OrganisationStatus
from spilno.organisations.forms.office import ReasonForm, WithdrawalForm
from spilno.organisations.handover import handover_paper, handover_sections
from spilno.organisations.models import AbuseReport, Membership, Organisation, Withdrawal
from spilno.organisations.queries import get_coordinator, rights_of
from spilno.organisations.views.common import attempt, person_of, press, signed_in
from spilno.places.lookup import areas_within


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm an organisation, or decline it with a reason."""
    user = get_coordinator(request.user)
    row = get_object_or_404(Organisation.objects.select_related("area"), pk=pk, status=OrganisationStatus.WAITING)
    form = ReasonForm(request.POST or None)
    accept = request.POST.get("accept") == "yes"
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if attempt(form, lambda: decide_organisation(row, accept=accept, reason=reason, acting_user=user)):
            messages.success(request, _("It is done."))
            return redirect("web:desk")
    context = {"form": form, "organisation": row}
    return render(request, "organisations/decide.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def decide_abuse(request: HttpRequest, report: int) -> HttpResponse:
    user = get_coordinator(request.user)
    row = get_object_or_404(AbuseReport.objects.select_related("message"), pk=report, decision=Decision.WAITING)
    press(request, lambda: decide_report(row, accept=request.POST.get("accept") == "yes", acting_user=user))
    return redirect("web:desk")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything public of the organisation's municipality gone in one action."""
    user = person_of(request)
    row = Organisation.objects.select_related("area").filter(pk=pk).first()
    if row is None or not rules.may_withdraw(rights_of(user), row):
        raise Http404
    office = rights_of(user).is_coordinator
    form = WithdrawalForm(request.POST or None)
    if not office:
        form.fields.pop("freeze")
    if request.method == "POST" and form.is_valid():
        values = {"reason": form.cleaned_data["reason"], "freeze": form.cleaned_data.get("freeze", False)}
        if attempt(form, lambda: withdraw_municipality(row.area, acting_user=user, **values)):
            messages.success(request, _("It is withdrawn: nothing of it is public any more."))
            return redirect("web:desk" if office else "accounts:home")
    gone = Organisation.objects.confirmed().filter(area__in=areas_within([row.area_id])).select_related("area")
    context = {"form": form, "organisation": row, "gone": gone}
    return render(request, "organisations/withdraw.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def lift(request: HttpRequest, withdrawal: int) -> HttpResponse:
    user = get_coordinator(request.user)
    row = get_object_or_404(Withdrawal, pk=withdrawal)
    press(request, lambda: lift_withdrawal(row, acting_user=user))
    return redirect("web:desk")


@signed_in
@require_safe
def handover(request: HttpRequest, pk: int, membership: int, form: str = "") -> HttpResponse:
    """Everything open when somebody leaves: for the person and for the organisation's owners."""
    user = person_of(request)
    row = get_object_or_404(
        Membership.objects.holding().select_related("user", "organisation__area"), pk=membership, organisation=pk
    )
    if row.user_id != user.pk and not rules.is_owner(rights_of(user), pk):
        raise Http404
    language = (get_language() or "en")[:2]
    if form == "pdf":
        name = f"handover-{slugify(row.organisation.name) or pk}.pdf"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        content = as_pdf(handover_paper(row.organisation, row.user, [language]))
        return HttpResponse(content, content_type="application/pdf", headers=headers)
    sections = [
        {"title": section.title, "lines": [line[language] for line in section.lines]}
        for section in handover_sections(row.organisation, row.user, [language])
    ]
    context = {"organisation": row.organisation, "membership": row, "sections": sections}
    return render(request, "organisations/handover.html", context)
