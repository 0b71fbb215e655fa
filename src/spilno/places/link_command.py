"""`spilno link FILE`: link a column of names to codes, one output row per input row, in input order."""

import csv
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

import click

FIELDS = ["text", "status", "code", "name", "score", "candidates"]


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--column", default="text", show_default=True, help="Column that holds the names.")
@click.option("--hint-column", default="", help="Column with the oblast, Land, rayon or Kreis.")
@click.option("--country", default="", help="Two-letter country code, e.g. UA.")
@click.option("--level", default="", help="hromada, municipality, settlement, district, state.")
@click.option("--sources", type=click.Choice(["official", "all"]), default="all", show_default=True)
@click.option("--format", "format_", type=click.Choice(["csv", "json"]), default="csv", show_default=True)
def link(file: Path, column: str, hint_column: str, country: str, level: str, sources: str, format_: str) -> None:
    """Link names in FILE (CSV, or - for standard input) to official codes: one, several or none."""
    from spilno.engine.errors import InvalidInput
    from spilno.places.gazetteer import Hints, gazetteer

    if country and not re.fullmatch("[A-Za-z]{2}", country):
        raise click.UsageError(f"--country: {country[:20]!r} is no country; two letters like UA would be right")
    rows = read_rows(file, column, hint_column)
    linker = gazetteer("official" if sources == "official" else "all")
    try:
        linker.link("Unna", Hints(country=country, level=level))
    except InvalidInput as error:
        raise click.UsageError(f"--{error}") from None
    out = Writer(sys.stdout, format_)
    for line, text, region in rows:
        try:
            found = linker.link(text, Hints(country=country, region=region, level=level), whole=True)
            out.write(_answer(text, found))
        except InvalidInput as error:
            click.echo(f"{file}:{line}: {column}: {error.message}", err=True)
            out.write({"text": text, "status": "none", "code": "", "name": "", "score": "", "candidates": []})


def _answer(text: str, found: Any) -> dict[str, Any]:
    one = found.verdict == "one"
    first = found.hits[0] if found.hits else None
    return {
        "text": text,
        "status": str(found.verdict),
        "code": first.code if one and first else "",
        "name": first.name if one and first else "",
        "score": first.score if first else "",
        "candidates": [hit.code for hit in found.hits],
    }


class Writer:
    """Rows as CSV with `candidates` joined by `|`, or as JSON lines."""

    def __init__(self, out: TextIO, format_: str) -> None:
        self.out, self.json = out, format_ == "json"
        self.csv = csv.DictWriter(out, FIELDS, lineterminator="\n")
        if not self.json:
            self.csv.writeheader()

    def write(self, row: dict[str, Any]) -> None:
        if self.json:
            self.out.write(json.dumps(row, ensure_ascii=False) + "\n")
        else:
            self.csv.writerow({**row, "candidates": "|".join(row["candidates"])})


def read_rows(file: Path, column: str, hint_column: str) -> list[tuple[int, str, str]]:
    """(line, name, hint) of each row of a CSV in any of the usual encodings, the whole file before the first answer.

    A click.UsageError names what is wrong: not a CSV, a column that is not there, a row that was cut.
    """
    from spilno.places.importers.errors import BadFile
    from spilno.places.importers.reading import decode

    try:
        raw = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        lines = decode(raw, str(file)).replace("\x00", "").splitlines(keepends=True)
        return list(_rows(csv.reader(lines, delimiter=_delimiter(lines[0]), strict=True), file, column, hint_column))
    except OSError as error:
        raise click.UsageError(f"{file}: {error.strerror}") from None
    except BadFile as error:
        raise click.UsageError(str(error)) from None


def _delimiter(header: str) -> str:
    return max(",;\t|", key=header.count)


def _rows(reader: Any, file: Path, column: str, hint_column: str) -> Iterator[tuple[int, str, str]]:
    try:
        header = [name.strip() for name in next(reader)]
        for name in filter(None, (column, hint_column)):
            if name not in header:
                raise click.UsageError(f"{file}:1: no column {name!r}; there are {', '.join(header)[:200]}")
        at, hint_at = header.index(column), header.index(hint_column) if hint_column else None
        begins = reader.line_num + 1
        for cells in reader:
            line, begins = begins, reader.line_num + 1
            if not any(cells):
                continue
            _must_be_whole(cells, len(header), f"{file}:{line}")
            yield line, cells[at], cells[hint_at].strip() if hint_at is not None else ""
    except csv.Error as error:
        raise click.UsageError(
            f"{file}:{reader.line_num}: not a readable CSV line: {error}; is the file cut?"
        ) from None


def _must_be_whole(cells: list[str], wanted: int, where: str) -> None:
    from spilno.places.importers.reading import UNREADABLE

    if len(cells) < wanted or any(cell.strip() for cell in cells[wanted:]):
        raise click.UsageError(
            f"{where}: {len(cells)} cells, where the header names {wanted}; is the file cut or a quote open?"
        )
    if any(UNREADABLE in cell for cell in cells):
        raise click.UsageError(f"{where}: holds a letter that is not readable; is the file cut or in another encoding?")
