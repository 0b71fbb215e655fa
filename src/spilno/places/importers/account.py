"""The account of an import: one status for each row read, and a line for each row refused."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

CREATED, CHANGED, UNCHANGED, REJECTED = "created", "changed", "unchanged", "rejected"
LINES_SHOWN = 20


@dataclass
class Account:
    """In = created + changed + unchanged + rejected, by construction: every row holds exactly one of them."""

    places: list[tuple[str, int]] = field(default_factory=list)
    statuses: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def row(self, file: str, line: int) -> int:
        """Note that a row was read; the number returned stands for it."""
        self.places.append((file, line))
        self.statuses.append(UNCHANGED)
        return len(self.statuses) - 1

    def reject(self, row: int, column: str, problem: str) -> None:
        file, line = self.places[row]
        if self.statuses[row] != REJECTED:
            self.complaints.append(f"{file}:{line}: {column}: {problem}")
        self.statuses[row] = REJECTED

    def ignore(self, row: int, column: str, problem: str) -> None:
        """One cell of the row is not believed; the rest of the row counts."""
        file, line = self.places[row]
        self.notes.append(f"{file}:{line}: {column}: {problem}")

    def mark(self, row: int, status: str) -> None:
        if row >= 0 and self.statuses[row] != REJECTED:
            self.statuses[row] = status

    def count(self, status: str) -> int:
        return self.statuses.count(status)

    def totals(self) -> dict[str, int]:
        kinds = (CREATED, CHANGED, UNCHANGED, REJECTED)
        return {"in": len(self.statuses), **{kind: self.count(kind) for kind in kinds}}

    def as_dict(self) -> dict[str, Any]:
        return {**self.totals(), "complaints": self.complaints, "notes": self.notes}

    def lines(self) -> Iterator[str]:
        """The first complaints and notes, and how many there are besides."""
        for lines in (self.complaints, self.notes):
            yield from lines[:LINES_SHOWN]
            if len(lines) > LINES_SHOWN:
                yield f"and {len(lines) - LINES_SHOWN} more"
