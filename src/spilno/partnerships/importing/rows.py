"""A kept row as it was checked, to be decided and planned again."""

from spilno.partnerships.importing.checking import CheckedRow, Checker
from spilno.partnerships.importing.mapping import Mapping
from spilno.partnerships.importing.parties import LinkedParty, PartyLinker
from spilno.partnerships.importing.sheet import Sheet, SheetRow
from spilno.partnerships.models import ListRow


def checked_again(row: ListRow) -> CheckedRow:
    """Dates and kinds are read again from the cells; the parties stay as they were linked."""
    mapping = Mapping.from_dict(row.list_import.mapping)
    sheet = Sheet(row.list_import.file_name, row.list_import.checksum, list(row.cells))
    cells = tuple(str(row.cells[heading]) for heading in sheet.header)
    sheet.rows = [SheetRow(row.number, cells)]
    checked = Checker(sheet, mapping, PartyLinker()).facts_only(sheet.rows[0])
    checked.parties = [
        LinkedParty(one["text"], one["status"], one["side"], one["area"], why=one.get("why", "")) for one in row.parties
    ]
    checked.status, checked.message = row.status, row.message
    checked.fingerprint = row.written.get("fingerprint", "")
    return checked
