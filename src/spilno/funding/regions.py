"""Länder and oblasts by ISO 3166-2, with their names in three languages; the code of an area of ours."""

from django.utils.translation import get_language

from spilno.common.alphabet import in_alphabet
from spilno.places.enums import AreaLevel, CodeScheme
from spilno.places.importers.facts_de import LAENDER
from spilno.places.importers.facts_ua import OBLASTS
from spilno.places.lookup import regions_of
from spilno.places.models import Area, AreaCode

GERMAN = {
    "DE-NI": "Niedersachsen",
    "DE-NW": "Nordrhein-Westfalen",
    "DE-HE": "Hessen",
    "DE-RP": "Rheinland-Pfalz",
    "DE-BY": "Bayern",
    "DE-MV": "Mecklenburg-Vorpommern",
    "DE-SN": "Sachsen",
    "DE-ST": "Sachsen-Anhalt",
    "DE-TH": "Thüringen",
}
NAMES: dict[str, dict[str, str]] = {
    **{
        one.iso: {"de": GERMAN.get(one.iso, one.english), "uk": one.ukrainian, "en": one.english}
        for one in LAENDER.values()
    },
    **{one.iso: {"de": one.german, "uk": one.ukrainian, "en": one.english} for one in OBLASTS.values()},
}


def region_name(iso: str) -> str:
    """In the reader's language; the code itself where it is none of ours."""
    return NAMES.get(iso, {}).get((get_language() or "en")[:2], iso)


def choices(country: str) -> list[tuple[str, str]]:
    """Regions of a country for a select, by name."""
    found = [(iso, region_name(iso)) for iso in NAMES if iso.startswith(f"{country}-")]
    return sorted(found, key=lambda one: in_alphabet(one[1]))


def region_codes() -> dict[int, str]:
    """Land or oblast (its area's id) -> ISO code, for all that the registers know."""
    return codes_of(list(Area.objects.current().filter(level=AreaLevel.STATE, country__in=["DE", "UA"])))


def codes_of(areas: list[Area]) -> dict[int, str]:
    """Area -> ISO code of its Land or oblast; without those whose region no register tells."""
    regions = regions_of(areas)
    wanted = [CodeScheme.ISO3166_2, CodeScheme.AGS, CodeScheme.KATOTTG]
    known: dict[int, str] = {}
    rows = AreaCode.objects.filter(area__in={one.pk for one in regions.values()}, scheme__in=wanted)
    for area, scheme, code in rows.values_list("area_id", "scheme", "code"):
        if scheme == CodeScheme.ISO3166_2 and code in NAMES:
            known[area] = code
        elif scheme == CodeScheme.AGS and code in LAENDER:
            known.setdefault(area, LAENDER[code].iso)
        elif scheme == CodeScheme.KATOTTG and code[:4] in OBLASTS:
            known.setdefault(area, OBLASTS[code[:4]].iso)
    return {pk: known[region.pk] for pk, region in regions.items() if region.pk in known}
