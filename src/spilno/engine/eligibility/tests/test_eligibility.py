from datetime import date
from decimal import Decimal

import pytest

from spilno.engine.eligibility import (
    Amount,
    Call,
    Facts,
    Grant,
    Operator,
    Programme,
    Rule,
    TimingState,
    Truth,
    combine,
    contradictions,
    judge,
    judge_all,
    timing_of,
)
from spilno.engine.errors import InvalidInput

ONE_OF, NONE_OF, IS = Operator.ONE_OF, Operator.NONE_OF, Operator.IS
ON = date(2026, 11, 24)


def test_a_reason_names_what_is_wanted_and_what_is_known() -> None:
    programme = Programme("p", (Rule("kind", ONE_OF, ("association",)), Rule("region", ONE_OF, ("DE-NW",))))
    verdict = judge(programme, Facts(kind="school"))
    assert verdict.answer == Truth.NO
    [reason] = verdict.against
    assert (reason.code, reason.aspect, reason.wanted, reason.known) == ("one_of", "kind", ("association",), "school")
    assert [one.aspect for one in verdict.open] == ["region"]


def test_a_region_tells_the_country() -> None:
    programme = Programme("p", (Rule("partner_country", ONE_OF, ("UA",)),))
    assert judge(programme, Facts(partner_region="UA-12")).answer == Truth.YES
    assert judge(programme, Facts(partner_region="PL-06")).answer == Truth.NO


def test_alternatives_are_one_reason() -> None:
    size = Rule("population", Operator.AT_LEAST, (20_000,), group=1)
    programme = Programme("p", (size, Rule("group", IS, (True,), group=1)))
    verdict = judge(programme, Facts(population=15_000))
    assert verdict.answer == Truth.UNKNOWN and verdict.open[0].code == "any_of"
    assert judge(programme, Facts(population=15_000, group=True)).answer == Truth.YES
    assert judge(programme, Facts(population=15_000, group=False)).answer == Truth.NO


def test_without_a_partner_there_is_no_formal_partnership() -> None:
    programme = Programme("p", (Rule("formal", IS, (True,)),))
    assert judge(programme, Facts(partner=False)).answer == Truth.NO
    assert judge(programme, Facts(partner=True)).answer == Truth.UNKNOWN


def test_a_lead_time_is_counted_from_the_day_of_asking() -> None:
    programme = Programme("p", (Rule("days_ahead", Operator.AT_LEAST, (42,)),))
    assert judge(programme, Facts(starts=date(2027, 1, 5)), ON).answer == Truth.YES
    assert judge(programme, Facts(starts=date(2027, 1, 4)), ON).answer == Truth.NO
    assert judge(programme, Facts(), ON).answer == Truth.UNKNOWN


def test_amounts_differ_by_kind() -> None:
    town, club = frozenset({"municipality"}), frozenset({"association"})
    amounts = (Amount(maximum=Decimal(40_000), kinds=town), Amount(maximum=Decimal(20_000), kinds=club))
    programme = Programme("p", amounts=amounts)
    assert judge(programme, Facts(kind="association")).grant.maximum == 20_000
    assert judge(programme, Facts(kind="municipality")).grant.maximum == 40_000
    assert judge(programme, Facts()).grant is None


def test_below_the_minimum_does_not_fit() -> None:
    programme = Programme("p", amounts=(Amount(minimum=Decimal(50_000)),))
    assert judge(programme, Facts(amount=Decimal(40_000))).against[0].code == "minimum"
    assert judge(programme, Facts(amount=Decimal(50_000))).answer == Truth.YES
    assert judge(programme, Facts()).answer == Truth.UNKNOWN


def test_fitting_ones_come_first() -> None:
    no = Programme("no", (Rule("kind", ONE_OF, ("school",)),))
    perhaps = Programme("perhaps", (Rule("region", ONE_OF, ("DE-NW",)),))
    verdicts = judge_all([no, perhaps, Programme("yes")], Facts(kind="association"))
    assert [one.programme for one in verdicts] == ["yes", "perhaps", "no"]


@pytest.mark.parametrize(
    ("calls", "rolling", "state"),
    [
        ([], False, TimingState.UNKNOWN),
        ([], True, TimingState.ROLLING),
        ([Call("a", closes=date(2026, 11, 24))], False, TimingState.OPEN),
        ([Call("a", closes=date(2026, 11, 23))], False, TimingState.CLOSED),
        ([Call("a", closes=date(2026, 10, 15))], True, TimingState.CLOSED),
        ([Call("a", closes=date(2026, 10, 1), second=date(2026, 12, 1))], False, TimingState.SECOND_STAGE),
        ([Call("a", opens=date(2027, 1, 1), closes=date(2027, 3, 1))], False, TimingState.ANNOUNCED),
        ([Call("a", closes=date(2024, 2, 29)), Call("b", closes=date(2028, 2, 29))], False, TimingState.OPEN),
        ([Call("a")], False, TimingState.UNKNOWN),
    ],
)
def test_timing(calls, rolling, state) -> None:
    assert timing_of(Programme("p", calls=tuple(calls), rolling=rolling), ON).state == state


def test_combined_finance_keeps_the_own_share() -> None:
    """90 % and 100 % programmes together: the tenth that the first asks for stays one's own."""
    small = Grant("small", "EUR", Decimal(1000), Decimal(50_000), Decimal("0.9"), Decimal("0.1"), "a")
    transport = Grant("transport", "EUR", Decimal(0), Decimal(5000), Decimal(1), Decimal(0), "b")
    plan = combine([small, transport], Decimal(60_000))
    assert dict(plan.parts) == {"small": Decimal(50_000), "transport": Decimal(4000)}
    assert plan.own == Decimal(6000)
    assert combine([small, transport], Decimal(4000)).parts == (("transport", Decimal(4000)),)
    assert combine([], Decimal(10)).own == 10
    with pytest.raises(InvalidInput):
        combine([], Decimal(0))


@pytest.mark.parametrize(
    ("programme", "codes"),
    [
        (Programme("p"), []),
        (Programme("p", (Rule("kind", ONE_OF, ("a",)), Rule("kind", ONE_OF, ("b",)))), ["nothing_left"]),
        (Programme("p", (Rule("kind", ONE_OF, ("a",)), Rule("kind", NONE_OF, ("a", "b")))), ["nothing_left"]),
        (Programme("p", (Rule("formal", IS, (True,)), Rule("formal", IS, (False,)))), ["yes_and_no"]),
        (Programme("p", (Rule("formal", IS, (True,)), Rule("partner", IS, (False,)))), ["partner_and_none"]),
        (
            Programme("p", (Rule("months", Operator.AT_LEAST, (9,)), Rule("months", Operator.AT_MOST, (3,)))),
            ["above_most"],
        ),
        (Programme("p", (Rule("region", ONE_OF, ("DE-NW",)), Rule("country", ONE_OF, ("UA",)))), ["region_elsewhere"]),
        (Programme("p", amounts=(Amount(Decimal(9), Decimal(3)),)), ["amounts"]),
        (Programme("p", calls=(Call("a", opens=date(2027, 2, 1), closes=date(2027, 1, 1)),)), ["closes_first"]),
        (Programme("p", calls=(Call("a", closes=date(2027, 2, 1), second=date(2027, 1, 1)),)), ["second_first"]),
    ],
)
def test_contradictions_are_named(programme, codes) -> None:
    assert [one.code for one in contradictions(programme)] == codes


@pytest.mark.parametrize(
    ("aspect", "operator", "values"),
    [
        ("colour", ONE_OF, ("red",)),
        ("kind", IS, (True,)),
        ("kind", ONE_OF, ()),
        ("kind", ONE_OF, (3,)),
        ("formal", IS, ("yes",)),
        ("population", Operator.AT_LEAST, (True,)),
    ],
)
def test_a_rule_that_cannot_be_asked_is_refused(aspect, operator, values) -> None:
    with pytest.raises(InvalidInput):
        Rule(aspect, operator, values)


@pytest.mark.parametrize("facts", [{"population": -1}, {"amount": Decimal("NaN")}, {"amount": Decimal(-1)}])
def test_impossible_facts_are_refused(facts) -> None:
    with pytest.raises(InvalidInput):
        Facts(**facts)
