"""Rows that somebody corrected: what the file says stays known, what was meant is judged like any other row."""

from collections.abc import Sequence

from spilno.partnerships.importing.checking import CheckedRow, Checker, fingerprint_of
from spilno.partnerships.importing.mapping import Mapping
from spilno.partnerships.importing.parties import PartyLinker
from spilno.partnerships.importing.rows import sheet_for
from spilno.partnerships.importing.sheet import Sheet, sheet_row
from spilno.partnerships.models import ListRow


def put_in_corrections(sheet: Sheet, mapping: Mapping, source: int | None) -> dict[int, str]:
    """Let the rows say what somebody once corrected of the same row of the same source; changes the sheet's rows.

    Gives the fingerprint of what the file says by the number of each such row. Without this an old file would bring back
    what was corrected: as a row that is rejected anew, or, read otherwise by then, as a second relation.
    """
    known = _corrections(source) if source else {}
    at = {name: sheet.header.index(heading) for heading, name in mapping.columns.items()}
    as_read: dict[int, str] = {}
    for place, row in enumerate(sheet.rows if known else ()):
        told = fingerprint_of({name: row.cells[column] for name, column in at.items()}, mapping.fixed)
        if told in known:
            cells = list(row.cells)
            for name, text in known[told].items():
                if name in at:
                    cells[at[name]] = text
            sheet.rows[place] = sheet_row(row.number, cells, len(cells))
            as_read[row.number] = told
    return as_read


def _corrections(source: int) -> dict[str, dict[str, str]]:
    """By the fingerprint of what the file says: field -> text, as corrected last."""
    rows = ListRow.objects.filter(list_import__source=source, choices__has_key="cells").order_by("pk")
    return {written.get("as_read", ""): choices["cells"] for written, choices in rows.values_list("written", "choices")}


def checked_as_corrected(rows: Sequence[tuple[ListRow, dict[str, str]]]) -> list[CheckedRow]:
    """Rows of one list, each with its corrected cells by heading, judged by the code that judges the rows of files."""
    sheet, mapping = sheet_for(rows[0][0].list_import)
    as_read = {}
    for row, cells in rows:
        texts = [cells.get(heading, "") for heading in sheet.header]
        sheet.rows.append(sheet_row(row.number, texts, len(texts)))
        as_read[row.number] = row.written.get("as_read") or row.written.get("fingerprint", "")
    return list(Checker(sheet, mapping, PartyLinker(), as_read).rows())
