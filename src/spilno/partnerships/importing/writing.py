"""Writes a plan in batches: ten thousand rows are some hundred statements, not some ten thousand."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from spilno.accounts.models import User
from spilno.partnerships.deriving import refresh_many
from spilno.partnerships.enums import ReviewStatus
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
        written={"fingerprint": checked.fingerprint, "outcome": planned.outcome},
    )


def write_plan(plan: Plan, rows: Sequence[ListRow], listed: ListImport, user: User | None) -> None:
    """Relations, parties, history, mentions; then the rows, saved with what they wrote. Inside a transaction."""
    _create(plan.rows, rows)
    acted = [(p, r) for p, r in zip(plan.rows, rows, strict=True) if p.target and p.target.pk]
    steps = _add_steps(acted, listed, user)
    mentions = _add_mentions(acted, listed)
    _refresh([planned.target.pk for planned, _row in acted if planned.target and planned.outcome != "unchanged"])
    pks = {planned.target.pk for planned, _row in acted if planned.target}
    versions: dict[Any, int] = {}
    for some in chunks(sorted(pk for pk in pks if pk)):
        versions |= dict(Partnership.objects.filter(pk__in=some).values_list("pk", "version"))
    for planned, row in acted:
        assert planned.target is not None
        row.partnership_id = planned.target.pk
        row.written |= {"partnership": planned.target.pk, "version": versions[planned.target.pk]}
        if row.number in steps:
            row.written["step"] = steps[row.number]
        if row.number in mentions:
            row.written["mention"] = mentions[row.number]


def _create(planned: Sequence[PlannedRow], rows: Sequence[ListRow]) -> None:
    made = [one for one in planned if one.outcome == "created" and one.target is not None]
    for some in chunks(made, BATCH):
        new = Partnership.objects.bulk_create(Partnership(status=ReviewStatus.CONFIRMED) for _one in some)
        for one, partnership in zip(some, new, strict=True):
            assert one.target is not None
            one.target.pk = partnership.pk
        Party.objects.bulk_create(_parties([one.target for one in some if one.target]))


def _parties(targets: Sequence[Target]) -> list[Party]:
    wanted = {pk for target in targets for _side, area, place in target.parties for pk in (area, place)}
    areas = Area.objects.in_bulk(wanted)
    regions = regions_of(areas.values())
    return [
        Party(
            partnership_id=target.pk,
            side=side,
            area_id=area,
            place_id=place,
            country=areas[area].country,
            level=areas[place].level,
            region=regions.get(area),
        )
        for target in targets
        for side, area, place in target.parties
    ]


def _add_steps(acted: Sequence[tuple[PlannedRow, ListRow]], listed: ListImport, user: User | None) -> dict[int, int]:
    """Row number -> the step of the history it added."""
    found: dict[int, int] = {}
    adding = [(planned, row) for planned, row in acted if planned.step is not None]
    for some in chunks(adding, BATCH):
        made = StatusChange.objects.bulk_create(_step(planned, listed, user) for planned, _row in some)
        found |= {row.number: step.pk for (_planned, row), step in zip(some, made, strict=True)}
    return found


def _step(planned: PlannedRow, listed: ListImport, user: User | None) -> StatusChange:
    assert planned.step is not None and planned.target is not None
    step, facts = planned.step, planned.checked.facts
    return StatusChange(
        partnership_id=planned.target.pk,
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


def _add_mentions(acted: Sequence[tuple[PlannedRow, ListRow]], listed: ListImport) -> dict[int, int]:
    """Row number -> its mention; the same row twice in a list is one mention."""
    found: dict[int, int] = {}
    now, seen = timezone.now(), set()
    adding = []
    for planned, row in acted:
        if planned.outcome != "unchanged" and planned.checked.fingerprint not in seen:
            seen.add(planned.checked.fingerprint)
            adding.append((planned, row))
    for some in chunks(adding, BATCH):
        made = Mention.objects.bulk_create(
            Mention(
                partnership_id=planned.target.pk if planned.target else 0,
                source=listed.source,
                fingerprint=planned.checked.fingerprint,
                seen_at=now,
            )
            for planned, _row in some
        )
        found |= {row.number: mention.pk for (_planned, row), mention in zip(some, made, strict=True)}
    return found


def _refresh(pks: Sequence[int]) -> None:
    for some in chunks(sorted({pk for pk in pks if pk}), BATCH):
        refresh_many(list(Partnership.objects.filter(pk__in=some).order_by("pk")))
