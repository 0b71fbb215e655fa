"""What rows mean whose places were not clear, or that were wrong: decided, corrected, and taken back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from spilno.accounts.models import User
from spilno.common.audit import record
from spilno.common.errors import RefusedError
from spilno.common.stamps import stamp_of
from spilno.common.turns import in_turn_over_machines
from spilno.partnerships.enums import ListState, RowStatus
from spilno.partnerships.importing.correcting import checked_as_corrected
from spilno.partnerships.importing.planning import PlannedRow, apply_choices, plan_rows
from spilno.partnerships.importing.rows import asking_alike, checked_again
from spilno.partnerships.importing.taking_over import TURN, count_again, locked, take_back
from spilno.partnerships.importing.writing import Written, row_of, write_plan
from spilno.partnerships.models import ListImport, ListRow


@transaction.atomic
def decide_row(
    row: ListRow, choices: dict[str, Any], *, alike: bool = False, acting_user: User | None
) -> list[ListRow]:
    """What an ambiguous row means: {"0": area}, {"reject": true}; with `alike` for all of its list that ask the same.

    Gives the rows decided, this one first; they are taken over at once. Raises RefusedError where it is decided already, or
    cannot be a relation.
    """
    in_turn_over_machines(TURN)
    listed = locked(row.list_import, ListState.APPLIED)
    row = ListRow.objects.select_for_update().get(pk=row.pk)
    if row.status != RowStatus.ASK:
        raise RefusedError(_("This row has been decided meanwhile."))
    meant = {one.pk: (one, _at_its_places(choices, places)) for one, places in asking_alike(row)} if alike else {}
    meant = {row.pk: (row, choices), **meant}
    checked = []
    for one, own in meant.values():
        checked.append(checked_again(one))
        apply_choices(checked[-1], own)
    plan = plan_rows(checked, listed.source_id)
    if row_of(plan.rows[0], listed).message.get("code") == "itself":
        raise RefusedError(_("Both sides would be the same place."))
    written = write_plan(plan, listed, acting_user)
    decided = []
    for planned, (one, own) in zip(plan.rows, meant.values(), strict=True):
        _keep(one, planned, {**one.choices, **own}, _as_it_is(one), decision=row.pk)
        decided.append(_save(one, planned, written))
    count_again(listed)
    after = {"status": decided[0].status, "choices": choices, "rows": len(decided)}
    record("partnerships.decide_row", decided[0], acting_user=acting_user, after=after)
    return decided


def _at_its_places(choices: dict[str, Any], places: dict[str, str]) -> dict[str, Any]:
    """The same choices where the other row has those parties; a rejection has no place."""
    return {places.get(at, at): area for at, area in choices.items()}


_KEPT = ("status", "cells", "parties", "message", "choices", "written")


def _as_it_is(row: ListRow) -> dict[str, Any]:
    """What a row goes back to when the decision about it is taken back."""
    return {name: getattr(row, name) for name in _KEPT}


def _keep(
    row: ListRow, planned: PlannedRow, choices: dict[str, Any], before: dict[str, Any], *, decision: int
) -> ListRow:
    fresh = row_of(planned, row.list_import)
    row.status, row.cells, row.parties, row.message = fresh.status, fresh.cells, fresh.parties, fresh.message
    row.choices, row.written = choices, {**fresh.written, "decision": decision, "before": before}
    return row


def _save(row: ListRow, planned: PlannedRow, written: Written) -> ListRow:
    written.note(planned, row).save()
    return row


@dataclass(frozen=True)
class Correction:
    """What somebody typed into a rejected row, by heading. stamp: of the cells that stood there before."""

    row: int
    cells: dict[str, str]
    stamp: str


@dataclass
class Corrected:
    """rows: judged anew. met: those that somebody else has gone on with meanwhile; they are as that person left them."""

    rows: list[ListRow] = field(default_factory=list)
    met: list[ListRow] = field(default_factory=list)


@transaction.atomic
def correct_rows(listed: ListImport, corrections: Sequence[Correction], *, acting_user: User | None) -> Corrected:
    """Judge rejected rows as if the file had said this; what is right by now is taken over at once.

    Each row stands for itself: what somebody else has corrected meanwhile holds none of the others up. Raises RefusedError
    where the list is not taken over, or is taken back.
    """
    in_turn_over_machines(TURN)
    listed = locked(listed, ListState.APPLIED)
    known = listed.rows.select_for_update().in_bulk([one.row for one in corrections])
    found, meant = Corrected(), []
    for one in corrections:
        row = known[one.row]
        row.list_import = listed
        is_met = not row.is_correctable or stamp_of(row.cells) != one.stamp
        found.met += [row] if is_met else []
        meant += [] if is_met else [(row, one.cells)]
    if meant:
        _judge_anew(listed, meant, found, acting_user)
    return found


def _judge_anew(
    listed: ListImport, meant: list[tuple[ListRow, dict[str, str]]], found: Corrected, user: User | None
) -> None:
    plan = plan_rows(checked_as_corrected(meant), listed.source_id)
    written = write_plan(plan, listed, user)
    columns = listed.mapping["columns"]
    for planned, (row, _cells) in zip(plan.rows, meant, strict=True):
        was = row.cells
        # Corrected once more, it still goes back to what the file says.
        before = row.written["before"] if "decision" in row.written else _as_it_is(row)
        cells = {columns[heading]: text for heading, text in planned.checked.cells.items()}
        _keep(row, planned, {"cells": cells}, before, decision=row.pk)
        found.rows.append(_save(row, planned, written))
        changed = [heading for heading, text in row.cells.items() if text != was.get(heading, "")]
        record(
            "partnerships.correct_row",
            row,
            acting_user=user,
            before={"status": RowStatus.REJECTED, "cells": {heading: was.get(heading, "") for heading in changed}},
            after={"status": row.status, "cells": {heading: row.cells[heading] for heading in changed}},
        )
    count_again(listed)


@transaction.atomic
def undo_decision(row: ListRow, *, acting_user: User | None) -> int:
    """Take a decision back for all rows it held for: they wait again, or are rejected as they were read. Gives how many.

    Raises RefusedError where nothing was decided, or the relation has been edited or told of again since.
    """
    in_turn_over_machines(TURN)
    listed = locked(row.list_import, ListState.APPLIED)
    row = ListRow.objects.select_for_update().get(pk=row.pk)
    if "decision" not in row.written:
        raise RefusedError(_("This row is not decided."))
    rows = list(listed.rows.filter(written__decision=row.written["decision"]).order_by("number"))
    made = {one.written["partnership"] for one in rows if one.written.get("outcome") == "created"}
    others = ListRow.objects.filter(partnership__in=made).exclude(pk__in=[one.pk for one in rows])
    if others.exists():
        raise RefusedError(_("This can no longer be taken back: other rows tell of the same partnership since then."))
    take_back(rows)
    for one in rows:
        before = {**_of_older_decisions(one), **one.written["before"]}
        for name in _KEPT:
            setattr(one, name, before[name])
        one.partnership = None
    ListRow.objects.bulk_update(rows, [*_KEPT, "partnership"])
    count_again(listed)
    record("partnerships.undo_decision", row, acting_user=acting_user, after={"rows": len(rows)})
    return len(rows)


def _of_older_decisions(row: ListRow) -> dict[str, Any]:
    """Of decisions made before rows could be corrected, which kept less."""
    written = {name: row.written[name] for name in ("fingerprint", "told") if name in row.written}
    outcome = row.written["before"].get("outcome", RowStatus.ASK)
    return {
        "status": RowStatus.ASK, "cells": row.cells, "choices": {},
        "written": {"fingerprint": "", **written, "outcome": outcome},
    }  # fmt: skip
