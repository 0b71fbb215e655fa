"""One at a time, over all machines of an installation: for what must not run twice at once."""

import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

if sys.platform != "win32":
    import fcntl


@contextmanager
def alone(name: str) -> Iterator[bool]:
    """True inside for the one that was first, False for all others meanwhile; a process that dies gives way."""
    if connection.vendor == "postgresql":
        key = zlib.crc32(f"spilno.{name}".encode())
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
            mine = bool(cursor.fetchone()[0])
        try:
            yield mine
        finally:
            if mine and connection.is_usable():
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_unlock(%s)", [key])
        return
    if sys.platform == "win32":
        # Only development runs there, with one process.
        yield True
        return
    with (Path(settings.HOME) / f"{name}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
