"""Cells of one side to areas: linked where sure, else candidates to choose from."""

import re
from dataclasses import dataclass, field, replace
from typing import Any

from spilno.engine.errors import InvalidInput
from spilno.partnerships.importing.words import LEVELS, country_code, is_blank
from spilno.places.gazetteer import TOWNS, Hints, Link, LinkHit, Verdict, fold, gazetteer, script, well_known

LINKED, ASK, NOT_FOUND = "linked", "ask", "not_found"
CANDIDATES = 8
# A namesake this much larger, of this many inhabitants, is meant; benchmarks/lists.py prints what the cuts give.
NAMESAKE, SMALL, LISTED = 8, 3_000, 2
# Several towns of one side in one cell; a comma is part of too many names.
_SEVERAL = re.compile(r"\s*[;\n]\s*|\s+/\s+")
# What English puts around the name of a municipality.
_AROUND = re.compile(
    r"^(?:gmina|city of|town of|municipality of|commune of|village of|comuna|stadt|gemeinde|commune de)\s+|"
    r"\s+(?:municipality|commune|city municipality|urban municipality|local government area|parish municipality)$",
    re.IGNORECASE,
)
_MADE_FOR_LISTS = re.compile(r"Q\d+|t\d{6,}|https?://\S+")


@dataclass(frozen=True)
class PartyCells:
    """What a row says of one side."""

    text: str
    code: str = ""
    country: str = ""
    region: str = ""
    level: str = ""


@dataclass(frozen=True)
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
        self._gazetteer = gazetteer()

    def link(self, cells: PartyCells, side: int) -> list[LinkedParty]:
        """The parties of one side, in the order of the cell; [] where the cells are empty."""
        texts = [one for one in _SEVERAL.split(cells.text) if one] if not cells.code else [cells.text]
        return [replace(self._one(replace(cells, text=text)), side=side) for text in texts[:20]]

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
        best = LinkedParty(cells.text, NOT_FOUND, 0)
        for text, region in readings(cells.text, hints.region):
            found = self._ask(cells.text, text, replace(hints, region=region))
            if found.status == LINKED:
                return found
            if found.candidates and not best.candidates:
                best = found
        if not best.candidates and hints.region:
            # The region may be called otherwise: then its places are no answer, but a question.
            best = replace(self._ask(cells.text, cells.text, replace(hints, region="")), area=None)
            best = replace(best, status=ASK if best.candidates else NOT_FOUND, why="region_differs")
        return best

    def _ask(self, told: str, text: str, hints: Hints) -> LinkedParty:
        try:
            link = self._gazetteer.link(text, hints, k=CANDIDATES)
        except InvalidInput:
            return LinkedParty(told, NOT_FOUND, 0)
        if not link.hits or link.verdict == Verdict.NONE:
            return LinkedParty(told, NOT_FOUND, 0, None, link.hits)
        meant = _meant(link, text)
        if meant is not None:
            return LinkedParty(told, LINKED, 0, meant.id, (meant,))
        return LinkedParty(
            told, ASK, 0, None, link.hits, "several" if link.verdict != Verdict.ONE else "alike", link.told_apart_by
        )


def _meant(link: Link, text: str) -> LinkHit | None:
    """The hit a list means without asking: the only one that is called so, or one far larger than its namesakes."""
    first = link.hits[0] if link.verdict == Verdict.ONE else well_known(link)
    if first is not None and (first.reason in ("name", "former") or (first.reason == "sound" and _far(first, text))):
        return first
    called = [hit for hit in link.hits if hit.reason == "name" and fold(hit.name) == fold(text) and hit.level in TOWNS]
    if not called or link.hits[0].reason != "name":
        return None
    best, *others = sorted(called, key=lambda hit: -hit.population)
    most = max((hit.population for hit in others), default=0)
    # Quarters and neighbours that are listed under the name of the town are no rivals where they are smaller.
    listed = max((hit.population for hit in link.hits if hit.reason == "name" and hit not in called), default=0)
    enough = best.population >= max(SMALL, NAMESAKE * most) and len(link.hits) < CANDIDATES
    return best if enough and best.population > LISTED * listed else None


def _far(hit: LinkHit, text: str) -> bool:
    """A sound says enough where another script or Ukrainian was written down by ear; Odense is not Odensjö."""
    return hit.country == "UA" or script(fold(hit.matched)) != script(fold(text))


def readings(text: str, region: str) -> list[tuple[str, str]]:
    """(name, region) to try, the fullest first: `Haibach, Lower Franconia`, then Haibach in Lower Franconia, then bare."""
    found = [(text, region)]
    name, comma, rest = text.partition(",")
    if comma and name.strip() and rest.strip() and not region:
        found.append((name.strip(), rest.strip()))
    bare = _AROUND.sub("", text)
    if bare and bare != text:
        found.append((bare, region))
    return found
