"""KATOTTG, the codifier of Ukraine's units: oblasts, rayons, hromadas, settlements and city districts."""

import re
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

from spilno.places.enums import AreaLevel, CodeScheme, NameKind
from spilno.places.importers import editions, facts_ua, finish, listed, positions, twin_merging
from spilno.places.importers.account import Account
from spilno.places.importers.adjectives import english, german, hromada_labels, likeness, rayon_labels, seat
from spilno.places.importers.folders import only_file
from spilno.places.importers.planning import Key, Name, Plan, Planner, SourceNote, Stated
from spilno.places.importers.reading import Row, read_table

LEVELS = ["Перший рівень", "Другий рівень", "Третій рівень", "Четвертий рівень", "Додатковий рівень"]
CATEGORY, NAME = "Категорія об’єкта", "Назва об’єкта"
CODE = re.compile(r"UA[0-9]{17}")
# The file mixes Latin and Cyrillic letters that look alike; every category is read as its Cyrillic letter.
LOOK_ALIKES = str.maketrans("OCHMPXBKTocehmpxbkt", "ОСНМРХВКТосенмрхвкт")
CODE_LETTERS = str.maketrans("ОАUА", "0AUA")
KINDS = {
    "О": (AreaLevel.STATE, "oblast"),
    # Kyiv and Sevastopol hold the tasks of an oblast and of a municipality at once, as a kreisfreie Stadt holds those of
    # Kreis and Gemeinde; they are one area at the level where partnerships are made.
    "К": (AreaLevel.MUNICIPALITY, "special_city"),
    "Р": (AreaLevel.DISTRICT, "rayon"),
    "Н": (AreaLevel.MUNICIPALITY, "hromada"),
    "М": (AreaLevel.SETTLEMENT, "city"),
    "Т": (AreaLevel.SETTLEMENT, "selyshche"),
    "Х": (AreaLevel.SETTLEMENT, "selyshche"),
    "С": (AreaLevel.SETTLEMENT, "village"),
    "В": (AreaLevel.CITY_DISTRICT, "city_district"),
}
SETTLED = {AreaLevel.SETTLEMENT, AreaLevel.CITY_DISTRICT}


def source(checksum: str, version: str) -> SourceNote:
    return SourceNote(
        "katottg",
        "Codifier of administrative-territorial units and territories of hromadas (KATOTTG)",
        version,
        "Official register, free use",
        "Ministry for Development of Communities and Territories of Ukraine",
        "https://mindev.gov.ua/diialnist/rozvytok-mistsevoho-samovriaduvannia/kodyfikator-administratyvno-terytorialnykh-odynyts-ta-terytorii-terytorialnykh-hromad",
        checksum,
    )


def plan(path: Path, account: Account, progress: Any) -> Plan:
    table = read_table(
        only_file(path, "kodifikator", r".*(?:kodifikator|katottg(?!_koatuu)).*\.csv", account),
        [*LEVELS, CATEGORY, NAME],
        account.notes,
    )
    edition = _edition(table.name)
    version = edition.isoformat() if edition else ""
    progress(0, len(table.rows))
    units: dict[str, Stated] = {}
    for at, row in enumerate(table.rows):
        _take(account, account.row(table.name, row.line), row, units)
        if at % 1000 == 0:
            progress(at, len(table.rows))
    planner = Planner(source(table.checksum, version), account, [CodeScheme.KATOTTG, CodeScheme.ISO3166_2], ["UA"])
    _check_parents(account, units, planner)
    _label(units)
    made = planner.compare([facts_ua.country(), *units.values()])
    editions.end_the_missing(planner, list(units.values()), CodeScheme.KATOTTG, edition)
    made.afterwards += [positions.settle, twin_merging.merge_twins, listed.adopt_listed, finish.finish]
    return made


def _edition(name: str) -> date | None:
    """The day that stands in the name of the file."""
    found = re.search(r"(\d{2})-(\d{2})-(\d{4})", name)
    try:
        return date.fromisoformat("-".join(reversed(found.groups()))) if found else None
    except ValueError:
        return None


def code_of(text: str) -> str:
    """A KATOTTG code with look-alike letters made Latin; ValueError where it is none."""
    code = text.upper().translate(CODE_LETTERS)
    if not CODE.fullmatch(code):
        raise ValueError(f"{text[:30]!r} is no code; UA and 17 digits would be right")
    return code


def _take(account: Account, at: int, row: Row, units: dict[str, Stated]) -> None:
    if row.complaint:
        return account.reject(at, "row", row.complaint)
    path = [row.values[column] for column in LEVELS if row.values[column]]
    column = next((c for c in reversed(LEVELS) if row.values[c]), LEVELS[0])
    try:
        codes = [code_of(text) for text in path]
    except ValueError as error:
        return account.reject(at, column, str(error))
    kind = KINDS.get(row.values[CATEGORY].upper().translate(LOOK_ALIKES))
    name = row.values[NAME]
    if not codes:
        return account.reject(at, LEVELS[0], "no code in any of the five columns")
    if kind is None:
        return account.reject(
            at, CATEGORY, f"{row.values[CATEGORY][:20]!r} is unknown; one of О К Р Н М Т Х С В is right"
        )
    if not name:
        return account.reject(at, NAME, "is empty; every unit has a name")
    code = codes[-1]
    if code in units:
        return account.reject(at, column, f"{code} stands in the file twice")
    above = next((other for other in reversed(codes) if other != code), "")
    unit = units[code] = Stated((CodeScheme.KATOTTG, code), [at])
    unit.parent = (CodeScheme.KATOTTG, above) if above else facts_ua.ROOT
    unit.sets = {"level": kind[0], "country": "UA", "name": name.replace("'", "’")}
    # kse tells urban, settlement and rural hromadas apart; this register does not.
    (unit.fills if kind[1] == "hromada" else unit.sets)["category"] = kind[1]
    return None


def _check_parents(account: Account, units: dict[str, Stated], planner: Planner) -> None:
    """A unit whose parent neither the file nor the tables know is refused, and so is what hangs on it."""
    for code in list(units):
        parent: Key | None = units[code].parent
        if parent and parent[1] not in units and parent != facts_ua.ROOT and not planner.known(parent):
            account.reject(units[code].rows[0], LEVELS[0], f"the unit above, {parent[1]}, is unknown")
            del units[code]


def _label(units: dict[str, Stated]) -> None:
    """Names in three languages; hromadas and rayons by the place they are named after."""
    inside: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for code, unit in units.items():
        if unit.sets["level"] == AreaLevel.SETTLEMENT and unit.parent:
            kind, name = unit.sets["category"], unit.sets["name"]
            inside[unit.parent[1]].append((kind, code, name))
            hromada = units.get(unit.parent[1])
            if hromada is not None and hromada.parent and kind != "village":
                inside[hromada.parent[1]].append((kind, code, name))
    for code, unit in units.items():
        level, name = unit.sets["level"], unit.sets["name"]
        if code[:4] in facts_ua.OBLASTS and (level == AreaLevel.STATE or unit.sets.get("category") == "special_city"):
            known = facts_ua.OBLASTS[code[:4]]
            unit.sets |= {"name_uk": known.ukrainian, "name_en": known.english, "name_de": known.german}
            unit.codes.append((CodeScheme.ISO3166_2, known.iso))
            unit.names += [Name(text, "de", NameKind.EXONYM) for text in known.german_customary]
        elif level == AreaLevel.DISTRICT:
            unit.sets["valid_from"] = facts_ua.RAYONS_SINCE
            unit.fills |= rayon_labels(name, _seat_of_rayon(name, inside[code]))
        elif level == AreaLevel.MUNICIPALITY:
            unit.sets["valid_from"] = facts_ua.HROMADAS_SINCE
            unit.fills |= hromada_labels(name, _seat_of_hromada(name, inside[code]))
        else:
            unit.sets["name_uk"] = name
            unit.fills |= {"name_en": english(name), "name_de": german(name)}
            if unit.sets["category"] == "city" and name in facts_ua.GERMAN_CUSTOMARY:
                unit.names.append(Name(facts_ua.GERMAN_CUSTOMARY[name], "de", NameKind.EXONYM))


def _seat_of_rayon(adjective: str, places: list[tuple[str, str, str]]) -> str:
    for kind in ("city", "selyshche"):
        found = seat(adjective, [name for of, _, name in places if of == kind])
        if found:
            return found
    return ""


def _seat_of_hromada(adjective: str, places: list[tuple[str, str, str]]) -> str:
    """The register numbers a hromada's centre 001; where the adjective does not fit it, the best fitting place counts."""
    first = next((name for _, code, name in places if code[9:12] == "001"), "")
    if first and likeness(adjective, first) >= 0.5:
        return first
    return seat(adjective, [name for _, _, name in places])
