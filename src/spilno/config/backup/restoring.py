"""Bring an archive back: all of it, checked, or nothing."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps import apps as installed
from django.conf import settings
from django.core.management.color import no_style
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils.module_loading import import_string

from spilno.common import tombstones
from spilno.common.enums import MailStatus
from spilno.common.models import DemonstrationRow, OutboxMail, Tombstone
from spilno.config.backup import rows, stages
from spilno.config.backup.layout import BackupRefused, TableSum
from spilno.config.backup.reading import CUT_OFF, Archive, Header, Sums, check_archive, open_archive, parse
from spilno.design import demonstration
from spilno.newsletter.enums import DeliveryState
from spilno.newsletter.models import Delivery

Told = Callable[[str], None]
# Any row in one of these means that somebody works here.
LIVED_IN = ("accounts.User", "organisations.Organisation", "partnerships.Partnership", "newsletter.Subscriber")


@dataclass
class Restored:
    """What came back, and what was done to it afterwards."""

    created_at: str
    rows: int = 0
    files: int = 0
    erased_again: int = 0
    mails_held: int = 0
    tables: dict[str, TableSum] = field(default_factory=dict)


def refuse_lived_in(replace: bool) -> None:
    """Nobody loses an installation to a mistyped folder."""
    if replace:
        return
    names = connection.introspection.table_names()
    models = [installed.get_model(label) for label in LIVED_IN]
    lived = any(one._meta.db_table in names and one._base_manager.exists() for one in models)
    folder = stages.files_folder()
    if lived or (folder.is_dir() and any(one.is_file() for one in folder.rglob("*"))):
        raise BackupRefused(f"{settings.HOME} is in use; --replace puts the backup in its place")


def _known_state(header: Header) -> tuple[stages.Applied, Any]:
    """The archive's migrations and the models of that time. Raises BackupRefused for a newer version's."""
    wanted = set(header.migrations)
    loader = MigrationExecutor(connection).loader
    unknown = sorted(wanted - set(loader.disk_migrations))
    if unknown:
        raise BackupRefused(f"the backup is of a newer version ({header.spilno}): migration {'.'.join(unknown[0])}")
    if wanted == set(loader.disk_migrations):
        return wanted, installed
    return wanted, loader.project_state(sorted(wanted)).apps


class _Filling:
    """Takes the members of an archive one after the other."""

    def __init__(self, archive: Archive, apps: Any, files: stages.StagedFiles, tell: Told) -> None:
        self._archive, self._files, self._tell = archive, files, tell
        self._models = {model._meta.label: model for model in rows.tables(apps)}
        self._inserting: dict[str, rows.Inserting] = {}
        self.sums = Sums(archive.header)
        self.secret = ""

    def _rows(self, label: str, lines: bytes) -> None:
        self.sums.add_rows(label, lines)
        if label not in self._inserting:
            if label not in self._models:
                raise BackupRefused(f"the archive holds a table that this version does not have: {label[:80]}")
            self._tell(label)
            self._inserting[label] = rows.Inserting(self._models[label], self._archive.header.tables[label])
        self._inserting[label].write(lines)

    def run(self) -> None:
        for member in self._archive.members():
            if self.sums.manifest is not None:
                raise BackupRefused("the archive goes on after its end")
            if member.kind == "table":
                self._rows(member.label, member.lines())
            elif member.kind == "file":
                self._tell(member.label)
                self._files.take(member.label, member.stream)
            elif member.kind == "secret":
                self.secret = member.text().decode("ascii")
            else:
                self.sums.manifest = parse(member.text())
        self.sums.files = self._files.sums
        self.sums.check()
        self._continue_keys()

    def _continue_keys(self) -> None:
        statements = connection.ops.sequence_reset_sql(no_style(), list(self._models.values()))
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)


@transaction.atomic
def _care_after(stones: list[Tombstone], send_mails: bool, done: Restored) -> None:
    """Who left since the backup leaves again; mails that were waiting then have gone out long since, perhaps."""
    tombstones.keep(stones)
    marks: dict[str, dict[str, datetime]] = {}
    for stone in [*Tombstone.objects.order_by("at")]:
        marks.setdefault(stone.kind, {})[stone.mark] = stone.at
    for kind, function in settings.TOMBSTONES.items():
        if kind in marks:
            done.erased_again += import_string(function)(marks[kind], acting_user=None)
    if DemonstrationRow.objects.exists():
        demonstration.note(demonstration.LOADED)
    if send_mails:
        return
    waiting = OutboxMail.objects.filter(status__in=[MailStatus.WAITING, MailStatus.SENDING])
    done.mails_held = waiting.update(status=MailStatus.IN_DOUBT, error="restored from a backup")
    queued = Delivery.objects.filter(state__in=[DeliveryState.QUEUED, DeliveryState.CLAIMED])
    done.mails_held += queued.update(state=DeliveryState.IN_DOUBT, claimed_by=None)


def _keep_secret(secret: str) -> None:
    if not secret:
        return
    file = Path(settings.HOME) / "secret_key"
    fresh = file.with_name("secret_key.new")
    fresh.touch(mode=0o600)
    fresh.write_text(secret, encoding="ascii")
    fresh.replace(file)


def _stones(extra: Path | None) -> list[Tombstone]:
    """Read before the old database goes: it may know of people who left after the backup."""
    stones = list(tombstones.read_file(extra)) if extra else []
    if "common_tombstone" in connection.introspection.table_names():
        return [*stones, *tombstones.known()]
    return [*stones, *tombstones.read_file(tombstones.file())]


def restore(
    source: Path,
    *,
    replace: bool,
    send_mails: bool = False,
    extra_tombstones: Path | None = None,
    tell: Told = lambda _text: None,
) -> Restored:
    """Raises BackupRefused and leaves everything as it was, also when it is killed."""
    Path(settings.HOME).mkdir(parents=True, exist_ok=True)
    if source.is_file():
        # Read twice: a damaged archive is told before anything is begun. What comes through a pipe is checked on its way.
        check_archive(source)
    with open_archive(source) as archive:
        wanted, apps = _known_state(archive.header)
        refuse_lived_in(replace)
        try:
            stones = _stones(extra_tombstones)
        except DatabaseError:
            stones = list(tombstones.read_file(tombstones.file()))
        done, files = Restored(archive.header.created_at), stages.StagedFiles()
        filling = _Filling(archive, apps, files, tell)
        try:
            with stages.staged_database(wanted):
                _fill(filling)
                files.lay_beside()
        except BaseException:
            files.drop()
            raise
        files.finish()
    _keep_secret(filling.secret)
    done.tables = {label: one.total for label, one in filling.sums.tables.items()}
    done.rows, done.files = sum(one.rows for one in done.tables.values()), len(files.sums)
    _care_after(stones, send_mails, done)
    tombstones.complete_file()
    return done


def _fill(filling: _Filling) -> None:
    try:
        filling.run()
    except (json.JSONDecodeError, ValueError, TypeError, OverflowError) as error:
        raise BackupRefused(f"{CUT_OFF}: {' '.join(str(error).split())[:120]}") from error
