"""What the benchmarks share: Django set up on the installation of SPILNO_HOME, the data folder, figures, a table."""

import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def set_up() -> None:
    """Open the installation that SPILNO_HOME names (by default the checkout's own)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spilno.config.settings")
    import django

    django.setup()


def data_folder() -> Path:
    """SPILNO_DATA, by default `../shared/data` beside the checkout; ends the program where it is missing."""
    folder = Path(os.environ.get("SPILNO_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        sys.exit(f"SPILNO_DATA: no folder {folder}; it should hold dev/names_ua_dev.csv and dev/pairs_dev.csv")
    return folder


def need_registers(*schemes: str) -> None:
    """End the program with the commands to type where a register is not loaded."""
    from django.db import DatabaseError

    from spilno.places.models import AreaCode

    for scheme in schemes:
        try:
            loaded = AreaCode.objects.filter(scheme=scheme).count()
        except DatabaseError:
            sys.exit("no database yet in SPILNO_HOME: `spilno migrate`, then `spilno places import ...`")
        if loaded < 1000:
            kind = {"KATOTTG": "katottg", "AGS": "destatis"}.get(scheme, "geonames")
            sys.exit(
                f"{scheme}: only {loaded} codes loaded in SPILNO_HOME; load the register: spilno places import {kind}"
            )


def issue_on_its_way(recipients: int, letters: int = 5200) -> int:
    """An issue on its way to so many, with a text of about so many letters; returns its id."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from spilno.accounts.models import User
    from spilno.newsletter.actions import issues as actions
    from spilno.newsletter.enums import SubscriberStatus
    from spilno.newsletter.models import Issue, Subscriber

    office = User.objects.create_user("office@example.org")
    Subscriber.objects.bulk_create(
        Subscriber(email=f"r{one}@example.org", language="de", status=SubscriberStatus.ACTIVE)
        for one in range(recipients)
    )
    issue = actions.create_issue(subjects={"de": "Neues"}, acting_user=office)
    text = "Ein Absatz mit Umlauten: äöü. " * 30
    paragraphs = max(1, round(letters / len(text)))
    actions.add_block(issue, texts={"de": ("Guten Tag", "\n\n".join([text] * paragraphs))}, acting_user=office)
    actions.send_test(issue, acting_user=office)
    issue = Issue.objects.get(pk=issue.pk)
    actions.schedule_issue(issue, at=None, version=issue.version, acting_user=office)
    actions.start_due_issues(acting_user=None)
    return issue.pk


def timed(work: Callable[[], object]) -> float:
    """Milliseconds that `work` takes."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1e3


def quantile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows under a title; floats with three digits."""
    cells = [[_cell(value) for value in row] for row in rows]
    widths = [max(len(row[at]) for row in [list(head), *cells]) for at in range(len(head))]
    print(f"\n{title}\n$ python {' '.join(sys.argv)}")
    for row in [list(head), ["-" * width for width in widths], *cells]:
        print("  ".join(cell.ljust(width) if at == 0 else cell.rjust(width) for at, (cell, width) in
                        enumerate(zip(row, widths, strict=True))))  # fmt: skip


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.4f}" if abs(value) < 10 else f"{value:,.1f}"
    return "-" if value is None else str(value)
