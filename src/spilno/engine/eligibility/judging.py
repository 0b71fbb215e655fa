"""A programme as a whole: does it fit, what would have to hold, what speaks against it, how much could come."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from spilno.engine.eligibility.facts import Facts
from spilno.engine.eligibility.finance import Grant
from spilno.engine.eligibility.programme import Amount, Programme
from spilno.engine.eligibility.rules import Reason, concerns, reasons_of, whole
from spilno.engine.eligibility.timing import Timing, timing_of
from spilno.engine.eligibility.truth import Truth


@dataclass(frozen=True)
class Verdict:
    """answer: yes fits, unknown fits if every reason of `open` holds, no does not fit because of `against`.

    grant: what could come at most, by the amounts alone; None for goods, and where the applicant's kind is unknown and
        the kinds differ.
    timing: apart from the answer, so that a closed programme is shown as what it is. None without a day.
    """

    programme: str
    answer: Truth
    reasons: tuple[Reason, ...]
    timing: Timing | None = None
    grant: Grant | None = None

    @property
    def against(self) -> tuple[Reason, ...]:
        return tuple(reason for reason in self.reasons if reason.answer == Truth.NO)

    @property
    def open(self) -> tuple[Reason, ...]:
        return tuple(reason for reason in self.reasons if reason.answer == Truth.UNKNOWN)

    @property
    def held(self) -> tuple[Reason, ...]:
        return tuple(reason for reason in self.reasons if reason.answer == Truth.YES)


def amount_for(programme: Programme, facts: Facts) -> Amount | None:
    """The amounts that concern the applicant: those of its kind before those for all. None where that is open."""
    special = [one for one in programme.amounts if one.kinds]
    if facts.kind is None and special:
        return None
    own = [one for one in special if facts.kind in one.kinds]
    general = [one for one in programme.amounts if not one.kinds]
    return next(iter(own or general), None)


def _minimum_reason(programme: Programme, facts: Facts) -> Reason | None:
    """The grant that the cost allows must reach the least grant."""
    answers: list[tuple[Truth, Amount]] = []
    for amount in programme.amounts:
        concerned = concerns(amount.kinds, facts)
        if amount.minimum is None or concerned == Truth.NO:
            continue
        if facts.amount is None:
            answers.append((Truth.UNKNOWN, amount))
        elif facts.amount >= amount.minimum:
            answers.append((Truth.YES, amount))
        else:
            answers.append((Truth.NO if concerned == Truth.YES else Truth.UNKNOWN, amount))
    if not answers:
        return None
    hardest = min(answers, key=lambda one: [Truth.NO, Truth.UNKNOWN, Truth.YES].index(one[0]))
    return Reason(hardest[0], "minimum", "amount", (hardest[1].minimum,), facts.amount)


def grant_of(programme: Programme, facts: Facts) -> Grant | None:
    """What could be combined: None for goods, trips and open amounts."""
    amount = amount_for(programme, facts)
    if amount is None or programme.in_kind:
        return None
    return Grant(
        programme.id,
        programme.currency,
        amount.minimum or Decimal(0),
        amount.maximum,
        amount.share,
        1 - amount.share,
        programme.funder or programme.id,
    )


def judge(programme: Programme, facts: Facts, on: date | None = None) -> Verdict:
    """Monotone: learning what was unknown turns unknown into yes or no, and never changes a yes or no."""
    reasons = reasons_of(programme.rules, facts, on)
    minimum = _minimum_reason(programme, facts)
    if minimum is not None:
        reasons = (*reasons, minimum)
    timing = timing_of(programme, on) if on is not None else None
    return Verdict(programme.id, whole(reasons), reasons, timing, grant_of(programme, facts))


def judge_all(programmes: Iterable[Programme], facts: Facts, on: date | None = None) -> list[Verdict]:
    """Fitting ones first, then those that fit if, then the others; each in the order given."""
    order = [Truth.YES, Truth.UNKNOWN, Truth.NO]
    return sorted((judge(one, facts, on) for one in programmes), key=lambda one: order.index(one.answer))
