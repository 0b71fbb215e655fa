"""`spilno newsletter send`: a worker of its own for large lists."""

import click

from spilno.common.stopping import stop_on_signals


@click.group()
def newsletter() -> None:
    """The newsletter."""


@newsletter.command()
@click.option("--once", is_flag=True, help="Send what is due now, then stop.")
@click.option(
    "--window", type=click.IntRange(1, 500), help="Mails in flight at once; so many may be in doubt after a crash."
)
def send(once: bool, window: int | None) -> None:
    """Send issues that are due; as many of these workers as you like may run at the same time."""
    from spilno.newsletter.delivery import Courier, has_server

    if not has_server():
        raise click.ClickException("no mail server is set up; set SPILNO_SMTP_URL")
    # The window in hand is finished and reported first.
    stop = stop_on_signals()
    click.echo("newsletter: ready")
    click.echo(f"newsletter: {Courier(window, stop).run(once=once)} sent")
