"""To a provider (OpenID Connect) and back."""

from typing import Any, cast

from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from allauth.socialaccount.providers.openid_connect.views import login as openid_connect_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import get_language, override
from django.views.decorators.cache import never_cache
from requests import RequestException

LANGUAGE = "spilno_provider_language"


class OneWayBack(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # the library has no types
    """Providers want every address registered with them, so the way back has one in all languages: the English one."""

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        with override("en"):
            return str(super().get_callback_url(request, app))


@never_cache
def to_provider(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Leave by a page, not by a redirect: the content security policy lets no form lead to another server."""
    if request.method != "POST":
        return cast(HttpResponse, openid_connect_login(request, provider_id))
    request.session[LANGUAGE] = get_language()
    try:
        with override("en"):
            response: HttpResponse = openid_connect_login(request, provider_id)
    except RequestException:
        return redirect("socialaccount_login_error")
    if isinstance(response, HttpResponseRedirect) and "://" in response.url:
        return render(request, "accounts/onward.html", {"address": response.url})
    return response


@never_cache
def from_provider(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back, in the language in which the person left."""
    with override(request.session.pop(LANGUAGE, None) or get_language()):
        try:
            return cast(HttpResponse, OAuth2CallbackView.adapter_view(OneWayBack(request, provider_id))(request))
        except SocialApp.DoesNotExist as error:
            raise Http404 from error
