"""What holds for any candidates: monotone criteria, no plus for fame, changes that come true, one market at any order."""

import math
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spilno.engine.errors import InvalidInput
from spilno.engine.matching import CRITERIA, Matcher, Profile, Wishes
from spilno.engine.matching.rank import Change, Ranked
from spilno.engine.matching.tests.test_ranking import SEEKER, candidates, matcher, plain, value_of, wishes

POPULATIONS = st.integers(100, 5_000_000)


def ranked(profiles: list[Profile], who: str, wish: Wishes | None = None) -> Ranked:
    found = matcher(profiles).explain(SEEKER, who, wish)
    assert isinstance(found, Ranked)
    return found


@given(candidates, wishes)
def test_dropping_a_criterion_puts_the_candidate_where_it_was_said(profiles: list[Profile], wish: Wishes) -> None:
    one = matcher(profiles)
    for profile in profiles:
        for change in one.what_would_change(SEEKER, profile.id, wish):
            if change.kind == "weight":
                without = replace(wish, weights={**wish.weights, change.code: 0})
                again = one.explain(SEEKER, profile.id, without)
                assert isinstance(again, Ranked)
                assert again.rank == change.rank


def with_neighbours_known(change: Change, profile: Profile) -> Profile:
    """`profile` with the fact behind the criterion such that it fits fully."""
    assert change.code == "free_partners"
    return replace(profile, partners={"DE": 0})


@given(candidates)
def test_learning_a_fact_puts_the_candidate_where_it_was_said(profiles: list[Profile]) -> None:
    one = matcher(profiles)
    for at, profile in enumerate(profiles):
        for change in one.what_would_change(SEEKER, profile.id):
            if change.code == "free_partners" and change.kind in ("known", "fit"):
                others = [*profiles[:at], with_neighbours_known(change, profile), *profiles[at + 1 :]]
                assert ranked(others, profile.id).rank == change.rank


@given(candidates, wishes)
def test_a_change_always_lifts_and_the_best_comes_first(profiles: list[Profile], wish: Wishes) -> None:
    one = matcher(profiles)
    for item in one.rank(SEEKER, wish, k=None).items:
        changes = one.what_would_change(SEEKER, item.id, wish)
        assert [c.rank for c in changes] == sorted(c.rank for c in changes)
        assert all(1 <= change.rank < item.rank for change in changes)


@given(POPULATIONS, POPULATIONS)
def test_size_falls_as_the_gap_grows(first: int, second: int) -> None:
    near, far = sorted((first, second), key=lambda people: abs(math.log(people / 59000)))
    assert value_of(plain(population=near), "size") >= value_of(plain(population=far), "size")  # type: ignore[operator]


@pytest.mark.parametrize(
    ("code", "field", "wish", "falling"),
    [
        ("border", "km_to_border", Wishes(security="front"), True),
        ("border", "km_to_border", Wishes(security="safe"), False),
        ("reach", "travel_minutes", Wishes(), True),
        ("reach", "lon", Wishes(), True),
    ],
)
def test_distances_are_monotone(code: str, field: str, wish: Wishes, falling: bool) -> None:
    steps = [22.0, 25.0, 30.0, 35.0, 39.0] if field == "lon" else [0.0, 5.0, 50.0, 200.0, 900.0]
    values = [value_of(plain(**{field: step}), code, wish) for step in steps]
    assert values == sorted(values, reverse=falling)  # type: ignore[type-var]
    assert values[0] != values[-1]


@pytest.mark.parametrize(
    ("code", "better", "worse"),
    [
        ("free_partners", {"partners": {"DE": 0}}, {"partners": {"DE": 1}}),
        ("bridge", {"ties": ("lublin",)}, {"ties": ("york",)}),
        ("level", {"level": "municipality"}, {"level": "district"}),
        ("level", {"level": "district"}, {"level": "state"}),
        ("structure", {"urban_share": 0.5}, {"urban_share": 0.9}),
        ("regional_frame", {"region": "UA12"}, {"region": "UA46"}),
        ("funding", {"region": "UA12"}, {"region": "UA46"}),
        ("attributes", {"facts": {"mountain": True}}, {"facts": {"mountain": False}}),
    ],
)
def test_the_better_fit_scores_higher(code: str, better: dict[str, object], worse: dict[str, object]) -> None:
    assert value_of(plain(**better), code) > value_of(plain(**worse), code)  # type: ignore[operator]


SAME: list[tuple[str, Callable[[Profile], Profile]]] = [
    ("ties to strangers", lambda p: replace(p, ties=(*p.ties, *(f"far {n}" for n in range(50))))),
    ("ten times the inhabitants", lambda p: replace(p, population=10 * max(p.population or 0, 200_000))),
    ("more partners in the same country", lambda p: replace(p, partners={"DE": p.partners.get("DE", 0) + 20})),
]


@pytest.mark.parametrize("grow", [grow for _, grow in SAME], ids=[name for name, _ in SAME])
def test_fame_never_lifts(grow: Callable[[Profile], Profile]) -> None:
    field = [plain(id=f"p{n}", population=40000 + 3000 * n, ties=("york",), partners={"DE": 1}) for n in range(8)]
    for at, profile in enumerate(field):
        # The area grows with the inhabitants, so that the density says nothing new.
        famous = grow(profile)
        famous = replace(famous, area_km2=90 * (famous.population or 1) / (profile.population or 1))
        before, after = ranked(field, profile.id), ranked([*field[:at], famous, *field[at + 1 :]], profile.id)
        assert after.rank >= before.rank
        assert after.score <= before.score + 1e-12


@given(candidates, st.sampled_from(sorted(CRITERIA)))
def test_a_weight_of_zero_silences_a_criterion(profiles: list[Profile], code: str) -> None:
    ranking = matcher(profiles).rank(SEEKER, Wishes(weights={code: 0}), k=None)
    assert code not in {reason.code for item in ranking.items for reason in item.reasons}


@given(candidates)
def test_unknown_contributes_nothing_and_equals_stand_by_id(profiles: list[Profile]) -> None:
    ranking = matcher(profiles).rank(SEEKER, k=None)
    for item in ranking.items:
        for reason in item.reasons:
            assert (reason.direction == "unknown") == (reason.value is None)
            assert reason.value is not None or reason.contribution == 0.0
    twins = [plain(id=name) for name in ("c", "a", "b")]
    assert [item.id for item in matcher(twins).rank(SEEKER).items] == ["a", "b", "c"]


@given(candidates, st.integers(0, 15))
def test_the_first_k_are_the_head_of_the_whole_list(profiles: list[Profile], k: int) -> None:
    one = matcher(profiles)
    assert one.rank(SEEKER, k=k).items == one.rank(SEEKER, k=None).items[:k]


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"size_factor": 0.5}, "size_factor"),
        ({"size_factor": math.nan}, "size_factor"),
        ({"size_min": -1}, "size_min"),
        ({"size_max": math.inf}, "size_max"),
        ({"size_min": 10, "size_max": 5}, "size_max"),
        ({"security": "sunny"}, "security"),
        ({"weights": {"size": math.inf}}, "weight size"),
        ({"weights": {"fame": 1}}, "weight"),
    ],
)
def test_a_bad_wish_names_its_field(fields: dict[str, object], name: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        Wishes(**fields)  # type: ignore[arg-type]
    assert refused.value.field == name


def test_a_stranger_is_refused_by_field() -> None:
    one = matcher([plain()])
    for ask in (lambda: one.explain(SEEKER, "nobody"), lambda: one.what_would_change(SEEKER, "nobody")):
        with pytest.raises(InvalidInput) as refused:
            ask()
        assert refused.value.field == "candidate"
    with pytest.raises(InvalidInput) as refused:
        one.update(plain(id="nobody"))
    assert refused.value.field == "id"


def test_nobody_to_rank_is_an_empty_ranking() -> None:
    ranking = Matcher([]).rank(SEEKER)
    assert (ranking.items, ranking.eligible, ranking.excluded) == ((), 0, {})
