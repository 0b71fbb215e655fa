"""A list as it was read: a header, rows of text, and what was noticed on the way."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

MOST_ROWS = 200_000
MOST_COLUMNS = 400
LONGEST_CELL = 4_000
LARGEST_BYTES = 60_000_000
# Stands where bytes are no letter; the row that holds it is rejected.
UNREADABLE = "\ufffd"
FORMULA_BEGINS = tuple("=+-@\t\r\n＝＋－＠")
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}


@dataclass(frozen=True, slots=True)
class SheetRow:
    """`number` is the line or row as a spreadsheet shows it; `cells` are as many as the header has.

    problem: code of what makes the row unusable, e.g. `unreadable`; "" where it is fine.
    """

    number: int
    cells: tuple[str, ...]
    problem: str = ""


@dataclass
class Sheet:
    """reading: {format, encoding, delimiter, sheet, sheets, header_row}. notes: codes with values, e.g. hidden rows."""

    name: str
    checksum: str
    header: list[str] = field(default_factory=list)
    rows: list[SheetRow] = field(default_factory=list)
    reading: dict[str, Any] = field(default_factory=dict)
    notes: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Wanted:
    """What somebody chose about the reading; empty values are guessed. `header_row` counts from 1."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header_row: int = 0
    spread: bool = False


def clean(text: str) -> str:
    """One line of visible characters: NUL, direction marks, soft hyphens and doubled spaces gone; composed letters; the
    apostrophe gone that our exports put before what a spreadsheet would calculate."""
    if text.startswith("'") and text[1:].lstrip(" ")[:1] in FORMULA_BEGINS:
        text = text[1:]
    if text.isascii() and text.isprintable():
        return " ".join(text.split())[:LONGEST_CELL]
    text = unicodedata.normalize("NFC", text[: 2 * LONGEST_CELL])
    shown = ("" if unicodedata.category(c) in _INVISIBLE and c not in "\t\r\n" else c for c in text)
    return " ".join("".join(shown).split())[:LONGEST_CELL]


def sheet_row(number: int, cells: Sequence[str], width: int) -> SheetRow:
    """A row as it is judged; a negative number says that the file hides it."""
    problem = ""
    if number < 0:
        problem = "hidden"
    elif any(UNREADABLE in cell for cell in cells):
        problem = "unreadable"
    elif any(cell.strip() for cell in cells[width:]):
        problem = "too_many_cells"
    shown = [clean(cell) for cell in cells[:width]]
    return SheetRow(abs(number), tuple(shown + [""] * (width - len(shown))), problem)


def header_key(text: str) -> str:
    """A heading for comparing: without case, spaces, signs and invisible letters."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", clean(text)).casefold())


def unique_headings(cells: list[str]) -> list[str]:
    """Headings that can be told apart: a second `Name` becomes `Name (2)`, an empty one the letter of its column."""
    seen: dict[str, int] = {}
    found = []
    for at, cell in enumerate(cells):
        name = clean(cell)[:200] or f"[{column_letters(at)}]"
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return found


def column_letters(at: int) -> str:
    """0 is A, 26 is AA."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
