"""Write an archive while the site runs: one snapshot of the database, then the files it names."""

import gzip
import hashlib
import io
import json
import os
import shutil
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from spilno import __version__
from spilno.common.tombstones import complete_file
from spilno.config.backup import layout, rows
from spilno.config.backup.layout import BackupRefused, Manifest, Summing

Told = Callable[[str], None]
LEFTOVER_AFTER_S = 86400


@contextmanager
def snapshot() -> Iterator[None]:
    """Everything read inside belongs to one moment; writers go on meanwhile."""
    if connection.in_atomic_block:
        yield
        return
    begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if connection.vendor == "postgresql" else "BEGIN"
    with connection.cursor() as cursor:
        cursor.execute(begin)
        # Until the first read there is no snapshot.
        cursor.execute("SELECT count(*) FROM django_migrations")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")


def _forget_leftovers() -> None:
    """Of backups that were killed: their second names would keep what was deleted since."""
    for folder in Path(settings.HOME).glob(".backup-*"):
        if time.time() - folder.stat().st_mtime > LEFTOVER_AFTER_S:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def held_files(gone: list[str]) -> Iterator[Path]:
    """A second name for every file, so that one deleted meanwhile is still there; no content is copied."""
    source = Path(settings.HOME) / "files"
    _forget_leftovers()
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=settings.HOME) as folder:
        held = Path(folder)
        for file in sorted(source.rglob("*")) if source.is_dir() else []:
            if file.is_symlink() or not file.is_file():
                continue
            name = held / file.relative_to(source)
            name.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(file, name)
            except FileNotFoundError:
                gone.append(file.relative_to(source).as_posix())
            except OSError:
                shutil.copy2(file, name)
        yield held


class Reading:
    """A file that is summed while it is read."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self.digest = stream, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self._stream.read(size)
        self.digest.update(block)
        return block


def _member(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    info.mtime = int(datetime.now(UTC).timestamp())
    return info


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    archive.addfile(_member(name, len(content)), io.BytesIO(content))


def header() -> dict[str, object]:
    """What a reader must know before it takes the first row."""
    applied = sorted(MigrationRecorder(connection).applied_migrations())
    return {
        "format": layout.FORMAT,
        "spilno": __version__,
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "database": connection.vendor,
        "migrations": [list(one) for one in applied],
        "tables": {model._meta.label: [field.attname for field in rows.columns(model)] for model in rows.tables()},
    }


def write_archive(stream: IO[bytes], *, with_secret: bool, tell: Told = lambda _text: None) -> Manifest:
    """Stream everything; memory stays the same however much there is."""
    manifest = Manifest()
    with snapshot(), held_files(manifest.gone) as files, tarfile.open(fileobj=stream, mode="w|", bufsize=65536) as tar:
        _add(tar, layout.HEADER, json.dumps(header()).encode())
        for model in rows.tables():
            label, summing = model._meta.label, Summing()
            tell(label)
            for number, (lines, count) in enumerate(rows.pieces(model), 1):
                summing.add(lines, count)
                _add(tar, f"{layout.TABLES}{label}/{number:06}.jsonl.gz", gzip.compress(lines, 1, mtime=0))
            manifest.tables[label] = summing.total
        for file in sorted(one for one in files.rglob("*") if one.is_file()):
            name = file.relative_to(files).as_posix()
            tell(name)
            with file.open("rb") as content:
                reading = Reading(content)
                tar.addfile(_member(layout.FILES + name, file.stat().st_size), reading)
                manifest.files[name] = reading.digest.hexdigest()
        if with_secret:
            _add(tar, layout.SECRET, settings.SECRET_KEY.encode())
        _add(tar, layout.MANIFEST, json.dumps(manifest.as_dict()).encode())
    return manifest


def save(target: Path, *, with_secret: bool, tell: Told = lambda _text: None) -> Manifest:
    """Write an archive beside its name and rename it when it is whole. Raises BackupRefused."""
    if target.exists():
        raise BackupRefused(f"{target} exists already; choose another name")
    complete_file()
    partial = target.with_name(f"{target.name}.partial")
    try:
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as stream:
            manifest = write_archive(stream, with_secret=with_secret, tell=tell)
            stream.flush()
            os.fsync(stream.fileno())
        partial.replace(target)
    except OSError as error:
        raise BackupRefused(f"cannot write {target}: {error.strerror or error}") from error
    finally:
        partial.unlink(missing_ok=True)
    return manifest
