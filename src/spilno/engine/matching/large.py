"""Markets too large for a table: the best pairs of every row, an assignment over them, and a bound for all pairs.

price    a market of a sample tells what a place of every column is worth (see `first`). Without such prices all rows would
         keep the same few columns.
look     each row keeps its best pairs of all at these prices, most of which need not be scored (see `best`). Memory: the
         pairs kept, and a chunk of rows at a time.
bid      rows bid for places by the pairs kept, but no more than the next pairs of all would cost them. So the dual value of
         the new prices bounds all pairs without another look, and the next look begins at them.
assign   once prices stand still: an auction (Bertsekas 1988, 1992) over the pairs kept, until welfare and bound are as
         close as wished.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from spilno.engine.errors import InvalidInput
from spilno.engine.matching.auction import Auction
from spilno.engine.matching.best import BestPairs, Found
from spilno.engine.matching.blocks import Blocks
from spilno.engine.matching.columns import Floats
from spilno.engine.matching.executors import Executor, Here
from spilno.engine.matching.first import first_prices
from spilno.engine.matching.units import Codes

KEEP, GOAL, MOST_ROUNDS = 40, 0.999, 6
# So many pairs more than its places a row should have at prices that hardly change any more.
SPARE = 35
# Of each side at most, in the market that gives the first prices; smaller markets need none.
SAMPLE = 1600
# Prices stand still when the bound changed by less than so many times what the goal allows.
STILL = 2.0
# Rows, columns and welfare before anything is assigned.
NOTHING: tuple[Codes, Codes, float] = (np.zeros(0, np.int64), np.zeros(0, np.int64), 0.0)


@dataclass(frozen=True)
class LargeAllocation:
    """rows, columns: the pairs chosen. welfare: their total. upper_bound: no allocation of any pairs has more.

    rounds: how often all pairs were bounded. edges: pairs that the auction had in the end. looked: pairs that were scored
    over all rounds; the others cannot be among the best.
    """

    rows: Codes
    columns: Codes
    welfare: float
    upper_bound: float
    rounds: int
    edges: int
    looked: int


@dataclass(frozen=True)
class _Best:
    """The best pairs of some rows after prices, and what these rows gain at these prices; runs wherever it is sent."""

    pairs: BestPairs
    prices: Floats
    floor: Floats
    capacity: Codes
    keep: int

    def __call__(self, cut: slice) -> tuple[Found, float]:
        found = self.pairs.best(cut, self.keep, self.prices, self.floor)
        gain = np.where(found.scores > 0, found.scores - self.prices[found.columns], 0.0)
        places = np.arange(gain.shape[1]) < self.capacity[found.rows, None]
        return found, float((np.maximum(gain, 0) * places).sum())


def allocate_large(
    blocks: Blocks, first: Sequence[int], second: Sequence[int], *, keep: int = KEEP, goal: float = GOAL,
    epsilon: float = 2.5e-4, sample: int = SAMPLE, executor: Executor | None = None,
) -> LargeAllocation:  # fmt: skip
    """An allocation within capacities whose welfare is at least `goal` of the bound, or the best after a few rounds.

    keep: pairs of each row and round, at least the largest capacity. epsilon: what a bid must add, in units of the
    score; the auction alone gives up at most so much for each place. sample: of each side, in the market that gives the
    first prices. The same on every executor.
    Raises InvalidInput for capacities that do not fit the market.
    """
    limits = _limits(blocks, first, second)
    keep = max(keep, int(limits[0].max(initial=1)))
    auction = Auction(*limits, epsilon)
    best_bound, looked, made = float("inf"), 0, NOTHING
    pairs, executor = BestPairs(blocks) if min(blocks.shape) else None, executor or Here()
    auction.prices = first_prices(blocks, *limits, epsilon, sample, executor)
    spare = min(SPARE, keep - int(limits[0].max(initial=1)))
    for rounds in range(1, MOST_ROUNDS + 1):
        prices = auction.prices
        # Once there are prices, only pairs that are worth about what a row has matter.
        floor = auction.floor(prices, spare) if auction.edges else np.zeros(blocks.shape[0])
        parts = list(executor.map(_Best(pairs, prices, floor, limits[0], keep), pairs.cuts())) if pairs else []
        looked += sum(found.looked for found, _gain in parts)
        before = float(limits[1] @ prices) + sum(gain for _found, gain in parts)
        beyond = _joined(auction, [found for found, _gain in parts], prices, floor)
        last = auction.bound
        auction.price(beyond)
        best_bound = min(best_bound, before, auction.bound)
        # Pairs that are best at prices that still change are too few of those that matter.
        still = (1 - STILL * (1 - goal)) * last <= auction.bound
        if made[2] < goal * best_bound and (still or rounds == MOST_ROUNDS):
            made = max(made, auction.assign(), key=lambda one: one[2])
            # Where far more is wanted than there is, the assignment's prices bound all pairs better than the rows' bids.
            auction.settle()
        else:
            auction.lower()
        if made[2] >= goal * best_bound:
            break
    return LargeAllocation(*made, max(best_bound, made[2]), rounds, auction.edges, looked)


def _limits(blocks: Blocks, first: Sequence[int], second: Sequence[int]) -> tuple[Codes, Codes]:
    limits = np.asarray(first, np.int64), np.asarray(second, np.int64)
    if tuple(map(len, limits)) != blocks.shape or any((limit < 0).any() for limit in limits):
        raise InvalidInput("capacity", f"{blocks.shape[0]} and {blocks.shape[1]} whole numbers from 0 on are needed")
    return limits


def _joined(auction: Auction, parts: Sequence[Found], prices: Floats, floor: Floats) -> Floats:
    """(A,) what pairs that have not joined can gain each row at most, now that these have."""
    beyond = np.zeros(len(floor))
    for found in parts:
        auction.join(found.rows, found.columns, found.scores)
        beyond[found.rows] = _beyond(found, prices, floor)
    return beyond


def _beyond(found: Found, prices: Floats, floor: Floats) -> Floats:
    """(R,) what other pairs than these can gain each row at most: as much as the worst of as many as were looked for, or
    what they had to be worth."""
    last = found.scores[:, -1]
    return np.asarray(np.where(last > 0, last - prices[found.columns[:, -1]], floor[found.rows]))
