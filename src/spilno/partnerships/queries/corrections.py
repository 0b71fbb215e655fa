"""Rejected rows for whoever corrects them: what was read in each column, and beside which of them what is wrong stands."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from spilno.common.stamps import stamp_of
from spilno.partnerships.enums import RowStatus
from spilno.partnerships.importing.parties import NOT_FOUND
from spilno.partnerships.importing.rows import sheet_for
from spilno.partnerships.importing.sheet import UNREADABLE
from spilno.partnerships.models import ListImport, ListRow
from spilno.partnerships.queries.lists import message_text

# What is wrong with such a row stands in no cell: it may be right as it is.
_OF_THE_WHOLE_ROW = {"hidden", "too_many_cells"}


@dataclass(frozen=True)
class ReadCell:
    """One column of a row. `text` as it stands now, `as_read` as the file says, `meaning` the field of the mapping."""

    heading: str
    text: str
    as_read: str
    meaning: str


@dataclass(frozen=True)
class RejectedRow:
    """problem: what is wrong, which stands beside the column `at`, or above the row where that is "".

    may_stand: somebody may say that its cells are right.
    """

    row: ListRow
    cells: list[ReadCell]
    problem: str
    at: str
    may_stand: bool

    @property
    def stamp(self) -> str:
        return stamp_of(self.row.cells)


def rows_to_correct(listed: ListImport) -> QuerySet[ListRow]:
    """Rows rejected for what they say, not by somebody's decision."""
    return listed.rows.filter(status=RowStatus.REJECTED).exclude(message__code="by_hand")


def rejected_rows(listed: ListImport, rows: Iterable[ListRow]) -> list[RejectedRow]:
    """With their columns in the order of the file."""
    sheet, mapping = sheet_for(listed)
    fields = {name: heading for heading, name in mapping.columns.items()}
    return [_rejected(row, sheet.header, mapping.columns, fields) for row in rows]


def _rejected(row: ListRow, header: list[str], columns: dict[str, str], fields: dict[str, str]) -> RejectedRow:
    as_read = row.written.get("before", {}).get("cells", row.cells)
    texts = ((heading, str(row.cells.get(heading, ""))) for heading in header)
    cells = [ReadCell(heading, text, str(as_read.get(heading, "")), columns[heading]) for heading, text in texts]
    at = _heading_at_fault(row, header, fields)
    may_stand = row.message.get("code") in _OF_THE_WHOLE_ROW
    return RejectedRow(row, cells, message_text(row.message), at, may_stand)


def _heading_at_fault(row: ListRow, header: list[str], fields: dict[str, str]) -> str:
    """The column that the message speaks of; a place that is not known stands in that of its side."""
    message = row.message
    if message.get("column") in header:
        return str(message["column"])
    code = message.get("code")
    if code == "unreadable":
        return next((heading for heading in header if UNREADABLE in str(row.cells.get(heading, ""))), "")
    if code in ("not_found", "itself", "no_party"):
        told = {one["side"] for one in row.parties}
        lost = [one["side"] for one in row.parties if one["status"] == NOT_FOUND]
        side = (lost or [one for one in (2, 1) if code == "itself" or one not in told] or [0])[0]
        return fields.get(f"{side}.name") or fields.get(f"{side}.code") or ""
    return ""
