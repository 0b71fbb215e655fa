"""Imports: ask for one, run one. One runs at a time, and each writes all it planned or nothing."""

import importlib
import os
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.db import IntegrityError, transaction
from django.utils import timezone

from spilno.places.enums import RunStatus
from spilno.places.importers import KINDS
from spilno.places.importers.account import Account
from spilno.places.importers.editions import refuse_far_fewer
from spilno.places.importers.errors import BadFile, Busy, ImportRefused
from spilno.places.importers.planning import Plan
from spilno.places.importers.writing import carry_out
from spilno.places.models import ImportRun

# A run that has not been heard of for so long is taken to be dead; the longest write takes well under two minutes.
STALE_AFTER = timedelta(minutes=10)
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Outcome:
    """What an import did; `ran` is False where the data was already there and nobody had to look."""

    account: Account
    dry: bool = False
    ran: bool = True


def ask_for_import(kind: str, path: str = "") -> ImportRun:
    """Put an import in the queue of `spilno worker`; one that already waits is not asked for twice."""
    if kind not in KINDS:
        raise ImportRefused(f"unknown register {kind!r}; {', '.join(KINDS)} would be right")
    waiting = ImportRun.objects.filter(kind=kind, path=path, status=RunStatus.WAITING).first()
    return waiting or ImportRun.objects.create(kind=kind, path=path)


def run_import(
    *,
    kind: str,
    path: Path | None,
    dry_run: bool = False,
    countries: Sequence[str] = (),
    if_new: bool = False,
    force: bool = False,
    progress: Progress = lambda done, total: None,
    asked: ImportRun | None = None,
) -> Outcome:
    """Import one register and return its account.

    With `dry_run` nothing is written, not even that somebody looked. `if_new` returns at once where this version of the
    embedded places is loaded, `force` takes a file that has far fewer rows than the last one. Raises ImportRefused
    (BadFile, MissingRegister, Busy) and then nothing has changed.
    """
    if path is not None:
        _must_be_there(path)
    if if_new and kind == "geonames" and path is None and _geonames_is_done(countries):
        return Outcome(Account(), ran=False)
    if dry_run:
        return Outcome(_plan(kind, path, countries, progress, force=force).account, dry=True)
    run = claim(asked or ImportRun(kind=kind, path=str(path or "")[-500:]))
    try:
        plan = _plan(kind, path, countries, _watched(run, progress), force=force)
        with transaction.atomic():
            _still_ours(run)
            carry_out(plan)
            # In the same transaction: whoever looks at the run knows what became of its rows.
            _end(run, RunStatus.DONE, "", plan.account)
    except BaseException as error:
        _end(run, RunStatus.FAILED, str(error) if isinstance(error, ImportRefused) else type(error).__name__)
        raise
    _forget()
    return Outcome(plan.account)


def _must_be_there(path: Path) -> None:
    try:
        path.stat()
    except (OSError, ValueError) as error:
        shown = str(path) if len(str(path)) <= 120 else f"{str(path)[:117]}..."
        raise BadFile(f"{shown}: {getattr(error, 'strerror', '') or error}") from None


def claim(run: ImportRun) -> ImportRun:
    """Make this run the one that is running; the unique constraint on that status is the lock.

    One that waits is taken by a conditional update, so that of two workers only one gets it.
    """
    # Asked first without a lock: SQLite would let us wait for the whole write of the other.
    other = next((one for one in ImportRun.objects.filter(status=RunStatus.RUNNING) if not _is_dead(one)), None)
    while other is None:
        try:
            _take(run)
            return run
        except IntegrityError:
            # Another was quicker. If it is over by now, it is our turn after all.
            other = ImportRun.objects.filter(status=RunStatus.RUNNING).first()
    raise _busy(other)


def _take(run: ImportRun) -> None:
    """Raises IntegrityError where another one is running, Busy where somebody else took this very run."""
    now = timezone.now()
    taken = {"status": RunStatus.RUNNING, "message": _who(), "started_at": now, "heartbeat_at": now}
    with transaction.atomic():
        _bury_the_dead()
        if run._state.adding:
            for column, value in taken.items():
                setattr(run, column, value)
            run.save()
        elif not ImportRun.objects.filter(pk=run.pk, status=RunStatus.WAITING).update(**taken):
            raise Busy(f"this import of {run.kind} is already taken")


def _busy(other: ImportRun) -> Busy:
    since = timezone.localtime(other.started_at or timezone.now())
    return Busy(f"another import of {other.kind} since {since:%H:%M:%S} is running; try again when it is over")


def _bury_the_dead() -> None:
    """A run whose process is gone or silent for long leaves its place; it wrote nothing.

    A writer holds the row of its run, so one that is only slow is never buried; of one that is gone we wait until the
    database has noticed, too.
    """
    for run in filter(_is_dead, ImportRun.objects.filter(status=RunStatus.RUNNING)):
        rows = ImportRun.objects.select_for_update(skip_locked=not _is_gone(run.message))
        if rows.filter(pk=run.pk, status=RunStatus.RUNNING).first():
            ImportRun.objects.filter(pk=run.pk).update(
                status=RunStatus.FAILED, message="stopped before its end; nothing was written", ended_at=timezone.now()
            )


def _is_dead(run: ImportRun) -> bool:
    silent = run.heartbeat_at is None or timezone.now() - run.heartbeat_at > STALE_AFTER
    return silent or _is_gone(run.message)


def _still_ours(run: ImportRun) -> None:
    """Hold the row of the run until the transaction ends. Raises Busy where it was taken for dead meanwhile."""
    if not ImportRun.objects.select_for_update().filter(pk=run.pk, status=RunStatus.RUNNING).first():
        raise Busy("this import was silent for so long that another one took its place; nothing was written")


def _who() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


def _is_gone(who: str) -> bool:
    """True when the process named is of this machine and no longer there."""
    host, _, number = who.rpartition(":")
    if host != socket.gethostname() or not number.isdigit():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def _plan(kind: str, path: Path | None, countries: Sequence[str], progress: Progress, *, force: bool) -> Plan:
    if kind not in KINDS:
        raise ImportRefused(f"unknown register {kind!r}; {', '.join(KINDS)} would be right")
    module = importlib.import_module(f"spilno.places.importers.{kind}")
    account = Account()
    if kind == "geonames":
        return module.plan(path, account, progress, countries)  # type: ignore[no-any-return]
    if countries:
        raise ImportRefused("--country goes with geonames only")
    if path is None:
        raise BadFile(f"{kind} needs the path of its file; only geonames is embedded")
    plan = module.plan(path, account, progress)
    if not force:
        refuse_far_fewer(kind, account)
    return plan  # type: ignore[no-any-return]


def _watched(run: ImportRun, progress: Progress) -> Progress:
    """Progress that also stands in the run's row, for the page; written only before the one write transaction begins."""
    state = {"at": timezone.now()}

    def step(done: int, total: int) -> None:
        progress(done, total)
        now = timezone.now()
        if (now - state["at"]).total_seconds() >= 1:
            state["at"] = now
            ImportRun.objects.filter(pk=run.pk).update(rows_done=done, rows_total=total, heartbeat_at=now)

    return step


def _end(run: ImportRun, status: RunStatus, message: str, account: Account | None = None) -> None:
    total = len(account.statuses) if account else 0
    ImportRun.objects.filter(pk=run.pk).update(
        status=status,
        message=message,
        ended_at=timezone.now(),
        rows_done=total,
        rows_total=total,
        account=account.totals() if account else {},
    )


def _geonames_is_done(countries: Sequence[str]) -> bool:
    from spilno.places.importers import geonames

    return geonames.is_done(countries)


def _forget() -> None:
    from spilno.places import gazetteer

    gazetteer.forget()
