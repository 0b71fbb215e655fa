"""Drawing an uploaded image anew: what comes out holds pixels and nothing else."""

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings
from PIL import Image as Pillow
from PIL import ImageOps, UnidentifiedImageError

WIDTHS = (480, 960, 1600)
LARGEST_FILE = 15_000_000
MOST_PIXELS = 60_000_000
KINDS = ("JPEG", "PNG", "WEBP")
QUALITY = 82


class NoImageError(Exception):
    """`code`: "large", "kind", "pixels" or "broken"."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True)
class Drawn:
    """The picture in each width that it is large enough for; width -> bytes (WebP)."""

    digest: str
    width: int
    height: int
    files: dict[int, bytes]


def draw(file: IO[bytes], size: int) -> Drawn:
    """Read an image by its content, not by its name, and write it anew. Raises NoImageError."""
    if size > LARGEST_FILE:
        raise NoImageError("large")
    try:
        picture = Pillow.open(file, formats=KINDS)
    except (UnidentifiedImageError, OSError, ValueError, Pillow.DecompressionBombError) as error:
        raise NoImageError("kind") from error
    if picture.width * picture.height > MOST_PIXELS or min(picture.size) < 1:
        raise NoImageError("pixels")
    try:
        upright = ImageOps.exif_transpose(picture)
        plain = upright.convert("RGBA" if "A" in upright.getbands() or "transparency" in upright.info else "RGB")
    except (OSError, ValueError, SyntaxError, Pillow.DecompressionBombError, MemoryError) as error:
        raise NoImageError("broken") from error
    widths = sorted({min(plain.width, width) for width in WIDTHS})
    files = {}
    for width in widths:
        height = max(1, round(plain.height * width / plain.width))
        out = io.BytesIO()
        plain.resize((width, height), Pillow.Resampling.LANCZOS).save(out, "WEBP", quality=QUALITY, method=4)
        files[width] = out.getvalue()
    largest = widths[-1]
    digest = hashlib.sha256(files[largest]).hexdigest()
    return Drawn(digest, largest, max(1, round(plain.height * largest / plain.width)), files)


def folder() -> Path:
    return Path(settings.HOME) / "files" / "images"


def file_of(digest: str, width: int) -> Path:
    return folder() / f"{digest}-{width}.webp"


def keep(drawn: Drawn) -> None:
    """Write the files; each appears whole or not at all."""
    folder().mkdir(parents=True, exist_ok=True)
    for width, content in drawn.files.items():
        target = file_of(drawn.digest, width)
        part = target.with_suffix(".part")
        part.write_bytes(content)
        part.replace(target)


def widths_of(largest: int) -> list[int]:
    """The widths that a picture of this width was drawn in."""
    return sorted({min(largest, width) for width in WIDTHS})


def forget(digest: str) -> None:
    for file in folder().glob(f"{digest}-*.webp"):
        file.unlink(missing_ok=True)
