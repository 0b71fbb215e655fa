"""The largest total that people keep to, against trying everything; blocks of pairs against one ranking after another."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spilno.engine.errors import InvalidInput
from spilno.engine.matching import HARMONIC, Matcher, Profile, Wishes
from spilno.engine.matching.blocks import Blocks
from spilno.engine.matching.pairs import BOTH, FORWARD
from spilno.engine.matching.preferences import CODES
from spilno.engine.matching.settled import allocate_settled
from spilno.engine.matching.stability import blocking_gain, report_on
from spilno.engine.matching.tests.test_allocation import Table, feasible, tables
from spilno.engine.matching.tests.test_ranking import SEEKER, candidates
from spilno.engine.matching.tests.test_two_sides import ASKING, own_wishes, spoken
from spilno.engine.network import TieGraph


def settled_by_trying(
    market: tuple[Table, Table, Table, list[int], list[int]], tolerance: float, least: float
) -> float:
    """The best total in which no two gain more than `tolerance` and nobody of the second side has less than `least`."""
    mutual, there, back, first, second = market
    possible = [tuple(at) for at in np.argwhere(~np.isnan(mutual) & (back >= least)).tolist()]
    best = -1.0
    for size in range(min(sum(first), sum(second), len(possible)) + 1):
        for pairs in combinations(possible, size):
            rows, columns = [row for row, _ in pairs], [column for _, column in pairs]
            fits = all(rows.count(at) <= first[at] for at in rows)
            fits &= all(columns.count(at) <= second[at] for at in columns)
            gain = blocking_gain(pairs, mutual, there, back, np.array(first), np.array(second))
            if fits and not (gain > tolerance).any():
                best = max(best, float(sum(mutual[at] for at in pairs)))
    return best


@given(tables(largest=3), st.sampled_from([0.0, 0.02, 0.05, 0.2]))
def test_nothing_better_is_settled(market: tuple[Table, Table, Table, list[int], list[int]], tolerance: float) -> None:
    mutual, there, back, first, second = market
    found = allocate_settled(*market, tolerance=tolerance, least=0.4)
    assert feasible(found.made, mutual, first, second)
    report = report_on(found.made.pairs, mutual, there, back, np.array(first), np.array(second))
    gain = blocking_gain(found.made.pairs, mutual, there, back, np.array(first), np.array(second))
    assert not (gain > tolerance).any()
    best = settled_by_trying(market, tolerance, 0.4 if found.least is not None else 0.0)
    assert found.made.welfare == pytest.approx(best)
    assert found.made.welfare <= found.attainable + 1e-9 <= found.made.upper_bound + 1e-6
    if found.least is not None and report.second.worst is not None:
        assert report.second.worst >= 0.4
    else:
        assert found.least is None or not found.made.pairs


@given(tables())
def test_pins_are_kept_and_forbids_never_chosen(market: tuple[Table, Table, Table, list[int], list[int]]) -> None:
    mutual, _there, _back, first, second = market
    possible = [tuple(at) for at in np.argwhere(~np.isnan(mutual)).tolist() if first[at[0]] and second[at[1]]]
    found = allocate_settled(*market, pins=possible[:1], forbids=possible[1:2])
    assert feasible(found.made, mutual, first, second)
    assert set(possible[:1]) <= set(found.made.pairs)
    assert not set(possible[1:2]) & set(found.made.pairs)


@given(tables(largest=3))
def test_beside_a_pin_the_rest_is_as_settled_as_it_can_be(
    market: tuple[Table, Table, Table, list[int], list[int]],
) -> None:
    mutual, there, back, first, second = market
    possible = [tuple(at) for at in np.argwhere(~np.isnan(mutual)).tolist() if first[at[0]] and second[at[1]]]
    pins = possible[-1:]
    found = allocate_settled(*market, pins=pins)
    # Whoever is pinned has one place less to decide about, and is not free to leave that one.
    table, places = mutual.copy(), [[*first], [*second]]
    for row, column in pins:
        table[row, column] = np.nan
        places[0][row] -= 1
        places[1][column] -= 1
    rest = [pair for pair in found.made.pairs if pair not in pins]
    gain = blocking_gain(rest, table, there, back, *map(np.array, places))
    assert not (gain > found.tolerance).any()
    best = settled_by_trying((table, there, back, *places), found.tolerance, found.least or 0.0)
    assert found.made.welfare == pytest.approx(best + sum(mutual[at] for at in pins))
    assert found.made.welfare <= found.attainable + 1e-9 <= found.made.upper_bound + 1e-6


@pytest.mark.parametrize("name", ["tolerance", "least"])
def test_a_threshold_outside_is_named(name: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        allocate_settled([[0.5]], [[0.5]], [[0.5]], [1], [1], **{name: float("nan")})
    assert refused.value.field == name


# ----------------------------------------------------------------------------------------------------------------------


def same(one: Table, other: Table) -> bool:
    return np.allclose(one, other, rtol=0, atol=1e-12, equal_nan=True)


texts = st.none() | st.dictionaries(st.sampled_from(["heat", "school", "water"]), st.floats(0, 0.6), max_size=3)


@given(candidates, spoken, own_wishes, st.lists(st.tuples(texts, texts), min_size=2, max_size=4))
def test_blocks_give_what_one_ranking_after_another_gives(
    seekers: list[Profile],
    profiles: list[Profile],
    wish: Wishes | None,
    told: list[tuple[dict[str, float] | None, dict[str, float] | None]],
) -> None:
    first = [replace(ASKING, wishes=wish, seeks_text=told[0][0], offers_text=told[0][1])]
    profiles = [
        replace(p, seeks_text=seeks, offers_text=offers)
        for p, (seeks, offers) in zip(profiles, told * len(profiles), strict=False)
    ]
    first += [replace(p, id=f"s{p.id}", country="DE", wishes=wish, offers=ASKING.offers) for p in seekers[:4]]
    graph = TieGraph([(p.id, tie) for p in [*profiles, *first] for tie in p.ties])
    matcher, whole = Matcher(profiles, graph, power=HARMONIC), Blocks(first, profiles, graph).table()
    for at, seeker in enumerate(first):
        prepared = matcher.prepare(seeker)
        scores = np.full((3, len(profiles)), np.nan)
        if seeker.consents and seeker.capacity != 0:
            weighed = prepared.weigh(prepared.weights())
            scores[:, prepared.pool] = weighed.score, weighed.utility, prepared.back_utility
        assert same(whole.mutual[at], scores[0])
        assert same(whole.there[at], scores[1])
        assert same(whole.back[at], scores[2])


@given(spoken)
def test_how_a_block_is_cut_changes_nothing(profiles: list[Profile]) -> None:
    first = [replace(ASKING, id=f"s{at}", population=20_000 + 9_000 * at) for at in range(5)]
    blocks = Blocks(first, profiles)
    whole = blocks.table()
    rows, columns = (part.ravel() for part in np.indices(blocks.shape))
    assert same(blocks.pairs(rows, columns).mutual, whole.mutual.ravel())
    assert same(blocks.block(slice(2, 3), slice(1, 2)).mutual, whole.mutual[2:3, 1:2])


def test_a_market_without_anybody_is_empty() -> None:
    for first, second in (([], []), ([SEEKER], []), ([], [SEEKER])):
        table = Blocks(first, second).table()
        assert table.mutual.shape == (len(first), len(second))


def test_every_criterion_has_its_form_for_blocks() -> None:
    assert {*FORWARD, *BOTH, "bridge", "reach"} == set(CODES)


def test_nobody_meets_itself_or_a_partner() -> None:
    partner = replace(SEEKER, id="p", country="UA", partner_ids=frozenset({SEEKER.id}))
    fits = replace(SEEKER, id="f", country="UA")
    table = Blocks([SEEKER], [partner, replace(SEEKER, country="UA"), fits]).table()
    assert np.isnan(table.mutual[0, :2]).all()
    assert not np.isnan(table.mutual[0, 2])
