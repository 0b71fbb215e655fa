"""Allocation: feasible, the best there is, honest about its bound, stable as the dial says; nothing depends on order."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spilno.engine.errors import InvalidInput
from spilno.engine.matching import Profile, Wishes
from spilno.engine.matching.allocate import Allocation, allocate, allocate_stable
from spilno.engine.matching.market import build_market, split_sides
from spilno.engine.matching.stability import report_on

Table = np.typing.NDArray[np.float64]


@st.composite
def tables(draw: st.DrawFn, largest: int = 4) -> tuple[Table, Table, Table, list[int], list[int]]:
    """A market of at most 4 x 4: mutual, both gains, both capacities; some pairs may not meet."""
    rows, columns = draw(st.integers(1, largest)), draw(st.integers(1, largest))
    score = st.floats(0.01, 1) | st.sampled_from([0.5])

    def table() -> Table:
        return np.array(
            draw(st.lists(st.lists(score, min_size=columns, max_size=columns), min_size=rows, max_size=rows))
        )

    there, back = table(), table()
    mutual = 2 * there * back / (there + back)
    for row in range(rows):
        for column in range(columns):
            if draw(st.integers(0, 5)) == 0:
                mutual[row, column] = np.nan
    capacity = st.integers(0, 2)
    first = draw(st.lists(capacity, min_size=rows, max_size=rows))
    second = draw(st.lists(capacity, min_size=columns, max_size=columns))
    return mutual, there, back, first, second


def feasible(made: Allocation, mutual: Table, first: list[int], second: list[int]) -> bool:
    rows, columns = [row for row, _ in made.pairs], [column for _, column in made.pairs]
    fits = all(rows.count(at) <= limit for at, limit in enumerate(first))
    fits &= all(columns.count(at) <= limit for at, limit in enumerate(second))
    return fits and len(set(made.pairs)) == len(made.pairs) and not any(np.isnan(mutual[at]) for at in made.pairs)


def best_by_trying(mutual: Table, first: list[int], second: list[int]) -> float:
    possible = [tuple(at) for at in np.argwhere(~np.isnan(mutual)).tolist()]
    best = 0.0
    for size in range(1, min(sum(first), sum(second), len(possible)) + 1):
        for pairs in combinations(possible, size):
            rows, columns = [row for row, _ in pairs], [column for _, column in pairs]
            if all(rows.count(at) <= first[at] for at in rows) and all(
                columns.count(at) <= second[at] for at in columns
            ):
                best = max(best, float(sum(mutual[at] for at in pairs)))
    return best


@given(tables(largest=3))
def test_nothing_better_exists(market: tuple[Table, Table, Table, list[int], list[int]]) -> None:
    mutual, _there, _back, first, second = market
    made = allocate(mutual, first, second)
    assert feasible(made, mutual, first, second)
    assert made.welfare == pytest.approx(best_by_trying(mutual, first, second))
    assert made.upper_bound == pytest.approx(made.welfare, abs=1e-6)


@given(tables(), st.floats(0, 1))
def test_every_dial_is_feasible_and_below_the_bound(
    market: tuple[Table, Table, Table, list[int], list[int]], blend: float
) -> None:
    mutual, there, back, first, second = market
    made = allocate_stable(mutual, there, back, first, second, blend=blend)
    assert feasible(made, mutual, first, second)
    assert made.welfare <= made.upper_bound + 1e-6


@given(tables())
def test_at_zero_no_two_would_rather_have_each_other(
    market: tuple[Table, Table, Table, list[int], list[int]],
) -> None:
    mutual, there, back, first, second = market
    made = allocate_stable(mutual, there, back, first, second, blend=0)
    report = report_on(made.pairs, mutual, there, back, np.array(first), np.array(second))
    assert report.blocking[0.0] == ()


@given(tables(), st.lists(st.floats(0, 1), min_size=2, max_size=5))
def test_welfare_never_falls_where_the_dial_goes_up(
    market: tuple[Table, Table, Table, list[int], list[int]], dials: list[float]
) -> None:
    mutual, there, back, first, second = market
    totals = [allocate_stable(mutual, there, back, first, second, blend=dial).welfare for dial in sorted(dials)]
    assert totals == sorted(totals)


def test_a_dial_that_alone_would_lose_keeps_what_it_had() -> None:
    """Three by three where deferred acceptance is worth 1.174 at 0 and .835 at .1."""
    there = np.array([[0.1, 0.3, 0.5], [0.4, 0.4, 0.1], [0.1, 0.2, 0.1]])
    back = np.array([[0.7, 0.5, 0.6], [0.3, 0.6, 0.7], [0.4, 0.5, 0.9]])
    mutual = 2 * there * back / (there + back)
    totals = [allocate_stable(mutual, there, back, [1] * 3, [1] * 3, blend=at / 10).welfare for at in range(11)]
    assert totals == sorted(totals)


@given(tables(), st.randoms())
def test_pins_and_forbids_are_kept_and_cost_welfare(
    market: tuple[Table, Table, Table, list[int], list[int]], random: object
) -> None:
    mutual, there, back, first, second = market
    possible = [tuple(at) for at in np.argwhere(~np.isnan(mutual)).tolist() if first[at[0]] and second[at[1]]]
    random.shuffle(possible)  # type: ignore[attr-defined]
    pins, forbids = possible[:1], possible[1:2]
    free = allocate(mutual, first, second)
    for made in (
        allocate(mutual, first, second, pins=pins, forbids=forbids),
        allocate_stable(mutual, there, back, first, second, blend=0.3, pins=pins, forbids=forbids),
    ):
        assert feasible(made, mutual, first, second)
        assert set(pins) <= set(made.pairs)
        assert not set(forbids) & set(made.pairs)
        assert made.welfare <= free.welfare + 1e-9
        assert made.upper_bound >= made.welfare - 1e-6


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"pins": [(0, 1)]}, "pin"),
        ({"pins": [(0, 0)], "forbids": [(0, 0)]}, "pin"),
        ({"pins": [(0, 0), (1, 0)]}, "pin"),
        ({"capacity_first": [1]}, "capacity"),
        ({"capacity_first": [1, -1]}, "capacity"),
        ({"mutual": [[float("inf"), 1], [1, 1]]}, "mutual"),
    ],
)
def test_what_cannot_be_is_named(values: dict[str, object], field: str) -> None:
    base = {"mutual": [[0.5, float("nan")], [0.4, 0.3]], "capacity_first": [1, 1], "capacity_second": [1, 1]}
    with pytest.raises(InvalidInput) as refused:
        allocate(**base | values)
    assert refused.value.field == field


def test_who_stays_alone_is_told_why() -> None:
    mutual = np.array([[0.9, np.nan], [0.8, np.nan], [np.nan, np.nan]])
    made = allocate(mutual, [1, 1, 0], [1, 1])
    report = report_on(made.pairs, mutual, mutual, mutual, np.array([1, 1, 0]), np.array([1, 1]))
    assert report.alone_first == {1: "outbid", 2: "no_capacity"}
    assert report.alone_second == {1: "no_eligible"}


def town(number: int, country: str, **more: object) -> Profile:
    return Profile(id=f"{country}{number}", country=country, population=10_000 * (number + 1), **more)


def test_no_must_is_ever_broken_and_order_does_not_matter() -> None:
    picky = Wishes(size_min=25_000)
    first = [town(number, "DE", wishes=picky if number % 2 else None) for number in range(5)]
    second = [town(number, "UA", wishes=Wishes(size_max=30_000) if number % 2 else None) for number in range(6)]
    market = build_market(first, second)
    made = allocate(market.mutual, market.capacity_first, market.capacity_second)
    for row, column in made.pairs:
        one, other = market.first[row], market.second[column]
        assert not (one.wishes and other.population < 25_000)
        assert not (other.wishes and one.population > 30_000)
    again = build_market(first[::-1], second[::-1])
    assert [one.id for one in again.first] == [one.id for one in market.first]
    assert np.array_equal(again.mutual, market.mutual, equal_nan=True)
    assert made.pairs


def test_two_countries_are_needed() -> None:
    with pytest.raises(InvalidInput):
        split_sides([town(1, "DE")])
    first, second = split_sides([town(1, "UA"), town(1, "DE")])
    assert (first[0].country, second[0].country) == ("DE", "UA")
