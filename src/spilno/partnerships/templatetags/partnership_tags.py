"""How relations are written on pages."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from spilno.common.words import said_once
from spilno.design.links import row_address
from spilno.design.maps import Point, render_map
from spilno.design.markup import in_language, joined, markup
from spilno.partnerships.enums import AgreementType, Phase, ReviewStatus
from spilno.partnerships.forms.cases import PAPER_LANGUAGES
from spilno.partnerships.models import CaseCandidate, CaseFile, ListImport, Partnership, Party
from spilno.partnerships.queries.graph import Third
from spilno.partnerships.queries.lines import ListedLine, ListedParty, Named, sides_of
from spilno.partnerships.queries.map import MapView, Mark
from spilno.partnerships.queries.relation import OtherPartner, ShownParty
from spilno.places import terms
from spilno.places.links import PlaceLink
from spilno.places.templatetags.place_tags import country_name, place_link

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
def parties_named(sides: Sequence[Sequence[ListedParty | ShownParty]], here: str = "") -> SafeString:
    """The parties as one line, each in its own language. here: the reader's, where it is known."""
    here = here or (get_language() or "en")[:2]
    bearers = [[party.bearer for party in side] for side in sides]
    return joined(" – ", [joined(", ", [_named(one, here) for one in side]) for side in bearers])


def _named(one: Named | PlaceLink, here: str) -> SafeString:
    return markup("<span{}>{}</span>", in_language(one.label_language, here), one.label)


@said_once
def _phase(phase: str) -> SafeString:
    return markup('<span class="state state--{}">{}</span>', phase, Phase(phase).label)


@said_once
def _kind(agreement_type: str) -> str:
    return str(AgreementType(agreement_type).label)


@register.simple_tag
def state_of(one: Partnership) -> SafeString:
    """Where a relation stands, in words; since when, and until when."""
    words: list[object] = [_phase(one.phase)]
    kind = _kind(one.agreement_type) if one.agreement_type else ""
    if kind:
        words.append(kind)
    if one.local_label and one.local_label != kind:
        words.append(markup("<q>{}</q>", one.local_label))
    if one.since:
        words.append(_since(one))
    if one.until_on:
        words.append(_until(one))
    return joined(" · ", words)


def _since(one: Partnership) -> str:
    """When its parties became partners; of what is over or never was, when it began."""
    if one.phase in (Phase.ACTIVE, Phase.DORMANT):
        text = _("partners since %(date)s")
    elif one.phase in (Phase.ENDED, Phase.NOT_CONCLUDED):
        text = _("begun %(date)s")
    else:
        text = _("since %(date)s")
    return text % {"date": one.since}


def _until(one: Partnership) -> str:
    """The last day of its agreement; what has run out without a word says so."""
    text = _("term over since %(date)s, nothing later is recorded") if one.term_is_over else _("until %(date)s")
    return text % {"date": date_format(one.until_on)} if one.until_on else ""


@register.simple_tag
def relation_lines(lines: Sequence[ListedLine]) -> SafeString:
    """Relations in a list. Written here: the registry shows 25 on a page, and each would take six templates."""
    here = (get_language() or "en")[:2]
    return joined("", [_relation_line(line, here) for line in lines])


def _relation_line(line: ListedLine, here: str) -> SafeString:
    one = line.partnership
    more: list[object] = []
    if line.themes:
        named = " · ".join(line.theme_names)
        more.append(markup('<span class="visually-hidden">{}: </span>{}', _("Themes"), named))
    if one.status != ReviewStatus.CONFIRMED:
        more.append(markup("<strong>{}</strong>", one.get_status_display()))
    return markup(
        '<li class="suggestion"><h3 class="kern-heading-medium suggestion__name"><a class="kern-link" href="{}">{}</a></h3>'
        '<p class="suggestion__where">{}</p><p class="kern-body kern-body--small">{}</p>{}</li>',
        row_address("partnerships:detail", one.pk, here), parties_named(line.sides, here), state_of(one),
        joined(" – ", [_lying(side, here) for side in line.sides]),
        joined("", [markup('<p class="kern-body kern-body--small">{}</p>', text) for text in more]),
    )  # fmt: skip


@register.simple_tag
def party_line(party: ShownParty) -> SafeString:
    """A party as a link, with its kind of unit, its region and its country."""
    here = (get_language() or "en")[:2]
    if party.area:
        link, about = place_link(party.area), [markup("{}, ", terms.unit_label(party))]
    else:
        said, address = (
            in_language(party.bearer.label_language, here),
            row_address("organisations:detail", party.organisation_id or 0),
        )
        link, about = markup('<a class="kern-link" href="{}"{}>{}</a>', address, said, party.label), []
    if party.region and party.region_id != party.place_id:
        about.append(markup("{}, ", _named(party.region, here)))
    return markup("<li>{} <small>{}{}</small></li>", link, joined("", about), country_name(party.country))


@register.simple_tag
def other_line(one: OtherPartner) -> SafeString:
    """A relation of the same place with another."""
    since = _("since %(date)s") % {"date": one.since} if one.since else ""
    said = in_language(one.place.label_language, (get_language() or "en")[:2])
    told = ", ".join(filter(None, [str(one.phase.label), since]))
    address = row_address("partnerships:detail", one.pk)
    return markup('<li><a class="kern-link" href="{}"{}>{}</a>: {}</li>', address, said, one.place.label, told)


@register.simple_tag
def beyond_lines(thirds: Sequence[Third]) -> SafeString:
    """Places two steps away, each with the partners in between."""
    over, here = pgettext("partner in between", "over"), (get_language() or "en")[:2]
    return joined(
        "",
        [
            markup(
                "<li>{} <small>{} {}</small></li>",
                place_link(third.area, here), over, joined(" · ", [place_link(area, here) for area in third.of]),
            )
            for third in thirds
        ],
    )  # fmt: skip


def _lying(side: Sequence[ListedParty], here: str) -> SafeString:
    """Land or oblast and country of a side's parties, once for those that follow each other."""
    found = []
    for party in (next(same) for _here, same in groupby(side, lambda one: (one.region_id, one.country))):
        region = party.region if party.region_id != party.place_id else None
        above = markup("{}, ", _named(region, here)) if region else ""
        found.append(markup("{}{}", above, country_name(party.country, here)))
    return joined("; ", found)


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
    return sides_title(sides_of(partnership.parties.select_related("area", "organisation")))


@register.simple_tag
def sides_title(sides: Sequence[Sequence[Party | ShownParty]]) -> str:
    """The same of parties already read."""
    return " – ".join(", ".join(party.label for party in side) for side in sides)


@register.simple_tag
def reasons_of(candidate: CaseCandidate) -> list[dict[str, str]]:
    """The reasons a proposal was taken over with, in the reader's language."""
    language = (get_language() or "en")[:2]
    return [
        {"direction": one.get("direction", ""), "text": one["text"].get(language) or one["text"].get("en", "")}
        for one in candidate.match.get("reasons", [])
    ]
