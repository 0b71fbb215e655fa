"""Rows as the engine's plain values. A row that the engine would refuse is left out and named to editors."""

from datetime import date

from spilno.common.partial_dates import PartialDate
from spilno.engine import eligibility as engine
from spilno.engine.eligibility import Contradiction, contradictions
from spilno.engine.errors import InvalidInput
from spilno.funding.models import Amount, Call, Programme, Rule


def rule_of(row: Rule) -> engine.Rule:
    """Raises InvalidInput."""
    return engine.Rule(
        row.aspect,
        engine.Operator(row.operator),
        tuple(row.values),
        group=row.group,
        kinds=frozenset(row.kinds),
        unsure=row.unsure,
    )


def _amount_of(row: Amount) -> engine.Amount:
    return engine.Amount(
        row.minimum,
        row.maximum,
        row.rate / 100 if row.rate is not None else None,
        row.own / 100 if row.own is not None else None,
        frozenset(row.kinds),
    )


def _last(day: PartialDate | None) -> date | None:
    return day.last_day if day else None


def call_of(row: Call) -> engine.Call:
    """A month or year that closes does so on its last day; one that opens does so on its first."""
    return engine.Call(str(row.pk), row.opens_on, _last(row.closes), _last(row.second), row.closes_on)


def programme_of(programme: Programme) -> engine.Programme:
    """From a programme fetched `with_rows`."""
    rules = []
    for row in programme.rules.all():
        try:
            rules.append(rule_of(row))
        except (InvalidInput, ValueError):
            continue
    return engine.Programme(
        programme.key,
        tuple(rules),
        tuple(_amount_of(row) for row in programme.amounts.all()),
        tuple(call_of(row) for row in programme.calls.all()),
        rolling=programme.rolling,
        in_kind=programme.in_kind,
        funder=programme.funder,
        currency=programme.currency,
    )


def contradictions_of(programme: Programme) -> tuple[Contradiction, ...]:
    return contradictions(programme_of(programme))
