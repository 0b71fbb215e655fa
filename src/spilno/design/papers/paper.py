"""A paper as data: blocks whose passages stand in one language or in two side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import override

# Language -> text, one for each language of the paper. A bare name or figure stands alike in all.
Passage = Mapping[str, str]


@dataclass(frozen=True)
class Block:
    """kind: "heading", "text", "list", "table", "lines" (empty lines to write on) or "signatures".

    passages: the heading or paragraph (one), the items of a list, or who signs. head, rows: a table; cells are passages.
    Of signatures, head holds what is written under each line.
    """

    kind: str
    passages: Sequence[Passage] = ()
    level: int = 1
    head: Sequence[Passage] = ()
    rows: Sequence[Sequence[Passage]] = ()


@dataclass
class Paper:
    """languages: the order of the columns. foot: stands at the foot of every page.

    beside: headings stand in the columns, too, as in an agreement of which every language is a text of its own.
    """

    languages: tuple[str, ...]
    title: Passage
    subtitle: Passage = field(default_factory=dict)
    foot: Passage = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    beside: bool = False

    def heading(self, text: Passage, level: int = 1) -> None:
        self.blocks.append(Block("heading", [text], level))

    def text(self, *paragraphs: Passage) -> None:
        self.blocks += [Block("text", [one]) for one in paragraphs if any(one.values())]

    def items(self, passages: Sequence[Passage]) -> None:
        if passages:
            self.blocks.append(Block("list", list(passages)))

    def table(self, head: Sequence[Passage], rows: Sequence[Sequence[Passage]]) -> None:
        self.blocks.append(Block("table", head=list(head), rows=[list(row) for row in rows]))

    def lines(self, number: int) -> None:
        self.blocks.append(Block("lines", level=number))

    def signatures(self, who: Sequence[Passage], lines: Sequence[Passage]) -> None:
        """A place to sign for each, with the words under its lines."""
        self.blocks.append(Block("signatures", list(who), head=list(lines)))

    def as_dict(self) -> dict[str, Any]:
        """Plain values, kept with the case so that a paper can be made again alike."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "Paper":
        blocks = [Block(**one) for one in values["blocks"]]
        return cls(
            tuple(values["languages"]),
            values["title"],
            values["subtitle"],
            values["foot"],
            blocks,
            values.get("beside", False),
        )


class Words:
    """Texts of the catalogue in all languages of a paper at once."""

    def __init__(self, languages: Sequence[str]) -> None:
        self.languages = tuple(languages)

    def __call__(self, text: str | Promise, **values: object) -> Passage:
        """`text` is a lazy text; `values` may be passages or callables of no argument, read in each language."""
        said = {}
        for language in self.languages:
            with override(language):
                filled = {name: self._in(language, value) for name, value in values.items()}
                said[language] = str(text) % filled if filled else str(text)
        return said

    @staticmethod
    def _in(language: str, value: object) -> object:
        if isinstance(value, Mapping):
            return value.get(language, "")
        return value() if callable(value) else value

    def same(self, value: object) -> Passage:
        """A name or figure, written as each language writes it."""
        said = {}
        for language in self.languages:
            with override(language):
                said[language] = str(value() if callable(value) else value)
        return said
