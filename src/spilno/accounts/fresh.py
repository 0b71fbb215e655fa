"""Proof that the person in front of the screen is the one who signed in, asked for before what cannot be undone."""

import time
from collections.abc import Callable
from functools import wraps

from allauth.account import app_settings
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

View = Callable[..., HttpResponse]


def is_fresh(request: HttpRequest) -> bool:
    """True within minutes after signing in or after the last proof."""
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT


def fresh_required(view: View) -> View:
    """By password or second factor where there is one, else by a code sent to the person's address."""

    @wraps(view)
    def asked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if is_fresh(request):
            return view(request, *args, **kwargs)
        known = get_reauthentication_flows(request.user)
        way = "account_reauthenticate" if known else "accounts:confirm_by_code"
        return redirect(f"{reverse(way)}?{urlencode({'next': request.get_full_path()})}")

    return login_required(asked)
