"""A case file: from the council's motion to the signature, or to the reason why there is none."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from spilno.accounts.models import User
from spilno.common.audit import record, snapshot
from spilno.common.errors import RefusedError
from spilno.common.partial_dates import PartialDate
from spilno.common.stamps import check_stamp
from spilno.organisations.models import Organisation
from spilno.organisations.queries import Acting
from spilno.partnerships import emails
from spilno.partnerships.actions.registry import enter_partnership, record_status
from spilno.partnerships.entries import NewParty, NewStatus
from spilno.partnerships.enums import NEXT_PHASES, CandidateStatus, CaseOutcome, Phase, Side, StepKind, StepResult
from spilno.partnerships.models import CaseCandidate, CaseFile, CaseNote, CasePaper, CaseStep, Partnership
from spilno.partnerships.models.casefile import motion_date
from spilno.partnerships.queries.cases import STEP, case_values, chosen_candidate, relation_between, step_values
from spilno.places.models import Area

# Council papers carry up to three proposals.
MOST_CANDIDATES = 3
SIDES = {
    StepKind.MEETING: Side.BOTH,
    StepKind.INTENT: Side.BOTH,
    StepKind.PARTNER_RESOLUTION: Side.PARTNER,
    StepKind.SIGNING: Side.BOTH,
    StepKind.WORKING_GROUPS: Side.BOTH,
    StepKind.REVIEW: Side.BOTH,
}


@transaction.atomic
def open_case(
    acting: Acting, *, title: str, motion: str, moved: PartialDate | None, responsible: User | None
) -> CaseFile:
    """A new case with the usual steps, in their usual order."""
    case = CaseFile.objects.create(
        organisation=acting.organisation,
        title=title,
        motion=motion,
        motion_on=moved.on if moved else None,
        motion_precision=moved.precision if moved else "",
        responsible=responsible,
        opened_by=acting.user,
    )
    _usual_steps(case)
    if moved:
        CaseStep.objects.filter(case=case, kind=StepKind.MOTION).update(result=StepResult.DONE, done_on=moved.on)
    record("partnerships.open_case", case, after={"title": title, "motion": motion}, **acting.for_audit)
    return case


def _usual_steps(case: CaseFile) -> None:
    CaseStep.objects.bulk_create(
        CaseStep(case=case, kind=kind, position=position, side=SIDES.get(kind, Side.OURS))
        for position, kind in enumerate(StepKind, start=1)
    )


@transaction.atomic
def open_case_of_talks(
    organisation: Organisation, partner: Area, *, title: str, responsible: User | None, acting_user: User
) -> CaseFile:
    """The case file of talks that have begun: an open one that has the partner among its proposals, else a new one.

    responsible: somebody of the organisation, who answers for the talks. acting_user: whose word made them begin; that may
    be somebody of the other side, who gets no right to the file.
    """
    going_on = CaseFile.objects.filter(organisation=organisation, outcome=CaseOutcome.OPEN, candidates__area=partner)
    known = going_on.order_by("pk").first()
    if known is not None:
        return known
    case = CaseFile.objects.create(organisation=organisation, title=title[:200], responsible=responsible)
    _usual_steps(case)
    CaseCandidate.objects.create(case=case, area=partner, position=1, status=CandidateStatus.CONTACTED)
    record("partnerships.open_case_of_talks", case, acting_user=acting_user, after={"partner": partner.pk})
    return case


def _check_open(case: CaseFile) -> None:
    if case.outcome != CaseOutcome.OPEN:
        raise RefusedError(_("This case is closed. Please open it again first."))


@transaction.atomic
def edit_case(
    acting: Acting,
    case: CaseFile,
    *,
    title: str,
    motion: str,
    moved: PartialDate | None,
    responsible: User | None,
    stamp: str,
) -> None:
    """Raises ChangedMeanwhileError where the case is no longer as the form showed it."""
    case = CaseFile.objects.select_for_update().get(pk=case.pk)
    before = case_values(case)
    check_stamp(before, stamp)
    case.title, case.motion, case.responsible = title, motion, responsible
    case.motion_on, case.motion_precision = (moved.on, moved.precision) if moved else (None, "")
    case.version += 1
    case.save()
    record("partnerships.edit_case", case, before=before, after=case_values(case), **acting.for_audit)


@transaction.atomic
def record_case_step(acting: Acting, step: CaseStep, values: Mapping[str, Any]) -> None:
    """What became of a step; `values` are those of its form.

    Raises RefusedError for one done in the future, or in a closed case, and ChangedMeanwhileError where it is no longer as
    the form showed it.
    """
    step = CaseStep.objects.select_for_update().get(pk=step.pk)
    _check_open(step.case)
    check_stamp(step_values(step), values["stamp"])
    if values.get("done_on") and values["done_on"] > timezone.localdate():
        raise RefusedError(_("A step cannot be done in the future; please enter it as due."), field="done_on")
    before = snapshot(step, STEP)
    for name in STEP:
        setattr(step, name, values[name])
    if step.result == StepResult.DONE and not step.done_on:
        step.done_on = timezone.localdate()
    if before["due_on"] != snapshot(step, ["due_on"])["due_on"]:
        step.reminded_at = None
    step.save()
    record("partnerships.record_case_step", step, before=before, after=snapshot(step, STEP), **acting.for_audit)


@transaction.atomic
def add_candidate(
    acting: Acting, case: CaseFile, area: Area, *, match: Mapping[str, Any], note: str = ""
) -> CaseCandidate:
    """A proposal, with the reasons of a match as they were then. Raises RefusedError for a fourth or a double one.

    match: {} or {"score", "evidence", "on", "reasons": [{"code", "direction", "text": {language: sentence}}]}.
    """
    _check_open(case)
    if case.candidates.filter(area=area).exists():
        raise RefusedError(_("This place is proposed already."), field="area")
    if area.pk == case.organisation.area_id or area.country == case.organisation.area.country:
        raise RefusedError(_("A proposal is a place in another country."), field="area")
    if case.candidates.exclude(status=CandidateStatus.DECLINED).count() >= MOST_CANDIDATES:
        text = _("The committee gets three proposals at most. Please set another aside first.")
        raise RefusedError(text, field="area")
    position = (case.candidates.aggregate(last=Max("position"))["last"] or 0) + 1
    row = CaseCandidate.objects.create(case=case, area=area, position=position, match=dict(match), note=note)
    record("partnerships.add_candidate", row, after={"area": area.pk, "note": note}, **acting.for_audit)
    return row


@transaction.atomic
def judge_candidate(acting: Acting, candidate: CaseCandidate, *, status: str, note: str) -> None:
    """What became of a proposal; a chosen one puts all others aside."""
    _check_open(candidate.case)
    before = snapshot(candidate, ["status", "note"])
    candidate.status, candidate.note = status, note
    candidate.save()
    if status == CandidateStatus.CHOSEN:
        others = candidate.case.candidates.exclude(pk=candidate.pk).filter(status=CandidateStatus.CHOSEN)
        others.update(status=CandidateStatus.CONTACTED)
    after = {"status": status, "note": note}
    record("partnerships.judge_candidate", candidate, before=before, after=after, **acting.for_audit)


@transaction.atomic
def write_note(acting: Acting, case: CaseFile, text: str) -> CaseNote:
    row = CaseNote.objects.create(case=case, text=text, written_by=acting.user)
    record("partnerships.write_note", row, after={"text": text}, **acting.for_audit)
    return row


@transaction.atomic
def close_case(acting: Acting, case: CaseFile, *, outcome: str, note: str, in_registry: bool) -> Partnership | None:
    """End a case without a signature; the reason is worth as much as a success.

    in_registry: also enter the relation with the chosen candidate as never concluded, for others to learn from.
    """
    _check_open(case)
    if outcome in (CaseOutcome.OPEN, CaseOutcome.SIGNED):
        raise RefusedError(_("Please say why the case ends."), field="outcome")
    candidate = chosen_candidate(case)
    if in_registry and candidate is None:
        raise RefusedError(_("Please choose one of the proposals first."), field="in_registry")
    relation = None
    if in_registry and candidate is not None:
        last = NewStatus(Phase.NOT_CONCLUDED, begun=PartialDate(timezone.localdate()), note=note)
        relation = _enter_or_go_on(acting, case, candidate.area, last)
    _end(acting, case, outcome, note, relation, "partnerships.close_case")
    return relation


@transaction.atomic
def reopen_case(acting: Acting, case: CaseFile) -> None:
    """Raises RefusedError for a signed one: its agreement stands."""
    if case.outcome == CaseOutcome.SIGNED:
        raise RefusedError(_("This case ended with a signature and stays closed."))
    _end(acting, case, CaseOutcome.OPEN, "", None, "partnerships.reopen_case")


def _end(
    acting: Acting,
    case: CaseFile,
    outcome: str,
    note: str,
    relation: Partnership | None,
    action: str,
    *,
    on: date | None = None,
) -> None:
    before = {"outcome": case.outcome, "outcome_note": case.outcome_note}
    case.outcome, case.outcome_note = outcome, note
    case.outcome_on = None if outcome == CaseOutcome.OPEN else on or timezone.localdate()
    case.partnership = relation or case.partnership
    case.version += 1
    case.save()
    record(action, case, before=before, after={"outcome": outcome, "outcome_note": note}, **acting.for_audit)


def _parties(case: CaseFile, partner: Area) -> list[NewParty]:
    return [NewParty(1, area=case.organisation.area), NewParty(2, area=partner)]


def _beginnings(case: CaseFile, partner: Area) -> list[NewStatus]:
    """The motion and both councils' resolutions as the first steps of the history, in the order of their days."""
    history = []
    moved = motion_date(case)
    if moved:
        history.append(NewStatus(Phase.INITIATED, begun=moved, decided_by=_step(case, StepKind.MOTION).decided_by))
    for kind, side in (
        (StepKind.OWN_RESOLUTION, case.organisation.label),
        (StepKind.PARTNER_RESOLUTION, partner.label),
    ):
        resolved = _step(case, kind)
        if resolved.result == StepResult.DONE and resolved.done_on:
            who = resolved.decided_by or side
            history.append(NewStatus(Phase.PLANNED, begun=PartialDate(resolved.done_on), decided_by=who))
    return sorted(history, key=lambda one: one.begun.on if one.begun else date.min)


def _step(case: CaseFile, kind: StepKind) -> CaseStep:
    return case.steps.get(kind=kind)


@transaction.atomic
def sign_case(acting: Acting, case: CaseFile, agreement: NewStatus) -> Partnership:
    """The signature: the case becomes the relation's history without retyping. Raises RefusedError with the field.

    Where both are in the registry as partners already, their history goes on: they are no second entry.
    """
    _check_open(case)
    candidate = chosen_candidate(case)
    if candidate is None:
        raise RefusedError(_("Please choose one of the proposals first."))
    if agreement.begun is None:
        raise RefusedError(_("Please enter the day of the signature."), field="begun")
    relation = _enter_or_go_on(acting, case, candidate.area, agreement)
    CaseCandidate.objects.filter(pk=candidate.pk).update(status=CandidateStatus.CHOSEN)
    signing = _step(case, StepKind.SIGNING)
    signing.result, signing.done_on = StepResult.DONE, agreement.begun.on
    signing.save(update_fields=["result", "done_on"])
    if agreement.review_on:
        case.steps.filter(kind=StepKind.REVIEW).update(due_on=agreement.review_on)
    _end(acting, case, CaseOutcome.SIGNED, "", relation, "partnerships.sign_case", on=agreement.begun.on)
    for name in settings.CASE_SIGNED:
        import_string(name)(acting, case, agreement.begun.on)
    return relation


def _enter_or_go_on(acting: Acting, case: CaseFile, partner: Area, last: NewStatus) -> Partnership:
    """The relation that ends the case so; where both are in the registry already, its history goes on."""
    day = last.begun.on if last.begun else date.max
    history = [one for one in _beginnings(case, partner) if one.begun and one.begun.on <= day]
    known = relation_between(case.organisation.area, partner)
    if known is None:
        return enter_partnership(_parties(case, partner), [*history, last], **acting.for_audit)
    if last.phase == Phase.NOT_CONCLUDED and last.phase not in NEXT_PHASES[known.phase]:
        text = _("Both are in the registry as partners already. Please end the case without an entry.")
        raise RefusedError(text, field="in_registry")
    return _go_on(known, history, last, acting)


def _go_on(relation: Partnership, beginnings: list[NewStatus], last: NewStatus, acting: Acting) -> Partnership:
    """The last step as the next one of a history; what led to it comes along where it can follow what is there."""
    known = [one.on for one in relation.history.all() if one.on]
    for one in beginnings:
        is_later = one.begun is not None and all(on <= one.begun.on for on in known)
        if is_later and one.phase in NEXT_PHASES[relation.phase]:
            record_status(relation, one, **acting.for_audit)
    record_status(relation, last, **acting.for_audit)
    return relation


@transaction.atomic
def keep_paper(acting: Acting, case: CaseFile, *, kind: str, languages: str, content: Mapping[str, Any]) -> CasePaper:
    """A version of a paper as it was made, so that it can be made again alike."""
    last = case.papers.filter(kind=kind).aggregate(last=Max("version"))["last"] or 0
    row = CasePaper.objects.create(
        case=case, kind=kind, version=last + 1, languages=languages, content=dict(content), made_by=acting.user
    )
    record("partnerships.keep_paper", row, after={"kind": kind, "version": row.version}, **acting.for_audit)
    return row


@transaction.atomic
def remind_of_step(step: CaseStep, *, acting_user: None = None) -> bool:
    """Tell the responsible person once, by the worker; False where another worker was first."""
    now = timezone.now()
    if not CaseStep.objects.filter(pk=step.pk, reminded_at__isnull=True).update(reminded_at=now):
        return False
    emails.remind_of_step(step)
    record("partnerships.remind_of_step", step, acting_user=acting_user, after={"reminded_at": now})
    return True


@transaction.atomic
def announce_review(
    partnership: Partnership, day: date, keepers: list[Organisation], *, acting_user: None = None
) -> bool:
    """Tell the owners of both sides once that a review or an end comes near; False where another worker was first."""
    rows = Partnership.objects.filter(pk=partnership.pk).exclude(review_announced_for=day)
    if not rows.update(review_announced_for=day):
        return False
    emails.announce_review(partnership, day, keepers)
    record("partnerships.announce_review", partnership, acting_user=acting_user, after={"review_announced_for": day})
    return True
