"""Commands for whoever runs the installation: `doctor`, `worker` and `tick`."""

import json

import click
from django.db import DatabaseError

from spilno.common.stopping import stop_on_signals
from spilno.web import health

MARKS = {"ok": "ok     ", "note": "note   ", "problem": "PROBLEM"}


@click.command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def doctor(form: str) -> int:
    """Check this installation; exit code 1 when something is wrong."""
    findings = []
    for finding in health.examine():
        findings.append(finding)
        if form == "text":
            advice = f" -> {finding.advice}" if finding.advice else ""
            click.echo(f"{MARKS[finding.state]} {finding.check}: {finding.message}{advice}")
    problems = sum(finding.state == "problem" for finding in findings)
    if form == "json":
        click.echo(json.dumps({"ok": not problems, "findings": [finding.as_dict() for finding in findings]}))
    else:
        click.echo(f"{problems} problem{'s' if problems > 1 else ''}" if problems else "all is well")
    return 1 if problems else 0


@click.command()
@click.option("--poll", default=2.0, show_default=True, type=click.FloatRange(0.1, 3600), help="Seconds between looks.")
@click.option("--once", is_flag=True, help="Do what is waiting now, then stop.")
def worker(poll: float, once: bool) -> None:
    """Send mails, load the registers that were asked for on the page, tidy up; until stopped."""
    from spilno.web.work import Work

    # A signal between two imports ends the loop; inside one, the import finishes or is rolled back as a whole.
    stop = stop_on_signals()
    click.echo("worker: ready")
    work = Work()
    while not stop.is_set():
        try:
            health.beat()
        except DatabaseError as error:
            # Another process holds the database for long, or it is away for a moment: both pass.
            click.echo(f"worker: database: {str(error).splitlines()[0]}", err=True)
            if once:
                raise
        else:
            work.once()
        if once:
            break
        stop.wait(poll)


@click.command()
def tick() -> int:
    """Do everything that is due, once: expiries, reminders, digests, publishing, retention, mails; for a timer.

    Calling it twice changes nothing more, and two at once do not meet. Exit code 1 when a task failed.
    """
    from spilno.web.work import tick as do_everything

    failed = do_everything()
    if failed is None:
        click.echo("tick: a worker or another tick is at it")
        return 0
    health.beat("tick")
    click.echo(f"tick: failed: {', '.join(failed)}" if failed else "tick: everything due is done", err=bool(failed))
    return 1 if failed else 0
