"""The auction comes close to the linear program over its pairs, whichever side is short, and within capacities."""

import numpy as np
import pytest

from spilno.engine.matching.allocate import allocate
from spilno.engine.matching.auction import Auction

EPSILON = 1e-3


def made(scores: np.ndarray, first: np.ndarray, second: np.ndarray) -> tuple[Auction, np.ndarray, np.ndarray, float]:
    auction = Auction(first, second, EPSILON)
    # All pairs, and half of them a second time.
    columns = np.tile(np.arange(scores.shape[1]), (len(scores), 1))
    auction.join(np.arange(len(scores)), columns, np.nan_to_num(scores))
    auction.join(np.arange(len(scores) // 2), columns[: len(scores) // 2], np.nan_to_num(scores)[: len(scores) // 2])
    auction.price()
    return auction, *auction.assign()


@pytest.mark.parametrize("shape", [(40, 40), (60, 30), (30, 60)])
@pytest.mark.parametrize("seed", range(3))
def test_it_comes_close_to_the_best(shape: tuple[int, int], seed: int) -> None:
    chance = np.random.default_rng(seed)
    scores = np.where(chance.random(shape) < 0.3, np.nan, chance.uniform(0.05, 1, shape))
    first, second = (chance.integers(0, 4, number) for number in shape)
    auction, rows, columns, total = made(scores, first, second)
    best = allocate(scores, first, second).welfare
    assert best * (1 - 5e-3) - 4 * EPSILON * len(rows) <= total <= best + 1e-9
    assert total == pytest.approx(scores[rows, columns].sum())
    assert (np.bincount(rows, minlength=shape[0]) <= first).all()
    assert (np.bincount(columns, minlength=shape[1]) <= second).all()
    assert len(set(zip(rows.tolist(), columns.tolist(), strict=True))) == len(rows)
    assert auction.edges == int((scores > 0).sum())


@pytest.mark.parametrize("shape", [(80, 40), (40, 80)])
def test_its_prices_bound_every_assignment(shape: tuple[int, int]) -> None:
    """Weak duality with what rows gain at these prices, and hardly more than the best: what a short side is worth."""
    chance = np.random.default_rng(7)
    scores, ones = chance.uniform(0.5, 1, shape), [np.ones(number, np.int64) for number in shape]
    auction, _rows, _columns, _total = made(scores, *ones)
    bound = float(auction.prices.sum() + np.maximum((scores - auction.prices).max(axis=1), 0).sum())
    best = allocate(scores, *ones).welfare
    assert best <= bound <= 1.03 * best
    assert auction.floor(auction.prices) == pytest.approx(np.maximum((scores - auction.prices).max(axis=1), 0))


@pytest.mark.parametrize("shape", [(60, 60), (80, 40), (40, 80)])
def test_its_bound_holds_for_pairs_that_have_not_joined(shape: tuple[int, int]) -> None:
    """The eight best of each row at some prices: no pair beyond them gains its row more than the eighth."""
    chance = np.random.default_rng(3)
    scores, ones = chance.uniform(0.5, 1, shape), [np.ones(number, np.int64) for number in shape]
    auction = Auction(*ones, EPSILON)
    auction.prices = chance.uniform(0, 0.2, shape[1])
    gain = scores - auction.prices
    columns = np.argsort(-gain, axis=1)[:, :8]
    auction.join(np.arange(shape[0]), columns, np.take_along_axis(scores, columns, axis=1))
    beyond = np.take_along_axis(gain, columns[:, 7:], axis=1)[:, 0]
    before = float(auction.prices.sum() + np.maximum(gain.max(axis=1), 0).sum())
    auction.price(beyond)
    exact = float(auction.prices.sum() + np.maximum((scores - auction.prices).max(axis=1), 0).sum())
    assert allocate(scores, *ones).welfare <= exact + 1e-9 <= auction.bound + 2e-9
    # Prices became better than they were.
    assert auction.bound < before


def test_without_pairs_nobody_is_assigned() -> None:
    auction = Auction(np.array([1, 2]), np.array([1]), EPSILON)
    auction.price()
    rows, _columns, total = auction.assign()
    assert (len(rows), total) == (0, 0.0)
