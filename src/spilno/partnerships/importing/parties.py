"""Cells of one side to areas: linked where sure, else candidates to choose from."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from spilno.engine.errors import InvalidInput
from spilno.partnerships.importing.namesakes import LOOKED_AT, SAME_TOWN_KM, is_called, meant
from spilno.partnerships.importing.words import LEVELS, country_code, is_blank
from spilno.places.gazetteer import Hints, LinkHit, Verdict, fold, gazetteer
from spilno.places.importers.positions import km
from spilno.places.models import Area

LINKED, ASK, NOT_FOUND = "linked", "ask", "not_found"
CANDIDATES = 8
LET_GO_AFTER = 1000
# Several towns of one side in one cell; a comma is part of too many names.
_SEVERAL = re.compile(r"\s*[;\n]\s*|\s+/\s+")
# What English puts around the name of a municipality.
_AROUND = re.compile(
    r"^(?:gmina|city of|town of|municipality of|commune of|village of|comuna|stadt|gemeinde|commune de)\s+|"
    r"\s+(?:municipality|commune|city municipality|urban municipality|local government area|parish municipality)$",
    re.IGNORECASE,
)
# `Dnipropetrowsk (Oblast)` is the oblast, not the city that was called so.
_UNIT_BEHIND = re.compile(
    r"(?P<name>[^(]+?)\s*\((?P<unit>oblast|gebiet|region|land|kreis|landkreis|rajon|rayon|raion|область|район|громада|hromada)\)",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"(?P<name>[^(]+?)\s*\((?P<told>[^()]{3,})\)")
_LANDS = {"nrw": "Nordrhein-Westfalen", "nordrhein-westfalen (nrw)": "Nordrhein-Westfalen"}
_MADE_FOR_LISTS = re.compile(r"Q\d+|t\d{6,}|https?://\S+")


@dataclass(frozen=True, slots=True)
class PartyCells:
    """What a row says of one side."""

    text: str
    code: str = ""
    country: str = ""
    region: str = ""
    level: str = ""


def _each(cells: PartyCells) -> list[PartyCells]:
    """The same for each town of the cell; at most 20."""
    if cells.code:
        return [cells]
    return [replace(cells, text=text) for text in _SEVERAL.split(cells.text) if text][:20]


@dataclass(frozen=True, slots=True)
class LinkedParty:
    """One party of a row: `area` is the primary key where it is linked, `candidates` are hits to choose from."""

    text: str
    status: str
    side: int
    area: int | None = None
    candidates: tuple[LinkHit, ...] = ()
    why: str = ""
    told_apart_by: tuple[str, ...] = field(default=())

    def as_dict(self) -> dict[str, Any]:
        """What is kept in the row."""
        candidates = [hit.id for hit in self.candidates] if self.status != LINKED else []
        return {
            "text": self.text, "status": self.status, "side": self.side, "area": self.area, "why": self.why,
            "candidates": candidates,
        }  # fmt: skip


class PartyLinker:
    """Links cells with the gazetteer as it is now; asks it once for each text that repeats."""

    def __init__(self) -> None:
        self._known: dict[PartyCells, LinkedParty] = {}
        self._points: dict[int, tuple[float, float] | None] = {}
        self._gazetteer = gazetteer()

    def expect(self, cells: Iterable[PartyCells]) -> None:
        """Link what a whole list tells, country by country: what narrows to one is worked out once."""
        told = {one for many in cells for one in _each(many)}
        ordered = sorted(told, key=lambda one: (one.country, one.region, one.level, one.text, one.code))
        for at, one in enumerate(ordered, start=1):
            self._one(one)
            if at % LET_GO_AFTER == 0 or at == len(ordered):
                # A long list touches the whole index; what it has touched would count as this process's memory.
                self._gazetteer.index.let_go()

    def link(self, cells: PartyCells, side: int) -> list[LinkedParty]:
        """The parties of one side, in the order of the cell; [] where the cells are empty."""
        found = [replace(self._one(one), side=side) for one in _each(cells)]
        areas = {one.area for one in found}
        if len(found) > 1 and len(areas) == 1 and found[0].status == LINKED:
            # "Watermael-Boitsfort / Watermaal-Bosvoorde": one place in the two languages of its country.
            return [replace(found[0], text=cells.text)]
        return found

    def _one(self, cells: PartyCells) -> LinkedParty:
        found = self._known.get(cells)
        if found is None:
            found = self._known[cells] = self._linked(cells)
        return found

    def _linked(self, cells: PartyCells) -> LinkedParty:
        text = cells.text or cells.code
        country = country_code(cells.country) if cells.country else ""
        if cells.country and not country:
            return LinkedParty(text, ASK, 0, None, self._candidates(cells.text, Hints()), "country_unknown")
        if cells.code:
            return self._by_code(cells, country)
        return self._by_name(cells, country)

    def _by_code(self, cells: PartyCells, country: str) -> LinkedParty:
        """A code counts where the name beside it agrees; else somebody is asked."""
        text = cells.text or cells.code
        code = (
            cells.code.zfill(8)
            if cells.code.isdigit() and country in ("", "DE") and len(cells.code) == 7
            else cells.code
        )
        by_code = self._gazetteer.link(code, Hints()) if any(map(str.isdigit, code)) else None
        if by_code is None or by_code.verdict != Verdict.ONE or by_code.hits[0].reason != "code":
            found = self._by_name(cells, country) if cells.text else LinkedParty(text, NOT_FOUND, 0)
            return replace(found, status=ASK if found.candidates else NOT_FOUND, area=None, why="code_unknown")
        hit = by_code.hits[0]
        named = self._candidates(cells.text, Hints(country=country or hit.country)) if cells.text else (hit,)
        if any(other.id == hit.id or other.name == hit.name for other in named):
            return LinkedParty(text, LINKED, 0, hit.id, (hit,))
        return LinkedParty(text, ASK, 0, None, (hit, *named)[:CANDIDATES], "code_differs")

    def _candidates(self, text: str, hints: Hints) -> tuple[LinkHit, ...]:
        try:
            return self._gazetteer.link(text, hints, k=CANDIDATES).hits
        except InvalidInput:
            return ()

    def _by_name(self, cells: PartyCells, country: str) -> LinkedParty:
        if _MADE_FOR_LISTS.fullmatch(cells.text):
            return LinkedParty(cells.text, NOT_FOUND, 0, why="no_name")
        level = LEVELS.get(cells.level.casefold(), "")
        hints = Hints(country=country, region="" if is_blank(cells.region) else cells.region, level=level)
        best, tried = LinkedParty(cells.text, NOT_FOUND, 0), readings(cells.text, hints)
        for text, narrowed in tried:
            found = self._ask(cells.text, text, narrowed)
            if found.status == LINKED and country_code(text) and not is_called(found.candidates[0], text):
                # The country itself stands where its town should: Marrakesh was called Morocco once.
                found = replace(found, status=ASK, area=None, why="alike")
            if found.status == LINKED:
                return self._unless_elsewhere(found, text, narrowed)
            if not best.candidates or (_is_named(found, text) and not _is_named(best, cells.text)):
                best = found
        if not _is_named(best, cells.text):
            best = self._without_region(cells.text, tried, best)
        if country and best.status != LINKED and not _is_named(best, cells.text):
            best = self._elsewhere(cells.text, hints, best)
        return best

    def _unless_elsewhere(self, found: LinkedParty, text: str, hints: Hints) -> LinkedParty:
        """`Industrialnyi (Kharkiv)` is no place of that name elsewhere: where the brackets name a region or district that
        the place does not lie in, the one who lies there is meant, or it is a question."""
        hit, bracket = found.candidates[0], _IN_BRACKETS.fullmatch(text)
        if not bracket or set(fold(bracket["told"]).split()) <= set(fold(f"{hit.name} {hit.matched}").split()):
            return found
        told, country = bracket["told"], hints.country or hit.country
        within = self._candidates(bracket["name"], Hints(country=country, region=told))
        alike = [*within, *self._candidates(told, Hints(country=country))]
        units = [one for level in ("state", "district") for one in self._candidates(told, Hints(country, level=level))]
        if any(one.id == hit.id for one in alike) or not any(one.reason in ("name", "sound") for one in units):
            return found
        there = self._ask(found.text, bracket["name"], replace(hints, country=country, region=told))
        shown = tuple({one.id: one for one in (*within, hit)}.values())[:CANDIDATES]
        sure = there.status == LINKED
        return there if sure else replace(found, status=ASK, area=None, candidates=shown, why="region_differs")

    def _without_region(self, told: str, tried: list[tuple[str, Hints]], best: LinkedParty) -> LinkedParty:
        """The region beside a name is unknown, or it is none of this name's: a question, except where no register
        could tell (regions are known where registers are) and only one town is called so."""
        for text, narrowed in tried:
            if not narrowed.region:
                continue
            found = self._ask(told, text, replace(narrowed, region=""))
            sole = (
                found.status == LINKED and found.candidates[0].level == "place" and is_called(found.candidates[0], text)
            )
            if sole:
                return found
            if found.candidates and (not best.candidates or _is_named(found, text)):
                return replace(found, status=ASK, area=None, why="region_differs")
        return best

    def _elsewhere(self, told: str, hints: Hints, best: LinkedParty) -> LinkedParty:
        """The country beside a name may be wrong: who is called so elsewhere is no answer, but a question."""
        for text, narrowed in readings(told, replace(hints, country="", region="")):
            if narrowed.region:
                continue
            hits = [hit for hit in self._candidates(text, narrowed) if is_called(hit, text)]
            if hits:
                shown = (*hits[: CANDIDATES // 2], *best.candidates)[:CANDIDATES]
                return LinkedParty(told, ASK, 0, None, shown, "country_differs")
        return best

    def _ask(self, told: str, text: str, hints: Hints) -> LinkedParty:
        try:
            link = self._gazetteer.link(text, hints, k=LOOKED_AT)
        except InvalidInput:
            return LinkedParty(told, NOT_FOUND, 0)
        shown = link.hits[:CANDIDATES]
        if not link.hits or link.verdict == Verdict.NONE:
            return LinkedParty(told, NOT_FOUND, 0, None, shown)
        hit = meant(link, text, told, self._one_town)
        if hit is not None:
            return LinkedParty(told, LINKED, 0, hit.id, (hit,))
        return LinkedParty(
            told, ASK, 0, None, shown, "several" if link.verdict != Verdict.ONE else "alike", link.told_apart_by
        )

    def _one_town(self, one: LinkHit, other: LinkHit) -> bool:
        wanted = [hit.id for hit in (one, other) if hit.id not in self._points]
        for pk, lat, lon in Area.objects.filter(pk__in=wanted).values_list("pk", "lat", "lon") if wanted else ():
            self._points[pk] = (lat, lon) if lat is not None and lon is not None else None
        here, there = self._points.get(one.id), self._points.get(other.id)
        return here is not None and there is not None and km(here, there) < SAME_TOWN_KM


def _is_named(party: LinkedParty, text: str) -> bool:
    """Whether some candidate bears the very name."""
    return any(hit.reason == "name" or is_called(hit, text) for hit in party.candidates)


def readings(text: str, hints: Hints) -> list[tuple[str, Hints]]:
    """(name, hints) to try, the likeliest first: `Lublin, Polen` is Lublin in Poland, `Haibach, Lower Franconia` may be
    called so, or be Haibach in Lower Franconia."""
    text = _LANDS.get(text.casefold(), text)
    unit = _UNIT_BEHIND.fullmatch(text)
    found = [(f"{unit['unit']} {unit['name']}" if unit else text, hints)]
    name, comma, rest = (part.strip() for part in text.rpartition(","))
    if comma and name and rest:
        country = country_code(rest) if len(rest) > 3 or rest.isupper() else ""
        if country and hints.country in ("", country):
            found.insert(0, (name, replace(hints, country=country)))
        elif not country and not hints.region:
            found.append((name, replace(hints, region=rest)))
    for whole, narrowed in list(found):
        bare = _AROUND.sub("", whole)
        if bare and bare != whole:
            found.append((bare, narrowed))
    return found
