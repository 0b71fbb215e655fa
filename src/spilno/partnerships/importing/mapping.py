"""Which column says what: guessed from the headings, chosen by people, remembered for each source."""

from collections.abc import Mapping as Mapped
from dataclasses import dataclass, field
from typing import Any, Self

from django.utils.translation import gettext as _

from spilno.partnerships.importing.errors import BadList
from spilno.partnerships.importing.sheet import Sheet, Wanted, header_key
from spilno.partnerships.importing.words import country_code, country_told_by, field_of, is_blank, side_of

PARTY_FIELDS = ["name", "code", "country", "region", "level"]
ROW_FIELDS = ["type", "label", "phase", "since", "until", "url", "note"]
FIELDS = [f"{side}.{name}" for side in (1, 2) for name in PARTY_FIELDS] + ROW_FIELDS
DATE_ORDERS = ["", "dmy", "mdy"]
_READING = ["encoding", "delimiter", "sheet", "header_row", "spread"]
# How many rows are looked at to tell a country column from a column of Länder.
_LOOKED_AT = 200


@dataclass(frozen=True)
class Mapping:
    """columns: heading -> field, in the order of the file. fixed: field -> value for every row, e.g. `2.country`."""

    columns: dict[str, str] = field(default_factory=dict)
    fixed: dict[str, str] = field(default_factory=dict)
    dates: str = ""
    reading: dict[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return {"columns": self.columns, "fixed": self.fixed, "dates": self.dates, **self.reading}

    @property
    def wanted(self) -> Wanted:
        return Wanted(**self.reading)

    @classmethod
    def from_dict(cls, told: Any) -> Self:
        """From JSON: `{"columns": {"Stadt": "1.name", …}, "fixed": {"2.country": "UA"}}`, or the columns alone.

        Raises BadList with the entry that is wrong.
        """
        if not isinstance(told, dict):
            raise BadList(_("the mapping must be an object that names a field for each column"))
        if not isinstance(told.get("columns"), dict):
            told = {"columns": told}
        columns, fixed, dates = told["columns"], told.get("fixed") or {}, told.get("dates") or ""
        if not isinstance(fixed, dict) or dates not in DATE_ORDERS:
            raise BadList(_("the mapping is not valid: %(part)s") % {"part": "fixed, dates"})
        for where in (columns.values(), fixed):
            wrong = next((name for name in where if name not in FIELDS and name not in ("", "ignore", None)), None)
            if wrong is not None:
                seen = repr(wrong)[:60] if isinstance(wrong, str) else type(wrong).__name__
                text = _("the mapping names the field %(field)s; there are: %(fields)s")
                raise BadList(text % {"field": seen, "fields": ", ".join(FIELDS)})
        reading = {name: told[name] for name in _READING if told.get(name)}
        good = {"header_row": int, "spread": bool}
        for name, value in reading.items():
            if not isinstance(value, good.get(name, str)):
                raise BadList(_("the mapping is not valid: %(part)s") % {"part": name})
        kept = {str(heading): str(name) for heading, name in columns.items() if name and name != "ignore"}
        return cls(kept, {str(name): str(value)[:200] for name, value in fixed.items() if value}, dates, reading)


def guess_mapping(sheet: Sheet) -> Mapping:
    """What the headings say; a field that two columns could mean goes to the first."""
    told = [(at, heading, field_of(heading), side_of(heading)) for at, heading in enumerate(sheet.header)]
    names = _name_columns(told)
    found: dict[int, str] = {at: f"{side}.name" for side, at in names.items()}
    for at, _heading, name, side in told:
        if at in found or name in ("", "ignore", "name"):
            continue
        if name in PARTY_FIELDS:
            if name == "country" and not _mostly_countries(sheet, at):
                name = "region"
            name = f"{side or _nearest_side(at, names)}.{name}"
        if name not in found.values():
            found[at] = name
    columns = {sheet.header[at]: found[at] for at in sorted(found)}
    fixed = {}
    for side, at in names.items():
        country = country_told_by(sheet.header[at])
        if country and f"{side}.country" not in columns.values():
            fixed[f"{side}.country"] = country
    return Mapping(columns, fixed)


def _name_columns(told: list[tuple[int, str, str, int]]) -> dict[int, int]:
    """Side -> column of its name: headings that tell their side first, then the first ones left."""
    named = [(at, side) for at, _heading, name, side in told if name == "name"]
    found: dict[int, int] = {}
    for at, side in named:
        if side and side not in found:
            found[side] = at
    for side in (1, 2):
        left = [at for at, _side in named if at not in found.values()]
        if side not in found and left:
            found[side] = left[0]
    return found


def _nearest_side(at: int, names: dict[int, int]) -> int:
    """The side whose name stands before the column; the first where none does."""
    before = [(column, side) for side, column in names.items() if column <= at]
    return max(before)[1] if before else 1


def _mostly_countries(sheet: Sheet, at: int) -> bool:
    values = [row.cells[at] for row in sheet.rows[:_LOOKED_AT] if not is_blank(row.cells[at])]
    return not values or 2 * sum(1 for value in values if country_code(value)) >= len(values)


def fit_mapping(mapping: Mapping, sheet: Sheet) -> Mapping:
    """The mapping with the file's own headings. Raises BadList for a column the file lacks, and without both sides."""
    known = {header_key(heading): heading for heading in reversed(sheet.header)}
    columns: dict[str, str] = {}
    for heading, name in mapping.columns.items():
        own = heading if heading in sheet.header else known.get(header_key(heading))
        if own is None:
            text = _("%(name)s: no column %(column)s; the file has %(columns)s")
            seen = ", ".join(sheet.header)[:300]
            raise BadList(text % {"name": sheet.name, "column": heading[:60], "columns": seen})
        if name in columns.values():
            raise BadList(_("%(name)s: two columns are mapped to %(field)s") % {"name": sheet.name, "field": name})
        columns[own] = name
    for side in (1, 2):
        if not {f"{side}.name", f"{side}.code"} & ({*columns.values(), *mapping.fixed}):
            text = _("%(name)s: it is not clear which column names side %(side)d; the file has %(columns)s")
            raise BadList(text % {"name": sheet.name, "side": side, "columns": ", ".join(sheet.header)[:300]})
    ordered = {heading: columns[heading] for heading in sheet.header if heading in columns}
    return Mapping(ordered, mapping.fixed, mapping.dates, mapping.reading)


def fits(mapping: Mapped[str, Any], sheet: Sheet) -> bool:
    """Whether a remembered mapping names columns that this file has, too."""
    known = {header_key(heading) for heading in sheet.header}
    columns = mapping.get("columns") or {}
    return bool(columns) and all(header_key(heading) in known for heading in columns)
