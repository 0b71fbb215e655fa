"""Reads a register as its publisher or a spreadsheet saved it: any usual encoding, delimiter and dress of the header."""

import csv
import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from spilno.places.importers.errors import BadFile

LARGEST_BYTES = 200_000_000
_FOREIGN = {
    b"PK\x03\x04": "an XLSX spreadsheet or a ZIP archive",
    b"PK\x05\x06": "an empty ZIP archive",
    b"\xd0\xcf\x11\xe0": "an old Excel file (XLS)",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "a GZIP archive",
    b"<!DO": "a web page",
    b"<htm": "a web page",
}
# Stands where bytes are no letter; the row that holds it is refused.
UNREADABLE = "\ufffd"
_UTF8_MARK = b"\xef\xbb\xbf"
_BOMS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
# Letters that a Cyrillic or German register is made of; the encoding that shows most of them is the right one.
_LIKELY = re.compile(r"[а-щьюяєіїґА-ЩЬЮЯЄІЇҐ’']")
_UNLIKELY = re.compile(r"[\x80-\x9f\u2500-\u259f®¶¤°§¬¦±©«»·№ЁёЂЃѓЌќЎўЏџ‡†‰ЉЊЋљњћ]|[a-zа-яіїєґ][А-ЯІЇЄҐ]")
_GERMAN = re.compile(r"[äöüßÄÖÜéèêç]")


@dataclass(frozen=True, slots=True)
class Row:
    """One record: `line` is where it begins in the file, `values` holds the known columns."""

    line: int
    values: dict[str, str]
    complaint: str = ""


@dataclass
class Table:
    name: str
    checksum: str
    rows: list[Row] = field(default_factory=list)


def decode(raw: bytes, name: str) -> str:
    """The text of `raw` in whichever encoding shows it whole; BadFile when it is no text at all."""
    if not raw.strip(b"\x00 \t\r\n"):
        raise BadFile(f"{name}: the file is empty")
    for magic, what in _FOREIGN.items():
        if raw[:4].lower().startswith(magic.lower()):
            raise BadFile(f"{name}: this is {what}, not a CSV file; save it as CSV (UTF-8) first")
    for bom, encoding in _BOMS.items():
        if raw.startswith(bom):
            return _decoded(raw, encoding, name)
    # UTF-16 without its mark: every other byte of the ASCII parts is zero.
    head = raw[:2000]
    if head.count(b"\x00") > len(head) // 5:
        even = head[::2].count(b"\x00")
        return _decoded(raw, "utf-16-be" if even > head[1::2].count(b"\x00") else "utf-16-le", name)
    marked = raw.startswith(_UTF8_MARK)
    raw = raw.removeprefix(_UTF8_MARK)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        if len(raw) - error.start < 4 and error.reason == "unexpected end of data":
            return raw[: error.start].decode("utf-8") + UNREADABLE  # cut in the middle of a letter
        if marked:
            raise BadFile(f"{name}: not readable as UTF-8 from byte {error.start + 3} on") from None
    return max((_guess(raw, name) for name in ("cp1251", "koi8_u", "cp1252")), key=lambda guess: guess[0])[1]


def _decoded(raw: bytes, encoding: str, name: str) -> str:
    whole_letters = len(raw) // 2 * 2
    try:
        return raw[:whole_letters].decode(encoding) + UNREADABLE * (len(raw) - whole_letters)
    except UnicodeDecodeError as error:
        raise BadFile(f"{name}: not readable as {encoding.upper()} from byte {error.start} on") from None


def _guess(raw: bytes, encoding: str) -> tuple[int, str]:
    text = raw.decode(encoding, errors="replace")
    sample = text[:200_000]
    cyrillic = len(_LIKELY.findall(sample)) if encoding != "cp1252" else 3 * len(_GERMAN.findall(sample))
    return cyrillic - 5 * len(_UNLIKELY.findall(sample)) - 20 * sample.count(UNREADABLE), text


def clean(text: str) -> str:
    """One line of visible characters: NUL, direction marks and doubled spaces gone, NBSP a space."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    text = unicodedata.normalize("NFC", text)
    return " ".join(
        "".join(c if unicodedata.category(c)[0] != "C" else " " if c in "\t\r\n" else "" for c in text).split()
    )


def _header_key(text: str) -> str:
    return re.sub(r"[\W_]+", "", clean(text).casefold().translate(str.maketrans("’ʼ`", "'''")))


def _bytes_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise BadFile(f"{path.name}: larger than {LARGEST_BYTES // 1_000_000} MB; no register is")
        return path.read_bytes()
    except IsADirectoryError:
        raise BadFile(f"{path}: is a folder, not a file") from None
    except OSError as error:
        raise BadFile(f"{path}: {error.strerror or error}") from None


def read_table(path: Path, columns: Sequence[str], notes: list[str], *, optional: Sequence[str] = ()) -> Table:
    """The rows of the CSV at `path` with at least `columns`; header in any case, spacing and order.

    A row with fewer or more cells than the header keeps its line and a complaint; blank lines are skipped. Where the
    last cell may have been cut unseen, `notes` says so.
    Raises BadFile, naming the file and the missing column, or the line in which the file was cut.
    """
    raw = _bytes_of(path)
    text = decode(raw, path.name)
    table = Table(path.name, hashlib.sha256(raw).hexdigest())
    del raw
    lines = text.replace("\x00", "").splitlines(keepends=True)
    ended = text.endswith(("\n", "\r"))
    del text
    if not lines:
        raise BadFile(f"{path.name}: the file is empty")
    delimiter = max(";,\t|", key=lines[0].count)
    if not lines[0].count(delimiter):
        raise BadFile(f"{path.name}:1: no columns; the first line must name {', '.join(columns)}")
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        header = next(reader)
        places = _positions(header, columns, optional, path.name)
        table.rows.extend(_rows(reader, header, places))
    except csv.Error as error:
        raise BadFile(f"{path.name}:{reader.line_num}: not a readable CSV line: {error}") from None
    if not table.rows:
        raise BadFile(f"{path.name}: a header but no rows")
    if not ended and table.rows[-1].complaint:
        line = table.rows[-1].line
        raise BadFile(
            f"{path.name}:{line}: the file ends in the middle of a row; it was cut, and none of it is taken over"
        )
    if not ended and places and max(places.values()) == len(header) - 1 and not table.rows[-1].complaint:
        notes.append(f"{path.name}:{table.rows[-1].line}: the last line has no end; was the file cut?")
    return table


def _positions(header: list[str], columns: Sequence[str], optional: Sequence[str], name: str) -> dict[str, int]:
    found = {_header_key(cell): at for at, cell in reversed(list(enumerate(header)))}
    missing = [column for column in columns if _header_key(column) not in found]
    if missing:
        seen = ", ".join(clean(cell) for cell in header)[:200]
        raise BadFile(f"{name}:1: missing column {', '.join(missing)}; the file has {seen or 'none'}")
    wanted = [*columns, *optional]
    return {column: found[_header_key(column)] for column in wanted if _header_key(column) in found}


def _rows(reader: "Iterator[list[str]]", header: list[str], places: dict[str, int]) -> Iterator[Row]:
    begins = reader.line_num + 1  # type: ignore[attr-defined]
    for cells in reader:
        line, begins = begins, reader.line_num + 1  # type: ignore[attr-defined]
        if not any(cell.strip() for cell in cells):
            continue
        complaint = ""
        if len(cells) != len(header) and any(cell.strip() for cell in cells[len(header) :] or ["x"]):
            complaint = f"{len(cells)} cells, where the header names {len(header)}; is the file cut or a quote open?"
        elif any(UNREADABLE in cell for cell in cells):
            complaint = "holds a letter that is not readable; is the file cut or in another encoding?"
        values = {name: clean(cells[at]) if at < len(cells) else "" for name, at in places.items()}
        yield Row(line, values, complaint)


_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")


def number(text: str) -> float | None:
    """A number with spaces between thousands and a decimal point or comma; None for an empty cell or `NA`.

    Raises ValueError with the words for the reader when it is something else.
    """
    bare = text.replace(" ", "").replace("\u00a0", "").replace("\u202f", "").replace(",", ".")
    if not bare or bare.upper() in ("NA", "N/A", "NAN", "-", "NULL"):
        return None
    if not _NUMBER.fullmatch(bare) or len(bare) > 30:
        raise ValueError(f"{text[:40]!r} is no number")
    return float(bare)


def whole(text: str) -> int | None:
    """Like `number`, for counts: not negative, below ten thousand million."""
    value = number(text)
    if value is None:
        return None
    if value != int(value) or not 0 <= value < 10_000_000_000:
        raise ValueError(f"{text[:40]!r} is no count; a whole number from 0 on would be right")
    return int(value)


def coordinate(lat: str, lon: str) -> tuple[float, float] | None:
    """Latitude and longitude in degrees; None where either is missing."""
    north, east = number(lat), number(lon)
    if north is None or east is None:
        return None
    if not -90 <= north <= 90 or not -180 <= east <= 180:
        raise ValueError(f"{lat[:20]}, {lon[:20]} is no position; latitude -90 to 90, longitude -180 to 180")
    return north, east
