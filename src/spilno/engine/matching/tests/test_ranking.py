"""Ranking: reasons that add up, unknown that stays unknown, order that depends on nothing but the facts."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spilno.engine.errors import InvalidInput
from spilno.engine.matching import CRITERIA, Matcher, Profile, Wishes, evaluate_history, exposure
from spilno.engine.network import TieGraph

SEEKER = Profile(
    id="unna", country="DE", population=59000, area_km2=88, lat=51.5, lon=7.7, region="05", urban_share=0.5,
    facts={"mountain": True}, ties=("lublin",), regional_partnerships=("UA12",),
    funding={"UA12": ("nrw-dnipropetrovsk",)},
)  # fmt: skip


def maybe(values: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.none() | values


candidates = st.lists(
    st.builds(
        Profile,
        id=st.uuids().map(str),
        country=st.just("UA"),
        level=st.sampled_from(["municipality", "district", "state", "place"]),
        population=maybe(st.integers(1, 3_000_000)),
        area_km2=maybe(st.floats(1, 5000)),
        lat=maybe(st.floats(45, 52)),
        lon=maybe(st.floats(22, 40)),
        region=maybe(st.sampled_from(["UA12", "UA46"])),
        urban_share=maybe(st.floats(0, 1)),
        security=maybe(st.sampled_from(["safe", "war_zone", "deoccupied", "occupied"])),
        km_to_border=maybe(st.floats(0, 1000)),
        ties=st.sampled_from([(), ("lublin",), ("york",)]),
        facts=st.sampled_from([{}, {"mountain": True}, {"mountain": False}]),
        partners=st.sampled_from([{}, {"DE": 0}, {"DE": 3}]),
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda profile: profile.id,
)
wishes = st.sampled_from(
    [Wishes(), Wishes(security="safe"), Wishes(security="front", regions=frozenset({"UA12"})), Wishes(size_max=50000)]
)


def matcher(profiles: list[Profile]) -> Matcher:
    graph = TieGraph([(p.id, tie) for p in [*profiles, SEEKER] for tie in p.ties])
    return Matcher(profiles, graph)


@given(candidates, wishes)
def test_contributions_add_up_to_the_difference_from_the_prior(profiles: list[Profile], wish: Wishes) -> None:
    ranking = matcher(profiles).rank(SEEKER, wish, k=None)
    for item in ranking.items:
        total = sum(reason.contribution for reason in item.reasons)
        assert total == pytest.approx(math.log(item.score) - math.log(ranking.prior), abs=1e-9)
        assert all(r.value is None or 0 <= r.value <= 1 for r in item.reasons)
        assert 0 <= item.evidence <= 1


@given(candidates, wishes, st.randoms())
def test_the_order_of_candidates_does_not_matter(profiles: list[Profile], wish: Wishes, random: object) -> None:
    shuffled = list(profiles)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    first, second = matcher(profiles).rank(SEEKER, wish, k=None), matcher(shuffled).rank(SEEKER, wish, k=None)
    assert [item.id for item in first.items] == [item.id for item in second.items]


@given(candidates)
def test_everybody_is_ranked_once_or_excluded_with_a_reason(profiles: list[Profile]) -> None:
    ranking = matcher([*profiles, SEEKER]).rank(SEEKER, k=None)
    ids = [item.id for item in ranking.items]
    assert len(ids) == len(set(ids)) == ranking.eligible
    assert "unna" not in ids
    assert ranking.eligible + sum(ranking.excluded.values()) == len(profiles) + 1


@given(candidates, st.integers(1, 3_000_000))
def test_an_update_gives_what_building_anew_gives(profiles: list[Profile], people: int) -> None:
    changed = replace(profiles[0], population=people, security=None, urban_share=0.25)
    updated = matcher(profiles)
    updated.update(changed)
    anew = Matcher([changed, *profiles[1:]], updated.graph)
    assert updated.rank(SEEKER, k=None) == anew.rank(SEEKER, k=None)


def plain(**fields: object) -> Profile:
    known = {
        "id": "a",
        "country": "UA",
        "population": 60000,
        "area_km2": 90,
        "lat": 49.0,
        "lon": 25.0,
        "region": "UA46",
    }
    return Profile(**{**known, **fields})  # type: ignore[arg-type]


def value_of(profile: Profile, code: str, wish: Wishes | None = None) -> float | None:
    item = matcher([profile]).explain(SEEKER, profile.id, wish)
    assert not isinstance(item, str)
    return next(reason.value for reason in item.reasons if reason.code == code)


def test_unknown_is_unknown_and_never_zero() -> None:
    assert value_of(plain(population=None), "size") is None
    ranking = matcher([plain(), plain(id="b", population=None), plain(id="c", population=900)]).rank(SEEKER)
    assert [item.id for item in ranking.items] == ["a", "b", "c"]


def test_size_within_the_factor_is_equal_and_fame_is_no_plus() -> None:
    assert value_of(plain(population=30000), "size") == value_of(plain(population=118000), "size") == 1.0
    famous = plain(id="b", population=2_900_000, ties=tuple(f"town {n}" for n in range(200)))
    ranking = matcher([plain(ties=("york",)), famous]).rank(SEEKER)
    assert [item.id for item in ranking.items] == ["a", "b"]


def test_who_is_overlooked_is_lifted() -> None:
    ranking = matcher([plain(partners={"DE": 4}), plain(id="b", partners={"DE": 0})]).rank(SEEKER)
    assert ranking.items[0].id == "b"


def test_security_counts_in_the_wished_direction_only() -> None:
    safe, front = (
        plain(id="safe", security="safe", km_to_border=500),
        plain(id="front", security="war_zone", km_to_border=20),
    )
    both = matcher([safe, front])
    assert both.rank(SEEKER, Wishes(security="safe")).items[0].id == "safe"
    assert both.rank(SEEKER, Wishes(security="front")).items[0].id == "front"
    assert "security" not in {reason.code for reason in both.rank(SEEKER).items[0].reasons}


def test_a_common_third_partner_and_a_regional_partnership_lift() -> None:
    three = matcher(
        [plain(ties=("york",)), plain(id="b", ties=("lublin",)), plain(id="c", ties=("york",), region="UA12")]
    )
    assert {item.id for item in three.rank(SEEKER).items[:2]} == {"b", "c"}


@pytest.mark.parametrize(
    ("profile", "wish", "code"),
    [
        (plain(security="occupied"), Wishes(), "occupied"),
        (plain(country="DE"), Wishes(), "own_country"),
        (plain(consents=False), Wishes(), "no_consent"),
        (plain(capacity=0), Wishes(), "no_capacity"),
        (plain(), Wishes(size_max=1000), "size"),
        (plain(), Wishes(regions=frozenset({"UA12"}), only_regions=True), "region"),
        (plain(), Wishes(excluded=frozenset({"a"})), "excluded"),
    ],
)
def test_hard_constraints_have_a_reason(profile: Profile, wish: Wishes, code: str) -> None:
    assert matcher([profile]).explain(SEEKER, "a", wish) == code


def test_what_would_change_is_true_when_ranked_again() -> None:
    # Equal in density, so that only the size differs.
    profiles = [
        plain(id=name, population=people, area_km2=people / 600) for name, people in {"a": 170_000, "b": 5_000}.items()
    ]
    changes = {(c.code, c.kind): c.rank for c in matcher(profiles).what_would_change(SEEKER, "b")}
    profiles[1] = plain(id="b", population=59_000, area_km2=59_000 / 600)
    again = matcher(profiles).explain(SEEKER, "b")
    assert not isinstance(again, str)
    assert changes["size", "fit"] == again.rank == 1


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"population": -1}, "population"),
        ({"lat": math.nan}, "lat"),
        ({"urban_share": 2.0}, "urban_share"),
        ({"id": ""}, "id"),
        ({"security": "fine"}, "security"),
        ({"population": 10**30}, "population"),
    ],
)
def test_a_bad_profile_names_its_field(fields: dict[str, object], name: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        plain(**fields)
    assert refused.value.field == name


@pytest.mark.parametrize("weights", [{"fame": 1.0}, {"size": -1.0}, {"size": math.nan}, {"size": 1e9}])
def test_a_bad_weight_is_refused(weights: dict[str, float]) -> None:
    with pytest.raises(InvalidInput):
        Wishes(weights=weights)


def test_all_weights_zero_is_no_ranking_but_no_fault() -> None:
    ranking = matcher([plain(), plain(id="b")]).rank(SEEKER, Wishes(weights=dict.fromkeys(CRITERIA, 0)))
    assert [item.id for item in ranking.items] == ["a", "b"]


def test_exposure_and_history_are_reported_together() -> None:
    report = evaluate_history(lambda seeker: ["a", "b", "c"], [("x", "b"), ("y", "a")], ["a", "b", "c"], ks=(1, 2))
    assert report.recall == {1: 0.5, 2: 1.0}
    assert report.exposure.coverage == 1.0
    assert exposure([["a"], ["a"]], ["a", "b", "c", "d"]).gini == pytest.approx(0.75)
