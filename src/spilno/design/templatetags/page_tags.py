"""What the page's frame needs: the same page in another language, the same list on another page."""

from django import template
from django.conf import settings
from django.http import QueryDict
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info

from spilno.design import demonstration, frame
from spilno.design.menus import lines_of

register = template.Library()
LANGUAGES = ("de", "uk", "en")
# Each language by its own name.
NAMES = {code: str(get_language_info(code)["name_local"]).capitalize() for code in LANGUAGES}


@register.simple_tag(takes_context=True)
def other_languages(context: Context) -> list[dict[str, str | bool]]:
    """Each language with its own name and the address of this page in it; everything in the address is kept."""
    request = context.get("request")
    here = request.get_full_path() if request else "/"
    current = context.get("LANGUAGE_CODE", "en")
    # The language is the first part of every address but the bare one, which speaks the browser's language.
    first, _slash, rest = here.lstrip("/").partition("/")
    rest = rest if first in NAMES else ""
    return [
        {"code": code, "name": name, "url": f"/{code}/{rest}", "current": code == current}
        for code, name in NAMES.items()
    ]


@register.simple_tag(takes_context=True)
def alternates(context: Context) -> SafeString:
    """The same page in each language by its full address, for search engines."""
    site = settings.SITE_URL.rstrip("/")
    return format_html_join(
        "",
        '<link rel="alternate" hreflang="{}" href="{}{}">',
        ((one["code"], site, one["url"]) for one in other_languages(context)),
    )


@register.simple_tag(takes_context=True)
def page_address(context: Context, number: int) -> str:
    """This address with another page number."""
    request = context.get("request")
    query: QueryDict = request.GET.copy() if request else QueryDict(mutable=True)
    query["page"] = str(number)
    return f"?{query.urlencode()}"


@register.simple_tag
def frame_part(name: str) -> SafeString:
    """A part of the frame that is the same on every page."""
    return frame.part(name, get_language() or "en")


@register.simple_tag(takes_context=True)
def frame_navigation(context: Context) -> SafeString:
    request = context.get("request")
    return frame.navigation(get_language() or "en", request.path if request else "")


@register.simple_tag
def site_file(name: str) -> str:
    """The full address of a static file, for those who show a preview of this site elsewhere."""
    return f"{settings.SITE_URL.rstrip('/')}{static(name)}"


@register.inclusion_tag("design/partials/own_menu.html", takes_context=True)
def own_menu(context: Context, menu: str, title: str) -> dict[str, object]:
    """Entries that the network office has added to the head or the foot of every page."""
    return {"lines": lines_of(menu), "title": title, "LANGUAGE_CODE": context.get("LANGUAGE_CODE", "en")}


@register.filter
def stylesheets(names: str) -> list[str]:
    """Addresses of the style sheets of these names, in order."""
    return [static(f"design/css/{name}.css") for name in names.split()]


@register.simple_tag
def is_demonstration() -> bool:
    """True where a demonstration network is loaded; every page says so then."""
    return demonstration.is_shown()
