"""Commands that touch the whole installation: migrate, serve."""

import click
from django.conf import settings
from django.core.management import call_command


@click.command()
def migrate() -> None:
    """Create the database or bring it to the state of this version."""
    settings.HOME.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    # Every page links to the obligatory ones: they are there from the first start.
    from spilno.library.actions.loading import load_library

    load_library(acting_user=None)
    click.echo("database is up to date")


@click.command(hidden=True)
@click.option("--site", default="", help="Where this installation answers, for the administrator's first link.")
@click.pass_context
def prepare(ctx: click.Context, site: str) -> None:
    """What `python3 dev.py` needs before it serves, in one process: tables, places, programmes, the first link."""
    from spilno.accounts.commands import createadmin
    from spilno.accounts.queries import has_administrator
    from spilno.funding.commands import funding
    from spilno.places.commands import places

    ctx.invoke(migrate)
    steps = [
        (places, ["import", "geonames", "--country", "DE", "--country", "UA", "--quiet-if-done"]),
        (funding, ["load", "--quiet-if-done"]),
    ]
    for command, arguments in steps:
        if command.main(arguments, standalone_mode=False):
            ctx.exit(1)
    if site and not has_administrator():
        click.echo("No administrator yet. This link makes you one, once, within a day:")
        createadmin.main(["--link", "--site", site], standalone_mode=False)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64))
def serve(host: str, port: int, workers: int) -> None:
    """Serve the site with granian."""
    from granian import Granian
    from granian.constants import Interfaces

    from spilno.matching.queries import market
    from spilno.places.gazetteer import gazetteer

    # Nothing has to be collected into it, but its absence would be a warning in every log.
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    # The index is built here, once, rather than in the first visitor's request of every worker.
    gazetteer()
    market()
    server = Granian(
        "spilno.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=2,
        log_access=False,
    )
    server.serve()
