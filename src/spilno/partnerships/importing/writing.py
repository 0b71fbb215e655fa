"""Writes a plan in batches: ten thousand rows are some hundred statements, not some ten thousand."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils import timezone

from spilno.accounts.models import User
from spilno.partnerships.deriving import derive, refresh_many
from spilno.partnerships.enums import ReviewStatus
from spilno.partnerships.importing.checking import RowFacts
from spilno.partnerships.importing.planning import Plan, PlannedRow, Target, chunks
from spilno.partnerships.models import ListImport, ListRow, Mention, Partnership, Party, StatusChange
from spilno.places.lookup import regions_of
from spilno.places.models import Area

BATCH = 500


def row_of(planned: PlannedRow, listed: ListImport) -> ListRow:
    """The row as it is kept, before anything of it was written."""
    checked = planned.checked
    return ListRow(
        list_import=listed,
        number=checked.number,
        cells=checked.cells,
        status=planned.status,
        parties=[one.as_dict() for one in checked.parties],
        message={**checked.message, "warnings": checked.warnings} if checked.warnings else checked.message,
        written={
            "fingerprint": checked.fingerprint,
            "outcome": planned.outcome,
            "told": told_by(checked.facts),
            **({"as_read": checked.as_read} if checked.as_read else {}),
        },
    )


def told_by(facts: RowFacts) -> dict[str, str]:
    """What was understood of kind and time, for whoever looks at the row; only what the row tells."""
    told = {
        "phase": facts.phase,
        "agreement_type": facts.agreement_type,
        "local_label": facts.local_label,
        "begun": facts.begun.iso if facts.begun else "",
        "until": facts.until.iso if facts.until else "",
    }
    return {name: value for name, value in told.items() if value}


@dataclass
class Written:
    """What a plan has written, by the number of the row that told it; `versions` by the relation."""

    steps: dict[int, int] = field(default_factory=dict)
    mentions: dict[int, int] = field(default_factory=dict)
    versions: dict[int, int] = field(default_factory=dict)

    def note(self, planned: PlannedRow, row: ListRow) -> ListRow:
        """Keep in the row what it wrote, so that it can be taken back."""
        if planned.target and planned.target.pk:
            pk, number = planned.target.pk, planned.checked.number
            row.partnership_id = pk
            row.written |= {"partnership": pk, "version": self.versions[pk]}
            for name, found in (("step", self.steps.get(number)), ("mention", self.mentions.get(number))):
                if found is not None:
                    row.written[name] = found
        return row


def write_plan(plan: Plan, listed: ListImport, user: User | None) -> Written:
    """Relations, parties, history, mentions. Inside a transaction that nobody else who writes a list shares."""
    written = Written()
    _create(plan.rows, listed, user, written)
    acted = [one for one in plan.rows if one.target and one.target.pk]
    _go_on([one for one in acted if one.target and one.target.pk not in written.versions], listed, user, written)
    _add_mentions(acted, listed, written)
    return written


def _create(planned: Sequence[PlannedRow], listed: ListImport, user: User | None, written: Written) -> None:
    """New relations with all that the rows of this list tell of them, derived before they are written, not after."""
    telling: dict[int, list[PlannedRow]] = {}
    for one in planned:
        if one.target is not None and not one.target.pk:
            telling.setdefault(id(one.target), []).append(one)
    for some in chunks(list(telling.values()), BATCH):
        parties = _parties([rows[0].target for rows in some if rows[0].target])
        steps = [[(one, _step(one, listed, user)) for one in rows if one.step is not None] for rows in some]
        made = [Partnership(status=ReviewStatus.CONFIRMED) for _rows in some]
        derive([(one, own, [step for _row, step in told])
                for one, own, told in zip(made, parties, steps, strict=True)])  # fmt: skip
        for relation, rows, own, told in zip(Partnership.objects.bulk_create(made), some, parties, steps, strict=True):
            written.versions[relation.pk] = relation.version
            if rows[0].target:
                rows[0].target.pk = relation.pk
            for party in own:
                party.partnership_id = relation.pk
            for _row, step in told:
                step.partnership_id = relation.pk
        Party.objects.bulk_create(one for own in parties for one in own)
        _keep_steps([one for told in steps for one in told], written)


def _parties(targets: Sequence[Target]) -> list[list[Party]]:
    wanted = {pk for target in targets for _side, area, place in target.parties for pk in (area, place)}
    areas = Area.objects.in_bulk(wanted)
    regions = regions_of(areas.values())
    return [
        [
            Party(
                side=side,
                area=areas[area],
                place=areas[place],
                country=areas[area].country,
                level=areas[place].level,
                region=regions.get(area),
            )
            for side, area, place in target.parties
        ]
        for target in targets
    ]


def _go_on(acted: Sequence[PlannedRow], listed: ListImport, user: User | None, written: Written) -> None:
    """Relations that were there: the steps that the list adds, and what follows from them."""
    for some in chunks([one for one in acted if one.step is not None], BATCH):
        steps = [(one, _step(one, listed, user)) for one in some]
        for planned, step in steps:
            step.partnership_id = planned.target.pk if planned.target else 0
        _keep_steps(steps, written)
    changed = {one.target.pk for one in acted if one.target and one.outcome != "unchanged"}
    for pks in chunks(sorted(changed), BATCH):
        refresh_many(list(Partnership.objects.select_for_update().filter(pk__in=pks).order_by("pk")))
    for pks in chunks(sorted({one.target.pk for one in acted if one.target}), BATCH):
        written.versions |= dict(Partnership.objects.filter(pk__in=pks).values_list("pk", "version"))


def _keep_steps(steps: Sequence[tuple[PlannedRow, StatusChange]], written: Written) -> None:
    for some in chunks(steps, BATCH):
        made = StatusChange.objects.bulk_create(step for _row, step in some)
        written.steps |= {one.checked.number: step.pk for (one, _step), step in zip(some, made, strict=True)}


def _step(planned: PlannedRow, listed: ListImport, user: User | None) -> StatusChange:
    assert planned.step is not None
    step, facts = planned.step, planned.checked.facts
    return StatusChange(
        phase=step.phase,
        agreement_type=step.agreement_type,
        local_label=step.local_label,
        on=step.on,
        precision=step.precision,
        until_on=step.until_on,
        until_precision=step.until_precision,
        note=facts.note,
        source=listed.source,
        source_url=facts.url,
        recorded_by=user,
    )


def _add_mentions(acted: Sequence[PlannedRow], listed: ListImport, written: Written) -> None:
    """The same row twice in a list is one mention."""
    now, seen = timezone.now(), set()
    adding = []
    for planned in acted:
        if planned.outcome != "unchanged" and planned.checked.fingerprint not in seen:
            seen.add(planned.checked.fingerprint)
            adding.append(planned)
    # Of a row that stands in the list twice and was decided twice, each time otherwise, the first mention stays.
    told: set[str] = set()
    for prints in chunks(sorted(seen), BATCH):
        known = Mention.objects.filter(source=listed.source, fingerprint__in=prints)
        told |= set(known.values_list("fingerprint", flat=True))
    adding = [one for one in adding if one.checked.fingerprint not in told]
    for some in chunks(adding, BATCH):
        made = Mention.objects.bulk_create(
            Mention(
                partnership_id=planned.target.pk if planned.target else 0,
                source=listed.source,
                fingerprint=planned.checked.fingerprint,
                seen_at=now,
            )
            for planned in some
        )
        written.mentions |= {one.checked.number: mention.pk for one, mention in zip(some, made, strict=True)}
