"""Backup and restore as an administrator does them: real processes, real folders, both databases."""

import contextlib
import gzip
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import psycopg
import pytest
from django.db import connection

from spilno.config.backup.layout import BackupRefused
from spilno.config.backup.reading import check_archive
from spilno.config.backup.saving import write_archive
from tests.cast import person
from tests.operation.archives import link_to, manifest_of, members, rename, rewrite
from tests.operation.homes import FILL, Home, new_home, server


@pytest.fixture(scope="module")
def lived_in(migrated: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    with new_home(tmp_path_factory.mktemp("lived_in") / "home", server(), like=migrated) as home:
        home.python(FILL)
        yield home


@pytest.fixture(scope="module")
def archive(lived_in: Home, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("backups") / "whole.tar"
    done = lived_in.spilno("backup", file)
    assert done.returncode == 0, done.stderr
    return file


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Home]:
    with new_home(tmp_path / "home", server()) as home:
        yield home


@pytest.fixture
def full(lived_in: Home, archive: Path, tmp_path: Path) -> Iterator[Home]:
    """A copy of the installation that the archive is of."""
    with new_home(tmp_path / "home", server(), like=lived_in) as home:
        yield home


def sums(home: Home, folder: Path) -> dict[str, object]:
    """Numbers and checksums of every table and file of an installation."""
    file = folder / f"now-{len(list(folder.iterdir()))}.tar"
    done = home.spilno("backup", file)
    assert done.returncode == 0, done.stderr
    return manifest_of(file)


def test_everything_comes_back_with_equal_checksums(archive: Path, empty: Home, tmp_path: Path) -> None:
    done = empty.spilno("restore", archive, "--send-mails")
    assert done.returncode == 0, done.stderr
    assert "all sums equal" in done.stdout
    assert sums(empty, tmp_path) == manifest_of(archive)
    assert (empty.folder / "files" / "images" / "c3d4").read_bytes() == bytes(range(256)) * 1000
    again = empty.spilno("restore", archive)
    assert (again.returncode, again.stderr.count("\n")) == (2, 1)
    assert "--replace" in again.stderr


def test_what_sqlite_saved_postgresql_restores(tmp_path: Path, lived_in: Home, archive: Path) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("the run on PostgreSQL does this")
    small = Home(tmp_path / "small")
    assert small.spilno("restore", archive, "--send-mails").returncode == 0, "from PostgreSQL to SQLite"
    file = tmp_path / "small.tar"
    assert small.spilno("backup", file).returncode == 0
    with new_home(tmp_path / "large", server()) as large:
        assert large.spilno("restore", file, "--send-mails").returncode == 0, "and back"
        assert sums(large, tmp_path)["tables"] == manifest_of(archive)["tables"]


def test_a_mail_that_waited_then_is_not_sent_again_by_itself(archive: Path, empty: Home) -> None:
    done = empty.spilno("restore", archive)
    assert "1 mails were waiting then" in done.stdout
    program = "import django; django.setup()\nfrom spilno.common.models import OutboxMail\n"
    assert empty.python(program + "print(*OutboxMail.objects.values_list('status', flat=True))").split() == ["in_doubt"]


def test_an_archive_that_exists_is_not_overwritten(archive: Path, lived_in: Home) -> None:
    before = archive.read_bytes()
    done = lived_in.spilno("backup", archive)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert archive.read_bytes() == before
    assert archive.stat().st_mode & 0o077 == 0, "readable by its owner only"


def test_the_secret_comes_along_when_asked_for(lived_in: Home, archive: Path, tmp_path: Path) -> None:
    secret = (lived_in.folder / "secret_key").read_text()
    assert secret.encode() not in archive.read_bytes()
    with new_home(tmp_path / "other", "") as other:
        assert lived_in.spilno("backup", tmp_path / "with.tar", "--with-secret").returncode == 0
        if not lived_in.database:
            assert other.spilno("restore", tmp_path / "with.tar").returncode == 0
            assert (other.folder / "secret_key").read_text() == secret
            assert (other.folder / "secret_key").stat().st_mode & 0o077 == 0


WHY = {"files/": "outside its folder", "/etc": "something unknown", "kind": "something that is no file"}


def damaged(archive: Path, folder: Path) -> Iterator[tuple[str, Path]]:
    """Every way in which an archive must not be believed."""
    raw = archive.read_bytes()
    for name, end in (("begun", 700), ("half", len(raw) // 2), ("without an end", raw.rindex(b"manifest.json"))):
        (folder / name).write_bytes(raw[:end])
        yield name, folder / name
    middle = bytearray(raw)
    middle[raw.index(b"tables/places.Area/") + 700] ^= 0xFF
    (folder / "flipped").write_bytes(middle)
    yield "flipped", folder / "flipped"
    (folder / "text").write_text("name;town\n")
    yield "text", folder / "text"
    for number, path in enumerate(
        ["files/../../evil", "/etc/evil", "files//etc/evil", "files/a/../../b", "..", "files/"]
    ):
        yield path, rewrite(archive, folder / f"path{number}", rename("files/a1b2", path))
    for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE):
        yield f"kind {kind!r}", rewrite(archive, folder / f"kind{kind!r}", link_to("/etc/passwd", kind))


def test_what_is_damaged_or_hostile_is_refused_in_one_line(archive: Path, tmp_path: Path) -> None:
    assert check_archive(archive).files.keys() == {"a1b2", "images/c3d4"}
    for name, file in damaged(archive, tmp_path):
        with pytest.raises(BackupRefused) as refusal:
            check_archive(file)
        assert "\n" not in str(refusal.value), name
        # For no other reason: sums that do not agree would hide that nobody looks at names and kinds.
        assert all(words in str(refusal.value) for begin, words in WHY.items() if name.startswith(begin)), name
    assert not list(tmp_path.rglob("evil"))


def test_a_refused_archive_changes_nothing(archive: Path, full: Home, tmp_path: Path) -> None:
    folder, pipe = tmp_path / "damaged", tmp_path / "pipe"
    folder.mkdir()
    flipped = dict(damaged(archive, folder))["flipped"]
    before = sums(full, tmp_path)
    done = full.spilno("restore", flipped, "--replace")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    # Through a pipe nobody can look first.
    os.mkfifo(pipe)
    command = full.process("restore", str(pipe), "--replace")
    with subprocess.Popen(command, env=full.environment, stderr=subprocess.PIPE, text=True) as process:
        with contextlib.suppress(BrokenPipeError):
            pipe.write_bytes(flipped.read_bytes())
        complaint = process.communicate()[1]
    assert (process.returncode, complaint.count("\n")) == (2, 1)
    assert "fault of Spilno" not in complaint
    assert sums(full, tmp_path) == before
    assert not (full.folder / ".restoring").exists()


def test_a_backup_of_a_newer_version_is_refused_and_an_older_one_is_brought_up(
    archive: Path, empty: Home, tmp_path: Path
) -> None:
    def header(change: object) -> Path:
        def edit(info: tarfile.TarInfo, content: bytes) -> tuple[tarfile.TarInfo, bytes] | None:
            if "common.Tombstone" in info.name and change == "older":
                return None
            if info.name in ("spilno.json", "manifest.json"):
                found = json.loads(content)
                if change == "older":
                    found["tables"].pop("common.Tombstone")
                if info.name == "spilno.json" and change == "older":
                    found["migrations"].remove(["common", "0004_tombstones"])
                elif info.name == "spilno.json":
                    found["migrations"].append(["common", "9999_from_tomorrow"])
                content = json.dumps(found).encode()
            return info, content

        return rewrite(archive, tmp_path / f"{change}.tar", edit)

    done = empty.spilno("restore", header("newer"))
    assert done.returncode == 2
    assert "newer version" in done.stderr
    assert empty.spilno("restore", header("older"), "--send-mails").returncode == 0
    assert sums(empty, tmp_path)["tables"] == manifest_of(archive)["tables"]


def test_a_killed_restore_leaves_the_old_state(archive: Path, full: Home, tmp_path: Path) -> None:
    """The archive comes through a pipe that stops before its end; there the process is killed."""
    full.python("import django; django.setup()\nfrom tests.cast import person\nperson('later')")
    before = sums(full, tmp_path)
    raw, pipe = archive.read_bytes(), tmp_path / "pipe"
    os.mkfifo(pipe)
    command = full.process("restore", str(pipe), "--replace")
    with subprocess.Popen(command, env=full.environment, stderr=subprocess.DEVNULL) as process:
        with pipe.open("wb") as into:
            into.write(raw[: raw.rindex(b"manifest.json")])
            into.flush()
            process.kill()
        process.wait()
    assert sums(full, tmp_path) == before


@contextlib.contextmanager
def at_work(home: Home) -> Iterator[None]:
    """Somebody reads in this installation and has not finished."""
    if home.database:
        with psycopg.connect(home.database) as reader:
            reader.execute("SELECT count(*) FROM accounts_user")
            yield
        return
    with contextlib.closing(sqlite3.connect(home.folder / "spilno.sqlite3", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM accounts_user").fetchall()
        yield


def test_whoever_forgot_to_stop_the_site_is_told_and_nothing_changes(archive: Path, full: Home, tmp_path: Path) -> None:
    before = sums(full, tmp_path)
    with at_work(full):
        done = full.spilno("restore", archive, "--replace")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "stop the site" in done.stderr
    assert sums(full, tmp_path) == before


ERASE = """
import django; django.setup()
from spilno.accounts.actions import erase_account
from spilno.accounts.models import User
user = User.objects.get(email="stranger@example.org")
erase_account(user, acting_user=user)
"""


def test_an_erased_person_leaves_no_trace_in_a_restored_backup(archive: Path, full: Home, tmp_path: Path) -> None:
    assert find(archive, b"stranger")
    full.python(ERASE)
    done = full.spilno("restore", archive, "--replace")
    assert "1 who left after the backup were removed again" in done.stdout, done.stderr
    after = tmp_path / "after.tar"
    assert full.spilno("backup", after).returncode == 0
    assert not find(after, b"stranger")
    assert find(after, b"dortmund_owner@example.org")
    # The machine is lost, and with it the database; the list was kept elsewhere.
    elsewhere = shutil.copy(full.folder / "tombstones.jsonl", tmp_path / "elsewhere.jsonl")
    with new_home(tmp_path / "new", server()) as home:
        done = home.spilno("restore", archive, "--tombstones", elsewhere)
        assert "1 who left after the backup were removed again" in done.stdout, done.stderr


def find(archive: Path, word: bytes) -> list[str]:
    packed = [
        (info.name, gzip.decompress(text) if info.name.endswith(".gz") else text) for info, text in members(archive)
    ]
    return [name for name, text in packed if word in text.lower()]


@pytest.mark.django_db(transaction=True)
def test_a_backup_is_of_one_moment_while_others_write(settings: object, tmp_path: Path) -> None:
    settings.HOME = tmp_path  # type: ignore[attr-defined]
    person("before")

    def somebody_signs_up() -> None:
        person("meanwhile")
        connection.close()

    class Disturbed(io.BytesIO):
        written = 0

        def write(self, block: bytes) -> int:  # type: ignore[override]
            self.written += 1
            if self.written == 1:
                thread = Thread(target=somebody_signs_up)
                thread.start()
                thread.join()
            return super().write(block)

    stream = Disturbed()
    write_archive(stream, with_secret=False)
    (tmp_path / "a.tar").write_bytes(stream.getvalue())
    assert find(tmp_path / "a.tar", b"before@example.org")
    assert not find(tmp_path / "a.tar", b"meanwhile@example.org")
