"""Cases for their groups; what everybody in the network sees of one that gathers its group."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, QuerySet
from django.http import Http404
from django.utils import timezone

from spilno.accounts.models import User
from spilno.engine.cadence import PhaseState, phase_state, step_ends
from spilno.exchange.enums import CaseMode, CaseRole, CaseStatus
from spilno.exchange.method import Part, parts_of
from spilno.exchange.models import Case, CaseMember
from spilno.exchange.queries.access import Reader
from spilno.organisations.queries import rights_of, viewer_of


@dataclass(frozen=True)
class Table:
    """A case as one of its group meets it."""

    case: Case
    own: CaseMember
    members: Sequence[CaseMember]

    @property
    def part(self) -> Part:
        return parts_of(self.case.mode)[self.case.position]

    @property
    def may_speak(self) -> bool:
        return self.case.is_running and CaseRole(self.own.role) in self.part.speaking

    @property
    def moderates(self) -> bool:
        return self.own.role == CaseRole.MODERATOR

    @property
    def may_pass_on(self) -> bool:
        ended = self.case.status == CaseStatus.CLOSED and not self.case.passed_on
        return ended and self.own.role in (CaseRole.GIVER, CaseRole.MODERATOR)

    @property
    def is_last(self) -> bool:
        return self.case.position == len(parts_of(self.case.mode)) - 1


def get_case_of_group(user: Reader, pk: int) -> Case:
    """The case alone, in one query. Raises Http404 for everybody outside the group."""
    account = user.pk if isinstance(user, User) and user.is_active else None
    case = Case.objects.of(account).filter(pk=pk).first() if account else None
    if case is None:
        raise Http404
    return case


def get_table(user: Reader, pk: int) -> Table:
    """Raises Http404 for everybody outside the group."""
    case = get_case_of_group(user, pk)
    members = list(case.members.select_related("user", "organisation__area"))
    own = next(one for one in members if one.user_id == user.pk)
    return Table(case, own, members)


def get_table_to_moderate(user: Reader, pk: int) -> Table:
    table = get_table(user, pk)
    if not table.moderates:
        raise Http404
    return table


def get_table_to_pass_on(user: Reader, pk: int) -> Table:
    """A consultation that has ended, for whoever brought it or moderated it."""
    table = get_table(user, pk)
    if not table.may_pass_on:
        raise Http404
    return table


def get_gathering(user: Reader, pk: int) -> Case:
    """A case that somebody of the network may join; of it only theme, mode and language are to be shown."""
    case = Case.objects.gathering().filter(pk=pk).first()
    if case is None or not viewer_of(user, rights_of(user)).in_network:
        raise Http404
    return case


def joinable(account_id: int) -> QuerySet[Case]:
    rows = Case.objects.gathering().exclude(members__user=account_id)
    return rows.annotate(number=Count("members")).order_by("-created_at")


def state_of(case: Case, now: datetime) -> PhaseState | None:
    """The timer of a live phase; None where nothing runs or it is in writing."""
    if not case.is_running or case.mode != CaseMode.LIVE or case.began_at is None:
        return None
    return phase_state(case.began_at, parts_of(case.mode)[case.position].length, now, more=case.more)


def step_until(case: Case) -> date | None:
    """The last day of the step of a case in writing."""
    if not case.is_running or case.mode != CaseMode.WRITTEN or case.began_at is None:
        return None
    return step_ends(timezone.localdate(case.began_at), [parts_of(case.mode)[case.position].length + case.more])[0]


def days_ahead(case: Case) -> list[tuple[Part, date]]:
    """Every step of a case in writing from the one now, with its last day."""
    until = step_until(case)
    if until is None:
        return []
    parts = parts_of(case.mode)[case.position :]
    ends = [until, *step_ends(until + timedelta(days=1), [part.length for part in parts[1:]])]
    return list(zip(parts, ends, strict=True))


def overdue(today: date) -> list[Case]:
    """Cases in writing whose step is over."""
    rows = Case.objects.filter(status=CaseStatus.RUNNING, mode=CaseMode.WRITTEN).order_by("pk")
    return [case for case in rows if (until := step_until(case)) is not None and until < today]


def abandoned(before: datetime) -> QuerySet[Case]:
    """Cases that gather or run although nothing has happened in them since then."""
    going_on = Case.objects.filter(status__in=[CaseStatus.GATHERING, CaseStatus.RUNNING], created_at__lt=before)
    return going_on.exclude(began_at__gte=before).exclude(entries__at__gte=before).distinct().order_by("pk")


def silent_members(case: Case) -> list[CaseMember]:
    """Who is to speak in the step now and has not yet."""
    assert case.began_at is not None
    part = parts_of(case.mode)[case.position]
    spoken = set(case.entries.filter(phase=part.phase, at__gte=case.began_at).values_list("author", flat=True))
    wanted = part.speaking - ({CaseRole.MODERATOR} if len(part.speaking) > 1 else set())
    rows = case.members.filter(role__in=wanted, user__is_active=True, user__frozen_at__isnull=True)
    return [one for one in rows.select_related("user") if one.user_id not in spoken]


def spoken(case: Case) -> list[dict[str, Any]]:
    """What was written, by phases in their order."""
    entries = list(case.entries.select_related("author"))
    roles = {one.user_id: one for one in case.members.all()}
    return [
        {
            "part": part,
            "entries": [(entry, roles.get(entry.author_id or 0)) for entry in entries if entry.phase == part.phase],
        }
        for part in parts_of(case.mode)
        if any(entry.phase == part.phase for entry in entries)
    ]
