"""The map of the suggestions, and the way to the boards."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.template.defaultfilters import floatformat
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from spilno.design.maps import Point, render_map
from spilno.matching.board import Change
from spilno.matching.funding_reach import Reach
from spilno.matching.queries import market
from spilno.partnersearch.models import PartnerRequest
from spilno.places.models import Area
from spilno.places.templatetags.place_tags import place_url

register = template.Library()


@register.filter
def in_hundredths(part: float) -> str:
    """A part of 1 as per cent or points, with the one decimal that all numbers of the board have."""
    return str(floatformat(100 * part, 1))


@register.filter
def contributed(value: float) -> str:
    """With its sign, as it is added up; a hyphen is no minus."""
    shown = str(floatformat(abs(value), 3))
    return f"{'−' if value < 0 else '+'}{shown}" if any(digit in shown for digit in "123456789") else shown


# So many are named of what one change came to.
NAMED = 5


def _pair(two: tuple[PartnerRequest, PartnerRequest]) -> str:
    return " – ".join(one.organisation.label for one in two)


def _named(names: Sequence[str]) -> str:
    """The first ones by name, and how many there are besides."""
    shown, more = "; ".join(names[:NAMED]), len(names) - NAMED
    if more <= 0:
        return shown
    text = ngettext("%(names)s; and %(number)d more", "%(names)s; and %(number)d more", more)
    return text % {"names": shown, "number": more}


@register.simple_tag
def change_title(change: Change) -> str:
    """What was done to a pair, with both names."""
    titles = {
        "pin": _("%(pair)s: this pair is fixed now."),
        "forbid": _("%(pair)s: this pair is forbidden now."),
        "free": _("%(pair)s: this pair is no longer fixed."),
    }
    allowed = _("%(pair)s: this pair is allowed again.")
    title = allowed if change.was == "forbid" and change.how == "free" else titles[change.how]
    return title % {"pair": _pair((change.first, change.second))}


@register.simple_tag
def change_lines(change: Change) -> list[str]:
    """What else became of the board by it, in sentences."""
    if not (change.new or change.gone or change.won or change.lost):
        return [_("All other pairs stay as they are.")]
    told = [
        (_("Proposed by that: %(names)s."), [_pair(two) for two in change.new]),
        (_("No longer proposed: %(names)s."), [_pair(two) for two in change.gone]),
        (_("One introduction more: %(names)s."), [one.organisation.label for one in change.won]),
        (_("One introduction fewer: %(names)s."), [one.organisation.label for one in change.lost]),
    ]
    return [text % {"names": _named(names)} for text, names in told if names]


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
