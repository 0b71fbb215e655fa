"""How places, countries and languages are written on pages."""

import gettext
from functools import lru_cache
from typing import Any

import pycountry
from django import template
from django.forms import BaseForm
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from spilno.design.maps import EAST, NORTH, SOUTH, WEST, Point, render_map
from spilno.design.markup import in_language, joined, markup
from spilno.places import queries, terms
from spilno.places.enums import AreaLevel
from spilno.places.labels import readers_name
from spilno.places.links import PlaceLink, address_of_key
from spilno.places.models import Area
from spilno.places.place_field import place_choices

register = template.Library()


@lru_cache(maxsize=16)
def _country_catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[language], fallback=True)


@register.filter
def country_name(code: str, here: str = "") -> str:
    """The country's name in the reader's language, `here`; the code itself where nobody knows it."""
    return _country_name(code, here or (get_language() or "en")[:2])


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
def place_link(area: Area | PlaceLink, here: str = "") -> SafeString:
    """The place's name as a link, in its own language. Written here: a list of places has a hundred of them.

    here: the reader's language, where it is known; a list asks for it once.
    """
    here = here or (get_language() or "en")[:2]
    label, language = readers_name(area.country, area.name, area.name_de, area.name_uk, area.name_en, here)
    address = address_of_key(area.key if isinstance(area, PlaceLink) else queries.place_key(area), here)
    return markup('<a class="kern-link" href="{}"{}>{}</a>', address, in_language(language, here), label)


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
    near = _("near %(place)s") % {"place": area.near.label} if area.near else ""
    people = terms.inhabitants(area.population) if area.population else ""
    return ", ".join(filter(None, [near, country_name(area.country), people]))


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


@register.simple_tag
def marks(area: Area) -> SafeString:
    """What tells a place apart, as a list: kind, what lies above it, country, inhabitants, its end."""
    many = area.population
    said = [unit(area), where(area), country_name(area.country)]
    if many is not None:
        counted = terms.inhabitants(many)
        said.append(f"{counted} ({area.population_year})" if area.population_year else counted)
    if area.valid_to:
        said.append(_("ended on %(date)s") % {"date": date_format(area.valid_to)})
    lines = joined("", [markup("<li>{}</li>", one) for one in said if one])
    return markup('<ul class="place-marks">{}</ul>\n', lines)


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
