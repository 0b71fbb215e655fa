"""What apps above ask of places row by row: the Land or oblast of a unit, and its names as searches compare them."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache

from spilno.common.alphabet import in_alphabet
from spilno.common.freshness import while_unchanged
from spilno.common.plain_sql import rows_of
from spilno.engine.names import fold, to_english, to_german
from spilno.places.enums import AreaLevel
from spilno.places.models import Area, AreaName
from spilno.places.queries import place_key


def region_of(area: Area) -> Area | None:
    """The Land or oblast an area lies in, or the area itself where it is one; None for places without known parents."""
    return regions_of([area]).get(area.pk)


def regions_of(areas: Iterable[Area]) -> dict[int, Area]:
    """The same for many at once: one query for each step up the tree, however many areas there are."""
    found: dict[int, Area] = {}
    climbing = {area.pk: area for area in areas}
    while climbing:
        found |= {pk: above for pk, above in climbing.items() if above.level == AreaLevel.STATE}
        wanted = {pk: above.parent_id for pk, above in climbing.items() if pk not in found and above.parent_id}
        parents = Area.objects.in_bulk(set(wanted.values()))
        climbing = {pk: parents[parent] for pk, parent in wanted.items()}
    return found


def states_of(countries: tuple[str, ...]) -> list[Area]:
    """Länder and oblasts to choose from, by their names as the reader sees them, country by country."""
    found = Area.objects.current().filter(country__in=countries, level=AreaLevel.STATE).prefetch_related("codes")
    return sorted(found, key=lambda area: (area.country, in_alphabet(area.label)))


@while_unchanged
def region_choices(countries: tuple[str, ...]) -> list[tuple[str, str]]:
    """The same as choices of a form: key and name."""
    return [(place_key(area), area.label) for area in states_of(countries)]


_WITHIN = """
WITH RECURSIVE inside(id) AS (
    SELECT id FROM places_area WHERE parent_id = ANY(%s)
    UNION SELECT area.id FROM places_area area JOIN inside ON area.parent_id = inside.id
) SELECT id FROM inside
"""


def areas_within(area_ids: Iterable[int]) -> frozenset[int]:
    """The areas and everything inside them."""
    wanted = list(area_ids)
    return frozenset(wanted).union(pk for (pk,) in rows_of(_WITHIN, [wanted])) if wanted else frozenset()


def folded_names(area_ids: Sequence[int]) -> list[str]:
    """Every name of the areas, in all languages, spellings and times, folded for comparing; each once, in order."""
    names = list(AreaName.objects.filter(area__in=area_ids).order_by("area", "pk").values_list("text", flat=True))
    for labels in (
        Area.objects.filter(pk__in=area_ids).order_by("pk").values_list("name", "name_de", "name_uk", "name_en")
    ):
        names += [label for label in labels if label]
    return list(dict.fromkeys(one for name in names if (one := folded(name))))


def folded_names_of(area_ids: Iterable[int]) -> dict[int, list[str]]:
    """The same for each of many areas: a query for each thousand of them, and one more."""
    wanted, found = sorted(set(area_ids)), defaultdict(list)
    for at in range(0, len(wanted), 1000):
        some = wanted[at : at + 1000]
        rows = AreaName.objects.filter(area__in=some).order_by("area", "pk").values_list("area_id", "text")
        for area, text in rows:
            found[area].append(text)
        for area, *labels in Area.objects.filter(pk__in=some).values_list(
            "pk", "name", "name_de", "name_uk", "name_en"
        ):
            found[area] += [label for label in labels if label]
    return {area: list(dict.fromkeys(one for name in names if (one := folded(name)))) for area, names in found.items()}


def folded(text: str) -> str:
    """A reader's words as `folded_names` writes them: without case, accents and dots, so that Koln finds Köln."""
    letters = unicodedata.normalize("NFD", fold(text).replace("ß", "ss"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@lru_cache(4096)
def in_letters_of(language: str, name: str) -> str:
    """A Cyrillic name as German or English readers can read it aloud; any other stays as it is."""
    if not any("\u0400" <= letter <= "\u04ff" for letter in name):
        return name
    transcribe = {"de": to_german, "en": to_english}.get(language)
    return transcribe(name) if transcribe else name
