"""Rows as lines of JSON, the same from both databases, and back into what a database takes."""

import base64
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.apps import apps as installed
from django.db import connection, models

from spilno.config.backup.layout import LEFT_OUT, PIECE_BYTES, PIECE_ROWS


def tables(apps: Any = installed) -> list[type[models.Model]]:
    """Every table that a model owns, those between two models too, in a fixed order."""
    found = {
        model._meta.label: model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and not model._meta.swapped
    }
    return [found[label] for label in sorted(found) if label not in LEFT_OUT]


def columns(model: type[models.Model]) -> list[models.Field]:
    return list(model._meta.local_concrete_fields)


def _kind(field: models.Field) -> str:
    """The type that is stored; a foreign key has that of its target."""
    while field.remote_field is not None and getattr(field, "target_field", None) is not None:
        field = field.target_field  # type: ignore[attr-defined]
    for kind in (models.DateTimeField, models.DateField, models.TimeField, models.DurationField, models.BinaryField):
        if isinstance(field, kind):
            return kind.__name__
    if isinstance(field, models.JSONField):
        return "JSONField"
    return "Text" if isinstance(field, models.DecimalField | models.UUIDField) else ""


_OUT: dict[str, Callable[[Any], Any]] = {
    "DateTimeField": lambda value: value.astimezone(UTC).isoformat(),
    "DateField": lambda value: value.isoformat(),
    "TimeField": lambda value: value.isoformat(),
    "DurationField": lambda value: round(value / timedelta(microseconds=1)),
    "BinaryField": lambda value: base64.b64encode(bytes(value)).decode("ascii"),
    "Text": str,
}
_IN: dict[str, Callable[[Any], Any]] = {
    "DateTimeField": datetime.fromisoformat,
    "DurationField": lambda value: timedelta(microseconds=value),
    "BinaryField": lambda value: base64.b64decode(value, validate=True),
}


def pieces(model: type[models.Model]) -> Iterator[tuple[bytes, int]]:
    """The table's lines in pieces that fit into memory, each with its number of rows, ordered by the key."""
    fields = columns(model)
    out = [(index, _OUT[kind]) for index, kind in enumerate(map(_kind, fields)) if kind in _OUT]
    rows = model._base_manager.order_by("pk").values_list(*(field.attname for field in fields))
    lines, size = [], 0
    for row in rows.iterator(chunk_size=2000):
        values = list(row)
        for index, convert in out:
            if values[index] is not None:
                values[index] = convert(values[index])
        # Sorted, because PostgreSQL keeps the keys of an object in an order of its own.
        line = json.dumps(values, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode() + b"\n"
        lines.append(line)
        size += len(line)
        if len(lines) >= PIECE_ROWS or size >= PIECE_BYTES:
            yield b"".join(lines), len(lines)
            lines, size = [], 0
    if lines:
        yield b"".join(lines), len(lines)


class Inserting:
    """Writes lines into a table. Raises ValueError where a line does not fit it."""

    def __init__(self, model: type[models.Model], names: list[str]) -> None:
        by_name = {str(field.attname): field for field in columns(model)}
        if set(names) != set(by_name):
            raise ValueError(f"{model._meta.label} has other columns")
        self.fields = [by_name[name] for name in names]
        self._in = [_IN.get(_kind(field)) for field in self.fields]
        quote = connection.ops.quote_name
        wanted = ", ".join(quote(str(field.column)) for field in self.fields)
        self._target = f"{quote(model._meta.db_table)} ({wanted})"

    def _value(self, field: models.Field, convert: Callable[[Any], Any] | None, value: Any) -> Any:
        if value is None:
            if isinstance(field, models.JSONField) and not field.null:
                return connection.ops.adapt_json_value(None, field.encoder)
            return None
        return field.get_db_prep_save(convert(value) if convert else value, connection)

    def write(self, lines: bytes) -> int:
        prepared = []
        for line in lines.splitlines():
            values = json.loads(line)
            if not isinstance(values, list) or len(values) != len(self.fields):
                raise ValueError("a row has another number of values")
            prepared.append([self._value(*one) for one in zip(self.fields, self._in, values, strict=True)])
        if connection.vendor == "postgresql":
            self._copy(prepared)
        else:
            self._insert(prepared)
        return len(prepared)

    def _insert(self, prepared: list[list[Any]]) -> None:
        marks = ", ".join(["%s"] * len(self.fields))
        with connection.cursor() as cursor:
            # Names of our own models; the values are parameters.
            cursor.executemany(f"INSERT INTO {self._target} VALUES ({marks})", prepared)  # noqa: S608

    def _copy(self, prepared: list[list[Any]]) -> None:
        """One statement for the whole piece: row by row the server took three times as long."""
        statement = f"COPY {self._target} FROM STDIN"
        with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
            for values in prepared:
                copy.write_row(values)
