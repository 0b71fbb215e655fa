"""`spilno funding …`: the shipped set, and lists from elsewhere."""

import json
from pathlib import Path

import click

from spilno.funding.actions.loading import Account, load_programmes
from spilno.funding.starting import FileRefusedError, records_of, starter_records

_format = click.option("--format", "form", type=click.Choice(["human", "json"]), default="human", show_default=True)
_dry_run = click.option("--dry-run", is_flag=True, help="Say what would happen; write nothing.")


@click.group()
def funding() -> None:
    """Funding programmes: the shipped set, import."""


def _tell(name: str, account: Account, dry_run: bool, form: str) -> int:
    if form == "json":
        click.echo(json.dumps({"kind": name, "dry_run": dry_run, **account.as_dict()}, ensure_ascii=False))
    else:
        for line, reason in account.rejected:
            click.echo(f"line {line}: {reason}", err=True)
        totals = account.as_dict()
        parts = ", ".join(f"{totals[word]} {word}" for word in ("created", "changed", "unchanged", "rejected"))
        click.echo(f"{name}{' (dry run, nothing written)' if dry_run else ''}: {totals['in']} rows in: {parts}")
    return 2 if account.rows and len(account.rejected) == account.rows else 0


@funding.command()
@click.option("--quiet-if-done", is_flag=True, help="Say nothing when there is nothing to do.")
@_dry_run
@_format
def load(quiet_if_done: bool, dry_run: bool, form: str) -> int:
    """Load the shipped programmes; what editors have changed or checked stays as it is."""
    account = load_programmes(starter_records(), acting_user=None, dry_run=dry_run)
    if quiet_if_done and account.unchanged == account.rows:
        return 0
    return _tell("starter set", account, dry_run, form)


@funding.command("import")
@click.argument("path", type=click.Path(path_type=Path))
@_dry_run
@_format
def import_(path: Path, dry_run: bool, form: str) -> int:
    """Import drafts from PATH: a CSV with the columns of the Förderdatenbank, or awards in 360Giving's form."""
    try:
        records = records_of(path)
    except FileRefusedError as error:
        raise click.UsageError(str(error)) from None
    return _tell("import", load_programmes(records, acting_user=None, dry_run=dry_run), dry_run, form)
