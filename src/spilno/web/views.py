"""The start page and the addresses without a language."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.safestring import SafeString
from django.utils.translation import get_supported_language_variant, override
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_safe

from spilno.common.freshness import while_unchanged
from spilno.library.enums import Place
from spilno.library.queries import pages_at
from spilno.places.queries import sources_with_counts
from spilno.places.registers import register_states
from spilno.web.news import ON_HOME, meetings_to_come, new_portraits, new_reports, new_requests, numbers


def preferred_language(header: str) -> str:
    """The first of our languages that the browser asks for; English where it asks for none."""
    for asked, _quality in parse_accept_lang_header(header):
        if asked == "*":
            break
        try:
            return get_supported_language_variant(asked)
        except LookupError:
            continue
    return "en"


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The bare address: the start page at once, in the language the browser asks for; every link in it names one."""
    language = preferred_language(request.headers.get("Accept-Language", ""))
    with override(language):
        response = home(request)
    response.headers["Content-Language"] = language
    response.headers["Link"] = f'</{language}/>; rel="canonical"'
    patch_vary_headers(response, ["Accept-Language"])
    return response


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "web/home.html", {"body": _home_body()})


@while_unchanged
def _home_body() -> SafeString:
    """All that stands between the frame: nothing in it depends on who reads."""
    states = register_states(sources_with_counts(("places",)))
    context = {
        "loaded": [state for state in states if state.loaded],
        "missing": [state.register for state in states if not state.loaded],
        "meetings": meetings_to_come(ON_HOME),
        "requests": new_requests(ON_HOME),
        "reports": new_reports(ON_HOME),
        "portraits": new_portraits(ON_HOME),
        "numbers": numbers(),
        "pages": pages_at(Place.HOME),
    }
    return render_to_string("web/partials/home_body.html", context)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Everything public may be indexed, except result pages, which are endless."""
    lines = [
        "User-agent: *",
        "Disallow: /de/match/",
        "Disallow: /uk/match/",
        "Disallow: /en/match/",
        "Disallow: /*?",
        "",
        f"Sitemap: {request.build_absolute_uri(reverse('sitemaps'))}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
