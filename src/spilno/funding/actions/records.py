"""Keeping programmes: their own fields, their rows, and that somebody has checked them."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Model
from django.utils import timezone
from django.utils.translation import gettext as _

from spilno.accounts.models import User
from spilno.common.audit import record, snapshot
from spilno.common.errors import RefusedError
from spilno.engine.errors import InvalidInput
from spilno.funding.engine_values import rule_of
from spilno.funding.models import Amount, Call, Check, Programme, Rule

Row = Rule | Amount | Call


@transaction.atomic
def save_programme(
    values: Mapping[str, Any], *, acting_user: User | None, programme: Programme | None = None, version: int = 0
) -> Programme:
    """A new programme or a changed one. Raises RefusedError where somebody else has saved in between."""
    row = programme or Programme()
    if programme is not None:
        stored = Programme.objects.select_for_update().get(pk=programme.pk)
        if stored.version != version:
            raise RefusedError(
                _("Somebody else has saved this record in between. Please compare and send the form again.")
            )
        row = stored
    before = snapshot(row, values) if programme else {}
    for name, value in values.items():
        setattr(row, name, value)
    row.version, row.changed_at = row.version + (1 if programme else 0), timezone.now()
    row.save()
    record("funding.save_programme", row, acting_user=acting_user, before=before, after=snapshot(row, values))
    return row


def _note_change(
    programme: Programme, row: Model, before: Mapping[str, Any], after: Mapping[str, Any], user: Any
) -> None:
    """Rows are parts of the record: their changes stand in its history."""
    name = row._meta.model_name
    record(
        f"funding.{name}",
        programme,
        acting_user=user,
        before={f"{name} {field}": value for field, value in before.items()},
        after={f"{name} {field}": value for field, value in after.items()},
    )
    Programme.objects.filter(pk=programme.pk).update(changed_at=timezone.now(), version=F("version") + 1)


@transaction.atomic
def save_row(programme: Programme, row: Row, values: Mapping[str, Any], *, acting_user: User | None) -> Row:
    """A rule, an amount or a call of the programme. Raises RefusedError for what cannot be asked of anybody."""
    before = snapshot(row, values) if row.pk else {}
    row.programme = programme
    for name, value in values.items():
        setattr(row, name, value)
    if isinstance(row, Rule):
        try:
            rule_of(row)
        except InvalidInput as error:
            raise RefusedError(_("This rule cannot be asked: %(text)s.") % {"text": error}, field="values") from error
    if isinstance(row, Call):
        row.changed_at = timezone.now()
    row.save()
    _note_change(programme, row, before, snapshot(row, values), acting_user)
    record("funding.save_row", row, acting_user=acting_user, before=before, after=snapshot(row, values))
    return row


@transaction.atomic
def remove_row(programme: Programme, row: Row, *, acting_user: User) -> None:
    before = snapshot(row, [field.name for field in row._meta.concrete_fields if field.name not in ("id", "programme")])
    _note_change(programme, row, before, {}, acting_user)
    record("funding.remove_row", row, acting_user=acting_user, before=before, after={})
    row.delete()


@transaction.atomic
def check_programme(programme: Programme, *, acting_user: User, note: str = "") -> Check:
    """Somebody has compared the record with its source, today."""
    check = Check(programme=programme, by=acting_user, note=note)
    try:
        check.full_clean(exclude=["programme", "by"])
    except ValidationError as error:
        raise RefusedError(" ".join(error.messages), field="note") from error
    check.save()
    record("funding.check_programme", programme, acting_user=acting_user, after={"checked": check.at})
    return check
