"""The project's own files, as the policy tests see them."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "src" / "spilno"
NOT_OURS = {".git", ".venv", "var", "build", "dist", "node_modules", "__pycache__"}


def project_files() -> list[Path]:
    """Every file that is or would be committed; without git, every file but the folders machines fill."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        done = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return [file for file in sorted(ROOT.rglob("*")) if file.is_file() and not NOT_OURS & set(file.parts)]
    return [ROOT / name for name in sorted(done.stdout.split("\0")) if name and (ROOT / name).is_file()]


def name_of(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def python_files() -> list[Path]:
    return [file for file in project_files() if file.suffix == ".py" and "migrations" not in file.parts]


def templates() -> list[Path]:
    return [file for file in project_files() if file.suffix == ".html" and "templates" in file.parts]


def texts(files: list[Path]) -> Iterator[tuple[str, str]]:
    """(name, text) of each file that is text at all."""
    for file in files:
        try:
            yield name_of(file), file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
