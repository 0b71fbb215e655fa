"""Long texts as people write them: `## ` begins a heading, `- ` a line of a list, an empty line a paragraph."""

from dataclasses import dataclass

HEADING, BULLET = "## ", "- "


@dataclass(frozen=True)
class Piece:
    """kind: "heading", "list" or "text"; a heading has one line."""

    kind: str
    lines: tuple[str, ...]


def _kind(line: str) -> str:
    if line.startswith(HEADING):
        return "heading"
    return "list" if line.startswith(BULLET) else "text"


def pieces(text: str) -> list[Piece]:
    """The text in order; what looks like no markup stays a paragraph, so that nothing typed disappears."""
    found: list[Piece] = []
    run: list[str] = []
    kind = ""
    for line in [*text.split("\n"), ""]:
        line = line.strip()
        new = _kind(line) if line else ""
        if run and (new != kind or new == "heading"):
            found.append(Piece(kind, tuple(run)))
            run = []
        kind = new
        if line:
            run.append(line.removeprefix(HEADING).removeprefix(BULLET).strip() if new != "text" else line)
    return [piece for piece in found if any(piece.lines)]
