"""Which files of a folder belong to a register; the others are named, so that nobody wonders."""

import re
from pathlib import Path

from spilno.places.importers.account import Account
from spilno.places.importers.errors import BadFile


def known_files(path: Path, patterns: dict[str, str], account: Account) -> dict[str, Path]:
    """The file for each pattern (matched against the whole name, any case), in the order of `patterns`.

    `path` may be one of the files. Raises BadFile where there is none, or two for one pattern.
    """
    if not path.exists():
        raise BadFile(f"{path}: no such file or folder")
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    found: dict[str, Path] = {}
    for kind, pattern in patterns.items():
        for file in files:
            if file.is_file() and re.fullmatch(pattern, file.name, re.IGNORECASE):
                if kind in found:
                    raise BadFile(f"{path}: both {found[kind].name} and {file.name} could be {kind}; leave one")
                found[kind] = file
    if not found:
        raise BadFile(f"{path}: none of the files expected here; their names contain {', '.join(patterns)}")
    left = [file.name for file in files if file.is_file() and file not in found.values()]
    if left:
        account.notes.append(f"{path}: not read: {', '.join(left)}")
    missing = [kind for kind in patterns if kind not in found]
    if missing and path.is_dir():
        account.notes.append(f"{path}: not there: {', '.join(missing)}")
    return found


def only_file(path: Path, word: str, pattern: str, account: Account) -> Path:
    """`path` itself, or the one file of that folder whose name fits; `word` is what such names contain."""
    return known_files(path, {word: pattern}, account)[word] if path.is_dir() else path
