"""What rows mean whose places were not clear: decided one by one or all that ask the same at once, and taken back."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from spilno.accounts.models import User
from spilno.common.audit import record
from spilno.common.errors import RefusedError
from spilno.common.turns import in_turn_over_machines
from spilno.partnerships.enums import ListState, RowStatus
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
        decided.append(_keep(one, planned, own, written, listed, decision=row.pk))
    count_again(listed)
    after = {"status": decided[0].status, "choices": choices, "rows": len(decided)}
    record("partnerships.decide_row", decided[0], acting_user=acting_user, after=after)
    return decided


def _at_its_places(choices: dict[str, Any], places: dict[str, str]) -> dict[str, Any]:
    """The same choices where the other row has those parties; a rejection has no place."""
    return {places.get(at, at): area for at, area in choices.items()}


def _keep(
    row: ListRow, planned: PlannedRow, choices: dict[str, Any], written: Written, listed: ListImport, *, decision: int
) -> ListRow:
    fresh = row_of(planned, listed)
    before = {"parties": row.parties, "message": row.message, "outcome": row.written.get("outcome", RowStatus.ASK)}
    row.status, row.parties, row.message, row.written = fresh.status, fresh.parties, fresh.message, fresh.written
    row.choices = {**row.choices, **choices}
    written.note(planned, row)
    row.written |= {"decision": decision, "before": before}
    row.save()
    return row


@transaction.atomic
def undo_decision(row: ListRow, *, acting_user: User | None) -> int:
    """Take a decision back for all rows it held for; they wait again. Gives how many.

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
        before = one.written["before"]
        one.status, one.parties, one.message = RowStatus.ASK, before["parties"], before["message"]
        one.choices, one.partnership = {}, None
        kept = {name: one.written[name] for name in ("fingerprint", "told") if name in one.written}
        one.written = {"fingerprint": "", **kept, "outcome": before["outcome"]}
    ListRow.objects.bulk_update(rows, ["status", "parties", "message", "choices", "partnership", "written"])
    count_again(listed)
    record("partnerships.undo_decision", row, acting_user=acting_user, after={"rows": len(rows)})
    return len(rows)
