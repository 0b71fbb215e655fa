"""How places, countries and languages are written on pages."""

import gettext
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import pycountry
from django import template
from django.forms import BaseForm
from django.utils.formats import date_format, number_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from spilno.design.maps import EAST, NORTH, SOUTH, WEST, Point, render_map
from spilno.design.markup import in_language, joined, markup
from spilno.places import queries, terms
from spilno.places.enums import AreaLevel
from spilno.places.labels import readers_name
from spilno.places.links import PlaceLink, address_of_key
from spilno.places.lookup import known_near
from spilno.places.models import Area
from spilno.places.place_field import place_choices
from spilno.places.sheet import Child, Neighbour, PlaceSheet, Tie

register = template.Library()


@lru_cache(maxsize=16)
def _country_catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[language], fallback=True)


@register.filter
def country_name(code: str) -> str:
    """The country's name in the reader's language; the code itself where nobody knows it."""
    return _country_name(code, (get_language() or "en")[:2])


@lru_cache(maxsize=1024)
def _country_name(code: str, language: str) -> str:
    country = pycountry.countries.get(alpha_2=code) if code else None
    if country is None:
        return code
    return _country_catalogue(language).gettext(getattr(country, "common_name", country.name))


@register.filter
def language_name(code: str) -> str:
    """The language's name in the reader's language."""
    try:
        return str(get_language_info(code.split("-")[0])["name_translated"])
    except KeyError:
        return code


@register.filter
def place_url(area: Area | PlaceLink) -> str:
    """The address of the place's page; the search where the place has no code."""
    return address_of_key(area.key if isinstance(area, PlaceLink) else queries.place_key(area))


@register.simple_tag
def place_link(area: Area | PlaceLink) -> SafeString:
    """The place's name as a link, in its own language. Written here: a list of places has a hundred of them."""
    here = (get_language() or "en")[:2]
    label, language = readers_name(area.country, area.name, area.name_de, area.name_uk, area.name_en)
    return markup('<a class="kern-link" href="{}"{}>{}</a>', place_url(area), in_language(language, here), label)


@register.filter
def lang_of(named: Any) -> SafeString:
    """The attribute that says in which language the label of a place or an organisation is, where not the page's."""
    return in_language(named.label_language, (get_language() or "en")[:2])


@register.filter
def choices_of(form: BaseForm, name: str) -> list[Area]:
    """The places an ambiguous name in this field may mean."""
    return place_choices(form, name)


@register.filter
def place_key(area: Area) -> str:
    return queries.place_key(area)


@register.filter
def where(area: Area) -> str:
    """What tells the place apart: its parents from near to far, without the country."""
    return ", ".join(parent.label for parent in reversed(queries.ancestors(area)) if parent.level != "country")


@register.filter
def told_apart(area: Area) -> str:
    """What tells a place from its namesakes: its units; else, as no register knows them, what is near, country and size."""
    above = where(area)
    if above or area.level != AreaLevel.PLACE:
        return above
    near = known_near(area)
    people = (
        _("%(number)s inhabitants") % {"number": number_format(area.population, force_grouping=True)}
        if area.population
        else ""
    )
    parts = [_("near %(place)s") % {"place": near.label} if near else "", country_name(area.country), people]
    return ", ".join(filter(None, parts))


@register.filter
def official_language(country: str) -> str:
    return queries.OFFICIAL_LANGUAGE.get(country, "")


@register.filter
def unit(area: terms.Unit) -> str:
    """What the register calls the unit, in the reader's language: Kreis, hromada, village."""
    return terms.unit_label(area)


@register.filter
def tier(level: str, country: str) -> str:
    """The tier as it is called in that country."""
    return terms.level_label(level, country)


# Rows of tables and lists are written here: a place's page has a hundred, of ten nodes each as a template.
_CELL = '<td class="kern-table__cell" role="cell">{}</td>'
_HEAD = '<th scope="row" class="kern-table__header" role="rowheader">{}</th>'
_ROW = '<tr class="kern-table__row" role="row">{}</tr>\n'
_SAID = '<td class="kern-table__cell" role="cell"{}>{}</td>'
_FACT = _ROW.format(_HEAD + _SAID + _CELL + _CELL)
_NAME = _ROW.format(_HEAD + _CELL + _SAID)
_TIE = _ROW.format(_CELL + _HEAD + _CELL + _CELL)
_LABELLED = '<span class="table-stack__label">{}: </span>{}'


@register.simple_tag
def fact_rows(area: Area, sheet: PlaceSheet) -> SafeString:
    """Figures with year and source; what is a word stands in the language of the country."""
    source_word, year_word = _("Source"), _("Year")
    own = in_language(queries.OFFICIAL_LANGUAGE.get(area.country, ""), "")
    rows = [
        markup(
            _FACT,
            terms.fact_label(fact.key),
            own if fact.value is None else "",
            terms.fact_value(fact),
            markup(_LABELLED, year_word, fact.year) if fact.year else "",
            markup(_LABELLED, source_word, sheet.titles.get(fact.source_id, "")),
        )
        for fact in sheet.facts
    ]
    return joined("", rows)


@register.simple_tag
def source_title(sheet: PlaceSheet, source: int) -> str:
    return sheet.titles.get(source, "")


@register.simple_tag
def name_rows(sheet: PlaceSheet) -> SafeString:
    """Names by language and kind, then the former ones, each with the day it was given up."""
    rows = [(group.language, group.kind, " · ".join(group.texts)) for group in sheet.names]
    for name in sheet.former_names:
        until = _("until %(date)s") % {"date": date_format(name.valid_to)} if name.valid_to else ""
        rows.append((name.language, ", ".join(filter(None, [name.kind_label, until])), name.text))
    return joined("", [_name_row(*row) for row in rows])


def _name_row(language: str, kind: str, text: str) -> SafeString:
    return markup(
        _NAME,
        language_name(language) if language else _("language not stated"), kind, in_language(language, ""), text,
    )  # fmt: skip


@register.simple_tag
def tie_rows(ties: Sequence[Tie], sheet: PlaceSheet) -> SafeString:
    source_word = _("Source")
    rows = [
        markup(
            _TIE,
            country_name(tie.partner.country), place_link(tie.partner), tie.kind,
            markup(_LABELLED, source_word, sheet.titles.get(tie.source_id, "")),
        )
        for tie in ties
    ]  # fmt: skip
    return joined("", rows)


@register.simple_tag
def child_lines(children: Iterable[Child]) -> SafeString:
    """Units within a place with their kind and inhabitants."""
    lines = []
    for child in children:
        many = f" · {number_format(child.population, force_grouping=True)}" if child.population is not None else ""
        lines.append(markup("<li>{} <small>{}{}</small></li>", place_link(child.area), terms.unit_label(child), many))
    return joined("", lines)


@register.simple_tag
def neighbour_lines(neighbours: Iterable[Neighbour]) -> SafeString:
    lines = []
    for one in neighbours:
        km = _("%(km)s km away") % {"km": number_format(round(one.km), force_grouping=True)}
        lines.append(markup("<li>{} <small>{}</small></li>", place_link(one.area), km))
    return joined("", lines)


@register.simple_tag
def place_map(area: Area, position: queries.Position | None) -> SafeString | str:
    """The place on the outline of Europe at its public position; nothing where the map does not reach."""
    if position is None or not (WEST < position.lon < EAST and SOUTH < position.lat < NORTH):
        return ""
    return render_map(
        [Point(position.lat, position.lon, area.label, highlighted=True, mark=area.label)],
        title=_("Map of Europe with %(place)s") % {"place": area.label},
        description=_("The place on the outline of Europe."),
    )
