"""Lists that the other side welcomes: nothing better at the same loss, against trying everything."""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spilno.engine.errors import InvalidInput
from spilno.engine.matching.welcome import welcome, welcomed

tables = st.lists(st.lists(st.floats(0.05, 1), min_size=4, max_size=4), min_size=3, max_size=3).map(np.array)


@settings(max_examples=30)
@given(tables, tables, st.sampled_from([0.0, 0.02, 0.2, 1.0]))
def test_no_lists_at_this_loss_are_more_welcome(table: np.ndarray, back: np.ndarray, max_loss: float) -> None:
    found = welcome(table, back, k=2, top=1, max_loss=max_loss)
    inside = welcomed(back, top=1)
    assert inside.sum() == 4
    total = float(np.take_along_axis(table, found.lists, axis=1).sum())
    own = sum(float(np.sort(row)[-2:].sum()) for row in table)
    assert total >= own * (1 - max_loss) - 1e-9
    assert found.plain - 1e-9 <= found.share <= found.attainable + 1e-9
    for lists in product(list(combinations(range(4), 2)), repeat=3):
        worth = sum(float(table[row, list(one)].sum()) for row, one in enumerate(lists))
        if worth >= own * (1 - max_loss):
            share = sum(int(inside[row, list(one)].sum()) for row, one in enumerate(lists)) / 6
            assert share <= found.attainable + 1e-9


def test_a_pair_that_may_not_meet_is_never_welcome() -> None:
    scores = [[0.5, np.nan, 0.4], [0.6, np.nan, 0.3]]
    found = welcome(scores, scores, k=2, top=1)
    assert sorted(found.lists.ravel().tolist()) == [0, 0, 2, 2]
    assert found.share == 0.5


@pytest.mark.parametrize("bounds", [{"k": 0}, {"top": 0}, {"max_loss": 2}, {"max_loss": float("nan")}])
def test_what_cannot_be_asked_for_is_refused(bounds: dict[str, float]) -> None:
    with pytest.raises(InvalidInput):
        welcome([[0.5, 0.4]], [[0.5, 0.4]], **bounds)
    with pytest.raises(InvalidInput):
        welcome([[0.5, 0.4]], [[0.5], [0.4]])
