"""The map of the suggestions, and the way to the boards."""

from typing import Any

from django import template
from django.template.defaultfilters import floatformat
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from spilno.design.maps import Point, render_map
from spilno.matching.funding_reach import Reach
from spilno.matching.queries import market
from spilno.places.models import Area
from spilno.places.templatetags.place_tags import place_url

register = template.Library()


@register.filter
def in_hundredths(part: float) -> str:
    """A part of 1 as per cent or points, with the one decimal that all numbers of the board have."""
    return str(floatformat(100 * part, 1))


@register.simple_tag
def board_crumbs() -> list[dict[str, Any]]:
    """The way to the allocation boards."""
    return [{"label": _("Allocation board"), "url": reverse("matching:boards")}]


@register.simple_tag
def who_pays(reach: Reach, unit: Area, partner: Area) -> str:
    """Address of "What fits us", filled in with both."""
    return reach.fits_address(market().world, unit, partner)


@register.simple_tag
def suggestions_map(unit: Area, points: list[tuple[Area, float, float, str]]) -> SafeString | str:
    """The seeker and the suggestions on the outline of Europe; the table below says the same in words."""
    if not points:
        return _("No place here has coordinates.")
    made: list[Any] = [
        Point(lat, lon, area.label, place_url(area), highlighted=area.pk == unit.pk, mark=label)
        for area, lat, lon, label in points
    ]
    return render_map(
        made,
        title=_("Map of the suggestions"),
        description=_("Your place and the suggested places; the table below lists them."),
    )
