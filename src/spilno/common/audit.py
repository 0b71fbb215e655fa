"""The audit trail: actions call `record` beside what they write, in the same transaction, naming who acts."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

from django.db import models, transaction

from spilno.common.models import AuditEntry

HIDDEN = "…"


class Actor(Protocol):
    """Whoever acts: an account. None stands for the system itself, e.g. an expiry."""

    pk: Any


def _plain(value: Any) -> Any:
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(one) for one in value]
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def snapshot(row: models.Model, fields: Iterable[str]) -> dict[str, Any]:
    """Values of a row before a change, to be handed to `record` as `before`."""
    return {name: _plain(getattr(row, name)) for name in fields}


def _changes(
    row: models.Model, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, secret: frozenset[str]
) -> dict[str, list[Any]]:
    old = {name: _plain(value) for name, value in (before or {}).items()}
    new = {name: _plain(value) for name, value in after.items()} if after is not None else snapshot(row, old)
    changed = {name for name in {**old, **new} if name not in old or old[name] != new.get(name)}
    pairs = {name: [old.get(name), new.get(name)] for name in sorted(changed)}
    return {name: [HIDDEN if one else one for one in pair] if name in secret else pair for name, pair in pairs.items()}


def record(
    action: str,
    row: models.Model,
    *,
    acting_user: Actor | None,
    on_behalf_of: models.Model | None = None,
    through: models.Model | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    secret: Iterable[str] = (),
    reason: str = "",
) -> AuditEntry | None:
    """Write one entry; None where `before` and `after` are the same and nothing happened.

    through: the organisation that acts by delegation for `on_behalf_of`, where the actor belongs to it.
    after: new values; for a `before` without it, the row's present values of the same fields.
    secret: fields whose change is kept without their values.
    Raises TransactionManagementError outside a transaction: no change without its entry, no entry without its change.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(f"{action}: an audit entry belongs into the action's transaction")
    changes = _changes(row, before, after, frozenset(secret))
    if before is not None and not changes:
        return None
    return AuditEntry.objects.create(
        action=action,
        actor_id=acting_user.pk if acting_user is not None else None,
        behalf_of_id=on_behalf_of.pk if on_behalf_of is not None else None,
        through_id=through.pk if through is not None else None,
        object_type=row._meta.label_lower,
        object_id=row.pk,
        changes=changes,
        reason=reason,
    )


def entries_about(row: models.Model) -> models.QuerySet[AuditEntry]:
    """The trail of one row, newest first; the caller has decided that the reader may see it."""
    return AuditEntry.objects.filter(object_type=row._meta.label_lower, object_id=row.pk)


def forget_values(row: models.Model) -> None:
    """Blank the values an erased row left in the trail; that something was changed, and when, stays."""
    entries_about(row).update(changes={}, reason="")
