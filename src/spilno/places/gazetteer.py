"""The door to the gazetteer: builds its index from the tables, keeps it in a file and in memory, answers `find`."""

import hashlib
import re
import threading
import time
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.db import connection

from spilno.common.freshness import while_unchanged
from spilno.common.settling import settle_large
from spilno.common.telling import counted, told
from spilno.common.turns import in_turn
from spilno.engine.gazetteer import (
    Gazetteer,
    Hints,
    Index,
    Link,
    LinkHit,
    NameRecord,
    PlaceRecord,
    Verdict,
    build_index,
)
from spilno.engine.names import fold, to_ascii
from spilno.engine.names.fold import script
from spilno.places.enums import AreaLevel, CodeScheme, NameKind
from spilno.places.models import Area, AreaCode, AreaName
from spilno.places.queries import state_of_registers

__all__ = [
    "Gazetteer",
    "Hints",
    "Link",
    "LinkHit",
    "Verdict",
    "find",
    "fold",
    "forget",
    "gazetteer",
    "script",
    "state",
    "to_ascii",
    "well_known",
]

Sources = Literal["official", "all"]
# Which of an area's codes speaks for it, the first that it has.
CODE_ORDER = [CodeScheme.KATOTTG, CodeScheme.AGS, CodeScheme.KOATUU, CodeScheme.GEONAMES, CodeScheme.LISTED]
GEONAMES = "geonames"
# Of several places of one name, one that is this much larger than all others is what a visitor of the site means.
MUCH_LARGER = 20
LARGE = 50_000
TOWNS = {"municipality", "settlement", "place"}
# What registers call a city (2) or a town (1).
CITY_KINDS = {"special_city": 2, "city": 2, "county_free_city": 2, "large_district_town": 2, "town": 1, "selyshche": 1}
# Labels that a published list had no name for.
_NO_NAME = re.compile(r"Q\d+")
# Codes of airports and number plates that GeoNames lists among spellings; read aloud they sound like anything.
_ABBREVIATION = re.compile(r"[A-Z]{2,3}")
_LAYOUT = "20"
_lock = threading.Lock()
_open: dict[str, tuple[str, Gazetteer]] = {}


def find(
    text: str, *, country: str = "", region: str = "", level: str = "", k: int = 8, sources: Sources = "all"
) -> Link:
    """The places that `text` may mean, as `engine.gazetteer` says; `LinkHit.id` is the area's primary key.

    The text may tell namesakes apart itself, after a comma: `Олександрівка, Краматорський район, Донецька область`.
    Raises engine.errors.InvalidInput for a text of more than 200 characters or an unknown level.
    """
    return find_in(gazetteer(sources), text, country=country, region=region, level=level, k=k)


def find_in(opened: Gazetteer, text: str, *, country: str = "", region: str = "", level: str = "", k: int = 8) -> Link:
    """`find` in a gazetteer that is open already: for many texts, so that only the first asks the tables for their state."""
    return _found(opened, text, country, region, level, k)


# One line of a search is asked for its first page, its next, its kinds; each asks for every word of it.
@lru_cache(maxsize=1024)
def _found(opened: Gazetteer, text: str, country: str, region: str, level: str, k: int) -> Link:
    whole = opened.link(text, Hints(country=country, region=region, level=level), k=k)
    name, *regions = [part.strip() for part in text.split(",")]
    if region or not regions:
        return whole
    inside = [opened.link(name, Hints(country=country, region=one, level=level), k=k) for one in regions if one]
    # Official names have commas of their own (`Unna, Stadt`): what names no unit narrows nothing.
    return min((link for link in inside if link.hits), key=lambda link: len(link.hits), default=whole)


def well_known(link: Link) -> LinkHit | None:
    """The hit a visitor means: the only one, or the one far larger than its namesakes; None where one must ask back."""
    if not link.hits or link.verdict == Verdict.NONE:
        return None
    first = link.hits[0]
    if link.verdict == Verdict.ONE:
        return first
    # The hromada and the oblast called after a city are larger than the city, and no rivals of it.
    towns = [
        hit
        for hit in link.hits[1:]
        if hit.level in TOWNS and (hit.country != "UA" or hit.level != "municipality" or hit.level == first.level)
    ]
    near = [hit for hit in towns if hit.score >= first.score - 0.06]
    rivals = [hit for hit in near if not _only_sounds_like(hit, first) and not _only_listed_so(hit, first)]
    exact = first.reason in ("name", "sound", "former")
    if exact and not rivals:
        return first
    most = max((hit.population for hit in rivals), default=0)
    return first if exact and first.population >= max(LARGE, MUCH_LARGER * most) else None


def _only_sounds_like(hit: LinkHit, spelled: LinkHit) -> bool:
    """True for Una where Unna was typed: the same script, another spelling. Across scripts sound is all there is."""
    same_script = script(fold(hit.matched)) == script(fold(spelled.matched))
    return spelled.reason == "name" and hit.reason != "name" and same_script


def _only_listed_so(hit: LinkHit, called: LinkHit) -> bool:
    """True for a place abroad that somebody once spelled like the official name of the first: Onna in Japan for Unna."""
    return (
        called.matched == called.name and called.level != "place" and hit.level == "place" and hit.matched != hit.name
    )


def gazetteer(sources: Sources = "all") -> Gazetteer:
    """The gazetteer over the tables as they are now; built once per state of the data."""
    now = state()
    known = _open.get(sources)
    if known and known[0] == now:
        return known[1]
    with _lock:
        known = _open.get(sources)
        if known and known[0] == now:
            return known[1]
        index = _stored_index(sources, _file(sources, now))
        made = Gazetteer(index)
        _open[sources] = (now, made)
        # The answers hold the index that they are from.
        _found.cache_clear()
        settle_large(len(index.place_id))
        return made


def _stored_index(sources: Sources, file: Path) -> Index:
    """The index as the file keeps it; built and kept where there is none that can be read."""
    found = _readable(file)
    if found is not None:
        return found
    # Building takes a processor and half a gigabyte: of all processes of a server one does it, and the others wait.
    with in_turn(file.with_name(f"{sources}.lock"), "another process builds the index of names; waiting for it"):
        found = _readable(file)
        if found is not None:
            return found
        with told("building the index of names, once for this state of the registers") as progress:
            total = Area.objects.count() + AreaName.objects.count()
            build_index(_places(sources), counted(_names(sources), total, progress)).save(file)
        _drop_older(sources, file)
        # Opened again, so that what building took is given back and the pages are shared with other processes.
        return Index.load(file)


def _readable(file: Path) -> Index | None:
    try:
        return Index.load(file)
    except (OSError, ValueError):
        return None


def forget() -> None:
    """Let go of what is in memory; the next `find` looks at the tables again."""
    _open.clear()
    _found.cache_clear()


@while_unchanged
def state() -> str:
    """A word that changes whenever an import has changed the tables."""
    imported, last = state_of_registers()
    words = repr((_LAYOUT, str(connection.settings_dict["NAME"]), list(imported), last))
    return hashlib.blake2b(words.encode(), digest_size=8).hexdigest()


def _file(sources: Sources, state: str) -> Path:
    return Path(settings.PLACES_CACHE) / f"gazetteer-{sources}-{state}.index"


def _drop_older(sources: Sources, kept: Path) -> None:
    for file in kept.parent.glob(f"gazetteer-{sources}-*"):
        # A draft of a process that was killed; one that is still being written is younger.
        dead = file.suffix == ".draft" and file.stat().st_mtime < time.time() - 3600
        if dead or (file != kept and file.suffix in (".index", ".npz")):
            file.unlink(missing_ok=True)


def _preferred_codes() -> Iterator[tuple[int, str]]:
    """(area, the code that speaks for it), in the order of the areas."""
    order = {str(scheme): rank for rank, scheme in enumerate(CODE_ORDER)}
    rows = AreaCode.objects.filter(scheme__in=CODE_ORDER).order_by("area_id").values_list("area_id", "scheme", "code")
    for area, codes in groupby(rows.iterator(20_000), key=lambda row: row[0]):
        yield area, min((order[scheme], -len(code), code) for _, scheme, code in codes)[2]


class _Above:
    """The Land or oblast and the Kreis or rayon that a unit lies in."""

    def __init__(self) -> None:
        rows = Area.objects.exclude(level=AreaLevel.PLACE).values_list("pk", "level", "category", "parent_id")
        self.units: dict[int, tuple[str, str, int | None]] = {
            pk: (level, category, parent) for pk, level, category, parent in rows.iterator(20_000)
        }

    def __call__(self, pk: int) -> tuple[int, int]:
        region = district = 0
        at: int | None = pk
        steps = 0
        while at in self.units and steps < 8:
            tier, kind, parent = self.units[at]
            if tier == AreaLevel.DISTRICT:
                district = district or at
            if tier == AreaLevel.STATE or kind == "special_city":
                region = at
                break
            at, steps = parent, steps + 1
        return region, district


def _places(sources: Sources) -> Iterator[PlaceRecord]:
    codes, above = _preferred_codes(), _Above()
    area, code = next(codes, (0, ""))
    rows = Area.objects.order_by("pk").values_list(
        "pk", "name", "level", "category", "country", "lat", "lon", "population", "valid_to"
    )
    if sources == "official":
        rows = rows.exclude(level=AreaLevel.PLACE)
    for pk, name, level, category, country, lat, lon, population, valid_to in rows.iterator(20_000):
        while area and area < pk:
            area, code = next(codes, (0, ""))
        people = population or 0
        yield PlaceRecord(
            pk, code if area == pk else "", name, level, country, *above(pk), lat, lon, people,
            valid_to is not None, level != AreaLevel.PLACE, CITY_KINDS.get(category, 0),
        )  # fmt: skip


def _names(sources: Sources) -> Iterator[NameRecord]:
    """Official names first: of two equal texts the first stored explains the hit."""
    areas = Area.objects.values_list("pk", "name", "name_de", "name_uk", "name_en", "country", "level")
    rows = AreaName.objects.values_list("area_id", "text", "language", "kind")
    if sources == "official":
        areas, rows = areas.exclude(level=AreaLevel.PLACE), rows.exclude(source__key=GEONAMES)
    own = {"DE": "de", "UA": "uk"}
    for pk, name, name_de, name_uk, name_en, country, _ in areas.iterator(20_000):
        if _NO_NAME.fullmatch(name):
            continue
        yield NameRecord(pk, name, own.get(country, ""), "official")
        for text, language in ((name_de, "de"), (name_uk, "uk"), (name_en, "en")):
            if text and text != name:
                yield NameRecord(pk, text, language, "transliteration")
    for pk, text, language, kind in rows.iterator(20_000):
        if not _NO_NAME.fullmatch(text) and not (kind == NameKind.ALTERNATE and _ABBREVIATION.fullmatch(text)):
            yield NameRecord(pk, text, language[:2] if kind != NameKind.ALTERNATE else "", kind)
