"""The worker's part of imports: claim one that waits, by a conditional update, and run it."""

import logging
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from spilno.places.actions import run_import
from spilno.places.enums import RunStatus
from spilno.places.importers.errors import Busy, ImportRefused
from spilno.places.models import ImportRun

log = logging.getLogger(__name__)


def run_waiting() -> int:
    """Run the imports that wait, oldest first; returns how many were run."""
    done = 0
    while (run := _next()) is not None:
        try:
            path = Path(run.path) if run.path else fetched(run.kind)
            run_import(kind=run.kind, path=path, asked=run)
        except Busy:
            break  # it waits on, or another worker has it
        except ImportRefused as error:
            _failed(run, str(error))
        except Exception as error:
            # A fault of ours ends this import, not the worker; the log keeps what happened.
            log.exception("import of %s", run.kind)
            _failed(run, type(error).__name__)
        done += 1
    return done


def _failed(run: ImportRun, message: str) -> None:
    ImportRun.objects.filter(pk=run.pk).update(status=RunStatus.FAILED, message=message, ended_at=timezone.now())


def _next() -> ImportRun | None:
    return ImportRun.objects.filter(status=RunStatus.WAITING).order_by("asked_at", "pk").first()


def fetched(kind: str) -> Path | None:
    """The register's files: laid ready by the operator, else from the publisher; the embedded places need none."""
    if kind == "geonames":
        return None
    ready = Path(settings.PLACES_REGISTERS) / kind
    if ready.is_dir():
        return ready
    from spilno.places.sync import fetch, read_sources

    return fetch(read_sources()[kind])
