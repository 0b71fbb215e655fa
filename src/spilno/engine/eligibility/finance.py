"""Several programmes for one plan: how much could come, and what remains to be paid oneself. Always an estimate.

Every grant stays between its minimum and its maximum and below its share of the cost; the largest own share among the
programmes used is kept free of grants; of one funder at most one programme is used. Whether the funders allow being
combined at all is not known here and must be asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from itertools import combinations

from spilno.engine.errors import InvalidInput

CENT = Decimal("0.01")
# Nobody manages more than this for one plan, and all combinations of them are tried.
MOST_USED = 3
MOST_GRANTS = 30


@dataclass(frozen=True)
class Grant:
    """minimum, maximum: in `currency`, None for no known limit. share: of the cost, at most. own: of the cost, at least."""

    programme: str
    currency: str
    minimum: Decimal
    maximum: Decimal | None
    share: Decimal
    own: Decimal
    funder: str

    def cap(self, cost: Decimal) -> Decimal:
        """Most that this programme pays for a plan of this cost."""
        paid = (cost * self.share).quantize(CENT, ROUND_DOWN)
        return paid if self.maximum is None else min(self.maximum, paid)


@dataclass(frozen=True)
class Plan:
    """parts: (programme, amount), largest first. own: what remains. `estimate` is always true."""

    cost: Decimal
    parts: tuple[tuple[str, Decimal], ...]
    own: Decimal
    estimate: bool = True

    @property
    def granted(self) -> Decimal:
        return sum((amount for _programme, amount in self.parts), Decimal(0))


def _spread(grants: Sequence[Grant], cost: Decimal) -> tuple[tuple[str, Decimal], ...] | None:
    """The grants filled as far as they go; None where their minima cannot all be reached."""
    limit = (cost * (1 - max(grant.own for grant in grants))).quantize(CENT, ROUND_DOWN)
    caps = {grant.programme: grant.cap(cost) for grant in grants}
    least = sum((grant.minimum for grant in grants), Decimal(0))
    if least > limit or any(caps[grant.programme] < grant.minimum for grant in grants):
        return None
    left, parts = limit - least, []
    for grant in sorted(grants, key=lambda one: (-caps[one.programme], one.programme)):
        more = min(left, caps[grant.programme] - grant.minimum)
        left -= more
        parts.append((grant.programme, grant.minimum + more))
    if any(amount <= 0 for _programme, amount in parts):
        return None
    return tuple(sorted(parts, key=lambda part: (-part[1], part[0])))


def combine(grants: Sequence[Grant], cost: Decimal, *, currency: str = "EUR") -> Plan:
    """The combination that leaves the least to be paid oneself; among equals the one with fewest programmes.

    Grants in another currency are left out. Raises InvalidInput for a cost of 0 or less, or for too many grants.
    """
    if not cost.is_finite() or cost <= 0:
        raise InvalidInput("cost", "an amount above 0")
    if len(grants) > MOST_GRANTS:
        raise InvalidInput("grants", f"at most {MOST_GRANTS}")
    usable = sorted((one for one in grants if one.currency == currency), key=lambda one: one.programme)
    best = Plan(cost, (), cost)
    for number in range(1, MOST_USED + 1):
        for chosen in combinations(usable, number):
            if len({grant.funder for grant in chosen}) < number:
                continue
            parts = _spread(chosen, cost)
            own = cost - sum((amount for _programme, amount in parts), Decimal(0)) if parts else cost
            if parts and own < best.own:
                best = Plan(cost, parts, own)
    return best
