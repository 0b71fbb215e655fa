"""How units, tiers and facts are called: each country has its own words for them."""

from typing import Protocol

from django.template.defaultfilters import floatformat
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from spilno.common.words import said_once
from spilno.places.enums import AreaLevel

LEVELS: dict[tuple[str, str], Promise] = {
    ("DE", AreaLevel.STATE): pgettext_lazy("tier", "Land"),
    ("DE", AreaLevel.REGION): pgettext_lazy("tier", "region of a Land"),
    ("DE", AreaLevel.DISTRICT): pgettext_lazy("tier", "Kreis"),
    ("DE", AreaLevel.ASSOCIATION): pgettext_lazy("tier", "association of municipalities"),
    ("DE", AreaLevel.MUNICIPALITY): pgettext_lazy("tier", "Gemeinde"),
    ("UA", AreaLevel.STATE): pgettext_lazy("tier", "oblast"),
    ("UA", AreaLevel.DISTRICT): pgettext_lazy("tier", "rayon"),
    ("UA", AreaLevel.MUNICIPALITY): pgettext_lazy("tier", "hromada"),
    ("UA", AreaLevel.SETTLEMENT): pgettext_lazy("tier", "settlement"),
    ("UA", AreaLevel.CITY_DISTRICT): pgettext_lazy("tier", "city district"),
}
CATEGORIES: dict[str, Promise] = {
    "land": pgettext_lazy("unit", "Land"),
    "regierungsbezirk": pgettext_lazy("unit", "Regierungsbezirk"),
    "statistical_region": pgettext_lazy("unit", "statistical region"),
    "planning_region": pgettext_lazy("unit", "planning region"),
    "kreis": pgettext_lazy("unit", "Kreis"),
    "landkreis": pgettext_lazy("unit", "Landkreis"),
    "regional_association": pgettext_lazy("unit", "Regionalverband"),
    "county_free_city": pgettext_lazy("unit", "kreisfreie Stadt"),
    "town": pgettext_lazy("unit", "town"),
    "market": pgettext_lazy("unit", "Markt"),
    "large_district_town": pgettext_lazy("unit", "Große Kreisstadt"),
    "municipality": pgettext_lazy("unit", "Gemeinde"),
    "unincorporated_inhabited": pgettext_lazy("unit", "inhabited area outside any municipality"),
    "uninhabited": pgettext_lazy("unit", "uninhabited area outside any municipality"),
    "amt": pgettext_lazy("unit", "Amt"),
    "samtgemeinde": pgettext_lazy("unit", "Samtgemeinde"),
    "verbandsgemeinde": pgettext_lazy("unit", "Verbandsgemeinde"),
    "administrative_community": pgettext_lazy("unit", "Verwaltungsgemeinschaft"),
    "kirchspiel_union": pgettext_lazy("unit", "Kirchspielslandgemeinde"),
    "administrative_association": pgettext_lazy("unit", "Verwaltungsverband"),
    "administrating_municipality": pgettext_lazy("unit", "municipality that administers others"),
    "association": pgettext_lazy("unit", "association of municipalities"),
    "oblast": pgettext_lazy("unit", "oblast"),
    "special_city": pgettext_lazy("unit", "city with special status"),
    "rayon": pgettext_lazy("unit", "rayon"),
    "former_rayon": pgettext_lazy("unit", "rayon until July 2020"),
    "hromada": pgettext_lazy("unit", "hromada"),
    "urban": pgettext_lazy("unit", "urban hromada"),
    "settlement": pgettext_lazy("unit", "settlement hromada"),
    "rural": pgettext_lazy("unit", "rural hromada"),
    "city": pgettext_lazy("unit", "city"),
    "selyshche": pgettext_lazy("unit", "selyshche"),
    "village": pgettext_lazy("unit", "village"),
    "city_district": pgettext_lazy("unit", "city district"),
    "listed": pgettext_lazy("unit", "place named in a published list"),
}
# Label of each fact; `%(value)s` stands where the unit of measure asks for it.
FACTS: dict[str, Promise] = {
    "population": _("Inhabitants"),
    "area_km2": pgettext_lazy("fact", "Area"),
    "density": _("Inhabitants per km²"),
    "urbanisation": _("Degree of urbanisation"),
    "postcode": _("Postcode of the administration"),
    "travel_region": _("Travel region"),
    "travel_time": _("Travel time to the oblast centre"),
    "settlements": _("Number of settlements"),
    "distance_to_russia_belarus": _("Distance to the border with Russia or Belarus"),
    "distance_to_russia": _("Distance to the border with Russia"),
    "distance_to_eu": _("Distance to the border with the European Union"),
    "mountain": _("Mountain hromada"),
    "near_seas": _("By the sea"),
    "border_30km": _("Within 30 km of the state border"),
    "border_30km_russia_belarus": _("Within 30 km of the border with Russia or Belarus"),
    "urban_share": _("Share of inhabitants in towns"),
    "income_total": _("Budget income"),
    "income_own": _("Own budget income"),
    "centre": _("Centre of the unit"),
}
UNITS: dict[str, Promise] = {
    "area_km2": pgettext_lazy("square kilometres", "%(value)s km²"),
    "travel_time": pgettext_lazy("minutes", "%(value)s min"),
    "distance_to_russia_belarus": pgettext_lazy("kilometres", "%(value)s km"),
    "distance_to_russia": pgettext_lazy("kilometres", "%(value)s km"),
    "distance_to_eu": pgettext_lazy("kilometres", "%(value)s km"),
    "urban_share": pgettext_lazy("per cent", "%(value)s %%"),
    "income_total": pgettext_lazy("thousand hryvnias", "%(value)s thousand UAH"),
    "income_own": pgettext_lazy("thousand hryvnias", "%(value)s thousand UAH"),
}
MARKS = {"mountain", "near_seas", "border_30km", "border_30km_russia_belarus"}
URBANISATION: dict[int, Promise] = {
    1: pgettext_lazy("degree of urbanisation", "densely populated"),
    2: pgettext_lazy("degree of urbanisation", "medium density"),
    3: pgettext_lazy("degree of urbanisation", "thinly populated"),
}
DECIMALS = {"area_km2": 1, "density": 1, "travel_time": 0}


class Unit(Protocol):
    """An area, or as much of it as its words need."""

    @property
    def country(self) -> str: ...
    @property
    def level(self) -> str: ...
    @property
    def category(self) -> str: ...


class Figure(Protocol):
    """A fact, or as much of it as its words need."""

    @property
    def key(self) -> str: ...
    @property
    def value(self) -> float | None: ...
    @property
    def text(self) -> str: ...


def unit_label(area: Unit) -> str:
    """What the register calls the unit; the tier's name where it does not say."""
    return _unit_label(area.category, area.level, area.country)


@said_once
def _unit_label(category: str, level: str, country: str) -> str:
    label = CATEGORIES.get(category)
    return str(label) if label else level_label(level, country)


def level_label(level: str, country: str) -> str:
    """The tier as that country calls it."""
    known = LEVELS.get((country, level))
    if known:
        return str(known)
    return str(AreaLevel(level).label) if level in AreaLevel.values else level


@said_once
def general_level(level: str) -> str:
    """The tier as it is called wherever several countries are compared."""
    return str(AreaLevel(level).label)


@said_once
def fact_label(key: str) -> str:
    return str(FACTS.get(key, key))


def inhabitants(number: int) -> str:
    shown = number_format(number, force_grouping=True)
    return ngettext("%(shown)s inhabitant", "%(shown)s inhabitants", number) % {"shown": shown}


def square_kilometres(value: float) -> str:
    shown = floatformat(value, "-1g")
    return pgettext("square kilometres", "%(value)s km²") % {"value": shown}


def fact_value(fact: Figure) -> str:
    """The figure with its unit, in the reader's way of writing numbers."""
    if fact.value is None:
        return fact.text
    if fact.key in MARKS:
        return gettext("yes") if fact.value else gettext("no")
    if fact.key == "urbanisation":
        return str(URBANISATION.get(int(fact.value), fact.value))
    value = fact.value * 100 if fact.key == "urban_share" else fact.value
    shown = number_format(value, decimal_pos=DECIMALS.get(fact.key, 0), use_l10n=True, force_grouping=True)
    unit = UNITS.get(fact.key)
    return str(unit) % {"value": shown} if unit else shown
