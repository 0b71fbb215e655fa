"""Papers as PDF/UA-1: tagged, with the language of every passage, fonts embedded, nothing fetched."""

import json
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import typst

from spilno.design.papers.paper import Paper

_TEMPLATE = Path(__file__).with_name("paper.typ")
# One document at a time in each process: the compiler keeps what it has read between them.
_lock = Lock()


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    """Kept warm: fonts and template are read once in each process."""
    fonts = typst.Fonts(include_system_fonts=False)
    return typst.Compiler(input=str(_TEMPLATE), root=str(_TEMPLATE.parent), font_paths=fonts)


# Scripts and signs that the embedded font draws: Latin, Greek, Cyrillic, punctuation, currencies, arrows, mathematics.
_DRAWN = [(0x20, 0x52F), (0x1E00, 0x1EFF), (0x2010, 0x2044), (0x20AC, 0x20BF), (0x2190, 0x2193), (0x2200, 0x22FF)]


def _drawable(text: str) -> str:
    """Signs that no font here draws, e.g. emoji, become question marks; PDF/UA allows no empty boxes."""
    return "".join(
        sign if sign == "\n" or any(low <= ord(sign) <= high for low, high in _DRAWN) else "?" for sign in text
    )


def _visible(text: str) -> str:
    return "".join(sign for sign in text if sign == "\n" or unicodedata.category(sign)[0] != "C")


def _compile(text: str) -> bytes:
    with _lock:
        made = _compiler().compile(format="pdf", pdf_standards="ua-1", sys_inputs={"paper": text})
    assert isinstance(made, bytes)
    return made


def as_pdf(paper: Paper) -> bytes:
    """The paper as bytes of a PDF file."""
    values = paper.as_dict()
    try:
        return _compile(json.dumps(_each(values, _visible), ensure_ascii=False))
    except typst.TypstError:
        return _compile(json.dumps(_each(values, _drawable), ensure_ascii=False))


def _each(value: Any, change: Callable[[str], str]) -> Any:
    """All texts of plain values changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {name: _each(one, change) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_each(one, change) for one in value]
    return value
