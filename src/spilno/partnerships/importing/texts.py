"""Lists as text: any usual encoding, delimiter and use of quotes."""

import csv
import io
from collections.abc import Iterator

from django.utils.translation import gettext as _

from spilno.partnerships.importing.errors import BadList
from spilno.partnerships.importing.sheet import LONGEST_CELL, UNREADABLE, Wanted
from spilno.places.importers.errors import BadFile
from spilno.places.importers.reading import decode

ENCODINGS = ["utf-8-sig", "utf-16", "cp1251", "koi8_u", "cp1252"]
DELIMITERS = ";,\t|"
_BOMS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
# A record of more lines than this is an open quote, not a cell with line breaks.
MOST_LINES = 40

Record = tuple[int, list[str]]


def read_text(raw: bytes, name: str, wanted: Wanted) -> tuple[list[Record], dict[str, str]]:
    """Records with the line each begins at, and {encoding, delimiter}. Raises BadList."""
    text, encoding = _decoded(raw, name, wanted.encoding)
    text = text.replace("\x00", "")
    first, delimiter = 1, wanted.delimiter
    top = text.split("\n", 1)[0].strip().casefold()
    if top.startswith("sep=") and len(top) == 5:
        delimiter, first, text = delimiter or top[4], 2, text.split("\n", 1)[1] if "\n" in text else ""
    delimiter = delimiter or _delimiter(text)
    records = list(_records(text, delimiter, first, csv.QUOTE_MINIMAL))
    if _quotes_are_broken(text, records):
        records = list(_records(text, delimiter, first, csv.QUOTE_NONE))
    return records, {"encoding": encoding, "delimiter": delimiter}


def _decoded(raw: bytes, name: str, wanted: str) -> tuple[str, str]:
    if wanted:
        if wanted not in ENCODINGS:
            raise BadList(
                _("%(name)s: the encoding %(encoding)s is not known") % {"name": name, "encoding": wanted[:30]}
            )
        return raw.decode(wanted, errors="replace"), wanted
    for mark, encoding in _BOMS.items():
        if raw.startswith(mark):
            return raw[: len(raw) // 2 * 2].decode(encoding, errors="replace"), encoding
    try:
        return raw.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        if _mostly_utf8(raw):
            return raw.decode("utf-8-sig", errors="replace"), "utf-8"
    try:
        text = decode(raw, name)
    except BadFile as error:
        raise BadList(str(error)) from None
    sample = raw[:20_000]
    begins = text[:2_000]
    found = (one for one in ("cp1251", "koi8_u", "cp1252") if sample.decode(one, errors="replace").startswith(begins))
    return text, next(found, "utf-16")


def _mostly_utf8(raw: bytes) -> bool:
    """Whether only some lines are in another encoding: those become rows with a mistake, the rest is read."""
    good = bad = 0
    for line in raw.split(b"\n"):
        if not line.isascii():
            try:
                line.decode("utf-8")
                good += 1
            except UnicodeDecodeError:
                bad += 1
    return good > bad


def _delimiter(text: str) -> str:
    """The sign that divides most of the first lines, and divides them alike."""
    lines = [line for line in text[:100_000].splitlines()[:30] if line.strip()]

    def merit(sign: str) -> tuple[int, int]:
        counts = [line.count(sign) for line in lines]
        return sum(1 for count in counts if count), max(counts, default=0)

    return max(DELIMITERS, key=merit)


def _records(text: str, delimiter: str, first: int, quoting: int) -> Iterator[Record]:
    csv.field_size_limit(max(200_000, 50 * LONGEST_CELL))
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    reader = csv.reader(io.StringIO(lines, newline=""), delimiter=delimiter, quoting=quoting)  # type: ignore[arg-type]
    begins = first
    try:
        for cells in reader:
            yield begins, cells
            begins = first + reader.line_num
    except csv.Error:
        # A cell without end: what follows is read again without quotes.
        yield begins, [UNREADABLE * (MOST_LINES + 1)]


def _quotes_are_broken(text: str, records: list[Record]) -> bool:
    """An open quote swallows lines: a record of very many, or one that reaches the end unclosed."""
    long = any(cell.count("\n") > MOST_LINES for _line, cells in records for cell in cells)
    failed = bool(records) and records[-1][1] == [UNREADABLE * (MOST_LINES + 1)]
    return long or failed or (text.count('"') % 2 == 1 and len(records) < len(text.splitlines()))
