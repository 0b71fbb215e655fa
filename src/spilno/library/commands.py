"""`spilno library …`: the shipped texts and directory."""

import json

import click

from spilno.library.actions.loading import load_library


@click.group()
def library() -> None:
    """Guides, pages of the website, directory of help."""


@library.command()
@click.option("--quiet-if-done", is_flag=True, help="Say nothing when there is nothing to do.")
@click.option("--format", "form", type=click.Choice(["human", "json"]), default="human", show_default=True)
def load(quiet_if_done: bool, form: str) -> int:
    """Load the shipped texts and the directory of help; what editors have changed stays as it is."""
    account = load_library(acting_user=None).as_dict()
    if quiet_if_done and account["unchanged"] == account["in"]:
        return 0
    if form == "json":
        click.echo(json.dumps(account))
    else:
        parts = ", ".join(f"{account[word]} {word}" for word in ("created", "changed", "unchanged"))
        click.echo(f"library: {account['in']} in: {parts}")
    return 0
