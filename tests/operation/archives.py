"""Archives as an attacker or an accident would leave them."""

import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

Change = Callable[[tarfile.TarInfo, bytes], tuple[tarfile.TarInfo, bytes] | None]


def members(archive: Path) -> list[tuple[tarfile.TarInfo, bytes]]:
    with tarfile.open(archive) as tar:
        found = []
        for info in tar:
            stream = tar.extractfile(info)
            found.append((info, stream.read() if stream else b""))
        return found


def manifest_of(archive: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads({info.name: text for info, text in members(archive)}["manifest.json"])
    return manifest


def rewrite(archive: Path, target: Path, change: Change) -> Path:
    """The same archive with each member as `change` wants it; None leaves one out."""
    with tarfile.open(target, "w") as tar:
        for info, content in members(archive):
            changed = change(info, content)
            if changed is not None:
                info, content = changed
                info.size = len(content)
                tar.addfile(info, io.BytesIO(content))
    return target


def rename(old: str, new: str) -> Change:
    """The manifest at the end agrees, as that of somebody who means harm would."""
    said, says = (f"{json.dumps(name.removeprefix('files/'))}:".encode() for name in (old, new))

    def change(info: tarfile.TarInfo, content: bytes) -> tuple[tarfile.TarInfo, bytes]:
        info.name = new if info.name == old else info.name
        if info.name == "manifest.json":
            content = content.replace(said, says)
        return info, content

    return change


def link_to(target: str, kind: bytes) -> Change:
    def change(info: tarfile.TarInfo, content: bytes) -> tuple[tarfile.TarInfo, bytes]:
        if info.name.startswith("files/"):
            info.type, info.linkname = kind, target
            return info, b""
        return info, content

    return change
