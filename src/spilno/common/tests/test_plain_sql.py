"""Queries that are written out say the same on both databases, and are counted like all others."""

from datetime import date

import pytest
from django.db import connection, transaction

from spilno.common.plain_sql import day_of, rows_of

pytestmark = pytest.mark.django_db
NUMBERS = "SELECT one FROM (SELECT 1 AS one UNION ALL SELECT 2 UNION ALL SELECT 70000) AS numbers "


def test_a_list_of_numbers_is_one_value() -> None:
    found = rows_of(NUMBERS + "WHERE one = ANY(%s) ORDER BY one", [[2, 70000, 5_000_000_000]])
    assert found == [(2,), (70000,)]
    assert rows_of(NUMBERS + "WHERE one = ANY(%s)", [[]]) == []


def test_a_list_of_numbers_leaves_out() -> None:
    assert rows_of(NUMBERS + "WHERE one <> ALL(%s) ORDER BY one", [[2]]) == [(1,), (70000,)]
    assert len(rows_of(NUMBERS + "WHERE one <> ALL(%s)", [[]])) == 3


def test_a_named_value_may_stand_in_several_places() -> None:
    query = NUMBERS + "WHERE one = ANY(%(some)s) AND one <> %(other)s UNION ALL SELECT 0 WHERE 1 = ANY(%(some)s)"
    assert sorted(rows_of(query, {"some": [1, 2], "other": 2})) == [(0,), (1,)]


def test_text_is_a_value_and_never_a_part_of_the_query() -> None:
    hostile = "'); DROP TABLE places_area; --"
    assert rows_of("SELECT 1 WHERE CAST(%s AS varchar(60)) = CAST(%s AS varchar(60))", [hostile, hostile]) == [(1,)]


def test_what_is_asked_often_is_counted_each_time(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(12):  # type: ignore[operator]
        assert {rows_of(NUMBERS + "WHERE one = ANY(%s)", [[number]])[0][0] for number in (1, 2, 70000) * 4} == {
            1,
            2,
            70000,
        }


def test_a_day_is_a_day() -> None:
    (row,) = rows_of("SELECT CAST('2022-02-24' AS varchar(10)), CAST(NULL AS date)")
    assert [day_of(value) for value in row] == [date(2022, 2, 24), None]


def test_a_query_outlives_the_transaction_it_was_first_asked_in() -> None:
    """PostgreSQL keeps what it prepared; were it thrown away with the transaction, the second question would fail."""
    query = NUMBERS + "WHERE one = ANY(%s) -- first asked in a transaction that is taken back"
    with transaction.atomic():
        assert rows_of(query, [[1]]) == [(1,)]
        transaction.set_rollback(True)
    assert rows_of(query, [[2]]) == [(2,)]


def test_postgresql_plans_once() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite keeps its statements by itself; the run on PostgreSQL asks this")
    for number in range(8):
        rows_of(NUMBERS + "WHERE one = ANY(%s) -- planned once", [[number]])
    plans = rows_of(
        "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE '%%planned once'"
    )
    assert plans == [(8, 0)]
