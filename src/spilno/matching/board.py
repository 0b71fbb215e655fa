"""The allocation board: introductions for all open requests at once, within capacities, with every pair explained."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from django.utils.functional import Promise

from spilno.common.stamps import stamp_of
from spilno.engine.matching.allocate import Allocation, Pair, allocate, allocate_stable
from spilno.engine.matching.market import Market, build_market
from spilno.engine.matching.profile import Profile
from spilno.engine.matching.stability import AllocationReport, SideReport, report_on
from spilno.matching.fair import LOCK, Fair, open_fair, rows_of
from spilno.matching.models import Scenario
from spilno.matching.request_profiles import key_of, pk_of
from spilno.matching.sentences import KEPT_ALONE
from spilno.partnersearch.models import PartnerRequest

FIRST, SECOND = "DE", "UA"
# Pairs in which both would gain more than this are named.
BLOCKING = 0.05


@dataclass(frozen=True)
class BoardPair:
    """percent: the fit of both; first_percent, second_percent: what the pair is to either side. price: what its pin takes
    from the total of all pairs, None where it is not pinned.
    """

    first: PartnerRequest
    second: PartnerRequest
    percent: float
    first_percent: float
    second_percent: float
    price: float | None = None

    @property
    def is_pinned(self) -> bool:
        return self.price is not None

    @property
    def keys(self) -> list[int]:
        return [self.first.pk, self.second.pk]


@dataclass(frozen=True)
class Alone:
    """reason: of `stability.alone`. must: what keeps most of the other side out, where every pair would break a must."""

    row: PartnerRequest
    reason: str
    must: str = ""

    @property
    def told(self) -> str | Promise:
        """The reason in words."""
        return KEPT_ALONE.get(self.must or self.reason, KEPT_ALONE["no_eligible"])


@dataclass(frozen=True)
class Sides:
    """What the pairs are to one side: worst and tenth percentile in percent."""

    worst: float
    tenth: float


@dataclass(frozen=True)
class Board:
    """pairs as proposed; shares in percent; blocking: pairs in which both would gain more than .05; counts: number of
    such pairs by threshold; gini over the partners of the Ukrainian side.
    """

    pairs: list[BoardPair] = field(default_factory=list)
    alone: list[Alone] = field(default_factory=list)
    forbidden: list[tuple[PartnerRequest, PartnerRequest]] = field(default_factory=list)
    dropped: int = 0
    welfare: float = 0.0
    share: float = 100
    blocking: list[tuple[PartnerRequest, PartnerRequest]] = field(default_factory=list)
    counts: list[tuple[float, int]] = field(default_factory=list)
    coverage: float = 0
    gini: float = 0.0
    first: Sides | None = None
    second: Sides | None = None

    @property
    def stamp(self) -> str:
        """Changes whenever other pairs are proposed."""
        return stamp_of({"pairs": sorted(pair.keys for pair in self.pairs)})

    @property
    def pin_prices(self) -> float:
        """What all pins together take is at most the sum of what each takes alone."""
        return sum(pair.price for pair in self.pairs if pair.price)


@dataclass(frozen=True)
class Change:
    """What the board came to by one pair that was `was` and is `how`: pairs that it proposes now and no longer, the pair
    itself left out; who has more introductions by it (`won`), and who fewer (`lost`).
    """

    first: PartnerRequest
    second: PartnerRequest
    was: str
    how: str
    new: list[tuple[PartnerRequest, PartnerRequest]]
    gone: list[tuple[PartnerRequest, PartnerRequest]]
    won: list[PartnerRequest]
    lost: list[PartnerRequest]


@dataclass(frozen=True)
class _Fixed:
    """What a coordinator has fixed, as rows and columns of the market."""

    pins: list[Pair]
    forbids: list[Pair]
    stability: float | None


def board_of(scenario: Scenario) -> Board:
    """What the scenario proposes now. Pins that have become impossible are dropped and counted."""
    return changed_board(scenario, None, "")[0]


def changed_board(scenario: Scenario, pair: list[int] | None, was: str) -> tuple[Board, Change | None]:
    """What the scenario proposes, and what it came to that somebody changed this pair, which had been `was`.

    No change where the pair still is what it was, or where one of the two is no longer there.
    """
    with LOCK:
        fair = open_fair()
        market = _market(fair)
    rows = rows_of(pk_of(one.id) for one in (*market.first, *market.second))
    if not market.first or not market.second:
        return Board(alone=[Alone(row, "no_others") for row in rows.values()]), None
    fixed = _fixed(market, scenario)
    made = _allocated(market, fixed)
    report = report_on(
        made.pairs, market.mutual, market.gain_first, market.gain_second, market.capacity_first,
        market.capacity_second, forbids=fixed.forbids,
    )  # fmt: skip
    told = _Told(market, rows, _Musts(fair))
    board = told.board(made, report, fixed, len(scenario.pins) - len(fixed.pins))
    if pair is None or scenario.state_of(pair) == was or not _pairs(market, [pair]):
        return board, None
    before = Scenario(pins=scenario.pins, forbids=scenario.forbids, stability=scenario.stability)
    before.put(pair, was)
    earlier = _allocated(market, _fixed(market, before)).pairs
    return board, told.change(_pairs(market, [pair])[0], was, scenario.state_of(pair), earlier, made.pairs)


def _fixed(market: Market, scenario: Scenario) -> _Fixed:
    forbids = _pairs(market, scenario.forbids)
    return _Fixed(_possible(market, _pairs(market, scenario.pins), forbids), forbids, scenario.stability)


def _market(fair: Fair) -> Market:
    profiles = fair.seekers(fair.stands).values()
    first, second = ([one for one in profiles if one.country == country] for country in (FIRST, SECOND))
    return build_market(first, second)


def _pairs(market: Market, told: Iterable[list[int]]) -> list[Pair]:
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


def _allocated(market: Market, fixed: _Fixed) -> Allocation:
    capacities = (market.capacity_first, market.capacity_second)
    if fixed.stability is None:
        return allocate(market.mutual, *capacities, pins=fixed.pins, forbids=fixed.forbids)
    gains = (market.gain_first, market.gain_second)
    return allocate_stable(
        market.mutual, *gains, *capacities, blend=fixed.stability, pins=fixed.pins, forbids=fixed.forbids
    )


@dataclass(frozen=True)
class _Musts:
    fair: Fair

    def of(self, one: Profile) -> str:
        """Code of what keeps most of the other side from this one, empty where nothing single does."""
        if one.security == "occupied":
            return "own_occupied"
        with LOCK:
            left_out = self.fair.matcher.prepare(one).left_out
        counts = {code: number for code, number in left_out.items() if code in KEPT_ALONE}
        most = max(counts, key=lambda code: (counts[code], code), default="")
        # Said of the others here, not of the one that they leave alone.
        return "others_full" if most == "no_capacity" else most


@dataclass(frozen=True)
class _Told:
    """Rows and columns of a market as the requests they are."""

    market: Market
    rows: dict[int, PartnerRequest]
    musts: _Musts

    def board(self, made: Allocation, report: AllocationReport, fixed: _Fixed, dropped: int) -> Board:
        pairs = [self._pair(at, made, fixed) for at in made.pairs]
        pairs.sort(key=lambda one: (-one.percent, one.keys))
        # Of those that fit the office has left out some: where nobody else is left, that is why.
        left_out = [pair for pair in fixed.forbids if not np.isnan(self.market.mutual[pair])]
        first, second = ({pair[side] for pair in left_out} for side in (0, 1))
        alone = [self._alone(self.market.first[at], why, at in first) for at, why in report.alone_first.items()]
        alone += [self._alone(self.market.second[at], why, at in second) for at, why in report.alone_second.items()]
        return Board(
            pairs=pairs,
            alone=alone,
            forbidden=[self._two(at) for at in fixed.forbids],
            dropped=dropped,
            welfare=made.welfare,
            share=100 * made.welfare / made.upper_bound if made.upper_bound else 100,
            blocking=[self._two(at) for at in report.blocking[BLOCKING]],
            counts=[(limit, len(found)) for limit, found in report.blocking.items()],
            coverage=100 * report.coverage,
            gini=report.gini,
            first=_sides(report.first),
            second=_sides(report.second),
        )

    def change(self, pair: Pair, was: str, how: str, earlier: Iterable[Pair], now: Iterable[Pair]) -> Change:
        before, after = set(earlier), set(now)
        had, have = self._introductions(before), self._introductions(after)
        rows = sorted(self.rows.values(), key=lambda row: row.pk)
        return Change(
            *self._two(pair), was, how,
            new=[self._two(at) for at in sorted(after - before - {pair})],
            gone=[self._two(at) for at in sorted(before - after - {pair})],
            won=[row for row in rows if have[row.pk] > had[row.pk]],
            lost=[row for row in rows if have[row.pk] < had[row.pk]],
        )  # fmt: skip

    def _introductions(self, pairs: Iterable[Pair]) -> Counter[int]:
        """How many each request has, by its key."""
        return Counter(row.pk for at in pairs for row in self._two(at))

    def _alone(self, one: Profile, reason: str, is_left_out: bool) -> Alone:
        if reason == "no_eligible" and is_left_out:
            return Alone(self.rows[pk_of(one.id)], "forbidden")
        return Alone(self.rows[pk_of(one.id)], reason, self.musts.of(one) if reason == "no_eligible" else "")

    def _first(self, at: int) -> PartnerRequest:
        return self.rows[pk_of(self.market.first[at].id)]

    def _second(self, at: int) -> PartnerRequest:
        return self.rows[pk_of(self.market.second[at].id)]

    def _two(self, at: Pair) -> tuple[PartnerRequest, PartnerRequest]:
        return self._first(at[0]), self._second(at[1])

    def _pair(self, at: Pair, made: Allocation, fixed: _Fixed) -> BoardPair:
        price = None
        if at in fixed.pins:
            without = _Fixed([pin for pin in fixed.pins if pin != at], fixed.forbids, fixed.stability)
            price = _allocated(self.market, without).welfare - made.welfare
        market = self.market
        both, mine, theirs = (100 * float(t[at]) for t in (market.mutual, market.gain_first, market.gain_second))
        return BoardPair(*self._two(at), both, mine, theirs, price)


def _sides(report: SideReport) -> Sides | None:
    if report.worst is None or report.tenth is None:
        return None
    return Sides(100 * report.worst, 100 * report.tenth)


@dataclass(frozen=True)
class Compared:
    """A scenario beside others: its board, and its pairs that not all of them have."""

    scenario: Scenario
    board: Board
    own: list[BoardPair]


def compare_boards(scenarios: Iterable[Scenario]) -> list[Compared]:
    boards = [(one, board_of(one)) for one in scenarios]
    common = (
        set.intersection(*({tuple(pair.keys) for pair in board.pairs} for _one, board in boards)) if boards else set()
    )
    return [
        Compared(one, board, [pair for pair in board.pairs if tuple(pair.keys) not in common]) for one, board in boards
    ]
