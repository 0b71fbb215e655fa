"""The interface's description on the command line."""

import json

import click


@click.command()
def openapi() -> None:
    """Print the description of the API (OpenAPI 3.1) as JSON."""
    from spilno.api.v1 import PREFIX, api

    click.echo(json.dumps(api.get_openapi_schema(path_prefix=PREFIX), indent=1, ensure_ascii=False))
