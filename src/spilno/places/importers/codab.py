"""OCHA COD-AB: P-codes, official English and Russian names, and centres of rayons and hromadas."""

import re
from pathlib import Path
from typing import Any

from spilno.places.enums import AreaLevel, CodeScheme, NameKind
from spilno.places.importers import positions, twin_merging
from spilno.places.importers.account import Account
from spilno.places.importers.folders import known_files
from spilno.places.importers.kse import require_katottg
from spilno.places.importers.planning import Name, Plan, Planner, SourceNote, Stated
from spilno.places.importers.reading import Row, Table, coordinate, read_table

FILES = {
    "rayons": ["pcode", "parent", "name_uk", "name_en", "name_ru", "lat", "lon"],
    "hromadas": ["pcode", "parent", "name_uk", "name_en", "name_ru", "lat", "lon"],
    "settlements": ["pcode", "name_uk", "name_en"],
}
DIGITS = {"rayons": 4, "hromadas": 7, "settlements": 10}
SUFFIX = {"rayons": "rayon", "hromadas": "hromada"}


def source(checksum: str) -> SourceNote:
    return SourceNote(
        "codab",
        "Ukraine: subnational administrative boundaries (COD-AB)",
        "",
        "CC BY-IGO 3.0",
        "United Nations Office for the Coordination of Humanitarian Affairs (OCHA)",
        "https://data.humdata.org/dataset/cod-ab-ukr",
        checksum,
    )


def plan(path: Path, account: Account, progress: Any) -> Plan:
    files = known_files(path, {f"codab_{kind}": rf"codab.*{kind}.*\.csv" for kind in FILES}, account)
    tables = {kind: _read(file, kind) for kind, file in ((key[6:], file) for key, file in files.items())}
    planner = Planner(source("+".join(t.checksum[:20] for t in tables.values())), account, [CodeScheme.KATOTTG], ["UA"])
    require_katottg(planner)
    by_pcode = _pcodes(planner)
    total = sum(len(table.rows) for table in tables.values())
    units: dict[str, Stated] = {}
    done = 0
    for kind, table in tables.items():
        for row in table.rows:
            _take(account, account.row(table.name, row.line), row, kind, by_pcode, units)
            done += 1
            if done % 1000 == 0:
                progress(done, total)
    _index_pcodes(planner)
    made = planner.compare(list(units.values()))
    made.afterwards += [positions.settle, twin_merging.merge_twins]
    return made


def _read(file: Path, kind: str) -> Table:
    return read_table(file, FILES[kind])


def _pcodes(planner: Planner) -> dict[str, str]:
    """P-code to KATOTTG code: the first 6, 9 or 12 characters, by the tier of the unit."""
    width = {AreaLevel.DISTRICT: 6, AreaLevel.MUNICIPALITY: 9, AreaLevel.SETTLEMENT: 12}
    found = {}
    for (_, code), area in planner.ids.items():
        row = planner.areas.get(area)
        if row and row["category"] == "special_city":
            for digits in (2, 4, 7, 10):
                found[code[: 2 + digits]] = code
        elif row and row["level"] in width:
            found[code[: width[row["level"]]]] = code
    return found


def _index_pcodes(planner: Planner) -> None:
    """P-codes stored by an earlier import count as stored, but never decide which unit is meant."""
    from spilno.places.models import AreaCode

    for code, area in AreaCode.objects.filter(scheme=CodeScheme.PCODE).values_list("code", "area_id").iterator(20_000):
        planner.ids.setdefault((CodeScheme.PCODE, code), area)
        planner.remember((CodeScheme.PCODE, code))


def _take(account: Account, at: int, row: Row, kind: str, by_pcode: dict[str, str], units: dict[str, Stated]) -> None:
    cell = row.values
    if row.complaint:
        return account.reject(at, "row", row.complaint)
    pcode = cell["pcode"].upper()
    if not re.fullmatch(rf"UA[0-9]{{{DIGITS[kind]}}}", pcode):
        return account.reject(at, "pcode", f"{pcode[:30]!r} is no P-code; UA and {DIGITS[kind]} digits would be right")
    code = by_pcode.get(pcode)
    if code is None:
        return account.reject(
            at, "pcode", f"no unit of the loaded KATOTTG begins with {pcode} ({cell['name_en'][:60]})"
        )
    try:
        position = coordinate(cell["lat"], cell["lon"]) if "lat" in cell else None
    except ValueError as error:
        return account.reject(at, "lat/lon", str(error))
    unit = units.get(code)
    if unit is None:
        unit = units[code] = Stated((CodeScheme.KATOTTG, code), may_create=False)
    elif (CodeScheme.PCODE, pcode) in unit.codes:
        # Kyiv and Sevastopol stand in all three files under codes of three lengths; they are one unit each.
        return account.reject(at, "pcode", f"{pcode} stands in the file twice")
    unit.rows.append(at)
    unit.codes.append((CodeScheme.PCODE, pcode))
    if position is not None:
        unit.fills |= {"lat": position[0], "lon": position[1]}
    english = cell["name_en"]
    if english and kind == "settlements":
        unit.sets["name_en"] = english
    for text, language in ((english, "en"), (cell.get("name_ru", ""), "ru")):
        name = Name(text, language, NameKind.OFFICIAL if language == "en" else NameKind.EXONYM)
        if text and name not in unit.names and not (language == "en" and kind == "settlements"):
            unit.names.append(name)
    return None
