"""The allocation board: introductions for all open requests at once, within capacities, with every pair explained."""

from dataclasses import dataclass, field

import numpy as np

from spilno.common.stamps import stamp_of
from spilno.engine.matching import Profile
from spilno.engine.matching.allocate import Allocation, Pair, allocate, allocate_stable
from spilno.engine.matching.market import Market, build_market
from spilno.engine.matching.stability import AllocationReport, report_on
from spilno.matching.fair import Fair, key_of, open_fair
from spilno.matching.models import Scenario
from spilno.partnersearch.models import PartnerRequest

FIRST, SECOND = "DE", "UA"
BLOCKING = 0.05


@dataclass(frozen=True)
class BoardPair:
    first: PartnerRequest
    second: PartnerRequest
    percent: int
    is_pinned: bool

    @property
    def keys(self) -> list[int]:
        return [self.first.pk, self.second.pk]


@dataclass(frozen=True)
class Alone:
    row: PartnerRequest
    reason: str


@dataclass(frozen=True)
class Board:
    """pairs as proposed; shares in percent; blocking: pairs in which both would gain more than .05."""

    pairs: list[BoardPair] = field(default_factory=list)
    alone: list[Alone] = field(default_factory=list)
    forbidden: list[tuple[PartnerRequest, PartnerRequest]] = field(default_factory=list)
    dropped: int = 0
    welfare: float = 0.0
    share: int = 100
    blocking: list[tuple[PartnerRequest, PartnerRequest]] = field(default_factory=list)
    coverage: int = 0

    @property
    def stamp(self) -> str:
        """Changes whenever other pairs are proposed."""
        return stamp_of({"pairs": sorted(pair.keys for pair in self.pairs)})


def board_of(scenario: Scenario) -> Board:
    """What the scenario proposes now. Pins that have become impossible are dropped and counted."""
    fair = open_fair()
    market = build_market(_side(fair, FIRST), _side(fair, SECOND))
    if not market.first or not market.second:
        alone = [Alone(fair.row(one.id), "no_eligible") for one in (*market.first, *market.second)]
        return Board(alone=alone)
    wanted = _pairs(market, scenario.pins)
    forbids = _pairs(market, scenario.forbids)
    pins = _possible(market, wanted, forbids)
    made = _allocated(market, scenario.stability, pins, forbids)
    report = report_on(
        made.pairs, market.mutual, market.gain_first, market.gain_second, market.capacity_first,
        market.capacity_second, forbids=forbids,
    )  # fmt: skip
    return _board(fair, market, made, report, pins, forbids, len(scenario.pins) - len(pins))


def _side(fair: Fair, country: str) -> list[Profile]:
    return [one for one in fair.profiles.values() if one.country == country]


def _pairs(market: Market, told: list[list[int]]) -> list[Pair]:
    """Pairs of requests that are both still open, as rows and columns."""
    first = {one.id: at for at, one in enumerate(market.first)}
    second = {one.id: at for at, one in enumerate(market.second)}
    keys = [(key_of(a), key_of(b)) for a, b in told]
    return [(first[a], second[b]) for a, b in keys if a in first and b in second]


def _possible(market: Market, pins: list[Pair], forbids: list[Pair]) -> list[Pair]:
    """Pins that break no must and no capacity, the earlier first."""
    left, right = market.capacity_first.copy(), market.capacity_second.copy()
    kept: list[Pair] = []
    for at in pins:
        if at in kept or at in forbids or np.isnan(market.mutual[at]) or left[at[0]] < 1 or right[at[1]] < 1:
            continue
        left[at[0]] -= 1
        right[at[1]] -= 1
        kept.append(at)
    return kept


def _allocated(market: Market, stability: float | None, pins: list[Pair], forbids: list[Pair]) -> Allocation:
    capacities = (market.capacity_first, market.capacity_second)
    if stability is None:
        return allocate(market.mutual, *capacities, pins=pins, forbids=forbids)
    gains = (market.gain_first, market.gain_second)
    return allocate_stable(market.mutual, *gains, *capacities, blend=stability, pins=pins, forbids=forbids)


def _board(
    fair: Fair, market: Market, made: Allocation, report: AllocationReport, pins: list[Pair], forbids: list[Pair],
    dropped: int,
) -> Board:  # fmt: skip
    first = [fair.row(one.id) for one in market.first]
    second = [fair.row(one.id) for one in market.second]
    pairs = [
        BoardPair(first[a], second[b], round(100 * float(market.mutual[a, b])), (a, b) in pins) for a, b in made.pairs
    ]
    pairs.sort(key=lambda one: -one.percent)
    alone = [Alone(first[at], reason) for at, reason in report.alone_first.items()]
    alone += [Alone(second[at], reason) for at, reason in report.alone_second.items()]
    met = {one.second.pk for one in pairs}
    return Board(
        pairs=pairs,
        alone=alone,
        forbidden=[(first[a], second[b]) for a, b in forbids],
        dropped=dropped,
        welfare=made.welfare,
        share=round(100 * made.welfare / made.upper_bound) if made.upper_bound else 100,
        blocking=[(first[a], second[b]) for a, b in report.blocking[BLOCKING]],
        coverage=round(100 * len(met) / len(second)),
    )
