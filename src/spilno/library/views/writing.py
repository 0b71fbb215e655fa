"""Writing to the network office without an account: a question, a barrier. Nobody gets a cookie, signed in or not: the forms
act for nobody."""

from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from spilno.library.emails import send_to_office
from spilno.library.forms.writing import BarrierForm, ContactForm, WritingForm
from spilno.organisations.views.common import attempt

# A longer part of an address may be a key that lets in whoever holds it.
LONGEST_PART = 40


def _came_from(request: HttpRequest) -> str:
    """The page of this site on which somebody followed the link, without what was asked for there."""
    address = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(address, {request.get_host()}):
        return ""
    path = urlsplit(address).path
    if path == request.path or any(len(part) > LONGEST_PART for part in path.split("/")):
        return ""
    return request.build_absolute_uri(path)


def _answer(request: HttpRequest, form_class: type[WritingForm], template: str, about: str) -> HttpResponse:
    form = form_class(request.POST or None, initial={"address": (request.GET.get("page") or _came_from(request))[:300]})
    done = False
    if request.method == "POST" and form.is_valid():
        # A trap only programs fill in: they are told the same, and nothing is sent.
        done = bool(form.cleaned_data["website"]) or attempt(
            form, lambda: send_to_office(about, form.cleaned_data, sender=get_adapter().get_client_ip(request))
        )
    response = render(request, template, {"form": form, "done": done}, status=422 if form.errors else 200)
    # Filled in for one reader, kept for nobody else.
    patch_vary_headers(response, ["Referer"])
    return response


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest) -> HttpResponse:
    return _answer(request, ContactForm, "library/contact.html", "contact")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def barrier(request: HttpRequest) -> HttpResponse:
    """Feedback on accessibility, as the accessibility statement promises."""
    return _answer(request, BarrierForm, "library/barrier.html", "barrier")
