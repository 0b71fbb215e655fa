"""The ministry's lists of 2022: which hromadas were in the war zone, occupied or liberated. History, not today."""

from datetime import date
from pathlib import Path
from typing import Any

from spilno.places.enums import CodeScheme, StatusKind
from spilno.places.importers.account import Account
from spilno.places.importers.folders import only_file
from spilno.places.importers.katottg import code_of
from spilno.places.importers.kse import require_katottg
from spilno.places.importers.planning import Plan, Planner, SourceNote, Stated, Status
from spilno.places.importers.reading import Row, read_table

LISTS = {
    "war_zone_27_04_2022": date(2022, 4, 27),
    "war_zone_20_06_2022": date(2022, 6, 20),
    "war_zone_23_08_2022": date(2022, 8, 23),
    "war_zone_10_10_2022": date(2022, 10, 10),
}
COLUMNS = ["hromada_code", *LISTS, "Status_war_sept", "deoccupation_date"]
# The source names months only; the last day of them is the first by which the liberation is certain.
LIBERATED = {
    "": None,
    "0": None,
    "march-april": date(2022, 4, 30),
    "september-october": date(2022, 10, 31),
    "november": date(2022, 11, 30),
}
STATUSES = {"not occupied", "not occupied, in the war zone", "occupied", "deoccupied"}
LAST_LIST = date(2022, 10, 10)


def source(checksum: str) -> SourceNote:
    return SourceNote(
        "warstatus",
        "Hromadas in the war zone, occupied and liberated, 2022",
        "autumn 2022",
        "MIT (as collected by KSE)",
        "Ministry of Reintegration of Ukraine, through KSE Loc Data Hub",
        "https://doi.org/10.5281/zenodo.15267573",
        checksum,
    )


def plan(path: Path, account: Account, progress: Any) -> Plan:
    table = read_table(only_file(path, "war_status", r".*war_?status.*\.csv", account), COLUMNS, account.notes)
    planner = Planner(source(table.checksum), account, [CodeScheme.KATOTTG], ["UA"])
    require_katottg(planner)
    units: dict[str, Stated] = {}
    for row in table.rows:
        _take(account, account.row(table.name, row.line), row, planner, units)
    progress(len(table.rows), len(table.rows))
    return planner.compare(list(units.values()))


def _take(account: Account, at: int, row: Row, planner: Planner, units: dict[str, Stated]) -> None:
    cell = row.values
    if row.complaint:
        return account.reject(at, "row", row.complaint)
    column = "hromada_code"
    try:
        code = code_of(cell[column])
        if not planner.known((CodeScheme.KATOTTG, code)):
            raise ValueError(f"{code} is not in the loaded KATOTTG")
        if code in units:
            raise ValueError(f"{code} stands in the file twice")
        for column in LISTS:
            if cell[column] not in ("0", "1"):
                raise ValueError(f"{cell[column][:20]!r} is unknown; 0 or 1 would be right")
        column = "Status_war_sept"
        if cell[column].casefold() not in STATUSES:
            raise ValueError(f"{cell[column][:40]!r} is unknown; one of {'; '.join(sorted(STATUSES))} would be right")
        column = "deoccupation_date"
        if cell[column].casefold() not in LIBERATED:
            raise ValueError(
                f"{cell[column][:40]!r} is no date known here; 0 or {', '.join(list(LIBERATED)[2:])} is right"
            )
    except ValueError as error:
        return account.reject(at, column, str(error))
    units[code] = Stated((CodeScheme.KATOTTG, code), [at], may_create=False, statuses=statuses(cell))
    return None


def statuses(cell: dict[str, str]) -> list[Status]:
    """The statuses of a hromada, the last known one with the latest `as_of`."""
    found = []
    begun: date | None = None
    seen: date | None = None
    for column, day in LISTS.items():
        if cell[column] == "1":
            begun, seen = begun or day, day
        elif begun is not None:
            # No longer listed: the zone ended between two lists, at the latest on the day of the second.
            found.append(Status(StatusKind.WAR_ZONE, begun, day, seen))
            begun = seen = None
    if begun is not None:
        found.append(Status(StatusKind.WAR_ZONE, begun, None, seen))
    told, free = cell["Status_war_sept"].casefold(), LIBERATED[cell["deoccupation_date"].casefold()]
    if told == "deoccupied" and free is None:
        free = LAST_LIST
    if free is not None:
        found.append(Status(StatusKind.OCCUPIED, None, free, free))
        # After the last list; the later day is the last word on this hromada.
        found.append(Status(StatusKind.DEOCCUPIED, free, None, max(free, LAST_LIST)))
    elif told == "occupied":
        found.append(Status(StatusKind.OCCUPIED, None, None, LAST_LIST))
    elif cell["war_zone_10_10_2022"] == "0":
        found.append(Status(StatusKind.GOVERNMENT, None, None, LAST_LIST))
    return found
