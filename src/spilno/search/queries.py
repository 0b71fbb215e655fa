"""Searching everything: what a reader's words mean, which things have them, and what of these the reader may see now."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from spilno.common.visibility import Viewer
from spilno.places.models import Area
from spilno.search.asking import Group, in_regions, language_terms, place_terms, word_terms
from spilno.search.candidates import MOST, Candidate, Looked, Narrowing, by_day
from spilno.search.findable import Findable, Wording, sources
from spilno.search.looking import alike, kinds_there, look, look_to_count, stands_anywhere
from spilno.search.marking import Marks, Part, excerpt, marked
from spilno.search.meaning import guessed, meaning_of
from spilno.search.models import SearchDocument
from spilno.search.words import Line, line_of

PER_PAGE = 20
SHORTEST_ALIKE = 4
# Of a kind that has more hits than these all that are asked for are shown; those of other kinds are then not counted.
MOST_COUNTED = MOST // 2


class How(StrEnum):
    """How the hits fit what was typed; said on the page, so that nobody is led astray."""

    ALL = "all"
    GUESSED = "guessed"
    ALIKE = "alike"
    SOME = "some"


@dataclass(frozen=True)
class Wanted:
    """What a reader looks for; empty values do not narrow. `newest` orders by day instead of by fit."""

    q: str = ""
    kind: str = ""
    language: str = ""
    place: Area | None = None
    newest: bool = False
    page: int = 1


@dataclass(frozen=True)
class Hit:
    """A thing as its app shows it now, in the reader's language where there is one."""

    kind: str
    findable: Findable
    # What the excerpt is from; the title may stand in another language.
    wording: Wording
    title: list[Part]
    title_language: str
    excerpt: list[Part]

    @property
    def title_text(self) -> str:
        return "".join(part.text for part in self.title)

    @property
    def label(self) -> str:
        return str(sources()[self.kind].one)


@dataclass
class Results:
    """`number` of hits in all kinds or the one wanted; `more`: there are more than are counted.

    `counts` by kind; where there are too many to count, the kinds of which there is something at all are `uncounted`.
    """

    line: Line
    hits: list[Hit] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    uncounted: set[str] = field(default_factory=set)
    number: int = 0
    more: bool = False
    how: How = How.ALL
    guessed: list[Area] = field(default_factory=list)
    page: int = 1

    @property
    def pages(self) -> int:
        return max(1, -(-self.number // PER_PAGE))


@dataclass
class _Found:
    """`of_kind`: those of the kind wanted, where it was looked through by itself; `counted`: `looked` is of all kinds."""

    looked: Looked
    marks: Marks
    groups: list[Group]
    how: How = How.ALL
    guessed: list[Area] = field(default_factory=list)
    of_kind: Looked | None = None
    counted: bool = True


def _fixed(wanted: Wanted) -> list[Group]:
    """What everything found has besides the words."""
    place = [place_terms([wanted.place.pk])] if wanted.place else []
    return [*place, language_terms(wanted.language)] if wanted.language else place


def _look(line: Line, narrowing: Narrowing, wanted: Wanted) -> _Found:
    """Candidates for the words as they are; where there are none, for what they may be misspelt from; else for some."""
    # Of what has the words the index itself tells which can be read in a language.
    fixed, in_any = _fixed(wanted), replace(narrowing, language="")
    meaning = meaning_of(line.words)
    groups = [*meaning.groups, *fixed]
    found = _Found(Looked(), Marks.of(line.words, meaning.named), groups)
    if not meaning.groups and not wanted.place:
        return found
    newest = wanted.newest
    if wanted.kind:
        found.of_kind = look(groups, replace(in_any, kind=wanted.kind), newest=newest)
        found.counted = len(found.of_kind.rows) <= MOST_COUNTED
        if not found.counted:
            return found
    found.looked = look_to_count(groups, in_any) if wanted.kind else look(groups, in_any, newest=newest)
    if found.looked.rows or not line.words:
        return found
    typed = [word_terms(word) for word in line.words]
    unknown = [not stands_anywhere((*one, *in_regions(one)), narrowing) for one in typed]
    guess = guessed(line.words, unknown)
    if guess.guessed:
        looked = look([*guess.groups, *fixed], in_any, newest=newest)
        if looked.rows:
            marks = Marks.of(line.words, guess.named)
            return _Found(looked, marks, [*guess.groups, *fixed], How.GUESSED, guess.guessed)
    similar = [] if wanted.place else _alike(line, unknown, narrowing)
    if similar:
        return replace(found, looked=Looked(by_day(similar) if newest else similar), how=How.ALIKE)
    any_word: Group = tuple(one for group in meaning.groups for one in group)
    looked = look([any_word, *fixed], in_any, newest=newest) if len(line.words) > 1 else Looked()
    return replace(found, looked=looked, groups=[any_word, *fixed], how=How.SOME)


def _alike(line: Line, unknown: Sequence[bool], narrowing: Narrowing) -> list[Candidate]:
    """Things whose titles have something like the longest of the words that stand nowhere."""
    words = [word for word, is_unknown in zip(line.words, unknown, strict=True) if is_unknown]
    longest = max(words, key=len, default="")
    return alike(longest, narrowing) if len(longest) >= SHORTEST_ALIKE else []


def find(viewer: Viewer, wanted: Wanted) -> Results:
    """One page of hits. Raises nothing for odd words: what nobody wrote finds nothing."""
    line = line_of(wanted.q)
    results = Results(line, page=wanted.page)
    narrowing = Narrowing(viewer, language=wanted.language)
    found = _look(line, narrowing, wanted)
    results.how, results.guessed = found.how, found.guessed
    looked = _of_kind(found, narrowing, wanted) if wanted.kind else found.looked
    rows, results.more = looked.rows, looked.more
    of_page = rows[(wanted.page - 1) * PER_PAGE : wanted.page * PER_PAGE]
    results.hits = _shown(viewer, of_page, found.marks)
    gone = Counter(row.kind for row in of_page)
    gone.subtract(hit.kind for hit in results.hits)
    results.number = len(rows) - gone.total()
    if found.looked.more or not found.counted:
        results.uncounted = kinds_there(sources(), replace(narrowing, language=""))
    else:
        counts = Counter(row.kind for row in found.looked.rows)
        results.counts = {kind: number for kind, number in (counts - gone).items() if number > 0}
    return results


def _of_kind(found: _Found, narrowing: Narrowing, wanted: Wanted) -> Looked:
    """Those of one kind; where more were found than were looked at, others of it may stand behind them."""
    if found.of_kind is not None and found.how == How.ALL:
        return found.of_kind
    if found.looked.more:
        return look(found.groups, replace(narrowing, kind=wanted.kind, language=""), newest=wanted.newest)
    return Looked([row for row in found.looked.rows if row.kind == wanted.kind])


def known(kind: str = "") -> int:
    """How many things search knows, of one kind or in all."""
    rows = SearchDocument.objects.filter(kind=kind) if kind else SearchDocument.objects.all()
    return rows.count()


def _shown(viewer: Viewer, rows: Sequence[Candidate], marks: Marks) -> list[Hit]:
    """The things as they are now, in the order of the rows; what the reader may not see now is not there."""
    now: dict[tuple[str, int], Findable] = {}
    for kind, source in sources().items():
        keys = [row.key for row in rows if row.kind == kind]
        if keys:
            now |= {(kind, one.key): one for one in source.show(viewer, keys)}
    return [
        _hit(row.kind, now[row.kind, row.key], marks)
        for row in rows
        if (row.kind, row.key) in now and now[row.kind, row.key].wordings
    ]


def _hit(kind: str, thing: Findable, marks: Marks) -> Hit:
    """In the reader's language, unless another has the words and theirs has not."""
    order = thing.in_reader_order()
    titled = next((one for one in order if one.title), order[0])
    title = marked(titled.title, marks)
    excerpts = ((one, excerpt(one.text, marks)) for one in order)
    best = next(((one, text) for one, text in excerpts if any(part.marked for part in text)), None)
    wording, text = best or (titled, excerpt(titled.text, marks))
    return Hit(kind, thing, wording, title, titled.language, text)
