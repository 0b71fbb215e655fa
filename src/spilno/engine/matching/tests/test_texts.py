"""What two texts have in common counts alike from both sides, never backwards, and only where texts are."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spilno.engine.matching import CRITERIA, HARMONIC, Matcher, Profile, Wishes
from spilno.engine.matching.market import build_market
from spilno.engine.matching.vectors import Vectors

WORDS = ("heat", "water", "sport", "youth")


def vector(*shares: float) -> dict[str, float]:
    length = float(np.linalg.norm(shares)) or 1.0
    return {word: share / length for word, share in zip(WORDS, shares, strict=False) if share}


def town(**fields: object) -> Profile:
    return Profile(id="town", country="DE", **fields)  # type: ignore[arg-type]


def hromada(number: int, **fields: object) -> Profile:
    return Profile(id=f"h{number}", country="UA", **fields)  # type: ignore[arg-type]


vectors = (
    st.lists(st.floats(0, 1), min_size=4, max_size=4).filter(lambda one: max(one) > 0.01).map(lambda v: vector(*v))
)


@given(vectors, vectors, vectors, vectors)
def test_the_score_is_the_same_seen_from_both_sides(a: dict, b: dict, c: dict, d: dict) -> None:
    first, second = town(seeks_text=a, offers_text=b), hromada(1, seeks_text=c, offers_text=d)
    there = Matcher([second]).explain(first, "h1")
    back = Matcher([first]).explain(second, "town")
    values = [{one.code: one.value for one in found.reasons}["texts"] for found in (there, back)]  # type: ignore[union-attr]
    assert values[0] == pytest.approx(values[1])
    assert 0.3 <= values[0] <= 1.0


@given(st.floats(0, 1), st.floats(0, 1))
def test_more_in_common_never_lowers(first: float, second: float) -> None:
    low, high = sorted((first, second))
    seeker = town(seeks_text=vector(1.0))
    found = [
        Matcher([hromada(1, offers_text=vector(share, 1 - share))]).explain(seeker, "h1", Wishes())
        for share in (low, high)
    ]
    values = [{one.code: one.value for one in item.reasons}["texts"] for item in found]  # type: ignore[union-attr]
    assert values[0] <= values[1] + 1e-12


def test_a_request_without_a_text_is_unknown_and_a_market_without_texts_does_not_ask_for_them() -> None:
    seeker = town(seeks_text=vector(1.0))
    silent, speaking = hromada(1), hromada(2, offers_text=vector(1.0))
    items = {one.id: one for one in Matcher([silent, speaking]).rank(seeker).items}
    assert {one.code: one.value for one in items["h1"].reasons}["texts"] is None
    assert {one.code: one.value for one in items["h2"].reasons}["texts"] == 1.0
    plain = Matcher([silent], power=HARMONIC).rank(town()).items[0]
    assert "texts" not in [one.code for one in (*plain.reasons, *plain.back_reasons)]
    assert "texts" in CRITERIA


def test_a_changed_text_gives_the_bits_of_building_anew() -> None:
    before = [hromada(n, offers_text=vector(n, 1, 2), seeks_text=vector(1, n)) for n in range(5)]
    after = replace(before[2], offers_text=vector(0, 0, 3), seeks_text=None)
    matcher = Matcher(before, power=HARMONIC)
    matcher.update(after)
    fresh = Matcher([*before[:2], after, *before[3:]], power=HARMONIC)
    seeker = town(seeks_text=vector(1, 1, 1), offers_text=vector(0, 1))
    assert np.array_equal(matcher.scores(seeker), fresh.scores(seeker), equal_nan=True)


def test_vectors_forget_what_a_row_no_longer_says() -> None:
    rows = Vectors([vector(1), None, {}])
    assert rows.known.tolist() == [True, False, False]
    rows.put(0, vector(0, 1))
    assert rows.dot({"heat": 1.0}).tolist()[0] == 0.0
    assert rows.dot({"water": 1.0}).tolist()[0] == 1.0
    assert np.isnan(rows.dot(None)).all()


def test_the_same_kind_of_agreement_counts_a_little_and_silence_is_unknown() -> None:
    seeker = town(agreements=("project", "trial"))
    others = [hromada(1, agreements=("project",)), hromada(2, agreements=("partnership",)), hromada(3)]
    items = {one.id: one for one in Matcher(others, power=HARMONIC).rank(seeker).items}
    values = {key: {one.code: one.value for one in item.reasons}["agreement"] for key, item in items.items()}
    assert values == {"h1": 1.0, "h2": 0.5, "h3": None}
    market = build_market([seeker], others)
    assert np.allclose(market.mutual[0], [items[f"h{number}"].score for number in (1, 2, 3)])
