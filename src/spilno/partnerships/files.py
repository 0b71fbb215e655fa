"""Uploaded papers: known by what they contain and not by their name, kept under a name that says nothing.

They are handed out as attachments only, so no browser ever runs one. HTML, SVG and pictures are no
papers: a scan comes as PDF.
"""

import io
import secrets
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from spilno.common.errors import RefusedError

LARGEST = 20 * 1024 * 1024
# What a packed office file may grow to; a bomb grows far beyond.
LARGEST_UNPACKED = 200 * 1024 * 1024
MOST_MEMBERS = 5000
OFFICE = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/presentation.xml": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
PDF = b"%PDF-"
ENDINGS = {"application/pdf": ".pdf"} | dict(zip(OFFICE.values(), (".docx", ".xlsx", ".pptx"), strict=True))
ENDINGS["application/vnd.oasis.opendocument.text"] = ".odt"


@dataclass(frozen=True)
class StoredFile:
    name: str
    content_type: str
    size: int


def folder() -> Path:
    return Path(settings.HOME) / "files"


def content_type_of(content: bytes) -> str:
    """The type the content itself shows. Raises RefusedError for anything that is no paper."""
    if content.startswith(PDF):
        return "application/pdf"
    if content.startswith(b"PK\x03\x04"):
        return _office_type(content)
    raise RefusedError(_("Please choose a PDF, Word, Excel, PowerPoint or OpenDocument file."), field="file")


def _office_type(content: bytes) -> str:
    wrong = RefusedError(_("This file is damaged or not what its name says."), field="file")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            members = packed.infolist()
            names = {one.filename for one in members}
            if len(members) > MOST_MEMBERS or sum(one.file_size for one in members) > LARGEST_UNPACKED:
                raise wrong
            if "mimetype" in names and packed.read("mimetype").startswith(b"application/vnd.oasis.opendocument.text"):
                return "application/vnd.oasis.opendocument.text"
    except zipfile.BadZipFile as error:
        raise wrong from error
    for member, kind in OFFICE.items():
        # Macros are no text of an agreement.
        if member in names and not any(name.endswith("vbaProject.bin") for name in names):
            return kind
    raise wrong


def store_upload(upload: BinaryIO, size: int) -> StoredFile:
    """Look at an upload and keep it. Raises RefusedError where it is too large or no paper."""
    if size > LARGEST:
        raise RefusedError(_("The file is larger than 20 MB."), field="file")
    content = upload.read(LARGEST + 1)
    kind = content_type_of(content)
    name = secrets.token_hex(20)
    folder().mkdir(parents=True, exist_ok=True)
    (folder() / name).write_bytes(content)
    return StoredFile(name, kind, len(content))


def path_of(name: str) -> Path:
    """Where a stored file lies. Raises FileNotFoundError, also for names that no file of ours has."""
    if not name.isalnum() or not (folder() / name).is_file():
        raise FileNotFoundError(name)
    return folder() / name


def forget_file(name: str) -> None:
    if name.isalnum():
        (folder() / name).unlink(missing_ok=True)
