"""SQLite is told how long its tables are, so that a few rows of many are taken by their keys."""

import pytest
from django.db import connection

from spilno.common.models import AuditEntry
from spilno.common.sqlite import count_tables

pytestmark = pytest.mark.django_db
TABLE = AuditEntry._meta.db_table


def write(number: int) -> None:
    AuditEntry.objects.bulk_create(
        [AuditEntry(action="tests.write", object_type="tests.thing", object_id=1) for _ in range(number)]
    )


def plan() -> str:
    """How SQLite would take twenty entries about one thing."""
    rows = AuditEntry.objects.filter(pk__in=range(20), object_type="tests.thing", object_id=1).order_by()
    return rows.explain()


def test_a_table_is_counted_when_it_has_grown_and_not_again_until_then() -> None:
    if connection.vendor != "sqlite":
        assert count_tables() == []
        return
    write(999)
    assert TABLE not in count_tables()
    assert "PRIMARY KEY" not in plan()
    write(1)
    assert TABLE in count_tables()
    assert "PRIMARY KEY" in plan()
    write(500)
    assert TABLE not in count_tables()
    write(500)
    assert TABLE in count_tables()
