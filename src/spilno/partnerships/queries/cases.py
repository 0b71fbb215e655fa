"""Case files: who may read and keep them, what is next, what is overdue."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import Http404

from spilno.accounts.models import User
from spilno.common.alphabet import in_alphabet
from spilno.common.audit import snapshot
from spilno.organisations.enums import Scope
from spilno.organisations.models import Organisation
from spilno.organisations.queries import Acting, acting_for, rights_of
from spilno.partnerships import rules
from spilno.partnerships.enums import CandidateStatus, CaseOutcome, Phase, ReviewStatus, StepResult
from spilno.partnerships.models import CaseCandidate, CaseFile, CaseStep, Partnership, Party
from spilno.partnerships.queries.graph import Collision, collisions
from spilno.places.models import Area
from spilno.places.queries import PARENTS, acting_unit

# A step is reminded of this long before its day; an agreement's review or end half a year before.
STEP_AHEAD = timedelta(days=7)
REVIEW_AHEAD = timedelta(days=183)


CASE = ("title", "motion", "motion_on", "motion_precision", "responsible_id")
STEP = ("result", "side", "due_on", "done_on", "decided_by", "note")


def case_values(case: CaseFile) -> dict[str, Any]:
    """What the form of a case shows, as one comparable record."""
    return snapshot(case, CASE)


def step_values(step: CaseStep) -> dict[str, Any]:
    """What the form of a step shows."""
    return {name: getattr(step, name) for name in STEP}


@dataclass(frozen=True)
class KeptCase:
    """A case file with the right to read it, and to keep it where `acting` is there."""

    case: CaseFile
    acting: Acting | None


def get_case_for(user: User | AnonymousUser, pk: int) -> KeptCase:
    """A case file for the organisation's own people and delegates. Raises Http404 for everybody else."""
    case = CaseFile.objects.select_related("organisation__area", "responsible", "partnership").filter(pk=pk).first()
    rights = rights_of(user)
    if case is None or not isinstance(user, User) or not rules.may_read_case(rights, case.organisation_id):
        raise Http404
    return KeptCase(case, acting_for(user, rights, case.organisation, Scope.PARTNERSHIPS))


def get_case_to_keep(user: User | AnonymousUser, pk: int) -> tuple[CaseFile, Acting]:
    """The same with the right to change it. Raises Http404 for everybody else, readers included."""
    kept = get_case_for(user, pk)
    if kept.acting is None:
        raise Http404
    return kept.case, kept.acting


def organisations_with_cases(user: User) -> list[Organisation]:
    """Those for which somebody may open a case file."""
    rights = rights_of(user)
    held = [pk for pk in {*rights.roles, *rights.delegated} if rules.may_keep_case(rights, pk)]
    found = Organisation.objects.confirmed().filter(pk__in=held, withdrawn_at__isnull=True).select_related("area")
    return sorted(found, key=lambda one: (in_alphabet(one.label), one.pk))


def cases_for(user: User, *, is_open: bool = True) -> QuerySet[CaseFile]:
    """Case files somebody may read, with what `next_step` needs; two queries, whatever their number."""
    rights = rights_of(user)
    readable = [pk for pk in {*rights.roles, *rights.delegated} if rules.may_read_case(rights, pk)]
    rows = CaseFile.objects.filter(organisation__in=readable).select_related("organisation__area", "responsible")
    rows = rows.filter(outcome=CaseOutcome.OPEN) if is_open else rows.exclude(outcome=CaseOutcome.OPEN)
    return rows.prefetch_related(Prefetch("steps", to_attr="ordered_steps")).order_by("-opened_at", "-pk")


def cases_to_propose_in(user: User | AnonymousUser, unit: Area) -> list[CaseFile]:
    """Open case files of a place's organisations that somebody may keep."""
    if not isinstance(user, User):
        return []
    rights = rights_of(user)
    rows = CaseFile.objects.filter(outcome=CaseOutcome.OPEN, organisation__area=unit).select_related(
        "organisation__area"
    )
    return [one for one in rows if rules.may_keep_case(rights, one.organisation_id)]


def next_step(steps: Sequence[CaseStep]) -> CaseStep | None:
    """The first step that is neither done nor left out."""
    return next((one for one in steps if one.result in (StepResult.OPEN, StepResult.POSTPONED)), None)


@dataclass(frozen=True)
class CandidateLine:
    """A proposal with the unit that acts for it, and those of the same country who are partner there already."""

    candidate: CaseCandidate
    unit: Area
    taken: list[Collision]


def _with_units(case: CaseFile) -> QuerySet[CaseCandidate]:
    return case.candidates.select_related(f"area__{PARENTS}")


def unit_of(area: Area) -> Area:
    """Who decides and signs for a place that was proposed: for a town in Ukraine its hromada."""
    return acting_unit(area) or area


def candidate_lines(case: CaseFile) -> list[CandidateLine]:
    rows = list(_with_units(case).prefetch_related("area__codes"))
    country = case.organisation.area.country
    own = [unit_of(case.organisation.area).pk]
    units = [unit_of(one.area) for one in rows]
    return [
        CandidateLine(one, unit, collisions(unit.pk, country, without=own))
        for one, unit in zip(rows, units, strict=True)
    ]


def chosen_candidate(case: CaseFile) -> CaseCandidate | None:
    """The one chosen, else the only one that is still pursued."""
    rows = list(_with_units(case).exclude(status=CandidateStatus.DECLINED))
    chosen = [one for one in rows if one.status == CandidateStatus.CHOSEN]
    return chosen[0] if chosen else rows[0] if len(rows) == 1 else None


def relation_between(one: Area, other: Area) -> Partnership | None:
    """The entry of two areas as the only partners of each other, in whatever state of review but declined; a town's is
    its hromada's."""
    rows = Partnership.objects.filter(merged_into__isnull=True).exclude(status=ReviewStatus.DECLINED)
    for area in (one, other):
        parties = Party.objects.filter(place=unit_of(area), organisation__isnull=True)
        rows = rows.filter(pk__in=parties.values("partnership"))
    return rows.annotate(number=Count("parties")).filter(number=2).order_by("pk").first()


def review_day(partnership: Partnership, today: date) -> date | None:
    """The day by which an agreement in force is to be reviewed or ends, where it lies within half a year or has passed."""
    days = sorted(day for day in (partnership.review_on, partnership.until_on) if day)
    if partnership.phase != Phase.ACTIVE or not days:
        return None
    day = next((day for day in days if day >= today), days[-1])
    return day if day <= today + REVIEW_AHEAD else None


def steps_due(today: date) -> QuerySet[CaseStep]:
    """Steps of open cases that are due within a week or overdue and were not yet reminded of."""
    rows = CaseStep.objects.filter(case__outcome=CaseOutcome.OPEN, result__in=[StepResult.OPEN, StepResult.POSTPONED])
    rows = rows.filter(due_on__lte=today + STEP_AHEAD, reminded_at__isnull=True, case__responsible__isnull=False)
    return rows.select_related("case__responsible", "case__organisation")


def agreements_to_review(today: date) -> QuerySet[Partnership]:
    """Relations whose review or end lies within half a year and was not yet announced."""
    limit = today + REVIEW_AHEAD
    soon = Q(review_on__range=(today, limit)) | Q(until_on__range=(today, limit))
    rows = Partnership.objects.published().filter(soon, phase="active")
    return rows.filter(Q(review_announced_for__isnull=True) | Q(review_announced_for__lt=today))
