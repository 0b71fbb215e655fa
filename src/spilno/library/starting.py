"""The texts and the directory that ship with Spilno, as plain records."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("starter")
LANGUAGES = ("de", "uk", "en")


@dataclass(frozen=True)
class StarterText:
    title: str
    summary: str
    text: str


@dataclass(frozen=True)
class StarterDocument:
    key: str
    values: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, StarterText] = field(default_factory=dict)


def _text(key: str, language: str) -> StarterText:
    head, rest = (FOLDER / f"{key}.{language}.md").read_text(encoding="utf-8").split("\n", 1)
    summary, text = rest.split("\n", 1)
    return StarterText(head.removeprefix("# "), summary.removeprefix("> "), text.strip())


def starter_documents() -> list[StarterDocument]:
    told = tomllib.loads((FOLDER / "documents.toml").read_text(encoding="utf-8"))["document"]
    return [
        StarterDocument(
            one["key"],
            {name: value for name, value in one.items() if name != "key"},
            {language: _text(one["key"], language) for language in LANGUAGES},
        )
        for one in told
    ]


def starter_entries() -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = tomllib.loads((FOLDER / "help.toml").read_text(encoding="utf-8"))["entry"]
    return told
