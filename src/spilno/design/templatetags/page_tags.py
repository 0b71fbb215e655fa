"""What the page's frame needs: the same page in another language, the same list on another page."""

from django import template
from django.conf import settings
from django.http import QueryDict
from django.template import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info, gettext, gettext_noop

from spilno.design import demonstration, frame
from spilno.design.menus import lines_of

register = template.Library()
LANGUAGES = ("de", "uk", "en")
# Each language by its own name.
NAMES = {code: str(get_language_info(code)["name_local"]).capitalize() for code in LANGUAGES}


# Whole sentences: in two of the three languages the name of a language bends with its place in one.
_ANOTHER = {
    "de": gettext_noop("In German: this text does not exist in the language of the page yet."),
    "uk": gettext_noop("In Ukrainian: this text does not exist in the language of the page yet."),
    "en": gettext_noop("In English: this text does not exist in the language of the page yet."),
}


def _rest_of_address(context: Context) -> str:
    """This page's address behind its language; everything in the address is kept."""
    request = context.get("request")
    here = request.get_full_path() if request else "/"
    # The language is the first part of every address but the bare one, which speaks the browser's language.
    first, _slash, rest = here.lstrip("/").partition("/")
    return rest if first in NAMES else ""


@register.simple_tag(takes_context=True)
def alternates(context: Context) -> SafeString:
    """The same page in each language by its full address, for search engines."""
    site, rest = escape(settings.SITE_URL.rstrip("/")), escape(_rest_of_address(context))
    return SafeString(
        "".join(f'<link rel="alternate" hreflang="{code}" href="{site}/{code}/{rest}">' for code in NAMES)
    )


@register.simple_tag(takes_context=True)
def language_switch(context: Context) -> SafeString:
    """Each language by its own name, leading to this page in it."""
    rest, current = escape(_rest_of_address(context)), context.get("LANGUAGE_CODE", "en")
    lines = "".join(
        f'<li><span aria-current="true" lang="{code}">{name}</span></li>'
        if code == current
        else f'<li><a href="/{code}/{rest}" lang="{code}" hreflang="{code}">{name}</a></li>'
        for code, name in NAMES.items()
    )
    label = escape(gettext("Language"))
    return SafeString(f'<nav class="language-switch" aria-label="{label}"><ul>{lines}</ul></nav>')


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


@register.simple_tag(takes_context=True)
def own_menu(context: Context, menu: str) -> SafeString | str:
    """Entries that the network office has added to the head (`main`) or the foot of every page."""
    lines = lines_of(menu)
    if not lines:
        return ""
    title = gettext("More pages") if menu == "main" else gettext("More pages, at the foot")
    own = {"lines": lines, "title": title, "LANGUAGE_CODE": context.get("LANGUAGE_CODE", "en")}
    return render_to_string("design/partials/own_menu.html", own)


@register.filter
def stylesheets(names: str) -> list[str]:
    """Addresses of the style sheets of these names, in order."""
    return [static(f"design/css/{name}.css") for name in names.split()]


@register.simple_tag
def is_demonstration() -> bool:
    """True where a demonstration network is loaded; every page says so then."""
    return demonstration.is_shown()


@register.simple_tag
def said_in(language: str) -> SafeString | str:
    """A line that says in which language the text below is, where it is not the page's; else nothing."""
    if language == (get_language() or "en")[:2] or language not in _ANOTHER:
        return ""
    return SafeString(f'<p class="kern-body kern-body--small">{escape(gettext(_ANOTHER[language]))}</p>')
