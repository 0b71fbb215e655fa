"""What is asked of the database's index: groups that must all be there, each with alternatives."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from spilno.search.words import stem_of


@dataclass(frozen=True)
class Term:
    """A folded word; `begins` finds every word that begins with it. `is_place`: it stands among the places only."""

    text: str
    begins: bool = False
    is_place: bool = False


# All of the terms of an alternative, any of the alternatives of a group, all of the groups.
Alternative = tuple[Term, ...]
Group = tuple[Alternative, ...]


# What stands before words that stand among the places only: what lies in which area, names of regions, in which languages a
# thing can be read, of which kind it is. What looks like one of them in a title or a text is left out there.
_INSIDE, _OF_REGION, _IN_LANGUAGE, _OF_KIND = _PREFIXES = ("inx", "xqz", "xql", "xqk")
INSIDE = re.compile(rf"{_INSIDE}\d+|(?:{_OF_REGION}|{_IN_LANGUAGE}|{_OF_KIND}).+")


def inside(area: int) -> str:
    """The word that stands among the places of everything in this area."""
    return f"{_INSIDE}{area}"


def of_region(word: str) -> str:
    """How a word of a region's name stands among the places of everything in it.

    Not as it is: everything in an oblast is found by the oblast's own word, and need not be found again by its name in each
    language. Nor does the town named like it mean all of it in every other language.
    """
    return f"{_OF_REGION}{word}"


def in_regions(group: Group) -> Group:
    """The same words in names of regions."""
    return tuple(
        tuple(replace(term, text=of_region(term.text), is_place=True) for term in alternative)
        for alternative in group
        if all(term.begins for term in alternative)
    )


def in_language(code: str) -> str:
    """The word that stands among the places of everything that can be read in this language."""
    return f"{_IN_LANGUAGE}{code}"


def language_terms(code: str) -> Group:
    return ((Term(in_language(code), is_place=True),),)


def of_kind(kind: str) -> str:
    """The word that stands among the places of everything of this kind."""
    return f"{_OF_KIND}{kind}"


def kind_terms(kinds: Iterable[str]) -> Group:
    return tuple((Term(of_kind(kind), is_place=True),) for kind in kinds)


def place_terms(areas: Sequence[int]) -> Group:
    return tuple((Term(inside(area), is_place=True),) for area in areas)


def typed_term(word: str) -> Term:
    """Whole where the words that begin with it would be too many, or those that only places have."""
    reserved = any(prefix.startswith(word) or word.startswith(prefix) for prefix in _PREFIXES)
    return Term(word, begins=len(word) > 1 and not reserved)


def word_terms(word: str) -> Group:
    """The word as it was typed, and in its other forms; one letter is a word of its own."""
    first = typed_term(word)
    if not first.begins:
        return ((first,),)
    stem = stem_of(word)
    typed: Group = ((first,),)
    return typed if stem == word else (*typed, (Term(stem, begins=True),))


def worded(groups: Sequence[Group]) -> tuple[list[Group], list[Group]]:
    """The groups without what only stands among places; those of which nothing would be left as they are."""
    words = [tuple(one for one in group if not any(term.is_place for term in one)) for group in groups]
    return [left for left in words if left], [group for group, left in zip(groups, words, strict=True) if not left]


def for_sqlite(groups: Sequence[Group]) -> str:
    """In the words of FTS5; every term is quoted, and holds letters and digits only."""

    def term(one: Term) -> str:
        quoted = f'"{one.text}"' + ("*" if one.begins else "")
        return f"names : {quoted}" if one.is_place else quoted

    return _joined(groups, term, " AND ", " OR ")


def for_postgres(groups: Sequence[Group]) -> str:
    """In the words of to_tsquery, quoted likewise."""

    # Places need no weight of their own: it would have each row read again, and no other column has their words.
    def term(one: Term) -> str:
        return f"'{one.text}'" + (":*" if one.begins else "")

    return _joined([_widest(group) for group in groups], term, " & ", " | ")


def _widest(group: Group) -> Group:
    """Without alternatives that another one finds, too: each costs PostgreSQL a walk through all that have its words."""
    return tuple(one for one in dict.fromkeys(group) if not any(_covers(other, one) for other in group))


def _covers(wide: Alternative, narrow: Alternative) -> bool:
    """Whether every word of the one begins like its counterpart of the other, and some differs."""
    return (
        wide != narrow
        and len(wide) == len(narrow)
        and all(
            one.begins and one.is_place == other.is_place and other.text.startswith(one.text)
            for one, other in zip(wide, narrow, strict=True)
        )
    )


def _joined(groups: Sequence[Group], term: Callable[[Term], str], every: str, some: str) -> str:
    parts = []
    for group in groups:
        alternatives = ["(" + every.join(term(one) for one in alternative) + ")" for alternative in group]
        parts.append("(" + some.join(alternatives) + ")")
    return every.join(parts)
