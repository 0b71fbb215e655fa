"""Who acts for an organisation."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spilno.common.errors import RefusedError
from spilno.common.limits import LimitReachedError
from spilno.common.tokens import digest_of
from spilno.organisations import rules
from spilno.organisations.actions import members as actions
from spilno.organisations.enums import Decision
from spilno.organisations.forms.members import DecisionForm, DomainForm, InvitationForm, JoinForm, MembershipForm
from spilno.organisations.models import EmailDomain, Invitation, JoinRequest, Membership
from spilno.organisations.queries import (
    Acting,
    get_organisation_for,
    get_organisation_to_own,
    rights_of,
    viewer_of,
)
from spilno.organisations.views.common import attempt, person_of, signed_in


@signed_in
@require_safe
def members(request: HttpRequest, pk: int) -> HttpResponse:
    """Members see each other; owners also see what waits."""
    rights = rights_of(request.user)
    if not rules.is_member(rights, pk):
        raise Http404
    organisation = get_organisation_for(viewer_of(request.user, rights), pk)
    holding = Membership.objects.holding().filter(organisation=pk).select_related("user")
    owner = rules.is_owner(rights, pk)
    context = {
        "organisation": organisation,
        "members": holding.order_by("user__name", "user__email", "pk"),
        "is_owner": owner,
        "invitations": Invitation.objects.open().filter(organisation=pk) if owner else [],
        "requests": JoinRequest.objects.filter(organisation=pk, decision=Decision.WAITING).select_related("user")
        if owner
        else [],
        "domains": EmailDomain.objects.filter(organisation=pk).order_by("domain") if owner else [],
        "decision_form": DecisionForm(),
        "domain_form": DomainForm(),
    }
    return render(request, "organisations/members.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    acting = get_organisation_to_own(request.user, pk)
    form = InvitationForm(request.POST or None, initial={"language": (get_language() or "en")[:2]})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if attempt(form, lambda: actions.invite_member(acting, **values)):
            messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": values["email"]})
            return redirect("organisations:members", pk=pk)
    context = {"form": form, "organisation": acting.organisation}
    return render(request, "organisations/invite.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def revoke(request: HttpRequest, pk: int, invitation: int) -> HttpResponse:
    acting = get_organisation_to_own(request.user, pk)
    row = get_object_or_404(Invitation, pk=invitation, organisation=pk)
    _tell(request, _("The invitation is withdrawn."), lambda: actions.revoke_invitation(acting, row))
    return redirect("organisations:members", pk=pk)


def _tell(request: HttpRequest, done: str, action: Any) -> bool:
    """Do it and say so; a refusal is said as well."""
    try:
        action()
    except (RefusedError, LimitReachedError) as refused:
        messages.warning(request, str(refused))
        return False
    messages.success(request, done)
    return True


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind an invitation's link: shows whose it is; only the button accepts."""
    found = Invitation.objects.open().select_related("organisation__area").filter(digest=digest_of(token)).first()
    if request.method == "POST":
        accepted: list[Membership] = []
        person = person_of(request)
        if _tell(
            request,
            _("You are a member now."),
            lambda: accepted.append(actions.redeem_invitation(token, acting_user=person)),
        ):
            return redirect("organisations:detail", pk=accepted[0].organisation_id)
        return redirect(request.path)
    status = 200 if found else 404
    return render(request, "organisations/invitation.html", {"invitation": found}, status=status)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask to act for an organisation; who has an address at its domain comes in at once."""
    organisation = get_organisation_for(viewer_of(request.user), pk)
    form = JoinForm(request.POST or None)
    person = person_of(request)
    if request.method == "POST" and "by_domain" in request.POST:
        done = _("You are a member now and may read. An owner can give you more.")
        if _tell(request, done, lambda: actions.join_by_domain(organisation, acting_user=person)):
            return redirect("organisations:detail", pk=pk)
        return redirect("organisations:join", pk=pk)
    if request.method == "POST" and form.is_valid():
        message = form.cleaned_data["message"]
        if attempt(form, lambda: actions.ask_to_join(organisation, message=message, acting_user=person)):
            messages.success(request, _("Your request is on its way. The answer comes by e-mail."))
            return redirect("organisations:detail", pk=pk)
    has_domains = EmailDomain.objects.filter(organisation=pk, confirmed_at__isnull=False).exists()
    context = {"form": form, "organisation": organisation, "has_domains": has_domains}
    return render(request, "organisations/join.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def decide(request: HttpRequest, pk: int, asked: int) -> HttpResponse:
    rights = rights_of(request.user)
    if not rules.may_decide_join(rights, pk):
        raise Http404
    row = get_object_or_404(JoinRequest, pk=asked, organisation=pk)
    form = DecisionForm(request.POST)
    if form.is_valid():
        accept, role, person = form.cleaned_data["accept"] == "yes", form.cleaned_data["role"], person_of(request)
        done = _("Accepted.") if accept else _("Declined.")
        _tell(request, done, lambda: actions.decide_join(row, accept=accept, role=role, acting_user=person))
    return redirect("organisations:members" if rules.is_member(rights, pk) else "organisations:detail", pk=pk)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def member(request: HttpRequest, pk: int, membership: int) -> HttpResponse:
    """Change or end somebody's role."""
    acting = get_organisation_to_own(request.user, pk)
    row = get_object_or_404(Membership.objects.holding().select_related("user"), pk=membership, organisation=pk)
    form = MembershipForm(request.POST or None, initial={"role": row.role, "until": row.until})
    if request.method == "POST" and "end" in request.POST:
        ended = _tell(request, _("The membership has ended."), lambda: actions.end_membership(acting, row))
        if ended and row.user_id == acting.user.pk:
            return redirect("accounts:home")
        return redirect("organisations:members", pk=pk)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if attempt(form, lambda: actions.change_membership(acting, row, **values)):
            messages.success(request, _("The role is saved."))
            return redirect("organisations:members", pk=pk)
    context = {"form": form, "organisation": acting.organisation, "membership": row}
    return render(request, "organisations/member.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """A member leaves; the last owner cannot."""
    person = person_of(request)
    row = get_object_or_404(Membership.objects.holding(), user=person, organisation=pk)
    acting = Acting(person, row.organisation, None)
    if _tell(request, _("You no longer act for this organisation."), lambda: actions.end_membership(acting, row)):
        return redirect("accounts:home")
    return redirect("organisations:members", pk=pk)


@signed_in
@require_POST
def domains(request: HttpRequest, pk: int) -> HttpResponse:
    """Add or remove a domain whose people may join."""
    acting = get_organisation_to_own(request.user, pk)
    if "remove" in request.POST and request.POST["remove"].isdecimal():
        row = get_object_or_404(EmailDomain, pk=int(request.POST["remove"][:18]), organisation=pk)
        _tell(request, _("The domain is removed."), lambda: actions.remove_domain(acting, row))
        return redirect("organisations:members", pk=pk)
    form = DomainForm(request.POST)
    if form.is_valid():
        domain = form.cleaned_data["domain"]
        _tell(request, _("The domain is saved."), lambda: actions.add_domain(acting, domain=domain))
    return redirect("organisations:members", pk=pk)
