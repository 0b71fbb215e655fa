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
    click.echo("database is up to date")


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
