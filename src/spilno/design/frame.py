"""The frame around every page: its parts are the same for everybody, so each is drawn once in each language.

Only what differs between readers and pages (account, language switch, where one is) is drawn anew.
"""

from functools import cache

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import override

# The parts of the site, in the order of the navigation: address -> the part's name in the template.
SECTIONS = (
    "matching:results",
    "partnersearch:requests",
    "partnerships:registry",
    "organisations:directory",
    "funding:programmes",
    "exchange:meetings",
    "places:search",
    "library:documents",
)


@cache
def part(name: str, language: str) -> SafeString:
    """A part of the frame that depends on the language alone."""
    with override(language):
        return render_to_string(f"design/frame/{name}.html")


@cache
def section_addresses(language: str) -> tuple[str, ...]:
    with override(language):
        return tuple(reverse(name) for name in SECTIONS)


@cache
def _navigation(language: str, here: str) -> SafeString:
    with override(language):
        return render_to_string("design/frame/navigation.html", {"here": here})


def navigation(language: str, path: str) -> SafeString:
    """The main navigation; the part of the site that `path` belongs to is marked."""
    addresses = zip(SECTIONS, section_addresses(language), strict=True)
    return _navigation(language, next((name for name, address in addresses if path.startswith(address)), ""))
