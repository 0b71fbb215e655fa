"""The way in: one page with a code first, then passkey, password and other providers."""

import time

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.account.views import LoginView
from allauth.core.internal.cryptokit import compare_user_code, generate_user_code
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from spilno.accounts.forms import CodeAgainForm
from spilno.accounts.forms.sign_in import CodeForm, PasswordForm
from spilno.accounts.models import User
from spilno.common.limits import Limit, LimitReachedError, spend

STATE = "spilno_code_again"
CODE_LIVES_S = 900
TRIES = 5
CODES_AGAIN = Limit("accounts.code_again", count=10, seconds=86400)


class SignInView(LoginView):  # type: ignore[misc]  # the library has no types
    """A post with a password is a password; without one a code is sent."""

    def get_form_class(self) -> type[forms.Form]:
        return PasswordForm if "password" in self.request.POST else CodeForm

    def get_form_kwargs(self) -> dict[str, object]:
        kwargs: dict[str, object] = super().get_form_kwargs()
        if self.get_form_class() is PasswordForm:
            kwargs["auto_id"] = "password_%s"
        return kwargs

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        context: dict[str, object] = super().get_context_data(**kwargs)
        form = context["form"]
        by_password = isinstance(form, PasswordForm)
        context |= {
            "code_form": CodeForm(request=self.request) if by_password else form,
            "password_form": form if by_password else PasswordForm(request=self.request, auto_id="password_%s"),
            "password_open": by_password,
            "providers": settings.OIDC_PROVIDERS,
        }
        return context


sign_in = SignInView.as_view()


@never_cache
def to_sign_in(request: HttpRequest) -> HttpResponse:
    """The library's page for codes alone; ours offers them first."""
    query = request.META.get("QUERY_STRING", "")
    return redirect(reverse("account_login") + (f"?{query}" if query else ""))


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else reverse("accounts:home")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_by_code(request: HttpRequest) -> HttpResponse:
    """For people with neither password nor second factor: a code once more, before something serious."""
    assert isinstance(request.user, User)
    if get_reauthentication_flows(request.user):
        return redirect(f"{reverse('account_reauthenticate')}?{request.META.get('QUERY_STRING', '')}")
    state = request.session.get(STATE) or {"at": 0.0}
    sent = time.time() - state["at"] < CODE_LIVES_S
    form = CodeAgainForm(request.POST if sent and "code" in request.POST else None)
    if request.method == "POST" and not form.is_bound:
        return _send_code_again(request, request.user)
    if form.is_bound and form.is_valid():
        if compare_user_code(actual=form.cleaned_data["code"], expected=state["code"]):
            del request.session[STATE]
            record_authentication(request, request.user, method="code", reauthenticated=True)
            return redirect(_next(request))
        state["tries"] += 1
        request.session[STATE] = state
        form.add_error("code", _("This code is not right."))
        if state["tries"] >= TRIES:
            del request.session[STATE]
            sent, form = False, CodeAgainForm()
            messages.error(request, _("That was tried too often. Please ask for a new code."))
    return render(request, "accounts/confirm_by_code.html", {"form": form, "sent": sent, "next": _next(request)})


def _send_code_again(request: HttpRequest, user: User) -> HttpResponse:
    try:
        spend(CODES_AGAIN, user.pk)
    except LimitReachedError as reached:
        messages.error(request, str(reached))
    else:
        code = generate_user_code(**settings.ALLAUTH_USER_CODE_FORMAT)
        request.session[STATE] = {"code": code, "at": time.time(), "tries": 0}
        get_adapter(request).send_mail("account/email/confirm_by_code", user.email, {"code": code})
    return redirect(f"{request.path}?{urlencode({'next': _next(request)})}")
