"""One rule against the facts: an answer, and the reason as code and values."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from spilno.engine.eligibility.facts import Facts, value_of
from spilno.engine.eligibility.programme import Operator, Rule
from spilno.engine.eligibility.truth import Truth, all_of, any_of


@dataclass(frozen=True)
class Reason:
    """Why a rule answers as it does.

    code: the operator ("one_of", …), or "minimum" for the least grant, or "any_of" for alternatives.
    wanted: what the rule asks for. known: the fact, None where unknown.
    unsure: the publisher's text leaves the rule open. alternatives: for "any_of", one reason each.
    """

    answer: Truth
    code: str
    aspect: str
    wanted: tuple[object, ...] = ()
    known: object = None
    unsure: bool = False
    alternatives: tuple["Reason", ...] = ()


def _holds(rule: Rule, known: str | bool | int) -> bool:
    if rule.operator == Operator.ONE_OF:
        return known in rule.values
    if rule.operator == Operator.NONE_OF:
        return known not in rule.values
    if rule.operator == Operator.IS:
        return known is rule.values[0]
    limit = rule.values[0]
    assert isinstance(limit, int) and isinstance(known, int)
    return known >= limit if rule.operator == Operator.AT_LEAST else known <= limit


def concerns(kinds: frozenset[str], facts: Facts) -> Truth:
    """Whether something for these kinds of applicant (empty for all) concerns this one."""
    if not kinds:
        return Truth.YES
    return Truth.UNKNOWN if facts.kind is None else Truth.of(facts.kind in kinds)


def answer_of(rule: Rule, facts: Facts, on: date | None = None) -> Truth:
    """Yes, no or unknown. A rule that does not concern the applicant answers yes."""
    known = value_of(facts, rule.aspect, on)
    itself = Truth.UNKNOWN if known is None or rule.unsure else Truth.of(_holds(rule, known))
    concerned = concerns(rule.kinds, facts)
    not_concerned = {Truth.YES: Truth.NO, Truth.NO: Truth.YES}.get(concerned, Truth.UNKNOWN)
    return any_of([not_concerned, itself])


def _reason(rule: Rule, facts: Facts, on: date | None) -> Reason:
    return Reason(
        answer_of(rule, facts, on),
        rule.operator.value,
        rule.aspect,
        tuple(rule.values),
        value_of(facts, rule.aspect, on),
        rule.unsure,
    )


def reasons_of(rules: Iterable[Rule], facts: Facts, on: date | None = None) -> tuple[Reason, ...]:
    """One reason for each rule that concerns the applicant, one for each group of alternatives; in the rules' order."""
    found: dict[object, list[Reason]] = {}
    for number, rule in enumerate(rules):
        if concerns(rule.kinds, facts) == Truth.NO:
            continue
        found.setdefault(rule.group or f"rule {number}", []).append(_reason(rule, facts, on))
    reasons = []
    for alternatives in found.values():
        if len(alternatives) == 1:
            reasons += alternatives
            continue
        answer = any_of(one.answer for one in alternatives)
        reasons.append(Reason(answer, "any_of", alternatives[0].aspect, alternatives=tuple(alternatives)))
    return tuple(reasons)


def whole(reasons: Iterable[Reason]) -> Truth:
    """All reasons together."""
    return all_of(reason.answer for reason in reasons)
