"""Tables for spreadsheets: no cell is taken for a formula, whoever wrote it."""

import csv
from collections.abc import Iterable, Iterator, Sequence

# What a spreadsheet begins to calculate at, also behind a tab or a line break.
_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BOM = "\ufeff"


def safe_cell(value: object) -> object:
    """Numbers stay numbers; a text that a spreadsheet would calculate gets an apostrophe in front."""
    if value is None:
        return ""
    if isinstance(value, int | float):
        return value
    text = str(value)
    return f"'{text}" if text.lstrip(" ").startswith(_BEGINS_FORMULA) else text


class _Line:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_lines(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Lines of a CSV file in UTF-8 with a byte order mark, which spreadsheets need for Cyrillic."""
    writer = csv.writer(_Line())
    yield BOM + str(writer.writerow(head))
    for row in rows:
        yield str(writer.writerow([safe_cell(cell) for cell in row]))
