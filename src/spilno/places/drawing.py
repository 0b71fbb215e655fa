"""What a place's page shows of the registers, as markup: drawn once while they stand, since only an import changes it.

What apps add to the page (`PLACE_PAGE_PARTS`) is never kept here: it follows withdrawals at once.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from spilno.common.freshness import is_answering
from spilno.design.listing import page_of
from spilno.places import gazetteer, queries, sections
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


Key = tuple[str, str | None, str, str]


class _Kept:
    """The places asked for last; another state of the registers forgets them all."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._state = ""
        self._pages: OrderedDict[Key, Drawn] = OrderedDict()
        self._letters = 0

    def find(self, key: Key) -> Drawn | None:
        with self._lock:
            if key[0] != self._state:
                self._pages.clear()
                self._state, self._letters = key[0], 0
            if key in self._pages:
                self._pages.move_to_end(key)
            return self._pages.get(key)

    def keep(self, key: Key, drawn: Drawn) -> None:
        with self._lock:
            if key[0] != self._state or key in self._pages:
                return
            self._pages[key] = drawn
            self._letters += len(drawn)
            while self._letters > MOST_LETTERS:
                self._letters -= len(self._pages.popitem(last=False)[1])


_kept = _Kept()


def key_of(request: HttpRequest, scheme: str, code: str) -> Key | None:
    """By what a drawn place is kept; None for other pages of its lists, and for readers whom nothing kept is shown."""
    return (gazetteer.state(), get_language(), scheme, code) if is_answering() and not request.GET else None


def kept_place(key: Key | None) -> Drawn | None:
    return _kept.find(key) if key else None


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
        _kept.keep(key, drawn)
    return drawn
