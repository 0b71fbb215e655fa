"""What an archive consists of, and its only error."""

import hashlib
from dataclasses import asdict, dataclass, field
from typing import Any

FORMAT = 1
HEADER = "spilno.json"
MANIFEST = "manifest.json"
TABLES = "tables/"
FILES = "files/"
SECRET = "secret_key"  # noqa: S105
# Rows of one piece, and bytes after which a piece ends earlier: what is held in memory at once.
PIECE_ROWS = 5000
PIECE_BYTES = 8 * 1024 * 1024
BLOCK = 1024 * 1024
LARGEST_TEXT = 64 * 1024 * 1024

# Not in a backup: sessions (everybody signs in again), counters of minutes, signs of life, and what is worked out anew.
LEFT_OUT = {
    "sessions.Session",
    "usersessions.UserSession",
    "common.RateCount",
    "common.Heartbeat",
    "search.SearchDocument",
    "search.Bookmark",
}


class BackupRefused(Exception):
    """One line that says why nothing was written."""


@dataclass
class TableSum:
    """A table's rows, counted and summed over their lines."""

    rows: int = 0
    sha256: str = ""


@dataclass
class Manifest:
    """The end of an archive."""

    tables: dict[str, TableSum] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    # Files that were deleted while the backup ran.
    gone: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def rows(self) -> int:
        return sum(one.rows for one in self.tables.values())


class Summing:
    """Counts and sums the lines of one table."""

    def __init__(self) -> None:
        self._digest, self._rows = hashlib.sha256(), 0

    def add(self, lines: bytes, rows: int) -> None:
        self._digest.update(lines)
        self._rows += rows

    @property
    def total(self) -> TableSum:
        return TableSum(self._rows, self._digest.hexdigest())
