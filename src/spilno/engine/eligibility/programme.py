"""A programme as plain values: rules, amounts, calls. Contradictory ones can be built; `contradictions` names them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from spilno.engine.eligibility.facts import ASPECTS, FLAGS, NUMBERS, WORDS
from spilno.engine.errors import InvalidInput


class Operator(StrEnum):
    ONE_OF = "one_of"
    NONE_OF = "none_of"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    IS = "is"


FITTING = {
    **dict.fromkeys(WORDS, (Operator.ONE_OF, Operator.NONE_OF)),
    **dict.fromkeys(NUMBERS, (Operator.AT_LEAST, Operator.AT_MOST)),
    **dict.fromkeys(FLAGS, (Operator.IS,)),
}


@dataclass(frozen=True)
class Rule:
    """One condition.

    values: words for ONE_OF and NONE_OF; one number for AT_LEAST and AT_MOST; one of True and False for IS.
    group: rules of the same group other than 0 are alternatives: one of them is enough.
    kinds: the rule holds for these kinds of applicant only; empty for all.
    unsure: the publisher's text leaves it open, so that the rule never decides.
    Raises InvalidInput for an operator that does not go with the aspect, and for values of the wrong kind.
    """

    aspect: str
    operator: Operator
    values: tuple[str | int | bool, ...]
    group: int = 0
    kinds: frozenset[str] = frozenset()
    unsure: bool = False

    def __post_init__(self) -> None:
        if self.aspect not in ASPECTS:
            raise InvalidInput("aspect", f"one of {', '.join(ASPECTS)}")
        if self.operator not in FITTING[self.aspect]:
            raise InvalidInput("operator", f"for {self.aspect}: {', '.join(FITTING[self.aspect])}")
        if not self.values:
            raise InvalidInput("values", "at least one")
        if self.aspect in WORDS:
            right = all(isinstance(value, str) and value for value in self.values)
        elif self.aspect in FLAGS:
            right = len(self.values) == 1 and isinstance(self.values[0], bool)
        else:
            right = len(self.values) == 1 and isinstance(self.values[0], int) and not isinstance(self.values[0], bool)
        if not right:
            raise InvalidInput("values", f"words, one number, or true or false, as {self.aspect} asks for")


@dataclass(frozen=True)
class Amount:
    """How much, for applicants of these kinds (empty for all).

    minimum, maximum: of the grant, in the programme's currency; None where not told.
    rate: largest share of the cost that is paid, in (0, 1]. own: least share from the applicant's own money, in [0, 1).
    """

    minimum: Decimal | None = None
    maximum: Decimal | None = None
    rate: Decimal | None = None
    own: Decimal | None = None
    kinds: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        for name in ("minimum", "maximum"):
            value = getattr(self, name)
            if value is not None and (not value.is_finite() or value < 0):
                raise InvalidInput(name, "an amount of 0 or more")
        if self.rate is not None and not 0 < self.rate <= 1:
            raise InvalidInput("rate", "a share above 0 and at most 1")
        if self.own is not None and not 0 <= self.own < 1:
            raise InvalidInput("own", "a share of at least 0 and below 1")

    @property
    def share(self) -> Decimal:
        """Largest share of the cost, by rate and own share together."""
        return min(self.rate or Decimal(1), 1 - (self.own or Decimal(0)))


@dataclass(frozen=True)
class Call:
    """A round. Each date is the last possible day of what is known (a month's last day); None where it is unknown.

    closes: last day for the application, or for the sketch where `second` is the day of the full application.
    closes_from: first day that `closes` may mean, where it is known by its month or year only.
    """

    id: str
    opens: date | None = None
    closes: date | None = None
    second: date | None = None
    closes_from: date | None = None


@dataclass(frozen=True)
class Programme:
    """rolling: applications are taken at any time, within a call's days where there are calls.

    funder: programmes of one funder are not combined. in_kind: goods or a trip instead of money.
    """

    id: str
    rules: tuple[Rule, ...] = ()
    amounts: tuple[Amount, ...] = ()
    calls: tuple[Call, ...] = ()
    rolling: bool = False
    in_kind: bool = False
    funder: str = ""
    currency: str = "EUR"
