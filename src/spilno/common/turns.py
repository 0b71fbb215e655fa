"""One after the other: for what several processes would otherwise work out, or write, at once."""

import os
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from spilno.common.telling import told

if sys.platform != "win32":
    import fcntl


@contextmanager
def in_turn(file: Path, waiting: str) -> Iterator[None]:
    """On one machine: wait until nobody else holds `file`, and say `waiting` meanwhile; a process that dies gives way. On
    Windows nobody waits."""
    file.parent.mkdir(parents=True, exist_ok=True)
    # To read is enough: the file may belong to another user, who was first.
    with open(file, "rb", opener=lambda name, flags: os.open(name, flags | os.O_CREAT, 0o644)) as held:
        if sys.platform != "win32":
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                with told(waiting, counting=False):
                    fcntl.flock(held, fcntl.LOCK_EX)
        yield


def in_turn_over_machines(name: str) -> None:
    """Wait until no other transaction holds `name`; this one then holds it to its end.

    SQLite's transactions that write come one after the other by themselves.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [zlib.crc32(f"spilno.{name}".encode())])
