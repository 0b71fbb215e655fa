"""What hangs on areas from outside the registers (organisations, parties, regions of interest): Django's own list says it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from spilno.places.models import Area


@dataclass(frozen=True)
class Reference:
    """A column that names an area. `once`: groups of columns beside which one area may stand only once."""

    model: Any
    column: str
    once: tuple[tuple[str, ...], ...]

    @property
    def table(self) -> str:
        return str(self.model._meta.db_table)


def references() -> Iterator[Reference]:
    for relation in Area._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and relation.one_to_many):
            continue
        model, field = relation.related_model, relation.field  # type: ignore[union-attr]
        if model._meta.app_label == Area._meta.app_label:  # type: ignore[union-attr]
            continue
        groups = [one.fields for one in model._meta.constraints if field.name in getattr(one, "fields", ())]  # type: ignore[union-attr]
        groups += [group for group in model._meta.unique_together if field.name in group]  # type: ignore[union-attr]
        columns = [tuple(_column(model, name) for name in group if name != field.name) for group in groups]
        yield Reference(model, str(field.column), tuple(columns))


def _column(model: Any, name: str) -> str:
    return str(model._meta.get_field(name).column)


def unused() -> Any:
    """Areas that nothing outside the registers names."""
    rows = Area.objects.all()
    for one in references():
        rows = rows.exclude(pk__in=one.model.objects.exclude(**{one.column: None}).values(one.column))
    return rows


def move_references() -> None:
    """Give what hangs on each place of the temporary table `twin` to its unit.

    Where a row would name the same area twice, the place stays as it is; from a set of areas it simply goes.
    """
    every = list(references())
    with connection.cursor() as cursor:
        for one in every:
            for columns in one.once:
                cursor.execute(_clash(one, columns))
        for one in every:
            cursor.execute(_MOVE.format(table=one.table, column=one.column))


# Names of tables and columns are ours; nothing of a file comes in here.
_MOVE = "UPDATE {table} SET {column} = t.unit FROM twin t WHERE t.place = {table}.{column}"
_CLASH = """
    SELECT {found} FROM {table} a JOIN twin ta ON ta.place = a.{column} JOIN {table} b ON a.id <> b.id {same}
    LEFT JOIN twin tb ON tb.place = b.{column} WHERE COALESCE(tb.unit, b.{column}) = ta.unit {later}
"""


def _clash(one: Reference, columns: tuple[str, ...]) -> str:
    of_set = bool(one.model._meta.auto_created)
    found = _CLASH.format(
        table=one.table,
        column=one.column,
        found="a.id" if of_set else f"a.{one.column}",
        same=" ".join(f"AND a.{name} = b.{name}" for name in columns),
        # Of two places of a set that become one unit the first stays.
        later="AND (tb.unit IS NULL OR b.id < a.id)" if of_set else "",
    )
    return f"DELETE FROM {one.table} WHERE id IN ({found})" if of_set else f"DELETE FROM twin WHERE place IN ({found})"  # noqa: S608
