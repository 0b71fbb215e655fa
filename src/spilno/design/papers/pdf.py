"""Papers as PDF/UA-1: tagged, with the language of every passage, fonts embedded, nothing fetched."""

import json
import re
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


# A column holds a word of some forty letters, of wide ones twenty-five. German and English words are hyphenated by pattern;
# a German name in a Ukrainian column is not.
_TOO_LONG = re.compile(r"\S{40,}")
_TOO_LONG_FOREIGN = re.compile(r"\S{25,}")
_PIECE = 12
_SOFT_HYPHEN, _MAY_BREAK = "\u00ad", "\u200b"


def _visible(text: str) -> str:
    return "".join(sign for sign in text if sign == "\n" or unicodedata.category(sign)[0] != "C")


def _fitting(text: str, language: str) -> str:
    return (_TOO_LONG_FOREIGN if language == "uk" else _TOO_LONG).sub(_breakable, text)


def _breakable(found: re.Match[str]) -> str:
    """A word that would run out of its column, and off the page, with places where it may break."""
    word = found[0]
    sign = _SOFT_HYPHEN if word.strip(".,;:!?()„“”«»\"'").isalpha() else _MAY_BREAK
    return sign.join(word[at : at + _PIECE] for at in range(0, len(word), _PIECE))


def _compile(text: str) -> bytes:
    with _lock:
        made = _compiler().compile(format="pdf", pdf_standards="ua-1", sys_inputs={"paper": text})
    assert isinstance(made, bytes)
    return made


def as_pdf(paper: Paper) -> bytes:
    """The paper as bytes of a PDF file."""
    try:
        return _compile(json.dumps(as_set(paper), ensure_ascii=False))
    except typst.TypstError:
        return _compile(json.dumps(as_set(paper, _drawable), ensure_ascii=False))


def as_set(paper: Paper, change: Callable[[str], str] = _visible) -> Any:
    """The paper as plain values whose texts fit their columns."""
    return _each(paper.as_dict(), change)


def _each(value: Any, change: Callable[[str], str], language: str = "") -> Any:
    """All texts of plain values changed, and made to fit; `language` is the key a text stands under."""
    if isinstance(value, str):
        return _fitting(change(value), language)
    if isinstance(value, Mapping):
        return {name: _each(one, change, str(name)) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_each(one, change, language) for one in value]
    return value
