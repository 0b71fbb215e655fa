"""What each model knows about people, why, for how long, and how it leaves.

Every model of the project carries a class attribute `personal_data`: `NOTHING_PERSONAL`, or a `PersonalData`. A test
refuses a model without. Export and erasure walk over these declarations, so that a new model joins both by declaring itself.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone


@dataclass(frozen=True)
class PersonalData:
    """Declaration of one model.

    person: lookups that lead from a row to the person's account id; a row belongs to everybody they name.
    purpose: why the data is kept, for the record of processing.
    retention: how long after `retention_from` (a date field) a row is deleted; None keeps it as long as the account.
    kept_while: rows that fit stay, however old: a consent while somebody is subscribed.
    export: fields handed to the person on request.
    on_erasure: "delete" the row, "forget" sets `forget` to the given values and keeps the rest, "keep" needs a reason
        in `purpose` (append-only proofs).
    erase: replaces `on_erasure` by a function (rows, account id) where rows alone do not do.
    """

    person: tuple[str, ...]
    purpose: str
    export: tuple[str, ...] = ()
    retention: timedelta | None = None
    retention_from: str = ""
    kept_while: models.Q | None = None
    on_erasure: str = "delete"
    forget: tuple[tuple[str, Any], ...] = ()
    erase: Callable[[models.QuerySet[Any], int], None] | None = None

    def rows(self, model: type[models.Model], account_id: int) -> models.QuerySet[Any]:
        wanted = models.Q()
        for lookup in self.person:
            wanted |= models.Q(**{lookup: account_id})
        return model._default_manager.filter(wanted).distinct()


NOTHING_PERSONAL = PersonalData(person=(), purpose="")

# Declarations for models of libraries, which cannot carry an attribute of ours: label -> declaration.
_elsewhere: dict[str, PersonalData] = {}


def declare(label: str, declaration: PersonalData) -> None:
    """Declare a library's model, e.g. `declare("account.EmailAddress", …)`; call it from `AppConfig.ready`."""
    _elsewhere[label] = declaration


def declaration_of(model: type[models.Model]) -> PersonalData | None:
    """The model's own declaration (never an inherited one), or the one made for a library's model."""
    return vars(model).get("personal_data") or _elsewhere.get(model._meta.label)


def declared_models() -> Iterator[tuple[type[models.Model], PersonalData]]:
    """Models that hold something about people."""
    for model in apps.get_models():
        declaration = declaration_of(model)
        if declaration is not None and declaration.person:
            yield model, declaration


def export(account_id: int) -> dict[str, list[dict[str, Any]]]:
    """Everything kept about a person: model label -> rows with the exported fields."""
    found = {}
    for model, declaration in declared_models():
        rows = list(declaration.rows(model, account_id).order_by("pk").values(*declaration.export))
        if rows and declaration.export:
            found[model._meta.label] = rows
    return found


def erase(account_id: int) -> None:
    """Remove or blank every row about a person, leaves of the foreign-key tree first; call inside a transaction."""
    for model, declaration in reversed(list(declared_models())):
        rows = declaration.rows(model, account_id)
        if declaration.erase is not None:
            declaration.erase(rows, account_id)
        elif declaration.on_erasure == "delete":
            model._default_manager.filter(pk__in=list(rows.values_list("pk", flat=True))).delete()
        elif declaration.on_erasure == "forget":
            # Written by primary key: the values may be what the rows were found by.
            found = model._default_manager.filter(pk__in=list(rows.values_list("pk", flat=True)))
            found.update(**dict(declaration.forget))


def forget_old() -> int:
    """Delete what is older than its declared retention; gives the number of rows."""
    deleted = 0
    for model, declaration in declared_models():
        if declaration.retention is None or not declaration.retention_from:
            continue
        limit: Any = timezone.now() - declaration.retention
        field = model._meta.get_field(declaration.retention_from)
        if not isinstance(field, models.DateTimeField):
            limit = timezone.localdate(limit)
        old = model._default_manager.filter(**{f"{declaration.retention_from}__lt": limit})
        if declaration.kept_while is not None:
            old = old.exclude(pk__in=model._default_manager.filter(declaration.kept_while).values("pk"))
        deleted += old.delete()[0]
    return deleted
