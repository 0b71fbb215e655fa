"""What the page's frame needs: the same page in another language, the same list on another page."""

from django import template
from django.http import QueryDict
from django.template import Context
from django.templatetags.static import static
from django.urls import translate_url
from django.utils.translation import get_language_info

register = template.Library()
LANGUAGES = ("de", "uk", "en")


@register.simple_tag(takes_context=True)
def other_languages(context: Context) -> list[dict[str, str | bool]]:
    """Each language with its own name and the address of this page in it; everything in the address is kept."""
    request = context.get("request")
    here = request.get_full_path() if request else "/"
    current = context.get("LANGUAGE_CODE", "en")
    return [
        {
            "code": code,
            "name": get_language_info(code)["name_local"].capitalize(),
            # The bare address speaks the browser's language; the switch leads to the one that is named.
            "url": f"/{code}/" if here.partition("?")[0] == "/" else translate_url(here, code),
            "current": code == current,
        }
        for code in LANGUAGES
    ]


@register.simple_tag(takes_context=True)
def page_address(context: Context, number: int) -> str:
    """This address with another page number."""
    request = context.get("request")
    query: QueryDict = request.GET.copy() if request else QueryDict(mutable=True)
    query["page"] = str(number)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def is_here(context: Context, address: str) -> bool:
    """True for the part of the site that this page belongs to."""
    request = context.get("request")
    return request is not None and (
        request.path == address or (address.count("/") > 2 and request.path.startswith(address))
    )


@register.filter
def stylesheets(names: str) -> list[str]:
    """Addresses of the style sheets of these names, in order."""
    return [static(f"design/css/{name}.css") for name in names.split()]
