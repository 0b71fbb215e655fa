"""What a ranking answers with: plain values, codes and numbers; sentences are made by the apps."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Reason:
    """One criterion of one pair: value in [0, 1] or None (unknown); contributions add up to ln U - ln U_prior."""

    code: str
    value: float | None
    weight: float
    contribution: float
    direction: str  # for, against, unknown
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ranked:
    """rank from 1; evidence = share of the weights whose criteria are known, in [0, 1] (two-sided: mean of both sides).

    utility = U(seeker -> candidate) in [0.05, 1], explained by `reasons`. One-sided, score is the utility. Two-sided,
    score is the mean of utility and `back` = U(candidate -> seeker), explained by `back_reasons` from `back_prior`.
    """

    rank: int
    id: str
    score: float
    evidence: float
    reasons: tuple[Reason, ...]
    utility: float
    back: float | None = None
    back_prior: float | None = None
    back_reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranking:
    items: tuple[Ranked, ...]
    eligible: int
    excluded: dict[str, int]  # reason code to number of candidates
    asleep: tuple[str, ...]  # criteria in force that no candidate's data can answer
    prior: float  # U of a candidate of which nothing is known
    given_up: float = 0.0  # share of its scores that the list gave up for a toll


@dataclass(frozen=True, slots=True)
class Change:
    """`code` at `value` (or with `weight`) would put the candidate at `rank`; found by ranking again."""

    code: str
    kind: str  # "known": were it known to fit; "fit": did it fit fully; "weight": did it not matter to the seeker
    rank: int


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why a candidate is not (further up) in a list: `code` of the hard constraint, or its rank and what weighs most."""

    code: str | None
    rank: int | None
    against: tuple[Reason, ...]  # at most two, the heaviest first
    unknown: tuple[str, ...]  # criteria that nobody could judge


@dataclass(frozen=True, slots=True)
class Question:
    """An unknown field of the seeker; `change` = expected share of the top ten that its answer would replace, 0..1."""

    field: str
    change: float
