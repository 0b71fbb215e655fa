"""Large markets: as good as the linear program, bounded for all pairs, the same on every executor."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from spilno.engine.errors import InvalidInput
from spilno.engine.matching import Profile
from spilno.engine.matching.allocate import allocate
from spilno.engine.matching.blocks import Blocks
from spilno.engine.matching.executors import Executor, Here, OnDask, Processes
from spilno.engine.matching.first import first_prices
from spilno.engine.matching.large import allocate_large


def towns(country: str, number: int, seed: int) -> list[Profile]:
    chance = np.random.default_rng(seed)
    themes = ["energy", "water", "youth", "health", "culture"]
    return [
        Profile(
            id=f"{country}{at:04}", country=country, population=float(chance.lognormal(9.5, 1)),
            needs={str(one): 1.0 for one in chance.choice(themes, 2, replace=False)},
            offers={str(one): 1.0 for one in chance.choice(themes, 2, replace=False)},
            languages=("en",) if chance.random() < 0.5 else None, capacity=int(chance.integers(0, 4)),
        )
        for at in range(number)
    ]  # fmt: skip


@pytest.fixture(scope="module")
def market() -> tuple[Blocks, list[int], list[int]]:
    first, second = towns("DE", 70, 1), towns("UA", 90, 2)
    # A capacity of 0 keeps a unit out of every pair.
    return Blocks(first, second), [p.capacity or 0 for p in first], [p.capacity or 0 for p in second]


@pytest.mark.parametrize("keep", [4, 20, 90])
def test_it_is_as_good_as_the_linear_program(market: tuple[Blocks, list[int], list[int]], keep: int) -> None:
    blocks, first, second = market
    best, made = allocate(blocks.table().mutual, first, second), allocate_large(blocks, first, second, keep=keep)
    assert made.welfare >= 0.999 * best.welfare
    assert best.welfare <= made.upper_bound + 1e-9
    assert (np.bincount(made.rows, minlength=len(first)) <= first).all()
    assert (np.bincount(made.columns, minlength=len(second)) <= second).all()
    assert len(set(zip(made.rows.tolist(), made.columns.tolist(), strict=True))) == len(made.rows)
    assert not np.isnan(blocks.pairs(made.rows, made.columns).mutual).any()


def same(market: tuple[Blocks, list[int], list[int]], executor: Executor) -> bool:
    one, other = allocate_large(*market, keep=10, executor=Here()), allocate_large(*market, keep=10, executor=executor)
    pairs = [(made.rows.tolist(), made.columns.tolist(), made.welfare, made.upper_bound) for made in (one, other)]
    return pairs[0] == pairs[1]


def test_two_processes_give_the_same(market: tuple[Blocks, list[int], list[int]]) -> None:
    assert same(market, Processes(2))


NOTED = """
import signal
from spilno.engine.matching.executors import Processes
signal.signal(signal.SIGTERM, lambda *_: None)
print(sum(sum(Processes(2).map(abs, range(-3, 3))) for _ in range(40)))
"""


def test_processes_end_where_a_signal_is_only_noted() -> None:
    """As in a worker, which ends after what it is doing."""
    done = subprocess.run([sys.executable, "-c", NOTED], capture_output=True, text=True, timeout=120)
    assert done.stdout == "360\n", done.stderr


# The second process is still beginning when it is told to end.
BEGINNING = """
import os, signal, time
from spilno.engine.matching.executors import Processes
noted, begun = [], []
signal.signal(signal.SIGTERM, lambda *_: noted.append(True))
def is_told():
    return noted or signal.SIGTERM in signal.sigpending()
def begin():
    while len(begun) == 2 and not is_told():
        time.sleep(0.01)
os.register_at_fork(before=lambda: begun.append(True), after_in_child=begin)
print(sum(Processes(2).map(abs, range(-3, 3))))
"""


def test_processes_end_that_are_told_to_while_they_begin() -> None:
    done = subprocess.run([sys.executable, "-c", BEGINNING], capture_output=True, text=True, timeout=120)
    assert done.stdout == "9\n", done.stderr


def test_first_prices_of_a_sample_cost_no_welfare(market: tuple[Blocks, list[int], list[int]]) -> None:
    blocks, first, second = market
    best = allocate(blocks.table().mutual, first, second)
    made = allocate_large(blocks, first, second, keep=10, sample=30)
    assert made.welfare >= 0.999 * best.welfare
    assert best.welfare <= made.upper_bound + 1e-9


@pytest.mark.parametrize(("rows", "columns"), [(600, 60), (60, 600)])
def test_it_is_certified_where_one_side_is_far_larger(rows: int, columns: int) -> None:
    first, second = towns("DE", rows, 7), towns("UA", columns, 8)
    limits = [[one.capacity or 0 for one in side] for side in (first, second)]
    made = allocate_large(Blocks(first, second), *limits, sample=100)
    assert made.welfare >= 0.999 * made.upper_bound


@pytest.mark.parametrize("asked", [40, 121])
def test_columns_in_demand_cost_more_from_the_start(asked: int) -> None:
    """A third of the columns are as large as all rows; most of them were not asked for in the first case."""
    first = [replace(one, population=10_000.0, capacity=1) for one in towns("DE", 100, 1)]
    second = [
        replace(one, population=300_000.0 if at % 3 else 10_000.0, capacity=1)
        for at, one in enumerate(towns("UA", 121, 2))
    ]
    ones = np.ones(100, np.int64), np.ones(121, np.int64)
    prices = first_prices(Blocks(first, second), *ones, 1e-3, 60, Here(), asked)
    alike = np.arange(121) % 3 == 0
    assert prices[alike].mean() > 0.1 + prices[~alike].mean()
    assert (prices >= 0).all()


def test_a_dask_cluster_gives_the_same(market: tuple[Blocks, list[int], list[int]]) -> None:
    distributed = pytest.importorskip("distributed", reason="the extra `scale` is not installed")
    with (
        distributed.LocalCluster(n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        assert same(market, OnDask(client, ahead=3))


def test_capacities_that_do_not_fit_are_refused(market: tuple[Blocks, list[int], list[int]]) -> None:
    blocks, first, second = market
    for wrong in (first[:-1], [-1, *first[1:]]):
        with pytest.raises(InvalidInput):
            allocate_large(blocks, wrong, second)


def test_a_market_in_which_nobody_fits_has_no_pairs() -> None:
    alone = [replace(one, consents=False) for one in towns("DE", 5, 3)]
    made = allocate_large(Blocks(alone, towns("UA", 5, 4)), [1] * 5, [1] * 5)
    assert (len(made.rows), made.welfare, made.upper_bound) == (0, 0.0, 0.0)
