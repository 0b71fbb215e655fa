"""How relations are written on pages."""

from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from spilno.design.maps import Point, render_map
from spilno.partnerships.forms.cases import PAPER_LANGUAGES
from spilno.partnerships.models import CaseCandidate, CaseFile, ListImport, Partnership
from spilno.partnerships.queries.map import MapView, Mark
from spilno.partnerships.queries.search import sides_of

register = template.Library()


@register.simple_tag
def registry_crumbs() -> list[dict[str, Any]]:
    """The way back to the registry."""
    return [{"label": _("Partnerships"), "url": reverse("partnerships:registry")}]


@register.simple_tag
def partnership_crumbs(partnership: Partnership) -> list[dict[str, Any]]:
    """The way to one relation's page."""
    own = {"label": relation_title(partnership), "url": reverse("partnerships:detail", args=[partnership.pk])}
    return [*registry_crumbs(), own]


@register.simple_tag
def mark_address(mark: Mark, closed: str, without_place: str) -> str:
    """Where a mark leads: a cluster opens into its places, a place shows the relations it has."""
    here = closed if mark.opens else without_place
    return "?" + "&".join(filter(None, [here, "view=map", urlencode({"open" if mark.opens else "place": mark.key})]))


@register.simple_tag
def relations_map(view: MapView, closed: str, without_place: str) -> SafeString | str:
    """Numbers of relations on the outline of Europe, or of the opened cluster; each mark is a link."""
    points = [
        Point(
            one.lat, one.lon, _mark_label(one), url=mark_address(one, closed, without_place),
            mark=str(one.number) if one.number > 1 else "", opens=one.opens,
        )
        for one in view.marks if one.lat is not None and one.lon is not None
    ]  # fmt: skip
    if not points:
        return _("No place here has coordinates.")
    title = _("Map of the partnerships")
    if view.opened:
        title = _("Map of the partnerships: %(place)s") % {"place": view.opened}
    if any(point.opens for point in points):
        description = _(
            "How many partnerships each region has. A mark opens into its places; the table below says the same."
        )
    else:
        description = _("How many partnerships each place has; the table below says the same.")
    return render_map(points, title=title, description=description, near=bool(view.opened))


def _mark_label(one: Mark) -> str:
    if one.opens:
        text = ngettext(
            "%(place)s: %(number)d partnership, show the places",
            "%(place)s: %(number)d partnerships, show the places",
            one.number,
        )
    else:
        text = ngettext("%(place)s: %(number)d partnership", "%(place)s: %(number)d partnerships", one.number)
    return text % {"place": one.label, "number": one.number}


@register.simple_tag
def list_crumbs(listed: ListImport | None = None) -> list[dict[str, Any]]:
    """The way to the lists from elsewhere, or to one of them."""
    crumbs = [*registry_crumbs(), {"label": _("Lists from elsewhere"), "url": reverse("partnerships:lists")}]
    if isinstance(listed, ListImport):
        crumbs.append({"label": listed.file_name, "url": reverse("partnerships:list", args=[listed.pk])})
    return crumbs


@register.simple_tag
def case_crumbs(case: CaseFile | None = None) -> list[dict[str, Any]]:
    """The way to the case files, or to one of them."""
    crumbs = [{"label": _("Case files"), "url": reverse("partnerships:cases")}]
    if isinstance(case, CaseFile):
        crumbs.append({"label": case.title, "url": reverse("partnerships:case", args=[case.pk])})
    return crumbs


@register.filter
def paper_languages(languages: str) -> str:
    """The languages of a paper in words."""
    return str(dict(PAPER_LANGUAGES).get(languages, languages))


@register.simple_tag
def relation_title(partnership: Partnership) -> str:
    """Both sides as one line of text, in the reader's language; one query."""
    sides = sides_of(partnership.parties.select_related("area", "organisation"))
    return " – ".join(", ".join(party.label for party in side) for side in sides)


@register.simple_tag
def reasons_of(candidate: CaseCandidate) -> list[dict[str, str]]:
    """The reasons a proposal was taken over with, in the reader's language."""
    language = (get_language() or "en")[:2]
    return [
        {"direction": one.get("direction", ""), "text": one["text"].get(language) or one["text"].get("en", "")}
        for one in candidate.match.get("reasons", [])
    ]
