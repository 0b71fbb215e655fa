"""`spilno places …`: import registers, fetch them from their publishers, say what is loaded."""

import json
from pathlib import Path

import click

from spilno.common.telling import progress_bar
from spilno.places.importers import KINDS

_format = click.option("--format", "form", type=click.Choice(["human", "json"]), default="human", show_default=True)


@click.group()
def places() -> None:
    """Registers of places: import, fetch, list."""


@places.command("import")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would happen; write nothing.")
@click.option("--country", "countries", multiple=True, help="geonames only: a two-letter code; may be repeated.")
@click.option("--quiet-if-done", is_flag=True, help="geonames only: end at once when this version is loaded.")
@click.option("--force", is_flag=True, help="Take a file that has far fewer rows than the one before.")
@_format
def import_(
    kind: str, path: Path | None, dry_run: bool, countries: tuple[str, ...], quiet_if_done: bool, force: bool, form: str
) -> int:
    """Import the register KIND from PATH, a file or the folder with its files; geonames is embedded."""
    from spilno.places.actions import run_import
    from spilno.places.importers.errors import ImportRefused

    try:
        with progress_bar(f"import {kind}") as progress:
            outcome = run_import(
                kind=kind,
                path=path,
                dry_run=dry_run,
                countries=_codes(countries),
                if_new=quiet_if_done,
                force=force,
                progress=progress,
            )
    except ImportRefused as error:
        raise click.UsageError(str(error)) from None
    if not outcome.ran:
        return 0
    if form == "json":
        click.echo(json.dumps({"kind": kind, "dry_run": dry_run, **outcome.account.as_dict()}, ensure_ascii=False))
    else:
        for line in outcome.account.lines():
            click.echo(line, err=True)
        totals = outcome.account.totals()
        parts = ", ".join(f"{totals[name]} {name}" for name in ("created", "changed", "unchanged", "rejected"))
        click.echo(f"{kind}{' (dry run, nothing written)' if dry_run else ''}: {totals['in']} rows in: {parts}")
    return 2 if totals_are_all_rejected(outcome.account.totals()) else 0


def totals_are_all_rejected(totals: dict[str, int]) -> bool:
    return totals["in"] > 0 and totals["rejected"] == totals["in"]


def _codes(countries: tuple[str, ...]) -> list[str]:
    codes = [country.strip().upper() for country in countries]
    for code in codes:
        if len(code) != 2 or not code.isascii() or not code.isalpha():
            raise click.UsageError(f"--country: {code[:20]!r} is no country; two letters like UA would be right")
    return codes


@places.command()
@click.argument("kinds", nargs=-1, type=click.Choice([kind for kind in KINDS if kind != "geonames"]))
@click.option("--dry-run", is_flag=True, help="Fetch and compare, but write nothing.")
@_format
def sync(kinds: tuple[str, ...], dry_run: bool, form: str) -> int:
    """Fetch registers from their publishers (all, or the KINDS named) and import them."""
    from spilno.places.actions import run_import
    from spilno.places.importers.errors import ImportRefused
    from spilno.places.sync import fetch, read_sources

    failed = False
    for kind, source in read_sources().items():
        if kinds and kind not in kinds:
            continue
        try:
            with progress_bar(f"fetch {kind}") as progress:
                folder = fetch(source, progress)
                outcome = run_import(kind=kind, path=folder, dry_run=dry_run, progress=progress)
        except ImportRefused as error:
            if kinds:
                raise click.UsageError(str(error)) from None
            failed = True
            click.echo(f"{kind}: {error}", err=True)
            continue
        totals = outcome.account.totals()
        if form == "json":
            click.echo(json.dumps({"kind": kind, "dry_run": dry_run, **outcome.account.as_dict()}, ensure_ascii=False))
        else:
            click.echo(
                f"{kind}: {totals['in']} rows in: " + ", ".join(f"{n} {k}" for k, n in totals.items() if k != "in")
            )
    return 2 if failed else 0


@places.command("list")
@_format
def list_(form: str) -> None:
    """Say which registers are loaded, in which version, with how many entries."""
    from spilno.places.queries import sources_with_counts

    rows = [
        {
            "key": source.key,
            "title": source.title,
            "version": source.version,
            "imported_at": source.imported_at.isoformat(timespec="seconds") if source.imported_at else None,
            **getattr(source, "counts", {}),
        }
        for source in sources_with_counts()
    ]
    if form == "json":
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        counts = ", ".join(f"{row[name]} {name}" for name in ("places", "names", "facts", "ties") if row.get(name))
        click.echo(f"{row['key']:12} {row['version'] or '-':24} {counts}")
    if not rows:
        click.echo("no register is loaded; begin with: spilno places import geonames")


# The command `spilno link` stands beside the gazetteer it asks; `config.cli` finds it here.
from spilno.places.link_command import link  # noqa: E402, F401
