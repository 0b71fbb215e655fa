"""How places, countries and languages are written on pages."""

import gettext
from functools import lru_cache
from typing import Any

import pycountry
from django import template
from django.forms import BaseForm
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from spilno.design.fields import NOTHING
from spilno.design.maps import EAST, NORTH, SOUTH, WEST, Point, render_map
from spilno.places import queries, terms
from spilno.places.models import Area, AreaFact
from spilno.places.place_field import place_choices

register = template.Library()


@lru_cache(maxsize=16)
def _country_catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[language], fallback=True)


@register.filter
def country_name(code: str) -> str:
    """The country's name in the reader's language; the code itself where nobody knows it."""
    country = pycountry.countries.get(alpha_2=code) if code else None
    if country is None:
        return code
    name = getattr(country, "common_name", country.name)
    return _country_catalogue((get_language() or "en")[:2]).gettext(name)


@register.filter
def language_name(code: str) -> str:
    """The language's name in the reader's language."""
    try:
        return str(get_language_info(code.split("-")[0])["name_translated"])
    except KeyError:
        return code


@register.filter
def place_url(area: Area) -> str:
    """The address of the place's page; the search where the place has no code."""
    code = queries.preferred_code(area.codes.all())
    if code is None:
        return reverse("places:search")
    return reverse("places:detail", args=[code.scheme.lower(), code.code])


@register.simple_tag
def place_link(area: Area) -> SafeString:
    """The place's name as a link, in its own language. Written here: a list of places has a hundred of them."""
    return format_html('<a class="kern-link" href="{}"{}>{}</a>', place_url(area), lang_of(area), area.label)


@register.filter
def lang_of(named: Any) -> SafeString:
    """The attribute that says in which language the label of a place or an organisation is, where not the page's."""
    language = named.label_language
    return NOTHING if language == (get_language() or "en")[:2] else format_html(' lang="{}"', language)


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
def official_language(country: str) -> str:
    return queries.OFFICIAL_LANGUAGE.get(country, "")


@register.filter
def unit(area: Area) -> str:
    """What the register calls the unit, in the reader's language: Kreis, hromada, village."""
    return terms.unit_label(area)


@register.filter
def tier(level: str, country: str) -> str:
    """The tier as it is called in that country."""
    return terms.level_label(level, country)


@register.filter
def fact_label(fact: AreaFact) -> str:
    return terms.fact_label(fact.key)


@register.filter
def fact_value(fact: AreaFact) -> str:
    return terms.fact_value(fact)


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
