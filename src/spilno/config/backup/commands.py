"""`spilno backup` and `spilno restore`."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from spilno.config.backup.layout import BackupRefused


@contextmanager
def _progress(words: str) -> Iterator[object]:
    """A line that moves where somebody looks; nothing in a script."""
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _text: None
        return
    with console.status(words) as status:
        yield lambda text: status.update(f"{words} {text}")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--with-secret", is_flag=True, help="Put the secret key in; then whoever has the file can sign for you.")
@click.option("--format", "form", type=click.Choice(["human", "json"]), default="human", show_default=True)
def backup(file: Path, with_secret: bool, form: str) -> None:
    """Write everything into FILE while the site runs: rows of the database, files, a manifest with checksums."""
    from spilno.config.backup.saving import save

    try:
        with _progress("writing") as tell:
            manifest = save(file, with_secret=with_secret, tell=tell)  # type: ignore[arg-type]
    except BackupRefused as error:
        raise click.UsageError(str(error)) from None
    size = file.stat().st_size
    if form == "json":
        click.echo(json.dumps({"file": str(file), "bytes": size, **manifest.as_dict()}))
        return
    gone = f", {len(manifest.gone)} files went while it ran" if manifest.gone else ""
    click.echo(f"{file}: {manifest.rows} rows and {len(manifest.files)} files, {size / 1e6:.1f} MB{gone}")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--replace", is_flag=True, help="Put the backup in the place of what is here.")
@click.option(
    "--send-mails", is_flag=True, help="After a move: mails that were waiting are sent, not put aside as in doubt."
)
@click.option(
    "--tombstones", type=click.Path(path_type=Path, dir_okay=False), help="A copy of tombstones.jsonl kept elsewhere."
)
@click.option("--format", "form", type=click.Choice(["human", "json"]), default="human", show_default=True)
def restore(file: Path, replace: bool, send_mails: bool, tombstones: Path | None, form: str) -> None:
    """Bring back what FILE holds, on SQLite or PostgreSQL, whichever wrote it; stop the site first.

    All of it or nothing: until the last sum is checked, the old state stays. Who was erased after the backup is erased again.
    """
    from spilno.config.backup.restoring import restore as bring_back

    if tombstones is not None and not tombstones.is_file():
        raise click.UsageError(f"--tombstones: cannot read {tombstones}")
    try:
        with _progress("restoring") as tell:
            done = bring_back(
                file, replace=replace, send_mails=send_mails, extra_tombstones=tombstones, tell=tell  # type: ignore[arg-type]
            )  # fmt: skip
    except BackupRefused as error:
        raise click.UsageError(str(error)) from None
    if form == "json":
        tables = {label: [one.rows, one.sha256] for label, one in done.tables.items()}
        click.echo(json.dumps({**vars(done), "tables": tables}))
        return
    click.echo(f"{file}: the state of {done.created_at}: {done.rows} rows and {done.files} files, all sums equal")
    if done.erased_again:
        click.echo(f"{done.erased_again} who left after the backup were removed again")
    if done.mails_held:
        click.echo(f"{done.mails_held} mails were waiting then: they are listed as in doubt and not sent by themselves")
