"""Taking over programmes from a file: repeatable, and never over what an editor has written."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from spilno.accounts.models import User
from spilno.common.audit import record
from spilno.funding.actions.records import save_row
from spilno.funding.models import Amount, Call, Programme, Rule
from spilno.funding.starting import Record

TABLES: dict[str, type[Rule] | type[Amount] | type[Call]] = {"rules": Rule, "amounts": Amount, "calls": Call}


@dataclass
class Account:
    """What became of every row: rows in = created + changed + unchanged + rejected."""

    rows: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: list[tuple[int, str]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        return {
            "in": self.rows,
            "created": self.created,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "rejected": len(self.rejected),
            "rejections": [{"line": line, "reason": reason} for line, reason in self.rejected],
        }


class _DryRunError(Exception):
    """Everything was tried and is taken back."""


def load_programmes(records: Iterable[Record], *, acting_user: User | None, dry_run: bool = False) -> Account:
    """New programmes are made; known ones that nobody has edited or checked are brought up to date."""
    account = Account()
    try:
        with transaction.atomic():
            for one in records:
                account.rows += 1
                _take(one, account, acting_user)
            if dry_run:
                raise _DryRunError
    except _DryRunError:
        pass
    return account


def _take(one: Record, account: Account, user: User | None) -> None:
    if one.problem:
        account.rejected.append((one.line, one.problem))
        return
    known = (
        Programme.objects.filter(key=one.values["key"]).prefetch_related("checks", "amounts", "rules", "calls").first()
    )
    if known is not None and (known.version > 1 or known.checks.all() or _tells(known, one)):
        account.unchanged += 1
        return
    row = known or Programme()
    for name, value in one.values.items():
        setattr(row, name, value)
    try:
        row.full_clean()
    except ValidationError as error:
        account.rejected.append((one.line, " ".join(error.messages)[:200]))
        return
    row.save()
    for name, table in TABLES.items():
        table._default_manager.filter(programme=row).delete()
        for values in getattr(one, name):
            save_row(row, table(), values, acting_user=user)
    # Written by a machine: the first edit of a person is what keeps the record from being written again.
    Programme.objects.filter(pk=row.pk).update(version=1)
    record("funding.load_programme", row, acting_user=user, after={"name": row.name})
    if known:
        account.changed += 1
    else:
        account.created += 1


def _tells(known: Programme, one: Record) -> bool:
    """The stored record says the same already."""
    if any(getattr(known, name) != value for name, value in one.values.items()):
        return False
    for name in TABLES:
        rows = sorted(getattr(known, name).all(), key=lambda row: row.pk)
        told = getattr(one, name)
        if len(rows) != len(told):
            return False
        for row, values in zip(rows, told, strict=True):
            if any(getattr(row, field) != value for field, value in values.items()):
                return False
    return True
