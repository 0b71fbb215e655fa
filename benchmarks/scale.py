"""The whole pipeline of a large market (score, best pairs, assignment, certificate), and peers in the same run.

    python benchmarks/scale.py [--rows 5000] [--columns 5000] [--keep 40] [--dask]

Peers (extra `benchmark`; one that is missing is skipped with a word): scikit-learn's NearestNeighbors for the best pairs
by nine plain numbers, a poorer score than ours; scipy's dense assignment and networkx' matching on a corner of the market
in which everybody takes one; the package `matching` for a stable market of the same corner.
Processor seconds count, because a busy machine makes the clock lie. 100,000 x 100,000 takes some minutes.
"""

import argparse
import importlib
import os
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

# Two processes of one thread each, not of two; numpy looks when it is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from common import table

CORNER = 200


def people(country: str, number: int, seed: int) -> list[Any]:
    """Made-up towns with a tenth of their facts unknown."""
    from spilno.engine.matching import Profile, Wishes

    chance, themes = np.random.default_rng(seed), [f"theme {at}" for at in range(14)]
    made = []
    for at in range(number):
        size, known = float(chance.lognormal(9.5, 1)), chance.random(4) > 0.1
        needs, offers = (
            {str(one): 1.0 for one in chance.choice(themes, chance.integers(2, 6), replace=False)} for _side in range(2)
        )
        made.append(
            Profile(
                id=f"{country}{at:06}", country=country, population=size if known[0] else None,
                area_km2=float(chance.uniform(20, 400)),
                lat=float(chance.uniform(45, 54)), lon=float(chance.uniform(7, 38)), region=f"{country}{chance.integers(25)}",
                needs=needs if known[1] else None, offers=offers if known[2] else None,
                languages=("en", country.lower()) if chance.random() < 0.8 else (country.lower(),),
                wishes=Wishes(size_range=(size / 3, size * 3)) if known[3] else None, capacity=int(chance.integers(1, 4)),
            )
        )  # fmt: skip
    return made


def measured(work: Callable[[], Any]) -> tuple[Any, float, float]:
    """The answer, processor seconds of this process and of those that it started and that have ended, clock seconds."""
    wall, cpu = time.perf_counter(), sum(os.times()[:4])
    found = work()
    return found, sum(os.times()[:4]) - cpu, time.perf_counter() - wall


def pipeline(rows: int, columns: int, keep: int, dask: bool) -> list[list[object]]:
    from spilno.engine.matching.blocks import Blocks
    from spilno.engine.matching.executors import Processes
    from spilno.engine.matching.large import allocate_large

    first, second = people("DE", rows, 1), people("UA", columns, 2)
    limits = [[one.capacity for one in side] for side in (first, second)]
    blocks, cpu, wall = measured(lambda: Blocks(first, second))
    lines: list[list[object]] = [["profiles to arrays, priors", cpu, wall, ""]]
    made, whole, wall = measured(lambda: allocate_large(blocks, *limits, keep=keep, executor=Processes(2)))
    said = f"{made.welfare / made.upper_bound:.5f} of the bound, {made.rounds} rounds, {len(made.rows):,} introductions"
    lines.append(["best pairs, auction, certificate, 2 processes", whole, wall, said])
    lines.append(["pairs scored, of all", made.looked / (rows * columns), 0.0, "over all rounds"])
    parts = list(blocks.cuts())[:20]
    _block, scoring, wall = measured(lambda: [blocks.block(part) for part in parts])
    number = sum(part.stop - part.start for part in parts) * columns
    lines.append(["scoring alone, million pairs a processor second", number / scoring / 1e6, wall, ""])
    if dask:
        lines.append(on_dask(blocks, limits, keep, made))
    largest = [resource.getrusage(one).ru_maxrss / 2**20 for one in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    lines.append(["largest memory of this process, GiB", largest[0], 0.0, "profiles included"])
    lines.append(["of each other one, GiB", largest[1], 0.0, "most of it shared with this one"])
    return lines


def on_dask(blocks: Any, limits: list[list[int]], keep: int, made: Any) -> list[object]:
    from distributed import Client, LocalCluster

    from spilno.engine.matching.executors import OnDask
    from spilno.engine.matching.large import allocate_large

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster, Client(cluster) as client:
        other, cpu, wall = measured(lambda: allocate_large(blocks, *limits, keep=keep, executor=OnDask(client)))
    same = np.array_equal(other.rows, made.rows) and np.array_equal(other.columns, made.columns)
    return ["the same on two Dask workers", cpu, wall, "the same pairs" if same else "OTHER PAIRS"]


def corner(rows: int) -> list[list[object]]:
    """Solvers of others on a market in which everybody takes one."""
    from scipy.optimize import linear_sum_assignment

    from spilno.engine.matching.allocate import allocate
    from spilno.engine.matching.blocks import Blocks

    blocks = Blocks(people("DE", rows, 1), people("UA", rows, 2))
    scores, ones = blocks.table().mutual, np.ones(rows, int)
    dense = np.nan_to_num(scores, nan=0.0)
    ours, cpu, wall = measured(lambda: allocate(scores, ones, ones))
    lines: list[list[object]] = [[f"ours, {rows} x {rows}, one each", cpu, wall, f"{ours.welfare:.4f}"]]
    found, cpu, wall = measured(lambda: linear_sum_assignment(dense, maximize=True))
    lines.append(["scipy linear_sum_assignment", cpu, wall, f"{dense[found].sum():.4f}"])

    def neighbours(module: Any) -> Any:
        numbers = [
            np.nan_to_num(np.array([s.lat, s.lon, s.people, s.density]).T) for s in (blocks.first, blocks.second)
        ]
        return module.NearestNeighbors(n_neighbors=50, algorithm="brute").fit(numbers[1]).kneighbors(numbers[0])

    def heaviest(module: Any) -> Any:
        graph = module.Graph()
        graph.add_weighted_edges_from((f"a{a}", f"b{b}", dense[a, b]) for a, b in np.argwhere(dense > 0))
        return module.max_weight_matching(graph)

    def stable(module: Any) -> Any:
        mine, theirs = np.argsort(-dense, axis=1).tolist(), np.argsort(-dense.T, axis=1).tolist()
        named = [{f"{me}{at}": [f"{you}{one}" for one in order] for at, order in enumerate(orders)}
                 for me, you, orders in (("a", "b", mine), ("b", "a", theirs))]  # fmt: skip
        # It copies players that know each other, one inside the other.
        sys.setrecursionlimit(1_000_000)
        return module.StableMarriage.create_from_dictionaries(*named).solve()

    lines += peer("sklearn.neighbors", "scikit-learn NearestNeighbors, 4 plain numbers", neighbours)
    lines += peer("networkx", "networkx max_weight_matching", heaviest)
    return lines + peer("matching.games", "matching StableMarriage", stable)


def peer(name: str, title: str, work: Callable[[Any], Any]) -> list[list[object]]:
    try:
        module = importlib.import_module(name)
    except ImportError:
        return [[title, float("nan"), float("nan"), "skipped: not installed (extra `benchmark`)"]]
    _found, cpu, wall = measured(lambda: work(module))
    return [[title, cpu, wall, ""]]


def main() -> None:
    parser = argparse.ArgumentParser(description="A large market, from profiles to certified introductions.")
    parser.add_argument("--rows", type=int, default=5000)
    parser.add_argument("--columns", type=int, default=5000)
    parser.add_argument("--keep", type=int, default=40)
    parser.add_argument("--dask", action="store_true", help="once more on a local cluster (extra `scale`)")
    options = parser.parse_args()
    head = ["step", "processor s", "clock s", "what"]
    lines = pipeline(max(2, options.rows), max(2, options.columns), max(1, options.keep), options.dask)
    table(f"{options.rows:,} x {options.columns:,} made-up towns", head, lines)
    table("A small market beside others", head, corner(CORNER))


if __name__ == "__main__":
    main()
