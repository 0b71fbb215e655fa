"""Two people changed one text at once: a merge by paragraph against the text both began with.

A paragraph here is also an item of a list, a heading or a row of a table. Changes to different paragraphs are joined, and so
are paragraphs added at the same place: what is stored first, then the writer's own. Where both changed the same paragraph,
both stand in the merged text one after the other, and a person decides. Nothing that either of them typed is missing from it.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz.distance import LCSseq

_MARK = r"[ \t]*(?:[-*+]|\d{1,9}[.)]|#{1,6}|[|>])"
_BORDER = re.compile(rf"(?=\n\n)|(?<!\n)(?=\n{_MARK}[ ])")
_KIND = re.compile(rf"\n+{_MARK}")


@dataclass(frozen=True)
class Conflict:
    """Paragraphs that both changed; empty where somebody took them out."""

    stored: str
    own: str


@dataclass(frozen=True)
class Merged:
    text: str
    conflicts: tuple[Conflict, ...]


@dataclass(frozen=True, order=True)
class _Edit:
    """Paragraphs `start` to `end` of the common text become `new`."""

    start: int
    end: int
    own: bool
    new: tuple[str, ...]


def merge(base: str, *, own: str, stored: str) -> Merged:
    """`own` was written over `base` while `stored` took its place."""
    before, mine, theirs = (paragraphs(one) for one in (base, own, stored))
    edits = sorted([*_edits(before, mine, own=True), *_edits(before, theirs, own=False)])
    result, conflicts = _carried_out(before, _groups(edits))
    # Of two equal paragraphs each may have left another one alone, and both would go: then all that changed is shown twice.
    if (_bare(before) & _bare(mine) & _bare(theirs)) - _bare(result):
        result, conflicts = _carried_out(before, [edits])
    return Merged(_joined(result, (before, mine, theirs)), tuple(conflicts))


def _carried_out(before: Sequence[str], groups: Sequence[Sequence[_Edit]]) -> tuple[list[str], list[Conflict]]:
    """The paragraphs after these groups of edits that meet, and what a person has to decide."""
    result: list[str] = []
    conflicts: list[Conflict] = []
    at = 0
    for group in groups:
        start, end = group[0].start, max(one.end for one in group)
        result += before[at:start]
        at = end
        ours, stands = (
            _applied(before, start, end, [one for one in group if one.own is side]) for side in (True, False)
        )
        if len({one.own for one in group}) == 1:
            result += ours if group[0].own else stands
            continue
        result += _both(stands, ours)
        if start != end and ours != stands:
            conflicts.append(Conflict(_text(stands), _text(ours)))
    return [*result, *before[at:]], conflicts


def _bare(units: Sequence[str]) -> Counter[str]:
    return Counter(one.strip("\n") for one in units)


def paragraphs(text: str) -> list[str]:
    """Each with the line breaks before it, two or one, so that what follows does not change it."""
    lines = "\n".join(line.rstrip() for line in text.strip().splitlines())
    return _BORDER.split("\n\n" + re.sub(r"\n{3,}", "\n\n", lines))[1:] if lines else []


def _text(units: Sequence[str]) -> str:
    return "".join(units).strip("\n")


def _edits(before: Sequence[str], after: Sequence[str], *, own: bool) -> list[_Edit]:
    """What differs, each paragraph by itself where as many came as went."""
    found = []
    was = now = 0
    for block in LCSseq.editops(before, after).as_matching_blocks():
        gone, new = block.a - was, after[now : block.b]
        if gone == len(new):
            found += [_Edit(was + at, was + at + 1, own, (one,)) for at, one in enumerate(new)]
        else:
            found.append(_Edit(was, block.a, own, tuple(new)))
        was, now = block.a + block.size, block.b + block.size
    return found


def _groups(edits: Sequence[_Edit]) -> list[list[_Edit]]:
    """Edits that meet: of the same paragraphs, or additions at the same place."""
    groups: list[list[_Edit]] = []
    end = -1
    for one in edits:
        together = groups and (one.start < end or (one.start, one.end) == (groups[-1][-1].start, groups[-1][-1].end))
        if together:
            groups[-1].append(one)
        else:
            groups.append([one])
        end = max(end, one.end)
    return groups


def _applied(before: Sequence[str], start: int, end: int, edits: Sequence[_Edit]) -> list[str]:
    result: list[str] = []
    for one in edits:
        result += [*before[start : one.start], *one.new]
        start = one.end
    return [*result, *before[start:end]]


def _both(first: list[str], second: list[str]) -> list[str]:
    """One after the other; once where one holds the other, as after a form that was sent twice."""
    if _holds(first, second):
        return first
    return second if _holds(second, first) else first + second


def _holds(whole: list[str], part: list[str]) -> bool:
    return any(whole[at : at + len(part)] == part for at in range(len(whole) - len(part) + 1))


def _joined(units: list[str], sources: Sequence[Sequence[str]]) -> str:
    """With an empty line where paragraphs became neighbours that would else run into each other."""
    met = {pair for source in sources for pair in pairwise(source)}
    result = units[:1]
    for last, one in pairwise(units):
        apart = one.startswith("\n\n") or (last, one) in met or _kind(last) == _kind(one) != ""
        result.append(one if apart else "\n" + one)
    return _text(result)


def _kind(unit: str) -> str:
    """The first sign of a list, heading or row; nothing for plain paragraphs."""
    found = _KIND.match(unit)
    return re.sub(r"\d+", "1", found[0].strip()) if found else ""
