"""One order for all lists: as equal as asked for, honest about what it costs, never above what anybody could reach."""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spilno.engine.errors import InvalidInput
from spilno.engine.matching import HARMONIC, Matcher, Toll, fair_order, gini
from spilno.engine.matching.tests.test_ranking import SEEKER, plain
from spilno.engine.matching.welcome import welcomed

tables = st.lists(st.lists(st.floats(0.05, 1), min_size=4, max_size=4), min_size=3, max_size=3).map(np.array)


@settings(max_examples=30)
@given(tables, tables, st.sampled_from([0.05, 0.3, 1.0]), st.sampled_from([0.0, 0.2, 0.4]))
def test_the_certificate_and_the_bounds_hold(
    table: np.ndarray, back: np.ndarray, max_loss: float, unequal: float
) -> None:
    found = fair_order(table, back, k=2, top=1, max_loss=max_loss, most_unequal=unequal)
    kept = np.take_along_axis(table, found.lists, axis=1).sum(axis=1)
    own = np.sort(table, axis=1)[:, -2:].sum(axis=1)
    assert (kept >= own * (1 - max_loss) - 1e-9).all()
    assert 1 - kept.sum() / own.sum() == pytest.approx(found.loss)
    assert found.after.gini <= max(found.plain.gini, unequal) + 1e-9
    counts = np.bincount(found.lists.ravel(), minlength=4).astype(float)
    assert found.after.gini == pytest.approx(gini(counts))
    inside = welcomed(back, top=1)
    assert found.after.welcome == pytest.approx(np.take_along_axis(inside, found.lists, axis=1).mean())
    assert found.after.welcome <= found.attainable + 1e-9
    bound = kept.sum() / found.certified
    for lists in product(list(combinations(range(4), 2)), repeat=3):
        if gini(np.bincount(np.ravel(lists), minlength=4).astype(float)) <= max(unequal, found.after.gini):
            assert sum(float(table[row, list(one)].sum()) for row, one in enumerate(lists)) <= bound + 1e-6


def test_many_who_would_all_see_the_same_see_everybody() -> None:
    chance = np.random.default_rng(1)
    fame = np.linspace(0.5, 0.55, 60)
    scores = fame[None, :] + 0.2 * chance.random((60, 60))
    found = fair_order(scores, chance.random((60, 60)), k=6)
    assert found.plain.gini > 0.2
    assert found.after.gini <= 0.1
    assert found.after.coverage == 1.0
    assert found.after.welcome > found.plain.welcome
    assert found.certified >= 0.98


def test_equal_is_measured_against_the_lot() -> None:
    """Whom only some may meet is not owed as many showings; whom nobody may meet is owed none."""
    scores = np.full((4, 3), 0.5)
    scores[1:, 1] = np.nan
    scores[:, 2] = np.nan
    found = fair_order(scores, scores, k=1)
    assert found.plain.coverage == 0.5
    assert gini(np.array([3.5, 0.5]), np.array([3.5, 0.5])) == pytest.approx(0.0)
    assert fair_order(scores, scores, k=2).after.gini == pytest.approx(0.0)


def test_a_ranking_pays_the_price_and_counts_who_welcomes() -> None:
    pair = Matcher([plain(id="a"), plain(id="b", population=125_000), plain(id="c", population=900)], power=HARMONIC)
    free = pair.rank(SEEKER, k=1)
    assert free.items[0].id == "a"
    welcome = pair.rank(SEEKER, k=1, toll=Toll({}, 1.0, {"b": 0.0}, bonus=1.0))
    assert welcome.items[0].id == "b"
    assert welcome.given_up > 0
    assert pair.rank(SEEKER, k=1, toll=Toll({}, 1.0, {"b": 1.1}, bonus=1.0)).items == free.items


@pytest.mark.parametrize("bounds", [{"k": 0}, {"top": 0}, {"max_loss": 2}, {"most_unequal": float("nan")}])
def test_what_cannot_be_asked_for_is_refused(bounds: dict[str, float]) -> None:
    with pytest.raises(InvalidInput):
        fair_order([[0.5, 0.4]], [[0.5, 0.4]], **bounds)
    with pytest.raises(InvalidInput):
        fair_order([[0.5, 0.4]], [[0.5], [0.4]])
