"""OCHA COD-AB: P-codes, official English and Russian names, and centres of rayons and hromadas."""

import re
from pathlib import Path
from typing import Any

from spilno.engine.names import to_english
from spilno.places.enums import AreaLevel, CodeScheme, NameKind
from spilno.places.importers import listed, positions, twin_merging
from spilno.places.importers.account import Account
from spilno.places.importers.casing import one_script
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
    tables = {kind: _read(file, kind, account.notes) for kind, file in ((key[6:], file) for key, file in files.items())}
    planner = Planner(source("+".join(t.checksum[:20] for t in tables.values())), account, [CodeScheme.KATOTTG], ["UA"])
    require_katottg(planner)
    by_pcode = _pcodes(planner)
    total = sum(len(table.rows) for table in tables.values())
    units: dict[str, Stated] = {}
    done = 0
    for kind, table in tables.items():
        for row in table.rows:
            at = account.row(table.name, row.line)
            code = _take(account, at, row, kind, by_pcode, units)
            if code:
                today = planner.areas[planner.ids[CodeScheme.KATOTTG, code]]["name"]
                _name(units[code], row.values, kind, today)
            done += 1
            if done % 1000 == 0:
                progress(done, total)
    _index_pcodes(planner)
    made = planner.compare(list(units.values()))
    made.afterwards += [positions.settle, twin_merging.merge_twins, listed.adopt_listed]
    return made


def _read(file: Path, kind: str, notes: list[str]) -> Table:
    return read_table(file, FILES[kind], notes)


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


def _take(account: Account, at: int, row: Row, kind: str, by_pcode: dict[str, str], units: dict[str, Stated]) -> str:
    """Note code and position of the unit that the row speaks of; returns its KATOTTG code, "" for a refused row."""
    cell = row.values
    if row.complaint:
        account.reject(at, "row", row.complaint)
        return ""
    pcode = cell["pcode"].upper()
    if not re.fullmatch(rf"UA[0-9]{{{DIGITS[kind]}}}", pcode):
        account.reject(at, "pcode", f"{pcode[:30]!r} is no P-code; UA and {DIGITS[kind]} digits would be right")
        return ""
    code = by_pcode.get(pcode)
    if code is None:
        account.reject(at, "pcode", f"no unit of the loaded KATOTTG begins with {pcode} ({cell['name_en'][:60]})")
        return ""
    try:
        position = coordinate(cell["lat"], cell["lon"]) if "lat" in cell else None
    except ValueError as error:
        account.reject(at, "lat/lon", str(error))
        return ""
    unit = units.get(code)
    if unit is None:
        unit = units[code] = Stated((CodeScheme.KATOTTG, code), may_create=False)
    elif (CodeScheme.PCODE, pcode) in unit.codes:
        # Kyiv and Sevastopol stand in all three files under codes of three lengths; they are one unit each.
        account.reject(at, "pcode", f"{pcode} stands in the file twice")
        return ""
    unit.rows.append(at)
    unit.codes.append((CodeScheme.PCODE, pcode))
    if position is not None:
        unit.fills |= {"lat": position[0], "lon": position[1]}
    return code


def _name(unit: Stated, cell: dict[str, str], kind: str, today: str) -> None:
    """The English and Russian spellings; those of a unit renamed since the data set was made are former names."""
    english, russian = cell["name_en"], one_script(cell.get("name_ru", ""))
    renamed = bool(cell["name_uk"]) and _bare(cell["name_uk"]) != _bare(today)
    if kind == "settlements" and not renamed and english:
        unit.sets["name_en"] = english
        english = ""
    if kind == "settlements" and renamed:
        unit.sets["name_en"] = to_english(today)
    for text, language, standing in ((english, "en", NameKind.OFFICIAL), (russian, "ru", NameKind.EXONYM)):
        name = Name(text, language, NameKind.FORMER if renamed else standing)
        if text and name not in unit.names:
            unit.names.append(name)


def _bare(text: str) -> str:
    """Without what the two spell differently though they mean one name: apostrophes, hyphens, look-alike letters."""
    return re.sub(r"[’'ʼ`\s-]", "", one_script(text)).casefold()
