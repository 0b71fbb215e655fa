"""Carries a plan out: everything in one transaction, in sets; on any error nothing is written."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from spilno.places.importers.planning import AREA_COLUMNS, Plan
from spilno.places.models import Area, AreaCode, AreaFact, AreaName, AreaStatus, AreaTie, DataSource

BATCH = 20_000


def carry_out(plan: Plan) -> DataSource:
    """Write the plan and note the source; the account of the plan already says what happened."""
    with transaction.atomic():
        source, _ = DataSource.objects.get_or_create(key=plan.source.key, defaults={"title": plan.source.title})
        insert_areas(plan.areas, source)
        for columns, rows in plan.updates.items():
            _update(columns, rows)
        for model, gone in (
            (AreaName, plan.gone_names),
            (AreaFact, plan.gone_facts),
            (AreaStatus, plan.gone_statuses),
            (AreaTie, plan.gone_ties),
        ):
            delete(model, gone)
        insert(AreaCode, ("area_id", "scheme", "code"), plan.codes)
        own = ("source_id",)
        _owned(AreaName, ("area_id", "text", "language", "kind", "valid_from", "valid_to", *own), plan.names, source)
        _owned(AreaFact, ("area_id", "key", "value", "text", "year", *own), plan.facts, source)
        _owned(AreaStatus, ("area_id", "kind", "valid_from", "valid_to", "as_of", *own), plan.statuses, source)
        _owned(AreaTie, ("first_id", "second_id", "kind", "valid_from", *own), plan.ties, source)
        wrote = plan.writes
        plan.forget_rows()
        if connection.vendor == "postgresql" and wrote:
            # The planner's figures are those of before the COPY; joins over millions of new rows need new ones.
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE places_area, places_areaname, places_areacode, places_areatie")
        for step in plan.afterwards:
            wrote = step(source, plan.account) or wrote
        _note(source, plan, wrote)
    return source


def _note(source: DataSource, plan: Plan, wrote: bool) -> None:
    """The source's row changes with the data and only with them: a second import of the same file leaves no trace, and
    what is remembered of places lasts as long as these rows (`queries.state_of_registers`)."""
    note = plan.source
    told = {"title": note.title, "version": note.version, "licence": note.licence, "attribution": note.attribution}
    told |= {"url": note.url, "checksum": note.checksum}
    if source.imported_at and not wrote and all(getattr(source, key) == value for key, value in told.items()):
        return
    for key, value in told.items():
        setattr(source, key, value)
    source.imported_at = timezone.now()
    source.save()


def insert_areas(rows: Sequence[tuple[Any, ...]], source: DataSource) -> None:
    """New areas with their own ids; parents and successors follow, since they may be among them."""
    at = {column: place + 1 for place, column in enumerate(AREA_COLUMNS)}
    links = (at["parent_id"], at["successor_id"])

    def bare(row: tuple[Any, ...]) -> tuple[Any, ...]:
        cells = list(row)
        for link in links:
            cells[link] = None
        cells[at["source_id"]] = source.pk
        return tuple(cells)

    insert(Area, ("id", *AREA_COLUMNS), (bare(row) for row in rows))
    for column, link in zip(("parent_id", "successor_id"), links, strict=True):
        _update((column,), [(row[link], row[0]) for row in rows if row[link] is not None])
    if rows and connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence('places_area', 'id'), (SELECT MAX(id) FROM places_area))"
            )


def _owned(model: Any, columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]], source: DataSource) -> None:
    insert(model, columns, ((*row, source.pk) for row in rows))


def insert(model: Any, columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    """Many rows at once: COPY on PostgreSQL, prepared inserts elsewhere."""
    table, names = connection.ops.quote_name(model._meta.db_table), ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(columns))
        iterator = iter(rows)
        while batch := list(islice(iterator, BATCH)):
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", batch)  # noqa: S608


def _update(columns: tuple[str, ...], rows: Sequence[tuple[Any, ...]]) -> None:
    if not rows:
        return
    sets = ", ".join(f'"{column}" = %s' for column in columns)
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE places_area SET {sets} WHERE id = %s", list(rows))  # noqa: S608


def delete(model: Any, ids: Sequence[int]) -> None:
    ids = [pk for pk in ids if pk]
    for start in range(0, len(ids), 900):
        model.objects.filter(pk__in=ids[start : start + 900]).delete()
