"""`spilno demo`: the demonstration network, loaded where it is asked for and nowhere else."""

import click
from django.db.models import ProtectedError

from spilno.common.errors import RefusedError


@click.group()
def demo() -> None:
    """A demonstration network on real places: load, accounts, remove."""


@demo.command()
@click.option("--if-new", is_flag=True, help="Only into an installation in which nobody works yet; else say nothing.")
def load(if_new: bool) -> None:
    """Load organisations, relations, requests, meetings and more; every page then says that it is a demonstration."""
    from spilno.config.demo import loading

    if if_new and not loading.is_new():
        return
    try:
        click.echo(f"demonstration: {loading.load()} rows; `spilno demo accounts` lists who can sign in")
    except RefusedError as error:
        raise click.UsageError(str(error)) from None


@demo.command()
def accounts() -> None:
    """Who can sign in: role and place, address, and for the coordinator the code of the second step, for half a minute.

    The code of the first step is sent by mail; `python3 dev.py` shows outgoing mails on /en/outbox/.
    """
    from spilno.accounts.models import User
    from spilno.config.demo.people import DOMAIN, one_time_code

    found = User.objects.filter(email__endswith=f"@{DOMAIN}").order_by("pk")
    if not found:
        raise click.UsageError("no demonstration is loaded; `spilno demo load` does it")
    for user in found:
        code = one_time_code(user)
        click.echo(f"{user.email:<44} {user.name}" + (f"   second step now: {code}" if code else ""))


@demo.command()
def remove() -> None:
    """Take the demonstration away, with whatever was attached to it since."""
    from spilno.config.demo import loading

    try:
        click.echo(f"demonstration: {loading.remove()} rows removed")
    except RefusedError as error:
        raise click.UsageError(str(error)) from None
    except ProtectedError as error:
        raise click.UsageError(f"something of yours hangs on it: {error.args[0]}") from None
