"""Whatever is asked: learning something never turns a yes into a no or back, and money never appears from nowhere."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from spilno.engine.eligibility import (
    Amount,
    Call,
    Facts,
    Grant,
    Operator,
    Programme,
    Rule,
    Truth,
    combine,
    judge,
    timing_of,
)

KINDS = ["municipality", "district", "association", "school"]
REGIONS = ["DE-NW", "DE-BY", "UA-12", "UA-46"]
ON = date(2026, 11, 24)
kinds = st.frozensets(st.sampled_from(KINDS), max_size=2)


def words(aspect: str, among: list[str]) -> st.SearchStrategy[Rule]:
    values = st.lists(st.sampled_from(among), min_size=1, max_size=3).map(tuple)
    operator = st.sampled_from([Operator.ONE_OF, Operator.NONE_OF])
    return st.builds(
        Rule, st.just(aspect), operator, values, group=st.integers(0, 2), kinds=kinds, unsure=st.booleans()
    )


def numbers(aspect: str) -> st.SearchStrategy[Rule]:
    operator = st.sampled_from([Operator.AT_LEAST, Operator.AT_MOST])
    return st.builds(Rule, st.just(aspect), operator, st.tuples(st.integers(0, 100)), st.integers(0, 2), kinds)


def flags(aspect: str) -> st.SearchStrategy[Rule]:
    return st.builds(Rule, st.just(aspect), st.just(Operator.IS), st.tuples(st.booleans()), st.integers(0, 2), kinds)


rules = st.one_of(
    words("kind", KINDS),
    words("region", REGIONS),
    words("country", ["DE", "UA"]),
    numbers("population"),
    numbers("days_ahead"),
    flags("partner"),
    flags("formal"),
    flags("group"),
)
money = st.decimals(0, 1000, places=2)
amounts = st.builds(
    Amount,
    st.none() | money,
    st.none() | money,
    st.none() | st.decimals("0.1", 1, places=2),
    st.none() | st.decimals(0, "0.9", places=2),
    kinds,
)
programmes = st.builds(
    Programme, st.just("one"), st.lists(rules, max_size=6).map(tuple), st.lists(amounts, max_size=3).map(tuple)
)
FULL = {
    "kind": st.sampled_from(KINDS),
    "region": st.sampled_from(REGIONS),
    "population": st.integers(0, 100),
    "partner": st.booleans(),
    "formal": st.booleans(),
    "group": st.booleans(),
    "amount": money,
    "starts": st.integers(0, 100).map(lambda days: ON + timedelta(days=days)),
}


def coherent(facts: Facts) -> Facts:
    """A formal partnership has a partner; a Land lies in its country."""
    return replace(facts, partner=True) if facts.formal else facts


whole_facts = st.builds(Facts, **FULL).map(coherent)


@given(programmes, whole_facts, st.sets(st.sampled_from(sorted(FULL))), st.sets(st.sampled_from(sorted(FULL))))
def test_learning_an_unknown_never_changes_what_was_decided(programme, facts, hidden, hidden_too) -> None:
    less = replace(facts, **dict.fromkeys(hidden | hidden_too))
    more = replace(facts, **dict.fromkeys(hidden))
    before, after = judge(programme, less, ON).answer, judge(programme, more, ON).answer
    assert before in (Truth.UNKNOWN, after)


@given(programmes, whole_facts)
def test_an_unsure_rule_never_decides_and_a_reason_stands_for_every_answer(programme, facts) -> None:
    verdict = judge(programme, facts, ON)
    assert bool(verdict.against) == (verdict.answer == Truth.NO)
    if verdict.answer == Truth.YES:
        assert not verdict.open
    for reason in verdict.reasons:
        assert reason.answer == Truth.UNKNOWN if reason.unsure else True


@given(programmes, whole_facts)
def test_the_order_of_rules_changes_nothing(programme, facts) -> None:
    turned = replace(programme, rules=programme.rules[::-1], amounts=programme.amounts)
    assert judge(turned, facts, ON).answer == judge(programme, facts, ON).answer


@st.composite
def several_grants(draw):
    def one(number: int) -> Grant:
        low, high = sorted([draw(money), draw(money)])
        share = draw(st.decimals("0.1", 1, places=2))
        own = draw(st.decimals(0, "0.9", places=2))
        return Grant(
            f"p{number}", "EUR", low, draw(st.sampled_from([None, high])), share, own, draw(st.sampled_from("abc"))
        )

    return [one(number) for number in range(draw(st.integers(0, 5)))]


@given(several_grants(), st.decimals("0.01", 2000, places=2))
def test_a_combination_keeps_every_limit(grants, cost) -> None:
    plan = combine(grants, cost)
    by_name = {grant.programme: grant for grant in grants}
    assert plan.granted + plan.own == cost and plan.own >= 0 and plan.estimate
    for name, amount in plan.parts:
        grant = by_name[name]
        assert grant.minimum <= amount <= grant.cap(cost)
        assert plan.own >= cost * grant.own
    assert len({by_name[name].funder for name, _amount in plan.parts}) == len(plan.parts) <= 3


@given(several_grants(), st.decimals("0.01", 2000, places=2))
def test_one_more_programme_never_costs_more(grants, cost) -> None:
    assert combine(grants, cost).own <= combine(grants[1:], cost).own


@given(st.lists(st.tuples(st.none() | st.dates(), st.none() | st.dates(), st.none() | st.dates()), max_size=4))
def test_timing_never_names_a_passed_day_as_the_next(days) -> None:
    programme = Programme("one", calls=tuple(Call(str(at), *three) for at, three in enumerate(days)))
    timing = timing_of(programme, ON)
    assert timing.until is None or timing.until >= ON
    assert timing.last is None or timing.last < ON


def test_decimals_stay_exact() -> None:
    grant = Grant("p", "EUR", Decimal(0), None, Decimal("0.9"), Decimal("0.1"), "f")
    assert combine([grant], Decimal("0.01")).own == Decimal("0.01")
