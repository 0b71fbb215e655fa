"""From a file as anybody saved it to a header and rows."""

import hashlib
from typing import Any

from django.utils.translation import gettext as _

from spilno.partnerships.importing.errors import BadList
from spilno.partnerships.importing.sheet import (
    LARGEST_BYTES,
    MOST_COLUMNS,
    MOST_ROWS,
    Sheet,
    Wanted,
    sheet_row,
    unique_headings,
)
from spilno.partnerships.importing.texts import read_text
from spilno.partnerships.importing.words import is_heading

_FOREIGN = {
    b"\xd0\xcf\x11\xe0": "XLS",
    b"%pdf": "PDF",
    b"\x1f\x8b": "GZIP",
    b"<!do": "HTML",
    b"<htm": "HTML",
    b"7z\xbc\xaf": "7Z",
    b"rar!": "RAR",
}
# Where the header is looked for: titles and remarks may stand above it.
_HEADER_WITHIN = 20


def read_list(raw: bytes, name: str, wanted: Wanted | None = None) -> Sheet:
    """The list in `raw`, whatever its file is called. Raises BadList with one line that names the remedy."""
    wanted = wanted or Wanted()
    if len(raw) > LARGEST_BYTES:
        limit = LARGEST_BYTES // 1_000_000
        raise BadList(_("%(name)s: larger than %(limit)d MB; please divide it") % {"name": name, "limit": limit})
    if not raw.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise BadList(_("%(name)s: the file is empty") % {"name": name})
    start = raw.lstrip()[:4].lower()
    for mark, kind in _FOREIGN.items():
        if start.startswith(mark):
            raise BadList(
                _("%(name)s: this is a %(kind)s file; please save it as XLSX or CSV") % {"name": name, "kind": kind}
            )
    sheet = Sheet(name, hashlib.sha256(raw).hexdigest())
    if raw[:2] == b"PK":
        # Takes some megabytes with it that a list of plain text does not need.
        from spilno.partnerships.importing.books import read_book

        records, reading, sheet.notes = read_book(raw, name, wanted)
        sheet.reading = {"format": "xlsx", **reading}
    else:
        records, told = read_text(raw, name, wanted)
        sheet.reading = {"format": "csv", **told}
    _fill(sheet, records, wanted)
    return sheet


def _fill(sheet: Sheet, records: list[tuple[int, list[str]]], wanted: Wanted) -> None:
    records = [(number, cells) for number, cells in records if any(cell.strip() for cell in cells)]
    if not records:
        raise BadList(_("%(name)s: the file is empty") % {"name": sheet.name})
    at = _header_at(records, wanted.header_row)
    width = len(records[at][1])
    while width and not records[at][1][width - 1].strip():
        width -= 1
    if width > MOST_COLUMNS:
        raise BadList(
            _("%(name)s: more than %(most)d columns; no list has so many") % {"name": sheet.name, "most": MOST_COLUMNS}
        )
    if width < 2:
        raise BadList(
            _("%(name)s: no columns were found; both sides of a partnership need one each") % {"name": sheet.name}
        )
    sheet.reading["header_row"] = abs(records[at][0])
    sheet.header = unique_headings(records[at][1][:width])
    body = records[at + 1 :]
    if len(body) > MOST_ROWS:
        text = _("%(name)s: more than %(most)d rows; please divide the list")
        raise BadList(text % {"name": sheet.name, "most": MOST_ROWS})
    sheet.rows = [sheet_row(number, cells, width) for number, cells in body]
    if not sheet.rows:
        raise BadList(_("%(name)s: a header but no rows") % {"name": sheet.name})


def _header_at(records: list[tuple[int, list[str]]], wanted: int) -> int:
    """The row whose cells are headings that are known; else the first with more than one cell."""
    top = records[:_HEADER_WITHIN]
    if wanted:
        return next((at for at, (number, _cells) in enumerate(top) if abs(number) == wanted), 0)
    known = [sum(1 for cell in cells if is_heading(cell)) for _number, cells in top]
    if max(known) >= 2:
        return known.index(max(known))
    return next((at for at, (_number, cells) in enumerate(top) if sum(1 for cell in cells if cell.strip()) > 1), 0)


def as_dict(sheet: Sheet) -> dict[str, Any]:
    """What is kept of the reading with the import."""
    return {**sheet.reading, "header": sheet.header, "notes": sheet.notes, "rows": len(sheet.rows)}
