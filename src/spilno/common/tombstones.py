"""Who left, remembered without naming them, so that a restored backup forgets them again.

A tombstone is a digest that only the row it speaks of can make: nobody is found by it. They are kept in the database and,
for the day on which the database itself is lost, in `SPILNO_HOME/tombstones.jsonl`; both are only ever added to.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from spilno.common.models import Tombstone

LONGEST_LINE = 400


def file() -> Path:
    return Path(settings.HOME) / "tombstones.jsonl"


def mark_of(*facts: object) -> str:
    """Facts that a restored row has again and that tell nothing about a person: an id and a moment, a random key."""
    return hashlib.sha256("|".join(map(str, facts)).encode()).hexdigest()


def set_tombstone(kind: str, mark: str) -> None:
    """Call it in the transaction that erases; kind is a key of `settings.TOMBSTONES`."""
    stone = Tombstone.objects.create(kind=kind, mark=mark)
    transaction.on_commit(lambda: _append([stone]))


def _line(stone: Tombstone) -> str:
    return json.dumps({"kind": stone.kind, "mark": stone.mark, "at": stone.at.isoformat()}) + "\n"


def _append(stones: Iterable[Tombstone]) -> None:
    text = "".join(_line(stone) for stone in stones)
    if text:
        handle = os.open(file(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(handle, text.encode())
        finally:
            os.close(handle)


def read_file(path: Path) -> Iterator[Tombstone]:
    """Tombstones of a file, not yet in the database. A line cut off by a crash counts as none."""
    if not path.is_file():
        return
    with path.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            try:
                found = json.loads(line[:LONGEST_LINE])
                at = datetime.fromisoformat(found["at"])
                yield Tombstone(kind=str(found["kind"])[:40], mark=str(found["mark"])[:64], at=at)
            except (ValueError, TypeError, KeyError):
                continue


def complete_file() -> int:
    """Write into the file what a crash between commit and append left out; returns how many."""
    written = {(stone.kind, stone.mark) for stone in read_file(file())}
    missing = [stone for stone in Tombstone.objects.order_by("pk") if (stone.kind, stone.mark) not in written]
    _append(missing)
    return len(missing)


def known() -> list[Tombstone]:
    """Those of the database and of the file, each once, oldest first."""
    stones = {(stone.kind, stone.mark, stone.at): stone for stone in read_file(file())}
    stones |= {(stone.kind, stone.mark, stone.at): stone for stone in Tombstone.objects.all()}
    return sorted(stones.values(), key=lambda stone: stone.at)


def keep(stones: Iterable[Tombstone]) -> None:
    """Write those into the database that it does not know."""
    have = set(Tombstone.objects.values_list("kind", "mark", "at"))
    now = timezone.now()
    fresh = [Tombstone(kind=one.kind, mark=one.mark, at=one.at or now) for one in stones]
    Tombstone.objects.bulk_create([one for one in fresh if (one.kind, one.mark, one.at) not in have])
