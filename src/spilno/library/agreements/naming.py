"""How a party is called and who signs for it, as far as the registers tell; people correct it before it is signed."""

from typing import Any

from django.utils.translation import override

from spilno.library.agreements.choices import Own, PartyText
from spilno.places.enums import AreaLevel, NameKind
from spilno.places.models import Area, AreaName
from spilno.places.queries import acting_unit

CITY = {"de": "Stadt {}", "uk": "місто {}", "en": "City of {}"}
TOWN = {"de": "Stadt {}", "uk": "місто {}", "en": "Town of {}"}
MUNICIPALITY = {"de": "Gemeinde {}", "uk": "громада {}", "en": "Municipality of {}"}
GERMAN_NAMES = {
    "county_free_city": CITY, "large_district_town": TOWN, "town": TOWN, "municipality": MUNICIPALITY,
    "market": {"de": "Markt {}", "uk": "громада {}", "en": "Market of {}"},
    "land": {"de": "Land {}", "uk": "земля {}", "en": "Land {}"},
    "kreis": {"de": "{}", "uk": "район {}", "en": "{}"},
    "landkreis": {"de": "{}", "uk": "район {}", "en": "{}"},
}  # fmt: skip
LORD_MAYOR = {"de": "Oberbürgermeisterin oder Oberbürgermeister", "uk": "обербургомістр", "en": "Lord Mayor"}
MAYOR = {"de": "Bürgermeisterin oder Bürgermeister", "uk": "бургомістр", "en": "Mayor"}
COUNTY = {"de": "Landrätin oder Landrat", "uk": "ландрат", "en": "District Administrator (Landrat)"}
HEAD_DE = "Vorsteherin oder Vorsteher der Hromada"
OFFICES: dict[tuple[str, str], Own] = {
    ("DE", "county_free_city"): LORD_MAYOR,
    ("DE", "large_district_town"): LORD_MAYOR,
    ("DE", "town"): MAYOR,
    ("DE", "municipality"): MAYOR,
    ("DE", "market"): MAYOR,
    ("DE", "kreis"): COUNTY,
    ("DE", "landkreis"): COUNTY,
    ("UA", "urban"): {"de": "Bürgermeisterin oder Bürgermeister", "uk": "міський голова", "en": "Mayor"},
    ("UA", "settlement"): {"de": HEAD_DE, "uk": "селищний голова", "en": "Head of the hromada"},
    ("UA", "rural"): {"de": HEAD_DE, "uk": "сільський голова", "en": "Head of the hromada"},
    ("UA", "rayon"): {
        "de": "Vorsitz des Rajonrates oder Leitung der Rajon-Militärverwaltung",
        "uk": "голова районної ради або начальник районної військової адміністрації",
        "en": "Head of the rayon council or of the rayon military administration",
    },
    ("UA", "oblast"): {
        "de": "Vorsitz des Oblastrates oder Leitung der Oblast-Militärverwaltung",
        "uk": "голова обласної ради або начальник обласної військової адміністрації",
        "en": "Head of the oblast council or of the oblast military administration",
    },
}


def signs_for(area: Area) -> Area:
    """Who can be a party: for a settlement its hromada."""
    return acting_unit(area) or area


def party_of(area: Area) -> PartyText:
    """Name in all languages and the office that signs; the office stays empty where the category tells none."""
    return PartyText(_names(area), dict(OFFICES.get((area.country, area.category), {})))


def _label(area: Area, language: str) -> str:
    with override(language):
        return area.label


def _names(area: Area) -> Own:
    labels = {language: _label(area, language) for language in ("de", "uk", "en")}
    if area.country == "DE":
        return {one: _german(area, one, label) for one, label in labels.items()}
    if area.country == "UA" and area.level == AreaLevel.MUNICIPALITY:
        return labels | {"uk": _hromada(area, labels["uk"])}
    return labels


def _german(area: Area, language: str, label: str) -> str:
    if language == "uk" and not area.name_uk:
        label = area.names.filter(language="uk").values_list("text", flat=True).first() or area.name
    if language == "en" and area.level == AreaLevel.DISTRICT:
        return area.name_de or label
    if language == "uk" and area.level == AreaLevel.DISTRICT and area.name_uk:
        # "Район Штайнфурт (Kreis)": the registers' Ukrainian name says already that it is a district.
        return area.name_uk[:1].lower() + area.name_uk[1:]
    shape = GERMAN_NAMES.get(area.category, {}).get(language, "{}")
    return shape.format(label)[:160]


def _hromada(area: Area, label: str) -> str:
    """ "Житомирська міська громада" is in full "… міська територіальна громада"."""
    official = AreaName.objects.filter(area=area, language="uk", kind=NameKind.OFFICIAL).order_by("pk")
    name = official.values_list("text", flat=True).first() or label
    if name.endswith(" громада") and "територіальна" not in name:
        name = name.removesuffix("громада") + "територіальна громада"
    return name[:160]


def columns_of(party: PartyText) -> dict[str, Any]:
    """Columns of `AgreementParty`; languages that nobody knows stay empty."""
    stems = {"name": party.name, "represented": party.represented}
    return {f"{stem}_{one}": own.get(one, "") for stem, own in stems.items() for one in ("de", "uk", "en")}
