"""Allocation on generated markets: welfare against its bound, pairs that would rather have each other, the worst off.

python benchmarks/allocation.py MARKET… — each MARKET is a folder with german.jsonl and ukrainian.jsonl (docs/profiles.md).
Beside ours, in the same run: first come, own favourite (what happens without a network), and scipy's dense assignment where
every capacity is one.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
from scipy.optimize import linear_sum_assignment

from spilno.engine.matching import Profile
from spilno.engine.matching.allocate import allocate, allocate_stable
from spilno.engine.matching.market import Market, build_market, split_sides
from spilno.engine.matching.settled import allocate_settled
from spilno.engine.matching.stability import report_on


def read(folder: Path) -> Market:
    lines = [line for name in ("german", "ukrainian") for line in (folder / f"{name}.jsonl").open(encoding="utf-8")]
    return build_market(*split_sides([Profile.from_json(json.loads(line)) for line in lines]))


def first_come(market: Market) -> list[tuple[int, int]]:
    """Each German town in turn takes its own favourite that still has room and finds it acceptable."""
    left, pairs = market.capacity_second.copy(), []
    for row, capacity in enumerate(market.capacity_first):
        for column in np.argsort(-np.nan_to_num(market.gain_first[row], nan=-1), kind="stable"):
            if capacity and left[column] and not np.isnan(market.mutual[row, column]):
                pairs.append((row, int(column)))
                left[column] -= 1
                capacity -= 1
    return pairs


def line(name: str, market: Market, pairs: list[tuple[int, int]], bound: float, seconds: float) -> str:
    report = report_on(
        pairs, market.mutual, market.gain_first, market.gain_second, market.capacity_first, market.capacity_second
    )
    welfare = sum(market.mutual[pair] for pair in pairs)
    blocking = {f"{limit:g}": len(found) for limit, found in report.blocking.items()}
    worst = f"{report.second.worst:.2f}" if report.second.worst is not None else "-"
    return (
        f"  {name:<22} welfare {welfare / bound:.4f}  blocking {blocking}  worst-off partner {worst}  {seconds:.2f} s"
    )


def main() -> None:
    for folder in map(Path, sys.argv[1:]):
        start = time.perf_counter()
        market = read(folder)
        print(
            f"{folder.name}: {market.mutual.shape[0]} x {market.mutual.shape[1]}, tables in {time.perf_counter() - start:.2f} s"
        )
        capacities = (market.capacity_first, market.capacity_second)
        start = time.perf_counter()
        best = allocate(market.mutual, *capacities)
        print(line("largest total", market, list(best.pairs), best.upper_bound, time.perf_counter() - start))
        gains = (market.gain_first, market.gain_second)
        start = time.perf_counter()
        settled = allocate_settled(market.mutual, *gains, *capacities)
        print(
            line("settled (default)", market, list(settled.made.pairs), best.upper_bound, time.perf_counter() - start)
        )
        print(f"    certified: no settled allocation has more than {settled.attainable / best.upper_bound:.6f} of it")
        for blend in (0.4, 0.2, 0.0):
            start = time.perf_counter()
            made = allocate_stable(market.mutual, *gains, *capacities, blend=blend)
            seconds = time.perf_counter() - start
            print(line(f"deferred, blend {blend}", market, list(made.pairs), best.upper_bound, seconds))
        start = time.perf_counter()
        print(line("first come", market, first_come(market), best.upper_bound, time.perf_counter() - start))
        ones = allocate(market.mutual, np.ones_like(capacities[0]), np.ones_like(capacities[1]))
        start = time.perf_counter()
        rows, columns = linear_sum_assignment(np.nan_to_num(market.mutual, nan=0.0), maximize=True)
        dense = float(np.nan_to_num(market.mutual, nan=0.0)[rows, columns].sum())
        print(
            f"  capacity one: ours / scipy dense = {ones.welfare / dense:.6f}, scipy {time.perf_counter() - start:.2f} s"
        )


if __name__ == "__main__":
    main()
