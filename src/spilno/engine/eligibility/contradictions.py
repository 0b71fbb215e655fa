"""Rules that nobody can satisfy together, amounts and days in the wrong order: named, so that an editor repairs them."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from spilno.engine.eligibility.programme import Amount, Call, Operator, Programme, Rule


@dataclass(frozen=True)
class Contradiction:
    """code: "nothing_left", "above_most", "yes_and_no", "region_elsewhere", "partner_and_none", "amounts", "closes_first",
    "second_first", "amount_twice". subject: the aspect or the call. values: what stands against each other."""

    code: str
    subject: str
    values: tuple[object, ...] = ()


def contradictions(programme: Programme) -> tuple[Contradiction, ...]:
    """All of them, in order of rules, amounts, calls; empty for a sound programme. Alternatives are left alone."""
    hard = [rule for rule in programme.rules if not rule.group and not rule.unsure]
    found = [one for first, second in combinations(hard, 2) for one in _between(first, second)]
    found += [one for amount in programme.amounts for one in _in_amount(amount)]
    for first_amount, second_amount in combinations(programme.amounts, 2):
        both = first_amount.kinds & second_amount.kinds
        if both or (not first_amount.kinds and not second_amount.kinds):
            found.append(Contradiction("amount_twice", "amount", tuple(sorted(both))))
    found += [one for call in programme.calls for one in _in_call(call)]
    return tuple(dict.fromkeys(found))


def _meet(first: Rule, second: Rule) -> bool:
    """Some applicant is concerned by both."""
    return not first.kinds or not second.kinds or bool(first.kinds & second.kinds)


def _between(first: Rule, second: Rule) -> Iterator[Contradiction]:
    if not _meet(first, second):
        return
    if first.aspect == second.aspect:
        yield from _same_aspect(first, second)
    for one, other in ((first, second), (second, first)):
        if one.operator == other.operator == Operator.ONE_OF and other.aspect == one.aspect.replace(
            "region", "country"
        ):
            countries = {str(value)[:2] for value in one.values}
            if one.aspect != other.aspect and not countries & set(other.values):
                yield Contradiction("region_elsewhere", one.aspect, (*one.values, *other.values))
        if one.aspect == "partner" and one.values == (False,) and other.aspect == "formal" and other.values == (True,):
            yield Contradiction("partner_and_none", "formal")


def _same_aspect(first: Rule, second: Rule) -> Iterator[Contradiction]:
    aspect = first.aspect
    rules = {first.operator: first, second.operator: second}
    if first.operator == second.operator == Operator.IS and first.values != second.values:
        yield Contradiction("yes_and_no", aspect)
    elif first.operator == second.operator == Operator.ONE_OF and not set(first.values) & set(second.values):
        yield Contradiction("nothing_left", aspect, (*first.values, *second.values))
    elif {Operator.ONE_OF, Operator.NONE_OF} == set(rules):
        wanted, refused = rules[Operator.ONE_OF].values, rules[Operator.NONE_OF].values
        if set(wanted) <= set(refused):
            yield Contradiction("nothing_left", aspect, wanted)
    elif {Operator.AT_LEAST, Operator.AT_MOST} == set(rules):
        least, most = rules[Operator.AT_LEAST].values[0], rules[Operator.AT_MOST].values[0]
        if int(least) > int(most):
            yield Contradiction("above_most", aspect, (least, most))


def _in_amount(amount: Amount) -> Iterator[Contradiction]:
    if amount.minimum is not None and amount.maximum is not None and amount.minimum > amount.maximum:
        yield Contradiction("amounts", "amount", (amount.minimum, amount.maximum))


def _in_call(call: Call) -> Iterator[Contradiction]:
    if call.opens and call.closes and call.opens > call.closes:
        yield Contradiction("closes_first", call.id, (call.opens, call.closes))
    before = call.closes_from or call.closes or call.opens
    if call.second and before and call.second < before:
        yield Contradiction("second_first", call.id, (before, call.second))
