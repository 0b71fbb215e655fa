"""What library pages need: texts with images, the way back."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from spilno.library.forms.agreements import language_names
from spilno.library.showing import with_pictures

register = template.Library()


@register.filter
def pictured(text: str) -> SafeString:
    """The text with marks as HTML, with its stored images."""
    return with_pictures(text)


@register.simple_tag
def library_crumbs(here: str, keeping: bool = False) -> list[dict[str, str]]:
    above = {"url": reverse("library:documents"), "label": gettext("Library")}
    if keeping:
        above = {"url": reverse("library:keep"), "label": gettext("Website and library")}
    return [above, {"label": here}]


@register.simple_tag
def agreement_crumbs(here: str = "", draft: Any = None, drafts: bool = False) -> list[dict[str, str]]:
    """Library, model agreements, the drafts where it is about them, the draft, and the page itself."""
    crumbs = [{"url": reverse("library:documents"), "label": gettext("Library")}]
    crumbs.append({"url": reverse("library:models"), "label": gettext("Model agreements")})
    if draft is not None or drafts:
        crumbs.append({"url": reverse("library:drafts"), "label": gettext("Drafts of agreements")})
    if draft is not None and here:
        crumbs.append({"url": reverse("library:draft", args=[draft.pk]), "label": draft.get_kind_display()})
    return [*crumbs, {"label": here or (draft.get_kind_display() if draft is not None else "")}]


@register.filter
def spoken(chosen: Any) -> str:
    """Names of languages: of ["de", "uk"] or "de+uk"."""
    return language_names(chosen if isinstance(chosen, str) else "+".join(chosen))
