"""Installations of their own for the drills: a folder, a database, real processes."""

import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parent.parent.parent
FILL = """
import django; django.setup()
from pathlib import Path
from django.conf import settings
from spilno.common.outbox import queue_mail
from tests.cast import load_network
network = load_network()
queue_mail(to=network.stranger.email, subject="Hello", text="Your code", account_id=network.stranger.pk)
folder = Path(settings.HOME) / "files" / "images"
folder.mkdir(parents=True)
(folder.parent / "a1b2").write_bytes(b"%PDF-1.7 minutes of a meeting")
(folder / "c3d4").write_bytes(bytes(range(256)) * 1000)
"""


@dataclass(frozen=True)
class Home:
    """One installation; `database` empty means SQLite inside the folder."""

    folder: Path
    database: str = ""

    @property
    def environment(self) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if not name.startswith(("SPILNO_", "DATABASE_URL"))}
        own |= {"SPILNO_HOME": str(self.folder), "DJANGO_SETTINGS_MODULE": "spilno.config.settings"}
        return own | ({"DATABASE_URL": self.database} if self.database else {})

    def process(self, *arguments: str) -> list[str]:
        return [sys.executable, "-c", "from spilno.config.cli import main; main()", *arguments]

    def spilno(self, *arguments: str | Path) -> "subprocess.CompletedProcess[str]":
        command = self.process(*map(str, arguments))
        return subprocess.run(command, env=self.environment, cwd=ROOT, capture_output=True, text=True)

    def python(self, program: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", program], env=self.environment, cwd=ROOT, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def server() -> str:
    """The server of this run of the suite, empty on SQLite."""
    return os.environ.get("SPILNO_TEST_DATABASE", "")


@contextmanager
def new_home(folder: Path, server: str, like: Home | None = None) -> Iterator[Home]:
    """An installation, empty or a copy; on PostgreSQL with a database of its own, dropped afterwards."""
    if like is not None:
        shutil.copytree(like.folder, folder)
    if not server:
        yield Home(folder)
        return
    template = f'TEMPLATE "{like.database.rpartition("/")[2]}"' if like is not None else ""
    name = f"drill_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}" {template}')
    try:
        yield Home(folder, f"{server.rpartition('/')[0]}/{name}")
    finally:
        with psycopg.connect(server, autocommit=True) as admin:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
