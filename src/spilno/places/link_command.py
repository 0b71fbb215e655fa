"""`spilno link FILE`: link a column of names to codes, one output row per input row, in input order."""

import csv
import json
import sys
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

    header, rows = read_rows(file)
    for name in filter(None, (column, hint_column)):
        if name not in header:
            raise click.UsageError(f"{file}: no column {name!r}; there are {', '.join(header) or 'none'}")
    linker = gazetteer("official" if sources == "official" else "all")
    out = Writer(sys.stdout, format_)
    for line, row in enumerate(rows, start=2):
        text = (row.get(column) or "").strip()
        hints = Hints(country=country, region=(row.get(hint_column) or "").strip() if hint_column else "", level=level)
        try:
            out.write(_answer(text, linker.link(text, hints)))
        except InvalidInput as error:
            if error.field != "text":
                raise click.UsageError(f"--{error}") from None
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


def read_rows(file: Path) -> tuple[list[str], list[dict[str, str]]]:
    """Header and rows of a CSV in any of the usual encodings; a click.UsageError names what is wrong."""
    try:
        raw = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise click.UsageError(f"{file}: {error.strerror}") from None
    text = _decoded(raw, file)
    try:
        dialect: Any = csv.Sniffer().sniff(text.partition("\n")[0] + "\n", ",;\t|")
    except csv.Error:
        dialect = csv.excel
    try:
        reader = csv.DictReader(text.splitlines(keepends=True), dialect=dialect)
        return [name.strip() for name in reader.fieldnames or []], list(_trimmed(reader))
    except csv.Error as error:
        raise click.UsageError(f"{file}: not a readable CSV: {error}") from None


def _trimmed(reader: Any) -> Any:
    for row in reader:
        yield {(key or "").strip(): value for key, value in row.items() if not isinstance(value, list)}


def _decoded(raw: bytes, file: Path) -> str:
    if raw[:2] == b"PK":
        raise click.UsageError(f"{file}: this is a spreadsheet or an archive; save it as CSV first")
    for encoding in ("utf-16",) if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "windows-1251"):
        try:
            return raw.decode(encoding).replace("\x00", "")
        except UnicodeDecodeError:
            continue
    raise click.UsageError(f"{file}: neither UTF-8, UTF-16 nor Windows-1251 text")
