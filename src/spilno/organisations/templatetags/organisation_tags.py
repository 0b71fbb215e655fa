"""How organisations are written on pages."""

from typing import Any
from urllib.parse import urlencode, urlsplit

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from spilno.design.maps import Point, render_map
from spilno.organisations.models import Organisation
from spilno.organisations.queries.directory import Crowd
from spilno.places.queries import place_key, public_position

register = template.Library()


@register.simple_tag
def organisation_crumbs(organisation: Organisation | None, last: str = "") -> list[dict[str, Any]]:
    """The way to an organisation's page."""
    if organisation is None:
        return []
    language = organisation.label_language
    return [
        *directory_crumbs(),
        {
            "label": organisation.label,
            "url": reverse("organisations:detail", args=[organisation.pk]),
            "language": "" if language == (get_language() or "en")[:2] else language,
        },
    ]


@register.simple_tag
def directory_crumbs() -> list[dict[str, Any]]:
    """The way back to the directory."""
    return [{"label": _("Organisations"), "url": reverse("organisations:directory")}]


@register.filter
def host_of(address: str) -> str:
    """The host a link leads to, as the address itself says it; look-alikes show in their xn-- form."""
    host = urlsplit(address).hostname or ""
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


@register.filter
def masked(address: str) -> str:
    """An address that its owner recognises and nobody else can use."""
    name, _at, domain = address.partition("@")
    return f"{name[:1]}…@{domain}"


@register.simple_tag
def crowds_map(crowds: list[Crowd], address: str) -> SafeString | str:
    """Numbers of organisations on the outline of Europe; each mark leads to those of its place."""
    points = []
    for one in crowds:
        position = public_position(one.area)
        if position is not None:
            label = ngettext("%(place)s: %(number)d organisation", "%(place)s: %(number)d organisations", one.number)
            query = "&".join(filter(None, [address, urlencode({"place": place_key(one.area)})]))
            points.append(
                Point(
                    position.lat,
                    position.lon,
                    label % {"place": one.area.label, "number": one.number},
                    url=f"?{query}",
                    mark=str(one.number) if one.number > 1 else "",
                )
            )
    if not points:
        return _("No place here has coordinates.")
    return render_map(
        points,
        title=_("Map of the organisations"),
        description=_("How many organisations belong to a place; the table below says the same."),
    )
