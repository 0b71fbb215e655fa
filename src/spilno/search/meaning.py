"""What the words of a line may mean: words in their forms, and places in any spelling."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from spilno.engine.errors import InvalidInput
from spilno.places import gazetteer
from spilno.places.enums import REGIONS, AreaLevel
from spilno.places.models import Area
from spilno.places.queries import PARENTS, acting_unit
from spilno.search.asking import Group, Term, in_regions, place_terms, typed_term, word_terms
from spilno.search.words import stem_of, words_of

# A shorter word is a part of a name, no place.
SHORTEST_PLACE = 3
LONGEST_NAME = 3
MOST_NAMESAKES = 6
# The page lists so many. Asked for as many here, the gazetteer answers both at once.
MOST_PLACES = 25
# Words of a line that are looked up among the places.
MOST_LOOKED_UP = 8
MOST_SPELLINGS = 12
# So many words of a name, the longest, tell it from others; each more costs as much as all that begins with it.
MOST_TELLING = 2
# Parts of names that only say what kind of unit it is.
_UKRAINIAN_UNITS = "громада район область міська сільська селищна територіальна"
_OTHER_UNITS = "hromada raion rayon oblast region kreis landkreis stadt gemeinde bezirk city town district"
UNITS = frozenset(word for name in f"{_UKRAINIAN_UNITS} {_OTHER_UNITS}".split() for word in words_of(name))
CALLED_SO = ("name", "former", "code")


@dataclass
class Meaning:
    """Groups for the index; `named`: folded words that name the places meant; `guessed`: places that only sound so."""

    groups: list[Group] = field(default_factory=list)
    named: set[str] = field(default_factory=set)
    guessed: list[Area] = field(default_factory=list)


def _link(opened: gazetteer.Gazetteer, text: str) -> gazetteer.Link | None:
    try:
        link = gazetteer.find_in(opened, text, k=MOST_PLACES)
    except InvalidInput:
        return None
    return replace(link, hits=link.hits[:MOST_NAMESAKES])


def _called(opened: gazetteer.Gazetteer, text: str) -> list[int]:
    """Areas that bear this name in some language or time, or that everybody means by it."""
    link = _link(opened, text)
    if link is None:
        return []
    meant = gazetteer.well_known(link)
    called = [hit.id for hit in link.hits if hit.reason in CALLED_SO]
    return called + ([meant.id] if meant and meant.reason != "similar" and meant.id not in called else [])


def _similar(opened: gazetteer.Gazetteer, text: str) -> list[int]:
    link = _link(opened, text)
    if link is None or link.verdict == gazetteer.Verdict.NONE:
        return []
    return [hit.id for hit in link.hits][:3]


def _areas(ids: Sequence[int]) -> list[Area]:
    """The areas and, for those inside a municipality, the municipality; countries are no help here."""
    found = list(Area.objects.filter(pk__in=ids).exclude(level=AreaLevel.COUNTRY).select_related(PARENTS))
    # A town's oblast bears its name, too; whoever means all of the oblast says so.
    towns = [area for area in found if area.level not in REGIONS]
    areas = {area.pk: area for area in towns or found}
    for area in list(areas.values()):
        unit = acting_unit(area)
        if unit:
            areas.setdefault(unit.pk, unit)
    return list(areas.values())


def _words_of(area: Area) -> list[list[str]]:
    """Its names as words, without what only says that it is a unit."""
    names = dict.fromkeys(name for name in (area.name, area.name_de, area.name_uk, area.name_en) if name)
    found = [[word for word in words_of(name) if word not in UNITS] for name in names]
    return [words for words in found if words and all(len(word) >= SHORTEST_PLACE for word in words)]


def _names(areas: Sequence[Area]) -> set[str]:
    return {word for area in areas for words in _words_of(area) for word in words}


def _spelled(areas: Sequence[Area]) -> Group:
    """The places' other names as words of a text: what is written about them need not be tied to them."""
    names = {
        tuple(Term(stem_of(word), begins=True) for word in words if word in sorted(words, key=len)[-MOST_TELLING:])
        for area in areas
        for words in _words_of(area)
    }
    return tuple(sorted(names, key=str))[:MOST_SPELLINGS]


def _about(areas: Sequence[Area]) -> Group:
    return (*place_terms([area.pk for area in areas]), *_spelled(areas))


def _anywhere(typed: Group, areas: Sequence[Area]) -> Group:
    """As it was typed, also in names of regions; where these are meant, all that lies in them is found as it is."""
    means_regions = bool(areas) and all(area.level in REGIONS for area in areas)
    return typed if means_regions else (*typed, *in_regions(typed))


def _longest_name(opened: gazetteer.Gazetteer, words: Sequence[str]) -> tuple[int, list[Area]]:
    """How many of the first words are one name, and of which places; (1, []) where they name none."""
    for taken in range(min(LONGEST_NAME, len(words)), 0, -1):
        text = " ".join(words[:taken])
        areas = _areas(_called(opened, text)) if len(text) >= SHORTEST_PLACE and not text.isdigit() else []
        if areas:
            return taken, areas
    return 1, []


def meaning_of(words: Sequence[str]) -> Meaning:
    """Each word in its forms, or the place it names; a name of several words is taken as one."""
    found, at, opened = Meaning(), 0, gazetteer.gazetteer()
    while at < len(words):
        taken, areas = _longest_name(opened, words[at:]) if at < MOST_LOOKED_UP else (1, [])
        name = tuple(typed_term(word) for word in words[at : at + taken])
        typed: Group = word_terms(words[at]) if taken == 1 else (name,)
        found.groups.append((*_anywhere(typed, areas), *_about(areas)))
        found.named |= _names(areas)
        at += taken
    return found


def guessed(words: Sequence[str], unknown: Sequence[bool]) -> Meaning:
    """Like `meaning_of`, but words that stand nowhere (`unknown`) are taken for misspelt places."""
    found, opened = Meaning(), gazetteer.gazetteer()
    for word, is_unknown in zip(words, unknown, strict=True):
        areas = _areas(_similar(opened, word)) if is_unknown and len(word) > SHORTEST_PLACE else []
        found.groups.append((*_anywhere(word_terms(word), areas), *_about(areas)))
        found.guessed += [area for area in areas if area.pk not in {known.pk for known in found.guessed}]
        found.named |= _names(areas)
    return found
