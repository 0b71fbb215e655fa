"""Wikidata P190: twin towns of European municipalities, as English labels with coordinates."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from spilno.places.enums import AreaLevel, CodeScheme, TieKind
from spilno.places.importers import abroad
from spilno.places.importers.account import CHANGED, CREATED, Account
from spilno.places.importers.countries import code_of_country
from spilno.places.importers.finding import End, Finder
from spilno.places.importers.folders import only_file
from spilno.places.importers.planning import Key, Plan, Planner, SourceNote, Stated
from spilno.places.importers.reading import Row, coordinate, read_table
from spilno.places.importers.references import unused
from spilno.places.models import AreaTie, DataSource

SIDES = (
    ("origincityLabel", "origincountry", "originlat", "originlong"),
    ("sistercityLabel", "destination_countryLabel", "destinationlat", "destinationlong"),
)
COLUMNS = [column for side in SIDES for column in side]


def source(checksum: str) -> SourceNote:
    return SourceNote(
        "twins",
        "Twin towns (Wikidata P190)",
        "",
        "CC0 1.0",
        "Wikidata",
        "https://www.wikidata.org/wiki/Property:P190",
        checksum,
    )


def plan(path: Path, account: Account, progress: Any) -> Plan:
    table = read_table(only_file(path, "p190", r".*(?:p190|twin).*\.[ct]sv", account), COLUMNS, account.notes)
    rows = [(account.row(table.name, row.line), row) for row in table.rows]
    pairs = list(_pairs(account, rows))
    progress(len(rows) // 3, len(rows))
    planner = Planner(source(table.checksum), account, [CodeScheme.LISTED], [])
    finder = Finder(end for _, one, other in pairs for end in (one, other))
    progress(2 * len(rows) // 3, len(rows))
    listed: dict[Key, Stated] = {}
    ends = {end: _area(end, finder, listed) for _, one, other in pairs for end in (one, other)}
    made = planner.compare(list(listed.values()))
    _ties(made, planner, pairs, ends)
    made.afterwards += [_drop_unused, abroad.name_abroad]
    return made


def _pairs(account: Account, rows: list[tuple[int, Row]]) -> Iterator[tuple[int, End, End]]:
    for at, row in rows:
        if row.complaint:
            account.reject(at, "row", row.complaint)
            continue
        ends = []
        for label, country, lat, lon in SIDES:
            end = _end(account, at, row.values, label, country, lat, lon)
            if end is None:
                break
            ends.append(end)
        if len(ends) == 2 and ends[0] == ends[1]:
            account.reject(at, SIDES[1][0], f"{ends[0].label[:60]} would be its own twin town")
        elif len(ends) == 2:
            yield at, ends[0], ends[1]


def _end(account: Account, at: int, cell: dict[str, str], label: str, country: str, lat: str, lon: str) -> End | None:
    code = code_of_country(cell[country])
    if not cell[label]:
        account.reject(at, label, "is empty; every place has a name")
    elif not code:
        account.reject(at, country, f"{cell[country][:60]!r} is no country of today")
    else:
        try:
            position = coordinate(cell[lat], cell[lon])
        except ValueError as error:
            account.reject(at, f"{lat}/{lon}", str(error))
        else:
            if position is not None:
                return End(cell[label][:200], code, position)
            account.reject(at, f"{lat}/{lon}", "is empty; without a position the place cannot be told from namesakes")
    return None


def _area(end: End, finder: Finder, listed: dict[Key, Stated]) -> int | Key:
    """The area that is meant, or the code under which the place is listed."""
    found = finder.find(end)
    if found is not None:
        return found
    key = (CodeScheme.LISTED, f"{end.label[:90]}~{end.country}~{end.point[0]:.2f}~{end.point[1]:.2f}")
    sets: dict[str, Any] = {"level": AreaLevel.PLACE, "category": "listed", "country": end.country, "name": end.label}
    sets |= {"lat": round(end.point[0], 5), "lon": round(end.point[1], 5)}
    listed.setdefault(key, Stated(key, sets=sets))
    return key


def _ties(made: Plan, planner: Planner, pairs: list[tuple[int, End, End]], ends: dict[End, int | Key]) -> None:
    known = {
        (first, second): pk
        for pk, first, second in AreaTie.objects.filter(source__key="twins").values_list("pk", "first_id", "second_id")
    }
    wanted: set[tuple[int, int]] = set()
    for at, one, other in pairs:
        ids = [planner.ids[end] if isinstance(end, tuple) else end for end in (ends[one], ends[other])]
        first, second = min(ids), max(ids)
        if first == second:
            made.account.reject(at, SIDES[1][0], f"{one.label[:60]} and {other.label[:60]} are one place here")
        elif (first, second) not in wanted:
            wanted.add((first, second))
            if (first, second) not in known:
                made.ties.append((first, second, TieKind.TWIN_TOWN, None))
                made.account.mark(at, CREATED)
    if known and made.ties:
        # Registers loaded since then know some ends better: their ties move, they are not new.
        created = [row for row, status in enumerate(made.account.statuses) if status == CREATED]
        for row in created[: sum(1 for pair in known if pair not in wanted)]:
            made.account.mark(row, CHANGED)
    made.gone_ties.extend(pk for pair, pk in known.items() if pair not in wanted)


def _drop_unused(source: DataSource, _: Account) -> bool:
    """Listed places that no tie and nobody needs any more; whether there were any."""
    listed = unused().filter(category="listed", level=AreaLevel.PLACE)
    return bool(listed.filter(ties_as_first=None, ties_as_second=None).delete()[0])
