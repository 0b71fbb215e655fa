"""Read an archive from the front, believing nothing of it: names, kinds, sizes, sums."""

import contextlib
import gzip
import hashlib
import json
import re
import tarfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

from spilno.config.backup import layout
from spilno.config.backup.layout import BackupRefused, Manifest, Summing

PIECE = re.compile(r"tables/([a-z_]+\.\w+)/\d{6}\.jsonl\.gz")
CUT_OFF = "the archive is cut off or damaged"


@dataclass
class Header:
    """The first member of an archive."""

    spilno: str
    created_at: str
    migrations: list[tuple[str, str]]
    tables: dict[str, list[str]]


@dataclass
class Member:
    """One part: `kind` is table, file, secret or manifest; `label` the table or the file's path."""

    kind: str
    label: str
    stream: IO[bytes]
    size: int

    def text(self) -> bytes:
        if self.size > layout.LARGEST_TEXT:
            raise BackupRefused(f"{self.label}: larger than anything a backup writes")
        return self.stream.read()

    def lines(self) -> bytes:
        """Unpacked rows of a piece; a bomb is refused before it has grown."""
        unpacked = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(self.text(), layout.LARGEST_TEXT + 1)
        if len(unpacked) > layout.LARGEST_TEXT:
            raise BackupRefused(f"{self.label}: larger than anything a backup writes")
        return unpacked


def safe_path(name: str) -> PurePosixPath:
    """A path below the folder of files. Raises BackupRefused for any that leads elsewhere."""
    path = PurePosixPath(name)
    strange = any(not sign.isprintable() or sign in '\\:"' for sign in name)
    if path.is_absolute() or strange or not path.parts or any(part in ("..", ".") for part in name.split("/")):
        raise BackupRefused(f"the archive names a file outside its folder: {name[:80]!r}")
    return path


@contextlib.contextmanager
def complaining() -> Iterator[None]:
    """Whatever a damaged archive does to the libraries becomes one line."""
    try:
        yield
    except (tarfile.TarError, EOFError, gzip.BadGzipFile, zlib.error, UnicodeDecodeError) as error:
        raise BackupRefused(CUT_OFF) from error


@dataclass
class Archive:
    """Members in their order, once."""

    tar: tarfile.TarFile
    header: Header = field(init=False)

    def __post_init__(self) -> None:
        with complaining():
            first = self.tar.next()
            if first is None or first.name != layout.HEADER or not first.isreg() or first.size > layout.LARGEST_TEXT:
                raise BackupRefused("this is no backup of Spilno")
            self.header = _header(self._stream(first).read())

    def _stream(self, info: tarfile.TarInfo) -> IO[bytes]:
        stream = self.tar.extractfile(info)
        assert stream is not None
        return stream

    def members(self) -> Iterator[Member]:
        with complaining():
            while (info := self.tar.next()) is not None:
                if not info.isreg() or info.issparse():
                    raise BackupRefused(f"the archive holds something that is no file: {info.name[:80]!r}")
                yield self._member(info)

    def _member(self, info: tarfile.TarInfo) -> Member:
        stream, name = self._stream(info), info.name
        if piece := PIECE.fullmatch(name):
            return Member("table", piece[1], stream, info.size)
        if name.startswith(layout.FILES):
            return Member("file", str(safe_path(name.removeprefix(layout.FILES))), stream, info.size)
        if name in (layout.SECRET, layout.MANIFEST):
            return Member("secret" if name == layout.SECRET else "manifest", name, stream, info.size)
        raise BackupRefused(f"the archive holds something unknown: {name[:80]!r}")


def parse(text: bytes) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BackupRefused(CUT_OFF) from error


def _header(text: bytes) -> Header:
    found = parse(text)
    try:
        if found["format"] != layout.FORMAT:
            raise BackupRefused(f"this archive has format {found['format']!r}; this version reads {layout.FORMAT}")
        migrations = [(str(app), str(name)) for app, name in found["migrations"]]
        tables = {str(label): [str(name) for name in names] for label, names in found["tables"].items()}
        return Header(str(found["spilno"]), str(found["created_at"]), migrations, tables)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BackupRefused("this is no backup of Spilno") from error


class Sums:
    """Sums of what was really met, to be held against those that were written."""

    def __init__(self, header: Header) -> None:
        self.tables = {label: Summing() for label in header.tables}
        self.files: dict[str, str] = {}
        self.manifest: Any = None

    def add_rows(self, label: str, lines: bytes) -> None:
        if label not in self.tables:
            raise BackupRefused(f"the archive holds a table that it does not announce: {label[:80]}")
        self.tables[label].add(lines, lines.count(b"\n"))

    def check(self) -> None:
        """Raises BackupRefused for anything missing, too much, or different."""
        if self.manifest is None:
            raise BackupRefused(CUT_OFF)
        found = {label: [one.total.rows, one.total.sha256] for label, one in self.tables.items()}
        try:
            told = {label: [one["rows"], one["sha256"]] for label, one in self.manifest["tables"].items()}
            files = dict(self.manifest["files"])
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise BackupRefused(CUT_OFF) from error
        wrong = sorted(label for label in {*found, *told} if found.get(label) != told.get(label))
        wrong += sorted(name for name in {*files, *self.files} if files.get(name) != self.files.get(name))
        if wrong:
            raise BackupRefused(f"the archive is damaged: the sum of {wrong[0]} is another")


def sum_of(stream: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while block := stream.read(layout.BLOCK):
        digest.update(block)
    return digest.hexdigest()


def check_archive(source: Path) -> Manifest:
    """Read everything once and write nothing. Raises BackupRefused for an archive that is not whole."""
    with open_archive(source) as archive:
        sums = Sums(archive.header)
        for member in archive.members():
            if sums.manifest is not None:
                raise BackupRefused("the archive goes on after its end")
            if member.kind == "table":
                sums.add_rows(member.label, member.lines())
            elif member.kind == "file":
                sums.files[member.label] = sum_of(member.stream)
            elif member.kind == "manifest":
                sums.manifest = parse(member.text())
        sums.check()
    return Manifest({label: one.total for label, one in sums.tables.items()}, sums.files)


@contextlib.contextmanager
def open_archive(source: Path) -> Iterator[Archive]:
    """Raises BackupRefused where it cannot be read or is no archive of ours."""
    try:
        stream = source.open("rb")
    except OSError as error:
        raise BackupRefused(f"cannot read {source}: {error.strerror or error}") from error
    with stream, complaining(), tarfile.open(fileobj=stream, mode="r|", bufsize=65536) as tar:
        yield Archive(tar)
