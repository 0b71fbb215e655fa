"""What a checked list would do to the registry: create, change, leave as it is; one answer for dry run and run."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import combinations
from typing import Any, TypeVar

from spilno.partnerships.enums import Phase, RowStatus
from spilno.partnerships.importing.checking import CheckedRow, RowFacts
from spilno.partnerships.importing.parties import LINKED, LinkedParty
from spilno.partnerships.models import ListRow, Mention, Partnership, Party, StatusChange
from spilno.places.enums import AreaLevel
from spilno.places.models import Area

CHUNK = 500
OUTCOMES = ("created", "changed", "unchanged", "ask", "rejected")
# A settlement's relation is its hromada's, as `deriving.place_party` keeps it.
_FINER = {AreaLevel.SETTLEMENT, AreaLevel.CITY_DISTRICT}

Key = frozenset[int]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a history as far as lists tell: what a row says, or what the registry has."""

    phase: str
    agreement_type: str = ""
    local_label: str = ""
    on: date | None = None
    precision: str = ""
    until_on: date | None = None
    until_precision: str = ""

    def is_told_by(self, known: "Step") -> bool:
        """Whether the registry already says all of this, as precisely."""
        same_kind = self.phase == known.phase and self.agreement_type in ("", known.agreement_type)
        day = (
            self.on is None
            or self.on == known.on
            or (self.precision == "year" and known.on is not None and known.on.year == self.on.year)
        )
        return same_kind and day and self.local_label in ("", known.local_label) and self.until_on in (
            None, known.until_on,
        )  # fmt: skip


@dataclass
class Target:
    """A relation of the registry, or one that a row of this list creates."""

    # 0 until it is written.
    pk: int = 0
    parties: list[tuple[int, int, int]] = field(default_factory=list)  # (side, area, place)
    steps: list[Step] = field(default_factory=list)
    sources: set[int] = field(default_factory=set)


@dataclass
class PlannedRow:
    """outcome: one of OUTCOMES. `step` is what is added to the target's history, None where nothing is."""

    checked: CheckedRow
    outcome: str
    target: Target | None = None
    step: Step | None = None

    @property
    def status(self) -> str:
        return {"created": RowStatus.LINKED, "changed": RowStatus.LINKED}.get(self.outcome, self.outcome)


@dataclass
class Plan:
    rows: list[PlannedRow]

    @property
    def account(self) -> dict[str, int]:
        """{in, created, changed, unchanged, ask, rejected}; `in` is the sum of the others."""
        counted = Counter(row.outcome for row in self.rows)
        return {"in": len(self.rows), **{name: counted[name] for name in OUTCOMES}}


def plan_rows(rows: Iterable[CheckedRow], source: int | None) -> Plan:
    """`source` is the primary key of the RegistrySource, None for one that is not kept yet."""
    checked = list(rows)
    _decide_again(checked, source)
    units = acting_units(one.area for row in checked for one in row.parties if one.area)
    planner = _Planner(checked, units, source)
    return Plan([planner.plan(row) for row in checked])


def _decide_again(rows: Sequence[CheckedRow], source: int | None) -> None:
    """What somebody once decided about the same row of the same source holds again."""
    if source is None:
        return
    decided = ListRow.objects.filter(list_import__source=source).exclude(choices={}).exclude(written={})
    known = {
        written.get("fingerprint"): choices
        for written, choices in decided.values_list("written", "choices")
        # A correction is no answer to the question that the corrected row may ask.
        if choices.keys() - {"cells"}
    }
    for row in rows if known else ():
        choices = known.get(row.fingerprint)
        if choices and row.status == RowStatus.ASK:
            apply_choices(row, choices)


def apply_choices(row: CheckedRow, choices: dict[str, Any]) -> None:
    """{"0": area} for the party at each position, or {"reject": true}."""
    if choices.get("reject"):
        row.status, row.message = RowStatus.REJECTED, {"code": "by_hand"}
        return
    for at, area in choices.items():
        if at.isdigit() and int(at) < len(row.parties) and isinstance(area, int):
            row.parties[int(at)] = replace(row.parties[int(at)], status=LINKED, area=area, why="by_hand")
    if all(one.status == LINKED for one in row.parties):
        row.status, row.message = RowStatus.LINKED, {}


def acting_units(areas: Iterable[int]) -> dict[int, int]:
    """For each area the municipality that acts for it, or the area itself; one query for each step up."""
    asked = set(areas)
    found: dict[int, int] = {}
    above = _parents(asked)
    climbing = {pk: pk for pk in asked}
    for _step in range(8):
        wanted: dict[int, int] = {}
        for pk, at in climbing.items():
            level, parent = above.get(at, ("", None))
            own = above.get(pk, ("", None))[0]
            if own not in _FINER or (level == AreaLevel.MUNICIPALITY and at != pk):
                found[pk] = at if own in _FINER else pk
            elif parent:
                wanted[pk] = parent
        above |= _parents({parent for parent in wanted.values() if parent not in above})
        climbing = wanted
        if not climbing:
            break
    return {pk: found.get(pk, pk) for pk in asked}


def _parents(pks: Iterable[int]) -> dict[int, tuple[str, int | None]]:
    rows: dict[int, tuple[str, int | None]] = {}
    for some in chunks(sorted(pks)):
        for pk, level, parent in Area.objects.filter(pk__in=some).values_list("pk", "level", "parent"):
            rows[pk] = (level, parent)
    return rows


def chunks(items: Sequence[T], size: int = CHUNK) -> Iterable[Sequence[T]]:
    return (items[at : at + size] for at in range(0, len(items), size))


class _Planner:
    """Knows the relations that the list touches, and what its earlier rows made of them."""

    def __init__(self, rows: Sequence[CheckedRow], units: dict[int, int], source: int | None) -> None:
        self.units, self.source = units, source
        self.targets = _known_targets(sorted(set(units.values())))
        self.wider: dict[Key, Target] = {}
        for target in self.targets.values():
            for (one, _area, here), (other, _other, there) in combinations(target.parties, 2):
                if len(target.parties) > 2 and one != other:
                    self.wider.setdefault(frozenset({here, there}), target)
        # A source that is not kept yet counts as one that no relation has.
        self.known = source if source is not None else -1
        prints = [row.fingerprint for row in rows] if source is not None else []
        self.mentioned: set[str] = set()
        for some in chunks(prints):
            told = Mention.objects.filter(source=source, fingerprint__in=some)
            self.mentioned |= set(told.values_list("fingerprint", flat=True))

    def plan(self, row: CheckedRow) -> PlannedRow:
        if row.status != RowStatus.LINKED:
            return PlannedRow(row, str(row.status))
        parties = self._parties(row.parties)
        if parties is None:
            row.status, row.message = RowStatus.REJECTED, {"code": "itself", "text": row.parties[0].text[:80]}
            return PlannedRow(row, "rejected")
        key = frozenset(place for _side, _area, place in parties)
        target = self.targets.get(key)
        wider = self._wider(key, row.facts) if target is None else None
        if wider is not None:
            is_known = row.fingerprint in self.mentioned or self.known in wider.sources
            wider.sources.add(self.known)
            return PlannedRow(row, "unchanged" if is_known else "changed", wider)
        if target is None:
            target = self.targets[key] = Target(parties=parties)
            step = step_of(row.facts)
            target.steps.append(step)
            target.sources.add(self.known)
            return PlannedRow(row, "created", target, step)
        return self._touch(row, target)

    def _wider(self, key: Key, facts: RowFacts) -> Target | None:
        """One agreement of several towns, of which lists tell pair by pair: no second relation, as far as years agree."""
        target = self.wider.get(key)
        if target is None or not facts.begun:
            return target
        years = {step.on.year for step in target.steps if step.on}
        return target if not years or facts.begun.on.year in years else None

    def _touch(self, row: CheckedRow, target: Target) -> PlannedRow:
        """A relation that is known: the row adds its source, and what nobody has told yet."""
        wanted = step_of(row.facts)
        is_new = _tells_something(row.facts) and not any(wanted.is_told_by(one) for one in target.steps)
        if row.fingerprint in self.mentioned or (not is_new and self.known in target.sources):
            return PlannedRow(row, "unchanged", target)
        target.sources.add(self.known)
        if is_new:
            target.steps.append(wanted)
        return PlannedRow(row, "changed", target, wanted if is_new else None)

    def _parties(self, linked: Sequence[LinkedParty]) -> list[tuple[int, int, int]] | None:
        """(side, area, place) each once; None where one place would stand on both sides."""
        found: dict[int, tuple[int, int, int]] = {}
        for one in linked:
            assert one.area is not None
            place = self.units.get(one.area, one.area)
            if place in found and found[place][0] != one.side:
                return None
            found.setdefault(place, (one.side, one.area, place))
        return list(found.values())


def step_of(facts: RowFacts) -> Step:
    return Step(
        facts.phase or Phase.ACTIVE,
        facts.agreement_type,
        facts.local_label,
        facts.begun.on if facts.begun else None,
        facts.begun.precision if facts.begun else "",
        facts.until.on if facts.until else None,
        facts.until.precision if facts.until else "",
    )


def _tells_something(facts: RowFacts) -> bool:
    return bool(facts.phase or facts.agreement_type or facts.local_label or facts.begun or facts.until)


def _known_targets(places: Sequence[int]) -> dict[Key, Target]:
    """Relations between these places, by their parties."""
    touched: Counter[int] = Counter()
    for some in chunks(places):
        touched.update(Party.objects.filter(place__in=some).values_list("partnership", flat=True))
    pks = sorted(pk for pk, parties in touched.items() if parties > 1)
    living = {
        pk for some in chunks(pks)
        for pk in Partnership.objects.filter(pk__in=some, merged_into__isnull=True).values_list("pk", flat=True)
    }  # fmt: skip
    targets = {pk: Target(pk) for pk in sorted(living)}
    for some in chunks(list(targets)):
        for pk, *party in Party.objects.filter(partnership__in=some).values_list(
            "partnership", "side", "area", "place"
        ):
            side, area, place = party
            targets[pk].parties.append((side or 0, area or 0, place or 0))
        rows = StatusChange.objects.filter(partnership__in=some).values_list(
            "partnership", "phase", "agreement_type", "local_label", "on", "precision", "until_on", "until_precision"
        )
        for row in rows:
            targets[row[0]].steps.append(Step(*row[1:]))
        for pk, source in Mention.objects.filter(partnership__in=some).values_list("partnership", "source"):
            targets[pk].sources.add(source)
    found: dict[Key, Target] = {}
    for target in targets.values():
        found.setdefault(frozenset(place for _side, _area, place in target.parties), target)
    return found
