"""The best pairs of every row are those of the whole table, whatever is known, wished, weighed and priced."""

from typing import Any

import numpy as np
import pytest

from spilno.engine.matching import CRITERIA, HARMONIC, Matcher, Profile, Wishes
from spilno.engine.matching.best import BestPairs
from spilno.engine.matching.blocks import Blocks
from spilno.engine.network import TieGraph

THEMES = ["energy", "water", "youth", "health", "culture", "sport"]
WISHES = [
    None, Wishes(), Wishes(security="safe", weights={"size": 4}), Wishes(security="front", duplicates_welcome=True),
    Wishes(regions=frozenset({"UA1", "DE2"})), Wishes(size_range=(5_000, 20_000), max_km=1500.0),
    Wishes(regions=frozenset({"UA2", "DE1"}), only_regions=True), Wishes(weights={"themes": 9.0, "reach": 3.0}),
    Wishes(weights=dict.fromkeys(CRITERIA, 0)), Wishes(size_min=4_000, levels=frozenset({"municipality"})),
]  # fmt: skip


def town(country: str, at: int, chance: np.random.Generator) -> Profile:
    """A tenth to a half of everything unknown."""

    def known(value: Any, share: float = 0.7) -> Any:
        return value if chance.random() < share else None

    def some(labels: list[str]) -> list[str]:
        return [one for one in labels if chance.random() < 0.4]

    told = {one: float(chance.uniform(0.1, 0.6)) for one in some(["a", "b", "c"])}
    lat = known(float(chance.uniform(45, 54)))
    return Profile(
        id=f"{country}{at:03}", country=country, kind=str(chance.choice(["municipality", "school"], p=[0.9, 0.1])),
        level=str(chance.choice(["municipality", "district", "state"])),
        category=str(chance.choice(["", "county_free_city"])), population=known(float(chance.lognormal(9.3, 1.2))),
        area_km2=known(float(chance.uniform(5, 900))), urban_share=known(float(chance.random())),
        lat=lat, lon=None if lat is None else float(chance.uniform(7, 38)),
        region=known(f"{country}{chance.integers(4)}"),
        security=known(str(chance.choice(["safe", "war_zone", "occupied"], p=[0.6, 0.3, 0.1]))),
        km_to_border=known(float(chance.uniform(0, 600))), travel_minutes=known(float(chance.uniform(5, 400)), 0.5),
        facts={one: bool(chance.random() < 0.5) for one in some(["mountain", "rail", "university", "interpreter"])},
        partners={one: int(chance.integers(9)) for one in some(["DE", "UA"])},
        partner_ids=frozenset(some(["DE001", "UA002", "UA003"])), ties=tuple(some(["Lublin", "Reims", "Brno"])),
        regional_partnerships=tuple(some(["UA0", "DE3"])), funding=known({"UA1": ("one",), "DE0": ()}, 0.4),
        needs=known({one: float(chance.uniform(0.2, 3)) for one in some(THEMES)}),
        offers=known({one: float(chance.uniform(0.2, 3)) for one in some(THEMES)}),
        seeks_text=known(told, 0.5), offers_text=known(told, 0.5), languages=known(tuple(some(["de", "uk", "en"]))),
        agreements=known(tuple(some(["friendship", "project"])), 0.5), exposure=known(float(chance.random()), 0.3),
        consents=bool(chance.random() < 0.95), wishes=WISHES[chance.integers(len(WISHES))],
    )  # fmt: skip


def market(seed: int, power: float = -1.0) -> Blocks:
    chance = np.random.default_rng(seed)
    first, second = ([town(country, at, chance) for at in range(70)] for country in ("DE", "UA"))
    graph = TieGraph([(one.id, tie) for one in (*first, *second) for tie in one.ties])
    return Blocks(first, second, graph, power=power)


def test_blocks_agree_with_rankings_one_by_one() -> None:
    blocks = market(11)
    first, second = blocks.first.columns.profiles, blocks.second.columns.profiles
    graph = TieGraph([(one.id, tie) for one in (*first, *second) for tie in one.ties])
    matcher, table = Matcher(second, graph, power=HARMONIC), blocks.table().mutual
    # To be in a market takes consent; to look for somebody does not.
    for at in [at for at, seeker in enumerate(first) if seeker.consents][:12]:
        assert table[at] == pytest.approx(matcher.scores(first[at]), abs=1e-9, nan_ok=True)


def largest(blocks: Blocks, k: int, prices: np.ndarray) -> np.ndarray:
    """(A, k) gains above 0 of the k best columns by the whole table, 0 where there are fewer."""
    gain = np.nan_to_num(blocks.table().mutual - prices, nan=0.0)
    return np.maximum(-np.sort(-gain, axis=1)[:, :k], 0.0)


def gains_of(pairs: BestPairs, k: int, prices: np.ndarray, floor: np.ndarray | None = None) -> np.ndarray:
    out = np.zeros((pairs.blocks.shape[0], k))
    for cut in pairs.cuts():
        found = pairs.best(cut, k, prices, floor)
        out[found.rows] = np.where(found.scores > 0, found.scores - prices[found.columns], 0.0)
    return np.maximum(out, 0.0)


@pytest.mark.parametrize("power", [-1.0, 0.0, float("-inf"), 1.0])
@pytest.mark.parametrize("seed", range(2))
def test_nothing_better_was_passed_over(seed: int, power: float) -> None:
    blocks = market(seed, power)
    costly = np.random.default_rng(seed).uniform(0, 0.5, 70) * (np.arange(70) % 3 > 0)
    for tile, prices in ((4, np.zeros(70)), (16, costly)):
        found = gains_of(BestPairs(blocks, tile), 5, prices)
        assert found == pytest.approx(largest(blocks, 5, prices), abs=1e-9)


@pytest.mark.parametrize("seed", range(2))
def test_with_a_floor_everything_above_it_is_found(seed: int) -> None:
    blocks, prices = market(seed), np.random.default_rng(seed).uniform(0, 0.3, 70)
    want = largest(blocks, 4, prices)
    floor = want[:, 2]
    found = gains_of(BestPairs(blocks, 8), 4, prices, floor)
    assert found[:, :3] == pytest.approx(want[:, :3], abs=1e-9)


def test_dear_columns_without_themes_are_not_passed_over() -> None:
    """Tiles in which themes count nothing at all, at prices that differ a little: as in the last round of an auction."""
    chance = np.random.default_rng(5)
    first, second = (
        [
            Profile(id=f"{country}{at}", country=country, population=float(chance.lognormal(9, 1)), languages=("en",))
            for at in range(number)
        ]
        for country, number in (("DE", 30), ("UA", 200))
    )
    blocks, prices = Blocks(first, second), chance.uniform(0.4, 0.5, 200)
    want = largest(blocks, 3, prices)
    assert want.any()
    assert gains_of(BestPairs(blocks, 16), 3, prices, want[:, 1])[:, :2] == pytest.approx(want[:, :2], abs=1e-9)


def test_most_pairs_need_not_be_scored() -> None:
    chance = np.random.default_rng(1)
    first, second = (
        [
            Profile(
                id=f"{country}{at}", country=country, population=float(chance.lognormal(9, 1)), languages=("en",),
                needs={str(one): 1.0 for one in chance.choice(THEMES, 3, replace=False)},
                offers={str(one): 1.0 for one in chance.choice(THEMES, 3, replace=False)},
            )
            for at in range(number)
        ]
        for country, number in (("DE", 100), ("UA", 3000))
    )  # fmt: skip
    pairs = BestPairs(Blocks(first, second))
    assert sum(pairs.best(cut, 5).looked for cut in pairs.cuts()) < 0.2 * 100 * 3000
