"""A kept row as it was checked, to be decided and planned again."""

from dataclasses import replace

from spilno.partnerships.importing.checking import CheckedRow, Checker
from spilno.partnerships.importing.mapping import Mapping
from spilno.partnerships.importing.parties import LINKED, LinkedParty, PartyLinker
from spilno.partnerships.importing.sheet import Sheet, SheetRow
from spilno.partnerships.models import ListImport, ListRow
from spilno.places.gazetteer import fold


def sheet_for(listed: ListImport) -> tuple[Sheet, Mapping]:
    """A sheet for some rows of a list, with the columns that its mapping names, and that mapping.

    Columns stand in the order of the file, which the database does not keep in the cells; dates are read in the order that
    the whole list told, which no single row does.
    """
    mapping = Mapping.from_dict(listed.mapping)
    header = [heading for heading in listed.reading.get("header", mapping.columns) if heading in mapping.columns]
    dates = mapping.dates or listed.reading.get("dates", "")
    return Sheet(listed.file_name, listed.checksum, header), replace(mapping, dates=dates)


def checked_again(row: ListRow) -> CheckedRow:
    """Dates and kinds are read again from the cells; the parties stay as they were linked."""
    sheet, mapping = sheet_for(row.list_import)
    sheet.rows = [SheetRow(row.number, tuple(str(row.cells.get(heading, "")) for heading in sheet.header))]
    checked = Checker(sheet, mapping, PartyLinker()).facts_only(sheet.rows[0])
    checked.parties = [
        LinkedParty(one["text"], one["status"], one["side"], one["area"], why=one.get("why", "")) for one in row.parties
    ]
    checked.status, checked.message = row.status, row.message
    checked.fingerprint, checked.as_read = row.written.get("fingerprint", ""), row.written.get("as_read", "")
    return checked


# What stands beside a name and tells which place of that name is meant.
_BESIDE = ("code", "country", "region", "level")


def asking_alike(row: ListRow) -> list[tuple[ListRow, dict[str, str]]]:
    """Rows of the same list that ask nothing but what this one asks, each with where it has which of its parties.

    The same words are the same question only with the same country, region, level and code beside them, and where they may
    mean the same places.
    """
    mapping = Mapping.from_dict(row.list_import.mapping)
    asked = _questions(row, mapping)
    waiting = ListRow.objects.filter(list_import=row.list_import_id, status=row.status).exclude(pk=row.pk)
    found = []
    for other in waiting.order_by("number").select_related("list_import"):
        theirs = _questions(other, mapping)
        if asked and theirs.keys() == asked.keys():
            found.append((other, {asked[question]: at for question, at in theirs.items()}))
    return found


def _questions(row: ListRow, mapping: Mapping) -> dict[tuple[object, ...], str]:
    """What tells the question about a party from others -> the party's position; none where one asks the same twice."""
    asked = [
        ((fold(one["text"]), *_beside(row, mapping, one["side"]), *sorted(one["candidates"])), str(at))
        for at, one in enumerate(row.parties)
        if one["status"] != LINKED
    ]
    found = dict(asked)
    return found if len(found) == len(asked) else {}


def _beside(row: ListRow, mapping: Mapping, side: int) -> tuple[str, ...]:
    cells = {name: str(row.cells.get(heading, "")) for heading, name in mapping.columns.items()}
    return tuple(fold(cells.get(f"{side}.{name}", "")) for name in _BESIDE)
