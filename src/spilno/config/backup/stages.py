"""Where restored data waits until all of it is there: a new database or an open transaction, and a folder beside the files."""

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import IO

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from spilno.config.backup.layout import BLOCK, BackupRefused

RESTORING = ".restoring"
IN_USE = "the database is in use: stop the site and the worker first"
# PostgreSQL's own code for a lock that was waited for in vain.
LOCK_NOT_AVAILABLE = "55P03"
Applied = set[tuple[str, str]]


def files_folder() -> Path:
    return Path(settings.HOME) / "files"


def staging_folder() -> Path:
    return Path(settings.HOME) / RESTORING


class StagedFiles:
    """Files of the archive, kept apart until the database is decided."""

    def __init__(self) -> None:
        self.folder = staging_folder()
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True, mode=0o700)
        self.sums: dict[str, str] = {}

    def take(self, name: str, stream: IO[bytes]) -> None:
        target = self.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        with target.open("xb") as out:
            while block := stream.read(BLOCK):
                digest.update(block)
                out.write(block)
            out.flush()
            os.fsync(out.fileno())
        self.sums[name] = digest.hexdigest()

    def lay_beside(self) -> None:
        """Before the database is decided: only names that are free, so that the old state keeps all it had."""
        for name in self.sums:
            target = files_folder() / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if not target.exists():
                os.link(self.folder / name, target)

    def finish(self) -> None:
        """After: names that were taken by other content, and away with what the archive does not know."""
        for name in self.sums:
            (self.folder / name).replace(files_folder() / name)
        for file in list(files_folder().rglob("*")):
            if file.is_file() and file.relative_to(files_folder()).as_posix() not in self.sums:
                file.unlink()
        self.drop()

    def drop(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


def _migrate(wanted: Applied) -> None:
    """Bring an empty database to the state of the archive: no more migrations than it names."""
    executor = MigrationExecutor(connection)
    leaves = [
        (app, name)
        for app, name in wanted
        if not any(
            child.key in wanted and child.key[0] == app for child in executor.loader.graph.node_map[app, name].children
        )
    ]
    executor.migrate(sorted(leaves))


def _sqlite_path() -> Path:
    return Path(str(connection.settings_dict["NAME"]))


def _quieten(database: Path) -> None:
    """Fold the write-ahead log into the file. Raises BackupRefused while another process has it open."""
    if not database.is_file():
        return
    try:
        with closing(sqlite3.connect(database, timeout=1)) as old:
            old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            mode = old.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
    except sqlite3.OperationalError as error:
        raise BackupRefused(IN_USE) from error
    except sqlite3.DatabaseError:
        # What stands there is no database any more: that is what a restore is for.
        for end in ("-wal", "-shm"):
            database.with_name(database.name + end).unlink(missing_ok=True)
        return
    if mode != "delete":
        raise BackupRefused(IN_USE)


@contextmanager
def staged_sqlite(wanted: Applied) -> Iterator[None]:
    """A new file beside the old one, which takes its place by one rename."""
    database = _sqlite_path()
    connection.close()
    _quieten(database)
    fresh = database.with_name(f"{database.name}{RESTORING}")
    fresh.unlink(missing_ok=True)
    connection.settings_dict["NAME"] = str(fresh)
    try:
        _migrate(wanted)
        with transaction.atomic():
            empty_tables()
            yield
        call_command("createcachetable", verbosity=0)
        call_command("migrate", verbosity=0, interactive=False)
        connection.close()
        _quieten(fresh)
        _quieten(database)
        fresh.replace(database)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = str(database)
        for end in ("", "-wal", "-shm", "-journal"):
            fresh.with_name(fresh.name + end).unlink(missing_ok=True)


def _drop_tables() -> None:
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f"DROP TABLE IF EXISTS {connection.ops.quote_name(name)} CASCADE")


def empty_tables() -> None:
    """Away with what migrations and an earlier life wrote, with what a backup leaves out, and with the cache."""
    models = [*apps.get_models(include_auto_created=True)]
    own = {model._meta.db_table for model in models if model._meta.managed} | {"common_cache"}
    quoted = [connection.ops.quote_name(name) for name in sorted(own & set(connection.introspection.table_names()))]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {', '.join(quoted)} CASCADE")
        else:
            for name in quoted:
                cursor.execute(f"DELETE FROM {name}")  # noqa: S608


@contextmanager
def _stopped_at_locks() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", None) == LOCK_NOT_AVAILABLE:
            raise BackupRefused(IN_USE) from error
        raise


@contextmanager
def staged_postgresql(wanted: Applied) -> Iterator[None]:
    """One transaction for everything, tables included: whoever reads meanwhile sees the old state until the end."""
    with _stopped_at_locks(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '5s'")
        present = set(MigrationRecorder(connection).applied_migrations())
        if present != wanted:
            _drop_tables()
            _migrate(wanted)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        empty_tables()
        yield
        call_command("createcachetable", verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        call_command("migrate", verbosity=0, interactive=False)


def staged_database(wanted: Applied) -> AbstractContextManager[None]:
    return staged_sqlite(wanted) if connection.vendor == "sqlite" else staged_postgresql(wanted)
