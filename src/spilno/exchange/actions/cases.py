"""A peer consultation: open a case, join, begin, speak, move on, end with a decision."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from spilno.accounts.models import User
from spilno.common.audit import record
from spilno.common.errors import RefusedError
from spilno.exchange import emails
from spilno.exchange.actions.knowledge import give_advice
from spilno.exchange.enums import CaseMode, CaseRole, CaseStatus
from spilno.exchange.method import parts_of
from spilno.exchange.models import Case, CaseEntry, CaseMember, KnowledgeItem
from spilno.exchange.models.cases import LEAST_MEMBERS, MOST_MEMBERS
from spilno.organisations.queries.rights import Acting

# What is said stays in the group: the trail says that something was written, not what.
SECRET = ("title", "text", "decision", "advice")
# Minutes around the table, days in writing.
MOST_MORE, MOST_DAYS_MORE = 30, 3


@transaction.atomic
def open_case(acting: Acting, values: Mapping[str, Any]) -> Case:
    case = Case.objects.create(**values)
    CaseMember.objects.create(case=case, user=acting.user, organisation=acting.organisation, role=CaseRole.GIVER)
    record("exchange.open_case", case, after=values, secret=SECRET, **acting.for_audit)
    return case


def _locked(case: Case) -> Case:
    return Case.objects.select_for_update().get(pk=case.pk)


@transaction.atomic
def join_case(acting: Acting, case: Case) -> CaseMember:
    """The second to join moderates: the first is whoever brought the case. The third keeps the minutes. Twice is once.

    Raises RefusedError once it has begun, and where the group is complete.
    """
    row = _locked(case)
    members = list(row.members.all())
    known = next((one for one in members if one.user_id == acting.user.pk), None)
    if known is not None:
        return known
    if row.status != CaseStatus.GATHERING:
        raise RefusedError(_("This consultation has begun already."))
    if len(members) >= MOST_MEMBERS:
        raise RefusedError(_("The group is complete."))
    taken = {one.role for one in members}
    free = (role for role in (CaseRole.MODERATOR, CaseRole.KEEPER) if role not in taken)
    role = next(free, CaseRole.ADVISER)
    member = CaseMember.objects.create(case=row, user=acting.user, organisation=acting.organisation, role=role)
    _tell_listeners(row)
    record("exchange.join_case", row, after={"role": role}, **acting.for_audit)
    return member


def _tell_listeners(row: Case) -> None:
    row.version += 1
    row.save()


@transaction.atomic
def leave_case(member: CaseMember, *, acting_user: User) -> None:
    """Before it begins, and nobody but the case giver, whose case it is. A group without a moderator gets the next one."""
    row = _locked(member.case)
    if member.role == CaseRole.GIVER or row.status != CaseStatus.GATHERING:
        raise RefusedError(_("You can leave only before the consultation begins, and not your own case."))
    CaseMember.objects.filter(pk=member.pk).delete()
    rest = list(row.members.exclude(role=CaseRole.GIVER))
    if rest and not any(one.role == CaseRole.MODERATOR for one in rest):
        CaseMember.objects.filter(pk=rest[0].pk).update(role=CaseRole.MODERATOR)
    _tell_listeners(row)
    record("exchange.leave_case", row, acting_user=acting_user, after={"role": member.role})


@transaction.atomic
def begin_case(case: Case, *, acting_user: User) -> None:
    row = _locked(case)
    if row.status != CaseStatus.GATHERING:
        raise RefusedError(_("This consultation has begun already."))
    if row.members.count() < LEAST_MEMBERS:
        raise RefusedError(_("Please wait for at least %(number)d people.") % {"number": LEAST_MEMBERS})
    row.status, row.position, row.began_at, row.more = CaseStatus.RUNNING, 0, timezone.now(), 0
    _tell_listeners(row)
    record("exchange.begin_case", row, acting_user=acting_user, after={"status": row.status})
    emails.tell_step(row)


@transaction.atomic
def move_phase(case: Case, *, forward: bool, position: int, acting_user: User | None) -> None:
    """To the next phase or back to the one before. `position`: the phase that was seen; where it has moved already,
    nothing happens, so that two clicks do not skip one."""
    row = _locked(case)
    last = len(parts_of(row.mode)) - 1
    target = row.position + (1 if forward else -1)
    if row.status != CaseStatus.RUNNING:
        raise RefusedError(_("This consultation does not run."))
    if row.position != position or not 0 <= target <= last:
        return
    before = {"position": row.position}
    row.position, row.began_at, row.more = target, timezone.now(), 0
    _tell_listeners(row)
    record("exchange.move_phase", row, acting_user=acting_user, before=before, after={"position": target})
    emails.tell_step(row)


@transaction.atomic
def give_more_time(case: Case, *, acting_user: User) -> None:
    """Five minutes more around the table, a day more in writing."""
    row = _locked(case)
    if row.status != CaseStatus.RUNNING:
        raise RefusedError(_("This consultation does not run."))
    step, most = (5, MOST_MORE) if row.mode == CaseMode.LIVE else (1, MOST_DAYS_MORE)
    if row.more + step > most:
        raise RefusedError(_("This phase has been made longer as often as is good for it."))
    before = {"more": row.more}
    row.more += step
    _tell_listeners(row)
    record("exchange.give_more_time", row, acting_user=acting_user, before=before, after={"more": row.more})


@transaction.atomic
def speak(member: CaseMember, *, text: str, position: int, acting_user: User) -> CaseEntry:
    """Raises RefusedError for somebody who only listens in this phase, and where it has moved on meanwhile."""
    row = _locked(member.case)
    part = parts_of(row.mode)[row.position]
    if row.status != CaseStatus.RUNNING or row.position != position:
        raise RefusedError(_("The phase has changed in the meantime. Please look at what it asks for now."))
    if CaseRole(member.role) not in part.speaking:
        raise RefusedError(_("In this phase you only listen."))
    entry = CaseEntry.objects.create(case=row, phase=part.phase, text=text, author=acting_user)
    _tell_listeners(row)
    record("exchange.speak", row, acting_user=acting_user, after={"entry": entry.pk})
    return entry


@transaction.atomic
def end_case(case: Case, *, decision: str, advice: str, acting_user: User) -> None:
    """With what the case giver has decided, and what the group passes on."""
    row = _locked(case)
    if row.status != CaseStatus.RUNNING:
        raise RefusedError(_("This consultation does not run."))
    row.status, row.closed_at = CaseStatus.CLOSED, timezone.now()
    row.decision, row.advice = decision, advice
    _tell_listeners(row)
    after = {"status": row.status, "decision": decision, "advice": advice}
    record("exchange.end_case", row, acting_user=acting_user, after=after, secret=SECRET)


@transaction.atomic
def pass_on_advice(
    case: Case, values: Mapping[str, Any], *, language: str, question: str, answer: str, acting_user: User
) -> KnowledgeItem:
    """What the group advises becomes a draft for the network office, without a way back to the case; once.

    Raises RefusedError before its end, and where it was passed on already.
    """
    row = _locked(case)
    if row.status != CaseStatus.CLOSED:
        raise RefusedError(_("Advice is passed on once the consultation has ended."))
    if row.passed_on:
        raise RefusedError(_("The advice is passed on already."))
    item = give_advice(None, values, language=language, question=question, answer=answer, acting_user=acting_user)
    row.passed_on = True
    row.save(update_fields=["passed_on"])
    record("exchange.pass_on_advice", row, acting_user=acting_user, after={"passed_on": True})
    return item


@transaction.atomic
def stop_case(case: Case, *, acting_user: User | None) -> None:
    """The case giver takes it back, or nobody has gone on with it (None acts). The group sees that it is over; a year later
    it is forgotten."""
    row = _locked(case)
    if row.status in (CaseStatus.CLOSED, CaseStatus.STOPPED):
        return
    before = {"status": row.status}
    row.status, row.closed_at = CaseStatus.STOPPED, timezone.now()
    _tell_listeners(row)
    record("exchange.stop_case", row, acting_user=acting_user, before=before, after={"status": row.status})
