"""What pages show of programmes and verdicts, ready for templates."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from spilno.engine.eligibility import Facts, Timing, Truth, timing_of
from spilno.funding.engine_values import programme_of
from spilno.funding.enums import ApplicantKind
from spilno.funding.models import Programme
from spilno.funding.money import shown
from spilno.funding.queries.facts import with_legal_form
from spilno.funding.queries.fits import Fit, finance_of, fits_of, what_fits
from spilno.funding.sentences import Line, amount_line, line_of, rule_line


@dataclass(frozen=True)
class Entry:
    """A programme in a list or among what fits."""

    programme: Programme
    timing: Timing | None
    amounts: list[str]
    answer: Truth
    for_: list[Line]
    against: list[Line]
    open: list[Line]
    most: str = ""
    hints: tuple[Programme, ...] = ()


def entries_of(fits: Iterable[Fit]) -> list[Entry]:
    return [_entry(fit) for fit in fits]


def _entry(fit: Fit) -> Entry:
    verdict, programme = fit.verdict, fit.programme
    grant = verdict.grant
    return Entry(
        programme,
        verdict.timing,
        [amount_line(one, programme.currency) for one in programme.amounts.all()],
        verdict.answer,
        [line_of(one) for one in verdict.held],
        [line_of(one) for one in verdict.against],
        [line_of(one) for one in verdict.open],
        shown(grant.maximum, grant.currency) if grant and grant.maximum is not None else "",
        fit.hints,
    )


def shown_fits(facts: Facts, on: date) -> dict[str, Any]:
    """Groups in order, and the combined finance where a cost is named."""
    fits = fits_of(facts, on)
    entries = entries_of(fits)
    plan = finance_of(fits, facts)
    names = {fit.programme.key: fit.programme for fit in fits}
    finance = None
    if plan is not None:
        finance = {
            "parts": [(names[key], shown(amount)) for key, amount in plan.parts],
            "own": shown(plan.own),
            "cost": shown(plan.cost),
        }
    return {
        "fitting": [one for one in entries if one.answer == Truth.YES],
        "perhaps": [one for one in entries if one.answer == Truth.UNKNOWN],
        "refused": [one for one in entries if one.answer == Truth.NO],
        "finance": finance,
    }


def page_of(programme: Programme, on: date) -> dict[str, Any]:
    return {
        "programme": programme,
        "timing": timing_of(programme_of(programme), on),
        "rules": [(row, rule_line(row)) for row in programme.rules.all()],
        "amounts": [(row, amount_line(row, programme.currency)) for row in programme.amounts.all()],
        "calls": list(programme.calls.all()),
        "checked": programme.last_checked,
    }


# Applicants an editor wants to see the rules at work on; each with a partner in Dnipropetrovsk oblast.
SAMPLES = [
    (kind, region)
    for region in ("DE-NW", "DE-BY", "UA-12")
    for kind in (ApplicantKind.MUNICIPALITY, ApplicantKind.DISTRICT, ApplicantKind.ASSOCIATION, ApplicantKind.SCHOOL)
]


def preview_of(programme: Programme, on: date) -> list[dict[str, Any]]:
    """Who would be eligible: typical applicants against the record as it stands."""
    rows = []
    for kind, region in SAMPLES:
        facts = Facts(
            kind=kind.value, region=region, partner=True, partner_region="UA-12" if region[:2] == "DE" else "DE-NW"
        )
        [verdict] = what_fits(with_legal_form(facts), on, [programme])
        lines = [line_of(one) for one in verdict.against or verdict.open]
        rows.append({"kind": kind.label, "region": region, "verdict": verdict, "lines": lines})
    return rows
