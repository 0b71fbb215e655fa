"""Two-sided scores, sliders, questions, reasons against, fair exposure; profiles out of JSON."""

import json
import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spilno.engine.errors import InvalidInput
from spilno.engine.matching import CRITERIA, HARMONIC, Matcher, Profile, Ranked, Toll, Wishes, exposure, gini, prices
from spilno.engine.matching.changes import Changes
from spilno.engine.matching.preferences import CODES, SYMMETRIC, power_mean
from spilno.engine.matching.tests.test_ranking import SEEKER, candidates, plain, wishes
from spilno.engine.network import TieGraph

THEMES = ["energy", "water", "youth", "health"]
themes = st.none() | st.dictionaries(st.sampled_from(THEMES), st.floats(0, 1), max_size=3)
own_wishes = st.none() | st.sampled_from(
    [
        Wishes(security="safe", weights={"size": 4}),
        Wishes(regions=frozenset({"05"}), duplicates_welcome=True),
        Wishes(size_range=(10_000, 40_000), security="front"),
        Wishes(size_max=10_000),
        Wishes(weights=dict.fromkeys(CRITERIA, 0)),
    ]
)
spoken = candidates.flatmap(
    lambda profiles: st.tuples(
        *(
            st.builds(
                lambda p, needs, offers, languages, own: replace(
                    p, needs=needs, offers=offers, languages=languages, wishes=own
                ),
                st.just(profile),
                themes,
                themes,
                st.sampled_from([None, ("uk",), ("uk", "de")]),
                own_wishes,
            )
            for profile in profiles
        )
    ).map(list)
)
ASKING = replace(SEEKER, needs={"energy": 1.0, "water": 0.5}, offers={"youth": 1.0}, languages=("de",), security="safe")


def both(profiles: list[Profile]) -> Matcher:
    graph = TieGraph([(p.id, tie) for p in [*profiles, ASKING] for tie in p.ties])
    return Matcher(profiles, graph, power=HARMONIC)


@given(spoken, wishes)
def test_both_sides_add_up_and_meet_in_the_score(profiles: list[Profile], wish: Wishes) -> None:
    ranking = both(profiles).rank(ASKING, wish, k=None)
    for item in ranking.items:
        assert item.back is not None
        assert item.back_prior is not None
        there = sum(reason.contribution for reason in item.reasons)
        back = sum(reason.contribution for reason in item.back_reasons)
        assert there == pytest.approx(math.log(item.utility) - math.log(ranking.prior), abs=1e-9)
        assert back == pytest.approx(math.log(item.back) - math.log(item.back_prior), abs=1e-9)
        assert item.score == pytest.approx(2 / (1 / item.utility + 1 / item.back))
        assert 0 <= item.evidence <= 1 + 1e-12


@given(spoken, wishes, st.randoms())
def test_two_sided_order_depends_on_nothing_but_the_facts(
    profiles: list[Profile], wish: Wishes, random: object
) -> None:
    shuffled = list(profiles)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert both(profiles).rank(ASKING, wish, k=None) == both(shuffled).rank(ASKING, wish, k=None)


@given(spoken, spoken)
def test_a_two_sided_update_gives_the_bits_of_building_anew(profiles: list[Profile], others: list[Profile]) -> None:
    changed = replace(others[0], id=profiles[0].id)
    updated = both(profiles)
    updated.update(changed)
    anew = Matcher([changed, *profiles[1:]], updated.graph, power=HARMONIC)
    assert updated.rank(ASKING, k=None) == anew.rank(ASKING, k=None)


@given(spoken, spoken, wishes)
def test_a_refreshed_list_has_the_bits_of_a_new_one(
    profiles: list[Profile], others: list[Profile], wish: Wishes
) -> None:
    matcher = both(profiles)
    prepared = matcher.prepare(ASKING, wish)
    for at, other in enumerate(others[: len(profiles)]):
        matcher.update(replace(other, id=profiles[at].id))
        prepared.refresh(profiles[at].id)
        assert prepared.rank(k=None) == matcher.rank(ASKING, wish, k=None)
    with pytest.raises(InvalidInput):
        prepared.refresh("nobody")


@given(spoken, wishes)
def test_nobodys_must_is_broken(profiles: list[Profile], wish: Wishes) -> None:
    shown = {item.id for item in both(profiles).rank(ASKING, wish, k=None).items}
    for profile in profiles:
        if profile.wishes is not None and profile.wishes.size_max == 10_000:
            assert profile.id not in shown


@given(spoken, st.dictionaries(st.sampled_from(sorted(CRITERIA)), st.floats(0, 5), max_size=4))
def test_a_slider_gives_what_a_new_ranking_gives(profiles: list[Profile], weights: dict[str, float]) -> None:
    matcher = both(profiles)
    slid = matcher.prepare(ASKING, Wishes(security="safe")).rank(weights, k=5)
    assert slid == matcher.rank(ASKING, Wishes(security="safe", weights=weights), k=5)


@given(spoken)
def test_two_sided_changes_lift_and_come_in_order(profiles: list[Profile]) -> None:
    matcher = both(profiles)
    for item in matcher.rank(ASKING, k=None).items:
        changes = matcher.what_would_change(ASKING, item.id)
        assert all(1 <= change.rank < item.rank for change in changes)
        for change in changes:
            if change.kind == "weight":
                again = matcher.explain(ASKING, item.id, Wishes(weights={change.code: 0}))
                assert isinstance(again, Ranked)
                assert again.rank == change.rank


@given(spoken)
def test_a_better_fit_stands_where_weighing_everything_anew_puts_it(profiles: list[Profile]) -> None:
    prepared = both(profiles).prepare(ASKING)
    side, back, weights = prepared.side, prepared.back, prepared.weights()
    assert back is not None
    for at in range(len(prepared.pool)):
        for change in Changes(prepared).of(at):
            if change.kind == "weight":
                continue
            number = side.codes.index(change.code)
            values = side.values[number].copy()
            values[at] = 1.0
            row = CODES.index(change.code)
            theirs = back.with_row(row, values) if change.code in SYMMETRIC else back
            anew = prepared.mutual(
                side.with_row(number, values).utility(weights), theirs.utility(prepared.back_weights)
            )
            better = int((anew > anew[at] + 1e-9).sum())
            assert better < change.rank <= int((anew >= anew[at] - 1e-9).sum())


@given(st.floats(0.05, 1), st.floats(0.05, 1))
def test_power_means_rise_with_their_exponent(first: float, second: float) -> None:
    a, b = np.array([first]), np.array([second])
    means = [float(power_mean(a, b, power)[0]) for power in (-math.inf, -4.0, -1.0, 0.0, 0.5, 1.0)]
    assert all(low <= high + 1e-12 for low, high in pairwise(means))
    assert min(first, second) - 1e-12 <= means[0]
    assert means[-1] <= max(first, second) + 1e-12


def test_who_wishes_the_seeker_stands_before_who_does_not() -> None:
    wanting = plain(id="z", wishes=Wishes(size_range=(50_000, 70_000)))
    other = plain(id="a", wishes=Wishes(size_range=(500, 2_000)))
    assert [item.id for item in Matcher([wanting, other]).rank(SEEKER).items] == ["a", "z"]
    assert [item.id for item in both([wanting, other]).rank(SEEKER).items] == ["z", "a"]


@pytest.mark.parametrize(
    ("profile", "wish", "code"),
    [
        (plain(kind="school"), Wishes(), "kind"),
        (plain(kind="county"), Wishes(), ""),
        (plain(partner_ids=frozenset({"unna"})), Wishes(), "already_partner"),
        (plain(excluded_ids=frozenset({"unna"})), Wishes(), "excluded"),
        (plain(), Wishes(levels=frozenset({"district"})), "level"),
        (plain(), Wishes(max_km=100), "distance"),
        (plain(lat=None), Wishes(max_km=100), ""),
        (plain(population=None), Wishes(size_max=100), ""),
        (plain(population=50_000), Wishes(size_min=50_000, size_max=50_000), ""),
        (plain(wishes=Wishes(max_km=100)), Wishes(), "their_wish"),
        (plain(wishes=Wishes(only_regions=True, regions=frozenset({"09"}))), Wishes(), "their_wish"),
        (plain(wishes=Wishes(excluded=frozenset({"unna"}))), Wishes(), "their_wish"),
    ],
)
def test_hard_constraints_of_both_sides(profile: Profile, wish: Wishes, code: str) -> None:
    matcher = Matcher([profile])
    assert matcher.eligible(SEEKER, "a", wish) == code
    assert matcher.why_not(SEEKER, "a", wish).code == (code or None)


def test_why_not_names_the_heaviest_reasons_and_the_unknown() -> None:
    matcher = Matcher([plain(), plain(id="b", population=900, urban_share=None), plain(id="c", population=None)])
    said = matcher.why_not(SEEKER, "b")
    assert said.code is None
    assert said.rank == 3
    assert said.against[0].code == "size"
    assert "size" in matcher.why_not(SEEKER, "c").unknown


def test_novelty_counts_only_where_exposure_is_kept() -> None:
    silent = Matcher([plain(), plain(id="b")]).rank(SEEKER)
    assert "novelty" not in {reason.code for reason in silent.items[0].reasons}
    kept = Matcher([plain(exposure=0.9), plain(id="b", exposure=0.0)]).rank(SEEKER)
    assert [item.id for item in kept.items] == ["b", "a"]


def test_an_interpreter_lies_between_a_common_language_and_none() -> None:
    three = [plain(id=x, languages=("uk",)) for x in "ab"] + [plain(id="c", languages=("uk", "de"))]
    three[1] = replace(three[1], facts={"interpreter": True})
    assert [item.id for item in Matcher(three).rank(replace(SEEKER, languages=("de",))).items] == ["c", "b", "a"]


def test_duplicates_are_no_fault_where_they_are_welcome() -> None:
    pair = Matcher([plain(id="b", partners={"DE": 0}), plain(id="a", partners={"DE": 5})])
    assert [item.id for item in pair.rank(SEEKER).items] == ["b", "a"]
    assert [item.id for item in pair.rank(SEEKER, Wishes(duplicates_welcome=True)).items] == ["a", "b"]


def test_the_question_asked_is_the_one_that_changes_most() -> None:
    field = [plain(id=f"p{n:02}", population=500 * 2**n, area_km2=None, languages=("uk",)) for n in range(14)]
    questions = Matcher(field).ask(replace(SEEKER, population=None, urban_share=None))
    assert questions[0].field == "population"
    assert all(0 < question.change <= 1 for question in questions)
    assert "languages" not in {question.field for question in questions}
    assert Matcher([]).ask(SEEKER) == ()


def test_a_wish_that_nobody_has_is_not_asked_for() -> None:
    def asked(wishes: Wishes | None) -> set[str]:
        field = [plain(id=f"p{n:02}", population=500 * 2**n, region=f"r{n % 4}", wishes=wishes) for n in range(24)]
        return {question.field for question in Matcher(field).ask(SEEKER, k=9)}

    assert "wishes.regions" in asked(None)
    assert "wishes.regions" in asked(Wishes(regions=frozenset({"05"})))
    assert "wishes.regions" not in asked(Wishes(size_range=(1000, 9000)))


scores = st.integers(1, 6).flatmap(
    lambda n: st.lists(st.lists(st.none() | st.floats(0.05, 1), min_size=n, max_size=n), min_size=1, max_size=6)
)


@given(scores, st.integers(1, 4), st.floats(0, 0.5))
def test_prices_never_take_more_than_the_cap(table: list[list[float | None]], k: int, cap: float) -> None:
    found = prices(np.array(table, float), k=k, max_loss=cap, rounds=8)
    assert found.worst <= cap + 1e-9
    assert (found.prices >= 0).all()
    assert found.after.gini <= found.before.gini + 1e-9
    for row, chosen in zip(table, found.lists, strict=True):
        real = [at for at in chosen.tolist() if at >= 0]
        assert len(real) == len(set(real)) == min(k, sum(score is not None for score in row))


def test_prices_spread_what_all_would_take() -> None:
    table = np.tile(np.linspace(0.90, 0.91, 10), (20, 1))
    found = prices(table, k=2)
    assert found.before.coverage == 0.2
    assert found.after.coverage > found.before.coverage
    assert found.loss <= 0.05


def test_a_ranking_with_prices_keeps_its_scores() -> None:
    pair = Matcher([plain(id="a"), plain(id="b", population=125_000), plain(id="c", population=900)])
    free, paid = pair.rank(SEEKER, k=1), pair.rank(SEEKER, k=1, toll=Toll({"a": 0.1}))
    assert (free.items[0].id, paid.items[0].id) == ("a", "b")
    assert paid.items[0].score <= free.items[0].score
    assert paid.given_up == pytest.approx(1 - paid.items[0].score / free.items[0].score)
    assert pair.rank(SEEKER, k=1, toll=Toll({"a": 0.9, "b": 0.9}, max_loss=0)).items[0].id == "a"


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        ({"scores": []}, "scores"),
        ({"scores": [[math.inf]]}, "scores"),
        ({"scores": [[-1.0]]}, "scores"),
        ({"scores": [[1.0]], "k": 0}, "k"),
        ({"scores": [[1.0]], "share": [0.0]}, "share"),
        ({"scores": [[1.0]], "max_loss": math.nan}, "max_loss"),
        ({"scores": [[1.0]], "rounds": 0}, "rounds"),
    ],
)
def test_bad_scores_are_refused_by_name(arguments: dict[str, object], name: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        prices(**arguments)  # type: ignore[arg-type]
    assert refused.value.field == name


def test_gini_of_nothing_is_none_and_reports_agree() -> None:
    assert gini(np.zeros(3)) == gini(np.array([])) == 0.0
    assert exposure([["a"], ["b"]], ["a", "b"]).gini == gini(np.array([1.0, 1.0])) == 0.0


@pytest.mark.parametrize("power", [2.0, math.nan])
def test_a_bad_power_or_a_double_id_is_refused(power: float) -> None:
    with pytest.raises(InvalidInput, match="power"):
        Matcher([plain()], power=power)
    with pytest.raises(InvalidInput, match="same id"):
        Matcher([plain(), plain()])


ROW = {
    "id": "UA1", "kind": "municipality", "side": "ua", "name": "Ланівецька", "code": "UA1", "region": "UA61",
    "population": 30000, "lat": 49.8, "lon": 26.1, "area_km2": None, "needs": {"energy": 1.0}, "offers": None,
    "interests": {"youth": 1.0}, "wishes": {"size": {"low": 10000.0, "high": 90000.0}, "security": "indifferent"},
    "capacity": 1, "languages": ["uk", "en"], "facts": {"near_border": False, "mountain": None},
    "regional_partnerships": [], "truth": {"population": 1},
}  # fmt: skip


def test_a_row_of_json_is_read_and_null_stays_unknown() -> None:
    profile = Profile.from_json(json.loads(json.dumps(ROW)))
    assert (profile.country, profile.population, profile.area_km2, profile.offers) == ("UA", 30000, None, None)
    assert profile.facts == {"border": False}
    assert profile.wishes == Wishes(size_range=(10000.0, 90000.0))


@pytest.mark.parametrize(
    ("field", "value", "name"),
    [
        ("id", None, "id"),
        ("population", "many", "population"),
        ("population", -5, "population"),
        ("population", 10**400, "population"),
        ("population", True, "population"),
        ("lat", math.nan, "lat"),
        ("needs", ["energy"], "needs"),
        ("needs", {"energy": -1}, "needs energy"),
        ("languages", "de", "languages"),
        ("capacity", 1.5, "capacity"),
        ("facts", {"mountain": "yes"}, "facts mountain"),
        ("security", "fine", "security"),
        ("wishes", 7, "wishes"),
        ("wishes", {"size": {"low": 9000}}, "wishes size high"),
        ("wishes", {"size": {"low": 9000, "high": 10}}, "size_range"),
        ("wishes", {"weights": {"fame": 1}}, "weight"),
        ("wishes", {"levels": ["village"]}, "levels"),
    ],
)
def test_a_bad_row_names_its_field(field: str, value: object, name: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        Profile.from_json({**ROW, field: value})
    assert refused.value.field == name
    assert len(str(refused.value)) < 300
