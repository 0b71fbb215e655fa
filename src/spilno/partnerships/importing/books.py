"""Lists as XLSX: looked at from outside before anything is unpacked, never calculated, hidden things told."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from xml.etree.ElementTree import ParseError, iterparse

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries

from spilno.partnerships.importing.errors import BadList
from spilno.partnerships.importing.sheet import MOST_COLUMNS, MOST_ROWS, Wanted

MOST_ENTRIES = 2_000
LARGEST_UNPACKED = 300_000_000
LARGEST_RATIO = 200
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_FORBIDDEN = (b"<!DOCTYPE", b"<!ENTITY")

Record = tuple[int, list[str]]


def check_package(raw: bytes, name: str) -> zipfile.ZipFile:
    """The package, when it is an XLSX of sane size without macros and entities. Raises BadList."""
    try:
        package = zipfile.ZipFile(io.BytesIO(raw))
        entries = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        raise BadList(_("%(name)s: the file is damaged and cannot be opened") % {"name": name}) from None
    unpacked = sum(entry.file_size for entry in entries)
    if (
        len(entries) > MOST_ENTRIES
        or unpacked > max(LARGEST_UNPACKED // 100, len(raw) * LARGEST_RATIO)
        or (unpacked > LARGEST_UNPACKED)
    ):
        raise BadList(_("%(name)s: the file unpacks to far more than a list; it is not opened") % {"name": name})
    names = {entry.filename for entry in entries}
    if any(one.endswith("vbaProject.bin") for one in names):
        raise BadList(_("%(name)s: the file holds macros; please save it as XLSX without them") % {"name": name})
    if "xl/workbook.xml" not in names or any(entry.flag_bits & 1 for entry in entries):
        raise BadList(_("%(name)s: this is no XLSX spreadsheet; please save it as XLSX or CSV") % {"name": name})
    _check_markup(package, entries, name)
    return package


def _check_markup(package: zipfile.ZipFile, entries: list[zipfile.ZipInfo], name: str) -> None:
    """Entities can grow without end when they are read; no spreadsheet program writes any."""
    refused = _("%(name)s: the file holds markup that no spreadsheet program writes; it is not opened") % {"name": name}
    for entry in entries:
        if not entry.filename.endswith((".xml", ".rels")):
            continue
        read, tail = 0, b""
        try:
            with package.open(entry) as stream:
                while chunk := stream.read(1 << 20):
                    read += len(chunk)
                    if read > entry.file_size or chunk[:2] in (b"\xff\xfe", b"\xfe\xff"):
                        raise BadList(refused)
                    if any(word in tail + chunk for word in _FORBIDDEN):
                        raise BadList(refused)
                    tail = chunk[-16:]
        except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError):
            raise BadList(_("%(name)s: the file is damaged and cannot be opened") % {"name": name}) from None


def read_book(raw: bytes, name: str, wanted: Wanted) -> tuple[list[Record], dict[str, Any], list[dict[str, Any]]]:
    """Records with their row number, {sheet, sheets}, and notes about what is hidden, merged or not calculated."""
    package = check_package(raw, name)
    try:
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
        shown = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
        hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
        title = wanted.sheet if wanted.sheet in shown else (shown or [""])[0]
        if not title:
            raise BadList(_("%(name)s: every sheet of the file is hidden") % {"name": name})
        sheet = book[title]
        marks = _Marks(package, sheet._worksheet_path)
        sheet.reset_dimensions()
        records = list(_records(sheet, marks, name, spread=wanted.spread))
    except BadList:
        raise
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, ParseError, OSError, zipfile.BadZipFile):
        raise BadList(_("%(name)s: the file is damaged and cannot be opened") % {"name": name}) from None
    notes = [{"code": "hidden_sheets", "names": hidden[:20]}] if hidden else []
    return records, {"sheet": title, "sheets": shown}, notes + marks.notes()


def _records(sheet: Any, marks: "_Marks", name: str, *, spread: bool) -> Iterator[Record]:
    found = 0
    above: dict[tuple[int, int], str] = {}
    for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
        if len(values) > MOST_COLUMNS and any(value is not None for value in values[MOST_COLUMNS:]):
            raise BadList(
                _("%(name)s: more than %(most)d columns; no list has so many") % {"name": name, "most": MOST_COLUMNS}
            )
        cells = [_text(value) for value in values[:MOST_COLUMNS]]
        if spread:
            marks.spread(number, cells, above)
        for column in marks.uncounted.get(number, ()):
            if column <= len(cells):
                cells[column - 1] = "#REF!"
        if not any(cells):
            continue
        found += 1
        if found > MOST_ROWS + 30:
            break
        yield (-number if number in marks.hidden else number), cells


def _text(value: object) -> str:
    """A cell as people read it: whole numbers without a point, dates as 2024-08-28."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if not (value.hour or value.minute or value.second) else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return str(value)


class _Marks:
    """What the cells do not tell: hidden rows and columns, merged cells, formulas that were never calculated."""

    def __init__(self, package: zipfile.ZipFile, path: str) -> None:
        self.hidden: set[int] = set()
        self.hidden_columns = 0
        self.merged: list[tuple[int, int, int, int]] = []
        self.uncounted: dict[int, list[int]] = {}
        with package.open(path.lstrip("/")) as stream:
            # `check_package` let no entity in.
            for _event, element in iterparse(stream):  # noqa: S314
                self._note(element)

    def _note(self, element: Any) -> None:
        tag = element.tag.removeprefix(_MAIN)
        if tag == "row":
            number = int(element.get("r") or 0)
            if element.get("hidden") in ("1", "true"):
                self.hidden.add(number)
            for cell in element:
                if cell.find(f"{_MAIN}f") is not None and not (cell.findtext(f"{_MAIN}v") or ""):
                    column = range_boundaries(cell.get("r"))[0] if cell.get("r") else 0
                    self.uncounted.setdefault(number, []).append(column)
            element.clear()
        elif tag == "col" and element.get("hidden") in ("1", "true"):
            self.hidden_columns += 1
        elif tag == "mergeCell" and len(self.merged) < 20_000:
            self.merged.append(range_boundaries(element.get("ref")))

    def spread(self, number: int, cells: list[str], above: dict[tuple[int, int], str]) -> None:
        """Fill merged cells of this row with the value of their first cell."""
        for left, top, right, bottom in self.merged:
            if top <= number <= bottom and left <= len(cells):
                if number == top:
                    above[left, top] = cells[left - 1]
                for column in range(left, min(right, len(cells)) + 1):
                    cells[column - 1] = cells[column - 1] or above.get((left, top), "")

    def notes(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        if self.hidden:
            found.append({"code": "hidden_rows", "count": len(self.hidden)})
        if self.hidden_columns:
            found.append({"code": "hidden_columns", "count": self.hidden_columns})
        if self.merged:
            found.append({"code": "merged", "count": len(self.merged)})
        if self.uncounted:
            found.append({"code": "uncounted", "count": sum(map(len, self.uncounted.values()))})
        return found
