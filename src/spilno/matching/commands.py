"""`spilno match`: what the result page shows, for scripts."""

import csv
import json
import sys
from pathlib import Path
from typing import Any

import click

from spilno.engine.errors import InvalidInput
from spilno.engine.matching import Wishes
from spilno.matching import queries
from spilno.matching.exports import COLUMNS, as_json, code_of, csv_rows

# Width of the table where no terminal tells one.
WIDE = 160


def _weights(pairs: tuple[str, ...]) -> dict[str, float]:
    weights = {}
    for pair in pairs:
        code, _, value = pair.partition("=")
        try:
            weights[code] = float(value)
        except ValueError:
            raise click.UsageError(f"--weight {pair}: write it as criterion=number, for example size=2") from None
    return weights


@click.command()
@click.argument("place", required=False)
@click.option("--country", default="", help="Country of the partners (default: the other one of DE and UA).")
@click.option("--top", default=20, show_default=True, type=click.IntRange(1, 10_000))
@click.option("--level", type=click.Choice(list(queries.LEVEL_WORDS)), help="Level of the partners.")
@click.option("--size-min", type=click.IntRange(0, 10**9), help="Fewest inhabitants.")
@click.option("--size-max", type=click.IntRange(0, 10**9), help="Most inhabitants.")
@click.option("--security", type=click.Choice(["safe", "front"]), help="Wished direction.")
@click.option("--weight", multiple=True, metavar="CRITERION=NUMBER", help="May be repeated.")
@click.option(
    "--order",
    type=click.Choice(["fit", "fair"]),
    default="fit",
    show_default=True,
    help="fair, as on the page: places that stand in everybody's lists step back a little.",
)
@click.option("--batch", type=click.Path(path_type=Path), help="File with one place a line (- for standard input).")
@click.option("--format", "format_", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True)
def match(place: str | None, batch: Path | None, format_: str, top: int, **options: Any) -> None:
    """Rank partners for PLACE (a name in any spelling, an AGS or a KATOTTG code)."""
    if (place is None) == (batch is None):
        raise click.UsageError("give either PLACE or --batch FILE")
    try:
        wishes = Wishes(
            weights=_weights(options["weight"]),
            size_min=options["size_min"],
            size_max=options["size_max"],
            security=options["security"] or "",
        )
    except InvalidInput as error:
        raise click.UsageError(f"--{error}") from None
    country = options["country"].upper()
    if country and not queries.market().levels(country):
        raise click.UsageError(f"--country {country}: no places of this country are loaded")
    level = str(queries.LEVEL_WORDS[options["level"]]) if options["level"] else ""
    fair = options["order"] == "fair"
    if batch is not None:
        for line in _lines(batch):
            answer, complaint = _answer(line, wishes, country, level, top, fair)
            print_json(answer if answer else {"place": None, "input": line, "error": complaint})
        return
    answer, complaint = _answer(place or "", wishes, country, level, top, fair)
    if answer is None:
        raise click.UsageError(complaint)
    _PRINTERS[format_](answer)


def _lines(batch: Path) -> list[str]:
    try:
        raw = sys.stdin.buffer.read() if str(batch) == "-" else batch.read_bytes()
        return [line.strip() for line in raw.decode("utf-8-sig").splitlines() if line.strip()]
    except OSError as error:
        raise click.UsageError(f"--batch {batch}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise click.UsageError(f"--batch {batch}: the file is not UTF-8 text") from None


def _answer(
    text: str, wishes: Wishes, country: str, level: str, top: int, fair: bool
) -> tuple[dict[str, Any] | None, str]:
    """The answer for one place, or None and what is wrong."""
    try:
        asked = queries.understand(text)
    except InvalidInput as error:
        return None, f"PLACE: {error.message}"
    if asked.area is None or asked.unit is None:
        if not asked.choices:
            return None, f"PLACE: no place is called {text!r}"
        several = "; ".join(f"{code_of(area)} {area.name}" for area in asked.choices[:5])
        return None, f"PLACE: {text!r} may be several places, give the code of one: {several}"
    result = queries.rank(asked.unit, wishes, country=country, level=level, top=top, fair=fair)
    return as_json(asked.area, result, text), ""


def print_json(answer: dict[str, Any]) -> None:
    click.echo(json.dumps(answer, ensure_ascii=False))


def _print_csv(answer: dict[str, Any]) -> None:
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(COLUMNS)
    out.writerows(csv_rows(answer))


def _print_table(answer: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title=f"{answer['place']['name']} ({answer['place']['code']})", title_justify="left")
    for column in COLUMNS:
        numeric = column in ("rank", "score", "evidence")
        table.add_column(column, justify="right" if numeric else "left", no_wrap=column not in ("for", "against"))
    for row in csv_rows(answer):
        table.add_row(*(f"{cell:.3f}" if isinstance(cell, float) else str(cell) for cell in row))
    console = Console() if sys.stdout.isatty() else Console(width=WIDE)
    console.print(table)
    if answer["asleep"]:
        console.print(f"asleep for want of data: {', '.join(answer['asleep'])}")


_PRINTERS = {"json": print_json, "csv": _print_csv, "table": _print_table}
