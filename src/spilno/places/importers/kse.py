"""KSE Loc Data Hub: category, population, area, distances and budgets of the 1,469 hromadas."""

from collections import defaultdict
from pathlib import Path
from typing import Any

from spilno.places.enums import AreaLevel, CodeScheme, NameKind, StatusKind
from spilno.places.importers import facts_ua, listed, positions, twin_merging
from spilno.places.importers.account import Account
from spilno.places.importers.adjectives import hromada_labels
from spilno.places.importers.casing import one_script
from spilno.places.importers.errors import BadFile, MissingRegister
from spilno.places.importers.folders import only_file
from spilno.places.importers.katottg import code_of
from spilno.places.importers.planning import Fact, Name, Plan, Planner, SourceNote, Stated, Status
from spilno.places.importers.reading import Row, coordinate, number, read_table, whole

COLUMNS = ["hromada_code", "hromada_name", "raion_code", "oblast_code", "type", "hromada_full_name", "hromada_center",
           "lat_center", "lon_center", "square"]  # fmt: skip
# Misspelt at the source; the right spelling is taken as well.
PEOPLE = ["total_popultaion_2022", "total_population_2022"]
OCCUPIED_BEFORE = ["occipied_before_2022", "occupied_before_2022"]
CATEGORIES = {"міська": "urban", "селищна": "settlement", "сільська": "rural"}
# Column, key of the fact, year.
FACTS = [
    ("travel_time", "travel_time", None),
    ("n_settlements", "settlements", None),
    ("distance_to_russia_belarus", "distance_to_russia_belarus", None),
    ("distance_to_russia", "distance_to_russia", None),
    ("distance_to_eu", "distance_to_eu", None),
    ("mountain_hromada", "mountain", None),
    ("near_seas", "near_seas", None),
    ("hromadas_30km_from_border", "border_30km", None),
    ("hromadas_30km_russia_belarus", "border_30km_russia_belarus", None),
    ("urban_pct", "urban_share", 2022),
    ("income_total_2021", "income_total", 2021),
    ("income_own_2021", "income_own", 2021),
]
YEAR = 2022


def source(checksum: str) -> SourceNote:
    return SourceNote(
        "kse",
        "KSE Loc Data Hub: hromadas of Ukraine",
        "10.5281/zenodo.15267573",
        "MIT",
        "KSE Institute, Kyiv School of Economics, Loc Data Hub",
        "https://doi.org/10.5281/zenodo.15267573",
        checksum,
    )


def plan(path: Path, account: Account, progress: Any) -> Plan:
    table = read_table(
        only_file(path, "kse", r"kse.*\.csv", account),
        COLUMNS,
        account.notes,
        optional=[*PEOPLE, *OCCUPIED_BEFORE, *(column for column, _, _ in FACTS)],
    )
    if not any(column in table.rows[0].values for column in PEOPLE):
        raise BadFile(f"{table.name}:1: missing column {PEOPLE[0]}")
    planner = Planner(source(table.checksum), account, [CodeScheme.KATOTTG], ["UA"])
    require_katottg(planner)
    progress(0, len(table.rows))
    centres: dict[str, positions.Point] = {}
    units: dict[str, Stated] = {}
    for row in table.rows:
        _take(account, account.row(table.name, row.line), row, planner, units, centres)
    _leave_out_wrong(account, planner, units, centres)
    progress(len(table.rows), len(table.rows))
    made = planner.compare([*units.values(), *_sums(units, planner)])
    made.afterwards += [positions.settle, twin_merging.merge_twins, listed.adopt_listed]
    return made


def require_katottg(planner: Planner) -> None:
    if not planner.ids:
        raise MissingRegister("the units of Ukraine are not loaded yet; first: spilno places import katottg PATH")


def _take(
    account: Account, at: int, row: Row, planner: Planner, units: dict[str, Stated], centres: dict[str, positions.Point]
) -> None:
    cell = row.values
    if row.complaint:
        account.reject(at, "row", row.complaint)
        return
    column = "hromada_code"
    try:
        code = code_of(cell[column])
        if not planner.known((CodeScheme.KATOTTG, code)):
            raise ValueError(f"{code} is not in the loaded KATOTTG")
        if code in units:
            raise ValueError(f"{code} stands in the file twice")
        column = "type"
        category = CATEGORIES.get(cell[column].casefold())
        if category is None:
            raise ValueError(f"{cell[column][:20]!r} is unknown; міська, селищна or сільська would be right")
        column = next(name for name in PEOPLE if name in cell)
        people = whole(cell[column])
        column = "square"
        square = number(cell[column])
        column = "lat_center/lon_center"
        position = coordinate(cell["lat_center"], cell["lon_center"])
        unit = Stated((CodeScheme.KATOTTG, code), [at], may_create=False)
        for column, key, year in FACTS:
            value = number(cell.get(column, ""))
            if value is not None:
                unit.facts.append(Fact(key, value, "", year))
        column = next((name for name in OCCUPIED_BEFORE if name in cell), "")
        if column and number(cell[column]) == 1:
            unit.statuses.append(Status(StatusKind.OCCUPIED, facts_ua.OCCUPIED_EAST_SINCE, None, facts_ua.END_OF_2021))
    except ValueError as error:
        account.reject(at, column, str(error))
        return
    _describe(unit, cell, category, people, square)
    _name(unit, cell, planner.areas[planner.ids[unit.key]]["name"])
    if position is not None:
        centres[code] = position
    units[code] = unit


def _describe(unit: Stated, cell: dict[str, str], category: str, people: int | None, square: float | None) -> None:
    """The figures that a valid row states of its hromada."""
    unit.sets = {"category": category}
    if people is not None:
        unit.sets |= {"population": people, "population_year": YEAR}
        unit.facts.append(Fact("population", float(people), "", YEAR))
    if square is not None:
        unit.sets["area_km2"] = square
        unit.facts.append(Fact("area_km2", square, "", None))
        if people is not None and square > 0:
            unit.facts.append(Fact("density", round(people / square, 1), "", YEAR))
    if cell["hromada_center"]:
        unit.facts.append(Fact("centre", None, cell["hromada_center"][:200]))


def _name(unit: Stated, cell: dict[str, str], today: str) -> None:
    """Labels after the centre named here, unless the register has renamed the hromada since."""
    if one_script(cell["hromada_name"]).replace("'", "’") == today:
        unit.sets |= hromada_labels(today, one_script(cell["hromada_center"]))
    if cell["hromada_full_name"]:
        unit.names.append(Name(one_script(cell["hromada_full_name"]), "uk", NameKind.OFFICIAL))


def _leave_out_wrong(
    account: Account, planner: Planner, units: dict[str, Stated], centres: dict[str, positions.Point]
) -> None:
    """Positions that cannot be right are left out, with a line; the COD-AB centre stands in where it is loaded."""
    known = {}
    for code in centres:
        area = planner.areas.get(planner.ids[CodeScheme.KATOTTG, code])
        if area and area["lat"] is not None and area["lon"] is not None:
            known[code] = (area["lat"], area["lon"])
    wrong = positions.implausible(centres, known)
    for code, unit in units.items():
        if code in wrong:
            account.ignore(unit.rows[0], "lat_center/lon_center", wrong[code])
        elif code in centres:
            unit.sets["lat"], unit.sets["lon"] = centres[code]


def _sums(units: dict[str, Stated], planner: Planner) -> list[Stated]:
    """Rayons and oblasts: inhabitants and area of their hromadas, the oblast's centre weighted by inhabitants."""
    parts: dict[Any, list[Stated]] = defaultdict(list)
    keys = {area: key for key, area in planner.ids.items()}
    for unit in units.values():
        at = planner.areas[planner.ids[unit.key]]["parent_id"]
        while at in planner.areas and at in keys:
            parts[keys[at]].append(unit)
            at = planner.areas[at]["parent_id"]
    sums = []
    for key, inside in parts.items():
        area = planner.areas[planner.ids[key]]
        sets: dict[str, Any] = {
            "population": sum(unit.sets.get("population", 0) for unit in inside),
            "population_year": YEAR,
        }
        if all("area_km2" in unit.sets for unit in inside):
            sets["area_km2"] = round(sum(unit.sets["area_km2"] for unit in inside), 1)
        placed = [
            (unit.sets.get("population", 0), unit.sets["lat"], unit.sets["lon"])
            for unit in inside
            if "lat" in unit.sets
        ]
        weight = sum(people for people, _, _ in placed)
        fills: dict[str, Any] = {}
        if weight and area["level"] == AreaLevel.STATE:
            fills["lat"] = round(sum(people * lat for people, lat, _ in placed) / weight, 5)
            fills["lon"] = round(sum(people * lon for people, _, lon in placed) / weight, 5)
        facts = [Fact("population", float(sets["population"]), "", YEAR)]
        sums.append(Stated(key, sets=sets, fills=fills, facts=facts, may_create=False))
    return sums
