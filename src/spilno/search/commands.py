"""`spilno search …`: build the index anew, look something up."""

import json

import click
from django.utils.translation import override

from spilno.common.visibility import ANONYMOUS
from spilno.search.findable import sources
from spilno.search.indexing import rebuild
from spilno.search.queries import Wanted, find

FORMS = click.Choice(["human", "json"])


@click.group()
def search() -> None:
    """Search across everything."""


@search.command(name="rebuild")
@click.option("--kind", "kinds", multiple=True, help="Only this kind; may be given several times.")
@click.option("--format", "form", type=FORMS, default="human", show_default=True)
def rebuild_command(kinds: tuple[str, ...], form: str) -> None:
    """Read everything again into the index; search answers meanwhile."""
    unknown = [kind for kind in kinds if kind not in sources()]
    if unknown:
        raise click.BadParameter(f"{unknown[0]} is none of {', '.join(sources())}", param_hint="--kind")
    numbers = rebuild(kinds, tell=_tell if form == "human" else None)
    if form == "json":
        click.echo(json.dumps(numbers))
        return
    for kind, number in numbers.items():
        click.echo(f"{kind}: {number}")


def _tell(kind: str, done: int, of: int) -> None:
    # A line for every ten thousand: a rebuild of a large registry takes minutes.
    if done % 10_000 == 0 and done < of:
        click.echo(f"{kind}: {done} of {of}", err=True)


@search.command(name="find")
@click.argument("words", nargs=-1, required=True)
@click.option("--kind", default="", help="Only this kind.")
@click.option(
    "--language", type=click.Choice(["de", "uk", "en"]), default="en", show_default=True, help="To answer in."
)
@click.option("--format", "form", type=FORMS, default="human", show_default=True)
def find_command(words: tuple[str, ...], kind: str, language: str, form: str) -> None:
    """What everybody finds under these words."""
    if kind and kind not in sources():
        raise click.BadParameter(f"{kind} is none of {', '.join(sources())}", param_hint="--kind")
    with override(language):
        results = find(ANONYMOUS, Wanted(q=" ".join(words), kind=kind))
        rows = [
            {"kind": hit.kind, "title": "".join(part.text for part in hit.title), "path": hit.findable.path}
            for hit in results.hits
        ]
    if form == "json":
        click.echo(json.dumps({"number": results.number, "how": results.how, "hits": rows}, ensure_ascii=False))
        return
    for row in rows:
        click.echo(f"{row['kind']}\t{row['title']}\t{row['path']}")
    click.echo(f"{results.number} found" + ("" if results.how == "all" else f" ({results.how})"), err=True)
