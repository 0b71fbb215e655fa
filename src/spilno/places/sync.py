"""Fetches the registers from their publishers into a cache; what has not changed there is not fetched again."""

import hashlib
import json
import os
import tomllib
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from spilno.places.importers import KINDS
from spilno.places.importers.errors import ImportRefused

TIMEOUT_S = 60
LARGEST_BYTES = 200_000_000
CHUNK = 1 << 16
Progress = Callable[[int, int], None]


class FetchRefused(ImportRefused):
    """The publisher's file could not be had, or is not the one expected."""


@dataclass(frozen=True)
class SourceFile:
    name: str
    url: str
    sha256: str = ""


@dataclass(frozen=True)
class Source:
    kind: str
    files: tuple[SourceFile, ...]
    page: str = ""


def read_sources(path: Path | None = None) -> dict[str, Source]:
    """The registers named in the settings file, in the order in which they must be imported."""
    file = path or Path(settings.PLACES_SOURCES)
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise FetchRefused(f"{file}: {error.strerror or error}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FetchRefused(f"{file}: not readable as TOML: {error}") from None
    unknown = [kind for kind in told if kind not in KINDS or kind == "geonames"]
    if unknown:
        raise FetchRefused(f"{file}: unknown register {', '.join(unknown)}; {', '.join(KINDS[:-1])} would be right")
    return {kind: _source(kind, told[kind], file) for kind in KINDS if kind in told}


def _source(kind: str, section: Any, file: Path) -> Source:
    section = section if isinstance(section, dict) else {}
    files, page = section.get("files", []), str(section.get("page", ""))
    if not isinstance(files, list) or not (files or page):
        raise FetchRefused(f"{file}: [{kind}] needs [[{kind}.files]] with name and url, or a page")
    found = []
    for entry in files:
        name, url = str(entry.get("name", "")), str(entry.get("url", ""))
        sha256 = str(entry.get("sha256", "")).lower()
        if not name or Path(name).name != name or name.startswith("."):
            raise FetchRefused(f"{file}: [{kind}] name: {name[:60]!r} is no plain file name")
        if urlsplit(url).scheme not in ("https", "http") or not urlsplit(url).hostname:
            raise FetchRefused(f"{file}: [{kind}] url: {url[:100]!r} is no http(s) address")
        if sha256 and (len(sha256) != 64 or set(sha256) - set("0123456789abcdef")):
            raise FetchRefused(f"{file}: [{kind}] sha256: 64 hexadecimal digits would be right")
        found.append(SourceFile(name, url, sha256))
    return Source(kind, tuple(found), page)


def fetch(source: Source, progress: Progress = lambda done, total: None) -> Path:
    """The folder with the register's files, fetched or still fresh; FetchRefused leaves the cache as it was."""
    if not source.files:
        words = f"the publisher keeps no CSV at a lasting address; get it from {source.page}"
        raise FetchRefused(f"{words}, then: spilno places import {source.kind} PATH")
    folder = Path(settings.PLACES_CACHE) / "registers" / source.kind
    folder.mkdir(parents=True, exist_ok=True)
    for file in source.files:
        _fetch(file, folder, progress)
    return folder


def _fetch(file: SourceFile, folder: Path, progress: Progress) -> None:
    target, notes = folder / file.name, folder / f".{file.name}.json"
    known = _notes(notes) if target.is_file() else {}
    request = urllib.request.Request(file.url, headers={"User-Agent": "Spilno", "Accept-Encoding": "identity"})  # noqa: S310
    if known.get("url") == file.url and known.get("sha256") == _checksum(target):
        for header, value in (("If-None-Match", known.get("etag")), ("If-Modified-Since", known.get("modified"))):
            if value:
                request.add_header(header, value)
    part = folder / f".{file.name}.{os.getpid()}.part"
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310
            digest = _save(answer, part, file, progress)
            fresh = {"url": file.url, "sha256": digest, "etag": answer.headers.get("ETag"),
                     "modified": answer.headers.get("Last-Modified")}  # fmt: skip
        _expect(file, digest)
        part.replace(target)
        notes.write_text(json.dumps(fresh), encoding="utf-8")
    except urllib.error.HTTPError as error:
        if error.code != 304:
            raise FetchRefused(f"{file.url}: the publisher answers {error.code} {error.reason}") from None
        _expect(file, known["sha256"])
    except urllib.error.URLError as error:
        raise FetchRefused(f"{file.url}: not reachable: {error.reason}") from None
    except (OSError, ValueError) as error:
        raise FetchRefused(f"{file.url}: broke off: {error}") from None
    finally:
        part.unlink(missing_ok=True)


def _save(answer: Any, part: Path, file: SourceFile, progress: Progress) -> str:
    """Write the answer to `part`; returns its checksum. An answer cut short or too large is refused."""
    length = answer.headers.get("Content-Length")
    total = int(length) if length and length.isdigit() else 0
    digest, size = hashlib.sha256(), 0
    with part.open("wb") as out:
        while chunk := answer.read(CHUNK):
            size += len(chunk)
            if size > LARGEST_BYTES:
                raise FetchRefused(f"{file.url}: larger than {LARGEST_BYTES // 1_000_000} MB; no register is")
            digest.update(chunk)
            out.write(chunk)
            progress(size, max(total, size))
    if total and size != total:
        raise FetchRefused(f"{file.url}: broke off after {size} of {total} bytes")
    return digest.hexdigest()


def _expect(file: SourceFile, digest: str) -> None:
    if file.sha256 and digest != file.sha256:
        raise FetchRefused(
            f"{file.url}: checksum {digest[:12]}… where {file.sha256[:12]}… was expected; nothing imported"
        )


def _notes(path: Path) -> dict[str, Any]:
    try:
        notes = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return notes if isinstance(notes, dict) else {}


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
