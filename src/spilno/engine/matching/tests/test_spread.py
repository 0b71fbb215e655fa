"""Lists that show everybody: within their bounds, the best there are, bounded from above for whoever does not believe it."""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spilno.engine.errors import InvalidInput
from spilno.engine.matching.exposure import gini
from spilno.engine.matching.spread import best_under, spread

tables = st.lists(st.lists(st.floats(0.05, 1), min_size=4, max_size=4), min_size=3, max_size=3).map(np.array)


@settings(max_examples=12)
@given(tables, st.integers(0, 1), st.integers(2, 3))
def test_nothing_better_keeps_to_the_bounds(table: np.ndarray, low: int, high: int) -> None:
    found = spread(table, k=2, low=low, high=high)
    counts = np.bincount(found.lists.ravel(), minlength=4)
    assert ((counts >= low) & (counts <= high)).all()
    best = 0.0
    for lists in product(list(combinations(range(4), 2)), repeat=3):
        shown = np.bincount(np.ravel(lists), minlength=4)
        if ((shown >= low) & (shown <= high)).all():
            best = max(best, sum(float(table[row, list(chosen)].sum()) for row, chosen in enumerate(lists)))
    total = float(np.take_along_axis(table, found.lists, axis=1).sum())
    assert total == pytest.approx(best)


@settings(max_examples=12)
@given(tables, st.integers(0, 1))
def test_no_lists_as_equal_have_more_than_the_bound(table: np.ndarray, low: int) -> None:
    found = spread(table, k=2, low=low, high=3)
    for lists in product(list(combinations(range(4), 2)), repeat=3):
        shown = np.bincount(np.ravel(lists), minlength=4).astype(float)
        if shown.min() >= low:
            total = sum(float(table[row, list(chosen)].sum()) for row, chosen in enumerate(lists))
            assert total <= best_under(table, found.prices, k=2, gini=gini(shown), least=low) + 1e-6


@settings(max_examples=12)
@given(tables, st.floats(0.17, 0.6))
def test_exposure_is_as_equal_as_wished(table: np.ndarray, most: float) -> None:
    found = spread(table, k=2, low=1, gini=most)
    assert found.after.gini <= most + 1e-9
    assert found.after.coverage == 1
    total = float(np.take_along_axis(table, found.lists, axis=1).sum())
    assert total <= best_under(table, found.prices, k=2, gini=most, least=1) + 1e-6


def test_a_looser_equality_is_worth_more_and_close_to_the_bound() -> None:
    table = np.random.default_rng(5).beta(2, 2, (40, 90)) * np.random.default_rng(6).uniform(0.5, 1, 90)
    equal, loose = (spread(table, k=5, low=1, gini=most) for most in (0.12, 0.3))
    assert equal.mean < loose.mean < 1
    assert loose.after.gini <= 0.3
    total = float(np.take_along_axis(table, loose.lists, axis=1).sum())
    assert total >= 0.98 * best_under(table, loose.prices, k=5, gini=0.3, least=1)
    # More equal than whole numbers can be is as equal as they can be.
    assert spread(table, k=5, low=1, gini=0.0).after.most == 3


def test_whoever_nobody_may_meet_is_not_shown() -> None:
    table = np.array([[0.5, np.nan, 0.4], [0.6, np.nan, 0.3]])
    found = spread(table, k=2, low=1, high=2)
    assert sorted(found.lists.ravel().tolist()) == [0, 0, 2, 2]


@pytest.mark.parametrize("bounds", [{"k": 0}, {"low": -1}, {"low": 3, "high": 2}, {"gini": 2}])
def test_bounds_that_contradict_each_other_are_refused(bounds: dict[str, int]) -> None:
    with pytest.raises(InvalidInput):
        spread([[0.5, 0.4]], **bounds)
