"""Commands for whoever runs the installation: `doctor` and `worker`."""

import json

import click

from spilno.common.stopping import stop_on_signals
from spilno.web import health

MARKS = {"ok": "ok     ", "note": "note   ", "problem": "PROBLEM"}


@click.command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def doctor(form: str) -> int:
    """Check this installation; exit code 1 when something is wrong."""
    findings = health.examine()
    problems = sum(finding.state == "problem" for finding in findings)
    if form == "json":
        click.echo(json.dumps({"ok": not problems, "findings": [finding.as_dict() for finding in findings]}))
    else:
        for finding in findings:
            advice = f" -> {finding.advice}" if finding.advice else ""
            click.echo(f"{MARKS[finding.state]} {finding.check}: {finding.message}{advice}")
        click.echo(f"{problems} problems" if problems else "all is well")
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
        health.beat()
        work.once()
        if once:
            break
        stop.wait(poll)
