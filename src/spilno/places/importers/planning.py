"""From what a register says to what has to be written: a comparison in memory that touches no row.

An importer states units (`Stated`); `Planner` compares them with the tables and gives a `Plan`, which `writing`
carries out in one transaction. The dry run stops after the plan, so that both say the same.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Max

from spilno.places.importers.account import CHANGED, CREATED, Account
from spilno.places.models import Area, AreaCode, AreaFact, AreaName, AreaStatus, DataSource

Key = tuple[str, str]  # scheme and code
AREA_COLUMNS = (
    "level", "category", "country", "parent_id", "name", "name_de", "name_uk", "name_en", "lat", "lon", "population",
    "population_year", "area_km2", "valid_from", "valid_to", "successor_id", "source_id",
)  # fmt: skip
_TEXTS = {"level", "category", "country", "name", "name_de", "name_uk", "name_en"}


class Name(NamedTuple):
    text: str
    language: str
    kind: str
    valid_from: Any = None
    valid_to: Any = None


class Fact(NamedTuple):
    key: str
    value: float | None = None
    text: str = ""
    year: int | None = None


class Status(NamedTuple):
    kind: str
    valid_from: Any = None
    valid_to: Any = None
    as_of: Any = None


@dataclass(slots=True)
class Stated:
    """What one source says of one unit. `sets` always holds; `fills` only where nothing is known or the name changes."""

    key: Key
    rows: list[int] = field(default_factory=list)
    sets: dict[str, Any] = field(default_factory=dict)
    fills: dict[str, Any] = field(default_factory=dict)
    parent: Key | None = None
    successor: Key | None = None
    codes: list[Key] = field(default_factory=list)
    names: list[Name] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    statuses: list[Status] = field(default_factory=list)
    may_create: bool = True


@dataclass(frozen=True)
class SourceNote:
    """How the publisher wants to be named."""

    key: str
    title: str
    version: str = ""
    licence: str = ""
    attribution: str = ""
    url: str = ""
    checksum: str = ""


@dataclass
class Plan:
    source: SourceNote
    account: Account
    areas: list[tuple[Any, ...]] = field(default_factory=list)
    updates: dict[tuple[str, ...], list[tuple[Any, ...]]] = field(default_factory=lambda: defaultdict(list))
    codes: list[tuple[int, str, str]] = field(default_factory=list)
    names: list[tuple[Any, ...]] = field(default_factory=list)
    facts: list[tuple[Any, ...]] = field(default_factory=list)
    statuses: list[tuple[Any, ...]] = field(default_factory=list)
    ties: list[tuple[int, int, str, Any]] = field(default_factory=list)
    gone_names: list[int] = field(default_factory=list)
    gone_facts: list[int] = field(default_factory=list)
    gone_statuses: list[int] = field(default_factory=list)
    gone_ties: list[int] = field(default_factory=list)
    # Reshaping that needs the new rows in place (twins, inherited positions); runs in the same transaction. Each says
    # whether it changed anything.
    afterwards: list[Callable[[DataSource, Account], bool]] = field(default_factory=list)

    @property
    def writes(self) -> bool:
        lists = (self.areas, self.codes, self.names, self.facts, self.statuses, self.ties, self.gone_names)
        return any(lists) or any(self.updates.values()) or bool(self.gone_facts or self.gone_statuses or self.gone_ties)

    def forget_rows(self) -> None:
        """Let go of what is written; for the world that is a million names, and what follows needs the room."""
        for rows in (self.areas, self.codes, self.names, self.facts, self.statuses, self.ties, self.updates):
            rows.clear()


def next_id() -> int:
    """The first free primary key of Area; only one import runs at a time, so nobody else takes it."""
    highest = Area.objects.aggregate(highest=Max("pk"))["highest"] or 0
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [Area._meta.db_table])
            row = cursor.fetchone()
        highest = max(highest, row[0] if row else 0)
    return int(highest) + 1


class Planner:
    """Compares stated units with the tables; `schemes` are those by which units are recognised."""

    def __init__(self, source: SourceNote, account: Account, schemes: Iterable[str], countries: Iterable[str]) -> None:
        self.plan = Plan(source, account)
        self.account = account
        found = DataSource.objects.filter(key=source.key).first()
        self.source_id = found.pk if found else None
        codes = AreaCode.objects.filter(scheme__in=list(schemes)).values_list("scheme", "code", "area_id")
        self.ids: dict[Key, int] = {(scheme, code): area for scheme, code, area in codes.iterator(20_000)}
        self._stored = set(self.ids)
        self.areas: dict[int, dict[str, Any]] = {}
        rows = Area.objects.filter(country__in=list(countries)).values_list("pk", *AREA_COLUMNS)
        for row in rows.iterator(20_000):
            self.areas[row[0]] = dict(zip(AREA_COLUMNS, row[1:], strict=True))
        self._next = next_id()
        self._names = self._owned(AreaName, "text", "language", "kind", "valid_from", "valid_to")
        self._facts = self._owned(AreaFact, "key", "value", "text", "year")
        self._statuses = self._owned(AreaStatus, "kind", "valid_from", "valid_to", "as_of")

    def _owned(self, model: Any, *columns: str) -> dict[int, dict[tuple[Any, ...], int]]:
        """What this source already says, by area."""
        owned: dict[int, dict[tuple[Any, ...], int]] = defaultdict(dict)
        if self.source_id:
            rows = model.objects.filter(source_id=self.source_id).values_list("pk", "area_id", *columns)
            for pk, area, *rest in rows.iterator(20_000):
                owned[area][tuple(rest)] = pk
        return owned

    def known(self, key: Key) -> bool:
        return key in self.ids

    def remember(self, key: Key) -> None:
        """This code is stored already."""
        self._stored.add(key)

    def compare(self, stated: list[Stated], progress: Callable[[int], None] = lambda _: None) -> Plan:
        """Two passes, so that a parent may be stated after its child."""
        fresh = [unit for unit in stated if self._area_of(unit) is None and unit.may_create]
        for unit in fresh:
            self.ids[unit.key] = self._next
            self._next += 1
        new = {self.ids[unit.key] for unit in fresh}
        for at, unit in enumerate(stated):
            area = self._area_of(unit)
            if area is None:
                continue
            if area in new:
                status = CREATED
                self._create(area, unit)
                self._extras(area, unit)
            else:
                # No short cut between the two: both must be compared.
                differs = [self._change(area, unit), self._extras(area, unit)]
                status = CHANGED if any(differs) else ""
            for row in unit.rows if status else ():
                self.account.mark(row, status)
            if at % 500 == 0:
                progress(at)
        return self.plan

    def _area_of(self, unit: Stated) -> int | None:
        for key in (unit.key, *unit.codes):
            if key in self.ids:
                return self.ids[key]
        return None

    def _columns(self, unit: Stated, values: dict[str, Any]) -> dict[str, Any]:
        values = dict(values)
        if unit.parent is not None and unit.parent in self.ids:
            values["parent_id"] = self.ids[unit.parent]
        if unit.successor is not None and unit.successor in self.ids:
            values["successor_id"] = self.ids[unit.successor]
        return values

    def _create(self, area: int, unit: Stated) -> None:
        values = self._columns(unit, {**unit.fills, **unit.sets})
        row = tuple(values.get(column, "" if column in _TEXTS else None) for column in AREA_COLUMNS)
        self.plan.areas.append((area, *row))

    def _change(self, area: int, unit: Stated) -> bool:
        old = self.areas.get(area)
        if old is None:
            return False
        wanted = self._columns(unit, unit.sets)
        renamed = "name" in wanted and wanted["name"] != old["name"]
        for column, value in unit.fills.items():
            if value not in (None, "") and (old[column] in (None, "") or renamed):
                wanted[column] = value
        changes = {column: value for column, value in wanted.items() if _differs(old[column], value)}
        if changes:
            old.update(changes)
            columns = tuple(sorted(changes))
            self.plan.updates[columns].append((*(changes[column] for column in columns), area))
        return bool(changes)

    def _extras(self, area: int, unit: Stated) -> bool:
        plan, changed = self.plan, False
        for scheme, code in dict.fromkeys([unit.key, *unit.codes]):
            holder = self.ids.setdefault((scheme, code), area)
            if holder == area and (scheme, code) not in self._stored:
                plan.codes.append((area, scheme, code))
                self._stored.add((scheme, code))
                changed = True
        changed |= _owned_difference(self._names[area], unit.names, area, plan.names, plan.gone_names)
        changed |= _owned_difference(self._facts[area], unit.facts, area, plan.facts, plan.gone_facts)
        changed |= _owned_difference(self._statuses[area], unit.statuses, area, plan.statuses, plan.gone_statuses)
        return changed


def _differs(old: Any, new: Any) -> bool:
    if isinstance(old, float) and isinstance(new, float | int):
        return abs(old - new) > 1e-9
    return bool(old != new)


def _owned_difference(
    have: dict[tuple[Any, ...], int], want: list[Any], area: int, added: list[Any], gone: list[int]
) -> bool:
    wanted = dict.fromkeys(tuple(row) for row in want)
    extra = [row for row in wanted if row not in have]
    over = [pk for row, pk in have.items() if row not in wanted]
    added.extend((area, *row) for row in extra)
    gone.extend(over)
    for row in extra:
        have[row] = 0
    return bool(extra or over)
