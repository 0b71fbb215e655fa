"""Which programmes fit: the engine's verdicts beside the rows they are about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from spilno.engine.eligibility import Facts, Plan, TimingState, Truth, Verdict, combine, judge_all
from spilno.funding.engine_values import programme_of
from spilno.funding.models import Programme
from spilno.funding.queries.facts import with_legal_form

# Rounds that somebody may still enter, as far as anybody knows.
ENTERING = {TimingState.OPEN, TimingState.ROLLING, TimingState.ANNOUNCED, TimingState.UNKNOWN}
# A programme below its minimum is answered with those whose limits are lower.
HINTS_SHOWN = 2


@dataclass(frozen=True)
class Fit:
    """hints: programmes that fit where this one does not because the plan is too small for it."""

    programme: Programme
    verdict: Verdict
    hints: tuple[Programme, ...] = ()


def what_fits(facts: Facts, on: date, programmes: Sequence[Programme] | None = None) -> list[Verdict]:
    """Every published programme: what fits first, then what fits if, then what does not, each with all its reasons.

    `Verdict.programme` is `Programme.key`. Closed programmes are among them: their timing says so. Five queries.
    """
    rows = Programme.objects.published().with_rows() if programmes is None else programmes
    return judge_all([programme_of(one) for one in rows], with_legal_form(facts), on)


def fits_of(facts: Facts, on: date) -> list[Fit]:
    """`what_fits` beside the rows, for pages."""
    rows = {one.key: one for one in Programme.objects.published().with_rows()}
    verdicts = what_fits(facts, on, list(rows.values()))
    fitting = [verdict for verdict in verdicts if verdict.answer != Truth.NO]
    found = []
    for verdict in verdicts:
        small = any(reason.code == "minimum" for reason in verdict.against)
        hints = [rows[one.programme] for one in fitting if one.grant is not None][:HINTS_SHOWN] if small else []
        found.append(Fit(rows[verdict.programme], verdict, tuple(hints)))
    return found


def finance_of(fits: Sequence[Fit], facts: Facts) -> Plan | None:
    """The best combination of what fits and may still be entered; None without a cost or without a grant."""
    if not facts.amount:
        return None
    grants = [
        fit.verdict.grant
        for fit in fits
        if fit.verdict.answer == Truth.YES
        and fit.verdict.grant is not None
        and fit.verdict.timing is not None
        and fit.verdict.timing.state in ENTERING
    ]
    return combine(grants[:30], facts.amount) if grants else None
