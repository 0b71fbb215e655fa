"""What is known of applicant, partner and plan; None is unknown, never no."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from spilno.engine.errors import InvalidInput

LARGEST_AMOUNT = Decimal(10) ** 12


@dataclass(frozen=True)
class Facts:
    """One applicant with one plan.

    kind: of the applicant, a word such as "municipality", "district", "association", "school".
    legal_form: "public", "association", "company" or another word of the caller's.
    country, partner_country: two capital letters (ISO 3166-1).
    region, partner_region: Land or oblast (ISO 3166-2, e.g. "DE-NW", "UA-12").
    population: inhabitants of the applicant's municipality.
    group: applies together with others. part_time: a part-time post would do.
    partner: there is a partner, formal or not. formal: by an agreement.
    purpose: what is planned, a word such as "delivery", "trip", "post", "project".
    amount: cost of the plan in the programme's currency. months: how long it takes. people: who take part.
    starts: first day of the plan.
    """

    kind: str | None = None
    legal_form: str | None = None
    country: str | None = None
    region: str | None = None
    population: int | None = None
    group: bool | None = None
    partner: bool | None = None
    formal: bool | None = None
    partner_country: str | None = None
    partner_region: str | None = None
    partner_kind: str | None = None
    purpose: str | None = None
    theme: str | None = None
    part_time: bool | None = None
    amount: Decimal | None = None
    months: int | None = None
    people: int | None = None
    starts: date | None = None

    def __post_init__(self) -> None:
        for name in ("population", "months", "people"):
            value = getattr(self, name)
            if value is not None and not 0 <= value <= 10**9:
                raise InvalidInput(name, "a number between 0 and 1,000,000,000")
        if self.amount is not None and not (self.amount.is_finite() and 0 <= self.amount <= LARGEST_AMOUNT):
            raise InvalidInput("amount", "an amount between 0 and 1,000,000,000,000")


WORDS = (
    "kind",
    "legal_form",
    "country",
    "region",
    "partner_country",
    "partner_region",
    "partner_kind",
    "purpose",
    "theme",
)
FLAGS = ("group", "partner", "formal", "part_time")
# `days_ahead` is worked out from `starts` and the day of asking.
NUMBERS = ("population", "months", "people", "days_ahead")
ASPECTS = (*WORDS, *FLAGS, *NUMBERS)


def value_of(facts: Facts, aspect: str, on: date | None) -> str | bool | int | None:
    """The fact a rule asks for; None where it is unknown."""
    if aspect == "days_ahead":
        return (facts.starts - on).days if facts.starts is not None and on is not None else None
    value: str | bool | int | None = getattr(facts, aspect)
    if value is None and aspect in ("country", "partner_country"):
        # A Land or oblast tells its country.
        region: str | None = getattr(facts, aspect.replace("country", "region"))
        return region[:2] if region else None
    if aspect == "partner" and value is None and facts.formal:
        return True
    if aspect == "formal" and value is None and facts.partner is False:
        return False
    return value
