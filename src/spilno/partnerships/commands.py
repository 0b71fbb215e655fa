"""`spilno partnerships import`: what the import pages do, for scripts."""

import json
from pathlib import Path
from typing import Any

import click


@click.group()
def partnerships() -> None:
    """The registry of partnerships: import lists."""


@partnerships.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--mapping", "mapping_file", type=click.Path(path_type=Path), help="JSON: column of the file to field.")
@click.option("--source", "source_title", default="", help="Who published the list; its file name where not given.")
@click.option("--dry-run", is_flag=True, help="Say what would happen; write nothing.")
@click.option("--format", "form", type=click.Choice(["human", "json"]), default="human", show_default=True)
def import_(file: Path, mapping_file: Path | None, source_title: str, dry_run: bool, form: str) -> int:
    """Import a list of partnerships from FILE (CSV or XLSX in any usual dress).

    Fields of the mapping: 1.name, 1.code, 1.country, 1.region, 1.level, the same for 2, and type, label, phase, since,
    until, url, note; for example {"columns": {"Stadt": "1.name", "Partner": "2.name"}, "fixed": {"1.country": "DE"}}.
    """
    from spilno.partnerships.actions.lists import import_list
    from spilno.partnerships.importing.errors import BadList
    from spilno.partnerships.importing.lists import plan_list, source_called
    from spilno.partnerships.importing.mapping import Mapping

    try:
        mapping = Mapping.from_dict(_json(mapping_file)) if mapping_file else None
        raw, source = _bytes(file), source_called(source_title or file.stem)
        if dry_run:
            plan = plan_list(raw, file.name, mapping, source)[2]
        else:
            plan = import_list(raw, file.name, mapping, source, acting_user=None)[1]
    except BadList as error:
        raise click.UsageError(str(error)) from None
    if form == "json":
        for line in json_lines(plan):
            click.echo(line)
        click.echo(json.dumps(plan.account))
    else:
        for line in complaints(plan, file.name):
            click.echo(line, err=True)
        parts = ", ".join(f"{count} {name}" for name, count in plan.account.items() if name != "in")
        click.echo(
            f"{file.name}{' (dry run, nothing written)' if dry_run else ''}: {plan.account['in']} rows in: {parts}"
        )
    return 2 if plan.account["in"] == plan.account["rejected"] else 0


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise click.UsageError(f"{file}: {error.strerror or error}") from None


def _json(file: Path) -> Any:
    try:
        return json.loads(_bytes(file).decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise click.UsageError(f"--mapping {file}: not readable as JSON") from None


def json_lines(plan: Any) -> Any:
    """One line for each row: {row, status, parties: [{text, status, code, lat, lon, candidates}], message}."""
    from spilno.partnerships.importing.planning import chunks
    from spilno.partnerships.queries.lists import candidates_of, message_text

    for some in chunks(plan.rows):
        areas = candidates_of(one for row in some for one in row.checked.parties)
        for planned in some:
            checked = planned.checked
            yield json.dumps(
                {
                    "row": checked.number,
                    "status": planned.status,
                    "parties": [_party(one, areas) for one in checked.parties],
                    "message": message_text(checked.message, checked.warnings),
                },
                ensure_ascii=False,
            )


def _party(party: Any, areas: dict[int, Any]) -> dict[str, Any]:
    own = areas.get(party.area)
    return {
        "text": party.text,
        "status": party.status,
        "code": own.code if own else "",
        "lat": own.lat if own else None,
        "lon": own.lon if own else None,
        "candidates": [
            {"code": one.code, "name": one.name, "region": one.region, "country": one.country, "level": one.level,
             "population": one.population, "lat": one.lat, "lon": one.lon}
            for one in (areas[hit.id] for hit in party.candidates if hit.id in areas)
        ] if party.status != "linked" else [],
    }  # fmt: skip


def complaints(plan: Any, name: str) -> Any:
    """One line for each row that is not taken over."""
    from spilno.partnerships.queries.lists import message_text

    for planned in plan.rows:
        if planned.outcome in ("ask", "rejected"):
            checked = planned.checked
            yield f"{name}:{checked.number}: {planned.outcome}: {message_text(checked.message, checked.warnings)}"
