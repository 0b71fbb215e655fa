"""Three things that hold for every page: people with rights have a second factor, what was typed is
not lost, and everybody sees where they are signed in."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from spilno.accounts.fresh import is_fresh
from spilno.accounts.models import User
from spilno.common import kept
from spilno.common.refill import refill

MAIN = re.compile(r"<main\b[^>]*>")
NOTICE = "design/partials/alert.html"
# First part of an address after the language. The account's pages, and whatever a network office works on.
GUARDED = {"account", "desk", "network"}
# Ways to a second factor, and out.
ALWAYS_OPEN = {"account_login", "account_logout", "account_reauthenticate", "accounts:confirm_by_code"}
# The library lets everybody do these who has neither password nor second factor to be asked for; we ask for a code.
SENSITIVE = {
    "account_set_password",
    "account_email",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_generate_recovery_codes",
    "socialaccount_connections",
}


class SecondFactorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        parts = request.path.split("/")
        if len(parts) < 3 or parts[2] not in GUARDED or not isinstance(request.user, User):
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name in SENSITIVE and not get_reauthentication_flows(request.user) and not is_fresh(request):
            return redirect(f"{reverse('accounts:confirm_by_code')}?{urlencode({'next': request.get_full_path()})}")
        return self._to_second_factor(request, request.user, name)

    @staticmethod
    def _to_second_factor(request: HttpRequest, user: User, name: str) -> HttpResponse | None:
        has_rights = user.is_coordinator or user.is_administrator
        if not has_rights or name in ALWAYS_OPEN or name.startswith("mfa_") or user.has_second_factor:
            return None
        messages.warning(
            request,
            _("You work for the network. Please set up a second factor first; until then you have no special rights."),
        )
        return redirect("mfa_index")


class SeenMiddleware:
    """Note where somebody is signed in: at the first request, and then every few minutes, not with every page read."""

    EVERY = timedelta(minutes=5)

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.session.session_key
        if key and isinstance(request.user, User):
            recent = UserSession.objects.filter(session_key=key, last_seen_at__gt=timezone.now() - self.EVERY)
            if not recent.filter(user_id=request.user.pk).exists():
                UserSession.objects.create_from_request(request)
        return self.get_response(request)


class KeepTypedMiddleware:
    """A form sent after the session ended is kept, and fills the same page once its sender has signed in again.

    A cookie, given at signing in and taken at signing out, says whose browser this is; it opens nothing by itself.
    While somebody types, `leaving.js` hands in the form every few seconds with the header TYPED: it is kept in the same way
    and saves nothing, so that a browser that is killed loses those seconds at most.
    """

    TYPED = "Spilno-Typed"
    COOKIE = f"{settings.COOKIE_PREFIX}was"
    AGE_S = 30 * 86400
    # Set while something waits, so that no page asks the database in vain.
    WAITS = f"{settings.COOKIE_PREFIX}kept"
    WAITS_S = 12 * 3600

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        known = request.COOKIES.get(self.COOKIE)
        # Reading the session here would make every anonymous page vary; without either cookie there is nothing to do.
        if known is None and settings.SESSION_COOKIE_NAME not in request.COOKIES and not response.cookies:
            return response
        user = request.user
        if isinstance(user, User):
            self._greet(request, response, user, known)
            if self.WAITS in request.COOKIES and request.method == "GET":
                self._give_back(request, response, user)
            elif self.WAITS in request.COOKIES and request.method == "POST" and response.status_code == 302:
                # It was sent and taken.
                kept.forget(user.pk, request.path)
        elif known is not None:
            self._keep(request, response, known)
        return response

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        """A form that is only to be kept, or forgotten, never reaches its view."""
        wish = request.headers.get(self.TYPED)
        if wish is None or request.method != "POST":
            return None
        user = request.user
        account = user.pk if isinstance(user, User) else self._account(request.COOKIES.get(self.COOKIE, ""))
        if account is None or self._is_own(request):
            return HttpResponse(status=401)
        if wish == "forget":
            kept.forget(account, request.path)
            return HttpResponse(status=204)
        if not kept.keep(account, request.path, request.POST):
            return HttpResponse(status=413)
        response = HttpResponse(status=204 if isinstance(user, User) else 401)
        self._set(response, self.WAITS, "1", self.WAITS_S)
        return response

    def _greet(self, request: HttpRequest, response: HttpResponse, user: User, known: str | None) -> None:
        if known is None or self._account(known) != user.pk:
            self._set(response, self.COOKIE, signing.dumps(user.pk, salt="spilno.was"), self.AGE_S)

    @staticmethod
    def _set(response: HttpResponse, name: str, value: str, age_s: int) -> None:
        secure = settings.SESSION_COOKIE_SECURE
        response.set_cookie(name, value, max_age=age_s, httponly=True, samesite="Lax", secure=secure)

    def _account(self, cookie: str) -> int | None:
        try:
            return int(signing.loads(cookie, salt="spilno.was", max_age=self.AGE_S))
        except (signing.BadSignature, TypeError, ValueError):
            return None

    def _keep(self, request: HttpRequest, response: HttpResponse, known: str) -> None:
        name = request.resolver_match.url_name if request.resolver_match else ""
        if name == "account_logout" and request.method == "POST":
            for name in (self.COOKIE, self.WAITS):
                response.delete_cookie(name, samesite="Lax")
            return
        to_login = response.status_code == 302 and response.headers["Location"].startswith(reverse("account_login"))
        account = self._account(known)
        if request.method != "POST" or not to_login or account is None or self._is_own(request):
            return
        if kept.keep(account, request.path, request.POST):
            self._set(response, self.WAITS, "1", self.WAITS_S)

    @staticmethod
    def _is_own(request: HttpRequest) -> bool:
        """The account's own pages ask for secrets and for nothing one would miss."""
        return request.path.split("/")[2:3] == ["account"]

    def _give_back(self, request: HttpRequest, response: HttpResponse, user: User) -> None:
        is_page = response.status_code == 200 and response.headers.get("Content-Type", "").startswith("text/html")
        if not is_page or response.streaming:
            return
        data = kept.kept_for(user.pk, request.path)
        if data is None:
            return
        notice = _("What you typed here before is back below and not yet saved: please send it again.")
        page, filled = refill(response.content.decode(response.charset), data)
        if filled:
            alert = render_to_string(NOTICE, {"kind": "info", "title": notice})
            response.content = MAIN.sub(lambda found: f"{found[0][:-1]} data-refilled>{alert}", page, count=1)
            response.headers["Content-Length"] = str(len(response.content))
            kept.forget(user.pk, request.path)
            if not kept.waits(user.pk):
                response.delete_cookie(self.WAITS, samesite="Lax")
