"""Commands about accounts."""

import click

from spilno.accounts import actions
from spilno.accounts.queries import has_administrator
from spilno.common.errors import RefusedError


@click.command()
@click.option("--email", help="Address of the administrator; a sign-in code goes there.")
@click.option("--name", default="", help="Name, as colleagues see it.")
@click.option("--language", type=click.Choice(["de", "uk", "en"]), default="en", show_default=True)
@click.option("--link", is_flag=True, help="Print a one-time link instead, valid for a day.")
@click.option("--site", default="http://127.0.0.1:8000", show_default=True, help="Begin of the link.")
@click.option("--if-none", is_flag=True, help="Do nothing where there is an administrator already.")
def createadmin(email: str | None, name: str, language: str, link: bool, site: str, if_none: bool) -> None:
    """Make the first administrator, or another one."""
    if if_none and has_administrator():
        return
    if link:
        token = actions.make_setup_link(acting_user=None)
        click.echo(f"{site.rstrip('/')}/{language}/account/setup/{token}/")
        return
    if not email:
        raise click.UsageError("name an address with --email, or ask for a one-time link with --link")
    try:
        user = actions.make_administrator(email, name=name[:120], language=language, acting_user=None)
    except RefusedError as refusal:
        raise click.BadParameter(str(refusal), param_hint="--email") from refusal
    click.echo(f"{user.email} is an administrator and signs in with a code by e-mail; a second factor is set up then")
