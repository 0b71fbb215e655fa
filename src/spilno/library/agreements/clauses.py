"""The shipped texts: articles, their paragraphs, and the words around them, in three languages."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("clauses.toml")
LANGUAGES = ("de", "uk", "en")
# Language -> text with `$words`.
Text = Mapping[str, str]


@dataclass(frozen=True)
class Paragraph:
    """condition: answer -> values of which one must hold. list: the list that follows, or ""."""

    text: Text
    kinds: frozenset[str]
    condition: Mapping[str, frozenset[str]]
    list: str = ""

    def stands(self, kind: str, answers: Mapping[str, str]) -> bool:
        if self.kinds and kind not in self.kinds:
            return False
        return all(answers.get(name, "") in values for name, values in self.condition.items())


@dataclass(frozen=True)
class Article:
    key: str
    title: Text
    kinds: frozenset[str]
    paragraphs: Sequence[Paragraph]

    def standing(self, kind: str, answers: Mapping[str, str]) -> list[Paragraph]:
        if self.kinds and kind not in self.kinds:
            return []
        return [one for one in self.paragraphs if one.stands(kind, answers)]


@dataclass(frozen=True)
class Model:
    """version, valid_as_of: of the texts as a whole; every draft made from them names both."""

    version: int
    valid_as_of: date
    titles: Mapping[str, Text]
    words: Mapping[str, Text]
    preamble: Sequence[Paragraph]
    articles: Sequence[Article]


def _text(told: Mapping[str, Any]) -> Text:
    return {language: str(told[language]) for language in LANGUAGES}


def _paragraph(told: Mapping[str, Any]) -> Paragraph:
    condition = {name: frozenset(values) for name, values in told.get("if", {}).items()}
    return Paragraph(_text(told), frozenset(told.get("kinds", [])), condition, told.get("list", ""))


def _article(told: Mapping[str, Any]) -> Article:
    paragraphs = [_paragraph(one) for one in told["paragraph"]]
    return Article(told["key"], _text(told["title"]), frozenset(told.get("kinds", [])), paragraphs)


@lru_cache(maxsize=1)
def model() -> Model:
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return Model(
        told["version"],
        told["valid_as_of"],
        {kind: _text(one) for kind, one in told["titles"].items()},
        {name: _text(one) for name, one in told["words"].items()},
        [_paragraph(one) for one in told["preamble"]],
        [_article(one) for one in told["article"]],
    )
