"""What a place's page shows of the registers, as markup: drawn once while they stand, since only an import changes it.

What apps add to the page (`PLACE_PAGE_PARTS`) is never kept here: it follows withdrawals at once.
"""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from spilno.common.freshness import is_answering
from spilno.common.memory import Memory
from spilno.design.listing import page_of
from spilno.places import queries, sections
from spilno.places.models import Area
from spilno.places.sheet import Children, OwnRows, place_sheet

PER_PAGE = 25
# Letters that are kept in each process, of two bytes at most: some three hundred pages.
MOST_LETTERS = 4_000_000


@dataclass(frozen=True)
class Drawn:
    """`unit`: who acts for the place, or the place itself. Apps add theirs between what is below the map and what is at the
    end; the map is the same for all but for its mark, and large."""

    area: Area
    unit: Area
    crumbs: SafeString
    above_the_map: SafeString
    below_the_map: SafeString
    at_the_end: SafeString

    def __len__(self) -> int:
        return sum(map(len, (self.crumbs, self.above_the_map, self.below_the_map, self.at_the_end)))


Key = tuple[object, str | None, str, str]


# The places asked for last; another state of the registers forgets them all.
_drawn: Memory[Key, Drawn] = Memory(MOST_LETTERS, len)


def key_of(request: HttpRequest, scheme: str, code: str) -> Key | None:
    """By what a drawn place is kept; None for other pages of its lists, and for readers whom nothing kept is shown."""
    return (queries.state_of_registers(), get_language(), scheme, code) if is_answering() and not request.GET else None


def kept_place(key: Key | None) -> Drawn | None:
    return _drawn.find(key[0], [key]).get(key) if key else None


def draw_place(request: HttpRequest, area: Area, own: OwnRows, place_key: str, key: Key | None) -> Drawn:
    """The first area that `queries.line_of` gives, drawn, and kept by its key. Raises Http404 for a page that is none."""
    sheet = place_sheet(area, own)
    children = page_of(Children(area), request.GET.get("page", ""), per_page=PER_PAGE, often_short=True)
    drawn = Drawn(
        area=area,
        unit=queries.acting_unit(area) or area,
        crumbs=sections.crumbs(area, sheet.ancestors),
        above_the_map=sections.above_the_map(area, sheet, place_key),
        below_the_map=sections.below_the_map(area, sheet, own.codes, children, request),
        at_the_end=sections.at_the_end(sheet, all_ties="all_ties" in request.GET),
    )
    if key:
        _drawn.keep(key[0], {key: drawn})
    return drawn
