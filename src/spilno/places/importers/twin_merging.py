"""Official units take over their GeoNames twins: one place, several codes, whichever was loaded first."""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

from spilno.engine.names import fold, to_english
from spilno.places.enums import AreaLevel, CodeScheme, NameKind
from spilno.places.importers.positions import Grid, Point
from spilno.places.importers.references import move_references
from spilno.places.models import Area, AreaName

# A settlement stands at its hromada's centre, so that its own place may lie this far away.
UA_REACH_KM = 40.0
DE_REACH_KM = 12.0
# The nearest of several namesakes is taken only when the next is this much farther, or of lower rank.
CLEARLY = 2.0
_RANK = {"special_city": 3, "city": 2, "selyshche": 1}
_BRACKETS = re.compile(r"\s*\(.*?\)")


def merge_twins(*_: Any) -> bool:
    """Merge the GeoNames places that are the same as an official unit; ambiguous ones stay alone. Whether any was."""
    places = _places()
    if not places:
        return False
    merges = [*_ukrainian(places.get("UA", {})), *_german(places.get("DE", {}))]
    taken: set[int] = set()
    once = []
    for _km, place, unit in sorted(merges):
        if unit not in taken:
            taken.add(unit)
            once.append((place, unit))
    return merge(once)


def _places() -> dict[str, dict[int, tuple[str, Point, int]]]:
    """GeoNames places that still stand alone, of the countries whose units we know."""
    rows = Area.objects.filter(level=AreaLevel.PLACE, country__in=("DE", "UA"), codes__scheme=CodeScheme.GEONAMES)
    rows = rows.filter(lat__isnull=False, lon__isnull=False)
    found: dict[str, dict[int, tuple[str, Point, int]]] = defaultdict(dict)
    for pk, country, name, lat, lon, people in rows.values_list("pk", "country", "name", "lat", "lon", "population"):
        found[country][pk] = (name, (lat or 0.0, lon or 0.0), people or 0)
    return found


def _taken() -> set[int]:
    """Units that have their twin already."""
    units = Area.objects.exclude(level=AreaLevel.PLACE).filter(codes__scheme=CodeScheme.GEONAMES)
    return set(units.values_list("pk", flat=True))


def _ukrainian(places: dict[int, tuple[str, Point, int]]) -> Iterable[tuple[float, int, int]]:
    units = Area.objects.filter(country="UA", valid_to__isnull=True, lat__isnull=False)
    rows = units.filter(level__in=(AreaLevel.SETTLEMENT, AreaLevel.CITY_DISTRICT)) | units.filter(
        category="special_city"
    )
    ranks: dict[int, int] = {}
    points: dict[int, Point] = {}
    names: dict[str, list[int]] = defaultdict(list)
    taken = _taken()
    for pk, name, english, category, lat, lon in rows.values_list("pk", "name", "name_en", "category", "lat", "lon"):
        if pk in taken:
            continue
        ranks[pk], points[pk] = _RANK.get(category, 0), (lat or 0.0, lon or 0.0)
        for spelling in {_key(name), _key(english), _key(to_english(name))}:
            names[spelling].append(pk)
    former = AreaName.objects.filter(kind=NameKind.FORMER, area__country="UA", area__level=AreaLevel.SETTLEMENT)
    for pk, text in former.values_list("area_id", "text"):
        if pk in points:
            names[_key(text)].append(pk)
    spellings = _alternates(places)
    for place, (name, point, people) in places.items():
        candidates = {unit for text in [name, *spellings[place]] for unit in names.get(_key(text), ())}
        hits = _within(point, {unit: points[unit] for unit in candidates}, UA_REACH_KM)
        choice = _choose(hits, ranks, people)
        if choice is not None:
            yield choice[0], place, choice[1]


def _choose(hits: list[tuple[float, int]], ranks: dict[int, int], people: int) -> tuple[float, int] | None:
    if not hits:
        return None
    if len(hits) == 1:
        return hits[0]
    # A place of thousands is no village while a town of the name is near.
    highest = max(ranks[unit] for _, unit in hits)
    if people >= 3000 and highest:
        of_rank = [hit for hit in hits if ranks[hit[1]] == highest]
        if len(of_rank) == 1:
            return of_rank[0]
    first, second = hits[0], hits[1]
    return first if first[0] * CLEARLY < second[0] and first[0] < 20 else None


def _german(places: dict[int, tuple[str, Point, int]]) -> Iterable[tuple[float, int, int]]:
    taken = _taken()
    rows = Area.objects.filter(country="DE", level=AreaLevel.MUNICIPALITY, valid_to__isnull=True, lat__isnull=False)
    points: dict[int, Point] = {}
    names: dict[str, list[int]] = defaultdict(list)
    for pk, name, lat, lon in rows.exclude(category="uninhabited").values_list("pk", "name", "lat", "lon"):
        if pk in taken:
            continue
        points[pk] = (lat or 0.0, lon or 0.0)
        for spelling in german_keys(name):
            names[spelling].append(pk)
    spellings = _alternates(places)
    for place, (name, point, _) in places.items():
        hits: list[tuple[float, int]] = []
        # `Munich` has no namesake: then its other spellings are asked, whole.
        for keys in (german_keys(name), {fold(text) for text in spellings[place]}):
            candidates = {unit for spelling in keys for unit in names.get(spelling, ())}
            hits = hits or _within(point, {unit: points[unit] for unit in candidates}, DE_REACH_KM)
        if len(hits) == 1 or (len(hits) > 1 and hits[0][0] * CLEARLY < hits[1][0]):
            yield hits[0][0], place, hits[0][1]


def german_keys(name: str) -> set[str]:
    """A name with and without what tells it from namesakes: `Halle (Saale)`, `Frankfurt am Main`, `Münster/Westf.`."""
    bare = _BRACKETS.sub("", name)
    full = re.sub(r"\bSt\.\s*", "Sankt ", bare)
    short = re.split(r"\s+(?:(?:am|an|bei|im|in|ob|vor|unter)\s|[aibvou]\.)|/", full)[0]
    return {fold(name), fold(bare), fold(full), fold(short)} - {""}


def _key(text: str) -> str:
    return fold(text).replace("ё", "е").replace(" ", "").replace("ь", "")


def _alternates(places: dict[int, Any]) -> dict[int, list[str]]:
    """The other spellings of these places."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = AreaName.objects.filter(area__level=AreaLevel.PLACE, area__country__in=("DE", "UA"), source__key="geonames")
    for area, text in rows.values_list("area_id", "text").iterator(20_000):
        if area in places:
            found[area].append(text)
    return found


def _within(point: Point, candidates: dict[int, Point], reach: float) -> list[tuple[float, int]]:
    return Grid(candidates).near(point, reach) if candidates else []


def merge(pairs: list[tuple[int, int]]) -> bool:
    """Move codes, names, ties and whatever else hangs on each place to its unit and delete the place, in sets; whether
    there were any."""
    if not pairs:
        return False
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE twin (place bigint PRIMARY KEY, unit bigint NOT NULL)")
        cursor.executemany("INSERT INTO twin VALUES (%s, %s)", pairs)
        cursor.execute("ANALYZE twin")
        move_references()
        cursor.execute("SELECT place, unit FROM twin")
        moved = dict(cursor.fetchall())
        for statement in _STATEMENTS:
            cursor.execute(statement)
        cursor.execute("DROP TABLE twin")
    for name in settings.AREAS_MERGED:
        import_string(name)(moved)
    return True


_TIE = """
    INSERT INTO places_areatie (first_id, second_id, kind, valid_from, source_id)
    SELECT CASE WHEN a < b THEN a ELSE b END, CASE WHEN a < b THEN b ELSE a END, kind, valid_from, source_id FROM (
        SELECT COALESCE(f.unit, t.first_id) AS a, COALESCE(s.unit, t.second_id) AS b, t.kind, t.valid_from, t.source_id
        FROM places_areatie t LEFT JOIN twin f ON f.place = t.first_id LEFT JOIN twin s ON s.place = t.second_id
        WHERE f.unit IS NOT NULL OR s.unit IS NOT NULL
    ) AS moved WHERE a <> b ON CONFLICT DO NOTHING
"""
_STATEMENTS = [
    # What fills a gap of the unit.
    """UPDATE places_area SET population = p.population, population_year = NULL FROM twin t JOIN places_area p ON p.id = t.place
       WHERE places_area.id = t.unit AND places_area.population IS NULL AND p.population IS NOT NULL""",
    """UPDATE places_area SET lat = p.lat, lon = p.lon FROM twin t JOIN places_area p ON p.id = t.place
       WHERE places_area.id = t.unit AND places_area.lat IS NULL""",
    # The place's own name becomes a spelling of the unit, unless that is its name already.
    """INSERT INTO places_areaname (area_id, text, language, kind, source_id)
       SELECT t.unit, p.name, '', 'alternate', p.source_id FROM twin t JOIN places_area p ON p.id = t.place
       JOIN places_area u ON u.id = t.unit WHERE p.name <> u.name AND p.source_id IS NOT NULL ON CONFLICT DO NOTHING""",
    """INSERT INTO places_areaname (area_id, text, language, kind, valid_from, valid_to, source_id)
       SELECT t.unit, n.text, n.language, n.kind, n.valid_from, n.valid_to, n.source_id
       FROM places_areaname n JOIN twin t ON t.place = n.area_id JOIN places_area u ON u.id = t.unit
       WHERE n.text <> u.name ON CONFLICT DO NOTHING""",
    "UPDATE places_areacode SET area_id = t.unit FROM twin t WHERE t.place = places_areacode.area_id",
    _TIE,
    "DELETE FROM places_areatie WHERE first_id IN (SELECT place FROM twin) OR second_id IN (SELECT place FROM twin)",
    "DELETE FROM places_areaname WHERE area_id IN (SELECT place FROM twin)",
    "DELETE FROM places_areastatus WHERE area_id IN (SELECT place FROM twin)",
    "UPDATE places_area SET parent_id = t.unit FROM twin t WHERE t.place = places_area.parent_id",
    "UPDATE places_area SET successor_id = t.unit FROM twin t WHERE t.place = places_area.successor_id",
    "DELETE FROM places_areafact WHERE area_id IN (SELECT place FROM twin)",
    "DELETE FROM places_area WHERE id IN (SELECT place FROM twin)",
]
