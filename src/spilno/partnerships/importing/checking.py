"""Every row of a list looked at by itself: who, since when, what kind; nothing is written."""

import hashlib
import re
from collections.abc import Iterator
from collections.abc import Mapping as Mapped
from dataclasses import dataclass, field
from typing import Any

from spilno.common.partial_dates import PartialDate
from spilno.partnerships.enums import RowStatus
from spilno.partnerships.importing.dates import date_order, read_dates
from spilno.partnerships.importing.mapping import Mapping
from spilno.partnerships.importing.parties import ASK, LINKED, LinkedParty, PartyCells, PartyLinker
from spilno.partnerships.importing.sheet import Sheet, SheetRow
from spilno.partnerships.importing.words import is_blank, phase_told_by, type_told_by

LONGEST_NAME = 200
_BROKEN = re.compile(r"[ÐÑÃÂ][\x80-\xbf\u2018-\u2122Œ-ž¡-¿]")
_CYRILLIC, _LATIN = re.compile(r"[\u0400-\u052f]"), re.compile(r"[A-Za-z\u00c0-\u024f]")
# 5,97804E+06 was 5978036 once; its last digits are lost.
_EXPONENT = re.compile(r"\d+(?:[.,]\d+)?E\+?\d+", re.IGNORECASE)


@dataclass(frozen=True)
class RowFacts:
    """What a row says of the relation itself."""

    agreement_type: str = ""
    local_label: str = ""
    phase: str = ""
    begun: PartialDate | None = None
    until: PartialDate | None = None
    url: str = ""
    note: str = ""


@dataclass
class CheckedRow:
    """message: {code, …values}; `warnings` likewise, which reject nothing. `fingerprint` tells the same row again.

    as_read: the fingerprint of what the file says, where somebody has corrected it; else "".
    """

    number: int
    cells: dict[str, str]
    status: str
    parties: list[LinkedParty] = field(default_factory=list)
    facts: RowFacts = field(default_factory=RowFacts)
    message: dict[str, Any] = field(default_factory=dict)
    warnings: list[dict[str, Any]] = field(default_factory=list)
    fingerprint: str = ""
    as_read: str = ""


class _WrongRow(Exception):
    def __init__(self, code: str, **values: Any) -> None:
        self.message = {"code": code, **values}
        super().__init__(code)


class Checker:
    """Checks rows under one mapping; `linker` may be shared.

    as_read: for rows of the sheet that are not what the file says, by number the fingerprint of what it says.
    """

    def __init__(
        self, sheet: Sheet, mapping: Mapping, linker: PartyLinker, as_read: Mapped[int, str] | None = None
    ) -> None:
        self.sheet, self.mapping, self.linker, self.as_read = sheet, mapping, linker, as_read or {}
        self.at = {name: sheet.header.index(heading) for heading, name in mapping.columns.items()}
        self.headings = {name: heading for heading, name in mapping.columns.items()}
        order = [(self.at.get(f"{side}.name", self.at.get(f"{side}.code", 999)), side) for side in (1, 2)]
        self.sides = [side for _at, side in sorted(order)]
        columns = [[row.cells[self.at[n]] for row in sheet.rows] for n in ("since", "until") if n in self.at]
        self.day_first = mapping.dates or next(filter(None, map(date_order, columns)), "")

    def rows(self) -> Iterator[CheckedRow]:
        self.linker.expect(self._told(row, side) for row in self.sheet.rows for side in self.sides if not row.problem)
        for row in self.sheet.rows:
            yield self.check(row)

    def check(self, row: SheetRow) -> CheckedRow:
        cells = {heading: row.cells[self.at[name]] for heading, name in self.mapping.columns.items()}
        told = fingerprint_of({name: row.cells[at] for name, at in self.at.items()}, self.mapping.fixed)
        as_read = self.as_read.get(row.number, "")
        checked = CheckedRow(row.number, cells, RowStatus.REJECTED, fingerprint=told, as_read=as_read)
        if as_read:
            checked.warnings.append({"code": "corrected"})
        try:
            if row.problem:
                raise _WrongRow(row.problem)
            self._link(row, checked)
            checked.facts = self._facts(row, checked)
            self._judge(checked)
        except _WrongRow as wrong:
            checked.status, checked.message = RowStatus.REJECTED, wrong.message
        return checked

    def facts_only(self, row: SheetRow) -> CheckedRow:
        """The row without its parties, which somebody has decided."""
        cells = {heading: row.cells[self.at[name]] for heading, name in self.mapping.columns.items()}
        checked = CheckedRow(row.number, cells, RowStatus.ASK)
        checked.facts = self._facts(row, checked)
        return checked

    def _cell(self, row: SheetRow, name: str) -> str:
        at = self.at.get(name)
        value = row.cells[at] if at is not None else ""
        return self.mapping.fixed.get(name, "") if is_blank(value) else value

    def _told(self, row: SheetRow, side: int) -> PartyCells:
        return PartyCells(*(self._cell(row, f"{side}.{n}") for n in ("name", "code", "country", "region", "level")))

    def _link(self, row: SheetRow, checked: CheckedRow) -> None:
        sides = []
        for side in self.sides:
            told = self._told(row, side)
            heading = self.headings.get(f"{side}.name", "")
            repaired = _repaired(told.text)
            if repaired:
                raise _WrongRow("mojibake", column=heading, text=told.text[:60], meant=repaired[:60])
            if len(told.text) > LONGEST_NAME:
                raise _WrongRow("too_long", column=heading, most=LONGEST_NAME)
            checked.warnings += _oddities(told, heading, self.headings.get(f"{side}.code", ""))
            sides.append((heading, told))
        for side, (_heading, told) in zip(self.sides, sides, strict=True):
            checked.parties += self.linker.link(told, side)
        for side, (heading, _told) in zip(self.sides, sides, strict=True):
            if not any(one.side == side for one in checked.parties):
                raise _WrongRow("no_party", column=heading)

    def _judge(self, checked: CheckedRow) -> None:
        lost = [one for one in checked.parties if one.status not in (LINKED, ASK)]
        if lost:
            raise _WrongRow("not_found", text=lost[0].text[:80], why=lost[0].why)
        unsure = [one for one in checked.parties if one.status == ASK]
        if unsure:
            checked.status = RowStatus.ASK
            checked.message = {"code": unsure[0].why or "several", "text": unsure[0].text[:80]}
            return
        checked.status = RowStatus.LINKED

    def _facts(self, row: SheetRow, checked: CheckedRow) -> RowFacts:
        agreement, phase, label = type_told_by(self._cell(row, "type")) if self._cell(row, "type") else ("", "", "")
        told = self._cell(row, "phase")
        begun, until = self._dates(row, checked)
        if begun and until and until.last_day < begun.on:
            raise _WrongRow("ends_before", column=self.headings.get("until", ""))
        if begun and until and until.on < begun.on:
            # "From May 2024 until 2024": the end is known too vaguely to be kept beside the beginning.
            checked.warnings.append({"code": "until_vague", "column": self.headings.get("until", "")})
            until = None
        url = self._cell(row, "url")
        return RowFacts(
            agreement,
            (self._cell(row, "label") or label)[:160],
            (phase_told_by(told) if told else "") or phase,
            begun,
            until,
            url[:300] if url.startswith(("https://", "http://")) else "",
            self._cell(row, "note")[:2000],
        )

    def _dates(self, row: SheetRow, checked: CheckedRow) -> tuple[PartialDate | None, PartialDate | None]:
        """Beginning and end; a span that stands in one cell tells both."""
        begun, span_end = self._date(row, "since", checked)
        until, until_end = self._date(row, "until", checked)
        return begun, until_end or until or span_end

    def _date(self, row: SheetRow, name: str, checked: CheckedRow) -> tuple[PartialDate | None, PartialDate | None]:
        text = self._cell(row, name)
        if not text:
            return None, None
        told = {"column": self.headings.get(name, ""), "text": text[:40]}
        try:
            found = read_dates(text, self.day_first)
        except ValueError:
            raise _WrongRow("no_date", **told) from None
        if found.noticed:
            checked.warnings.append({"code": found.noticed, **told})
        return found.begun, found.until


def _oddities(told: PartyCells, name_heading: str, code_heading: str) -> Iterator[dict[str, Any]]:
    """What a spreadsheet or a keyboard has done to name and code."""
    if _EXPONENT.fullmatch(told.code):
        yield {"code": "format_lost", "column": code_heading, "text": told.code[:40]}
    mixed = next((word for word in told.text.split() if _CYRILLIC.search(word) and _LATIN.search(word)), "")
    if mixed:
        yield {"code": "mixed_letters", "column": name_heading, "text": mixed[:60]}


def _repaired(text: str) -> str:
    """`MÃ¼nchen` was München once; "" for a text that is what it is."""
    if not _BROKEN.search(text):
        return ""
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return ""


def fingerprint_of(cells: Mapped[str, str], fixed: Mapped[str, str]) -> str:
    """Of what a row says by field, and what holds for every row; the same row of another file has the same."""
    told = sorted(cells.items()) + sorted(fixed.items())
    return hashlib.sha256(repr(told).encode("utf-8", "replace")).hexdigest()
