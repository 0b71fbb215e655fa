"""Answers and introductions: in confidence, each side free to decline, until there is a partner."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from spilno.accounts.models import User
from spilno.common.audit import record
from spilno.common.errors import RefusedError
from spilno.common.limits import Limit, spend
from spilno.organisations.actions.relay import begin_thread
from spilno.organisations.enums import OrganisationKind
from spilno.organisations.queries import Acting
from spilno.partnersearch import emails
from spilno.partnersearch.enums import (
    GOING_ON,
    PUBLISHED,
    Answer,
    IntroductionState,
    MeetingState,
    Origin,
    RequestStatus,
)
from spilno.partnersearch.models import FirstMeeting, Introduction, PartnerRequest
from spilno.partnersearch.queries.introductions import Seat
from spilno.partnerships.actions.cases import open_case_of_talks
from spilno.partnerships.models import CaseFile

ANSWERS = Limit("partnersearch.answer", 20, 86400)
CASE_COUNTRY, CASE_LANGUAGE = "DE", "de"
MEETINGS = Limit("partnersearch.propose_meeting", 40, 86400)


def _open_request(request: PartnerRequest) -> PartnerRequest:
    found = PartnerRequest.objects.select_for_update().select_related("organisation").get(pk=request.pk)
    if not found.is_public or not found.organisation.is_public:
        raise RefusedError(_("This request is no longer open."))
    return found


def _refuse_second(request: PartnerRequest, other_id: int) -> None:
    if request.introductions.going_on().filter(other=other_id).exists():
        raise RefusedError(_("There is already a conversation between these two about this request."))


@transaction.atomic
def answer_request(
    request: PartnerRequest, acting: Acting, *, cooperation: str, missing: str, who: str, language: str, once: str
) -> Introduction:
    """Somebody is interested: a conversation in confidence begins. A form sent twice makes one.

    Raises RefusedError, or LimitReachedError after too many in a day.
    """
    known = Introduction.objects.filter(once=once, other=acting.organisation).first() if once else None
    if known:
        return known
    fresh = _open_request(request)
    if fresh.organisation_id == acting.organisation.pk:
        raise RefusedError(_("This is your own request."))
    if not acting.organisation.is_public:
        raise RefusedError(_("Answers can be given once the network office has confirmed your organisation."))
    _refuse_second(fresh, acting.organisation.pk)
    spend(ANSWERS, acting.user.pk)
    own = PartnerRequest.objects.published().filter(organisation=acting.organisation).order_by("-published_at").first()
    thread = begin_thread(
        fresh.organisation, acting_user=acting.user, acting=acting, subject=fresh.title[:150],
        text="\n\n".join([cooperation, missing, who]).strip(), language=language, once=once,
    )  # fmt: skip
    made = Introduction.objects.create(
        request=fresh, other_request=own, seeker=fresh.organisation, other=acting.organisation, origin=Origin.ANSWER,
        state=IntroductionState.ASKED, other_answer=Answer.YES, cooperation=cooperation, missing=missing, who=who,
        language=language, thread=thread, created_by=acting.user, once=once,
    )  # fmt: skip
    record("partnersearch.answer_request", made, after={"request": fresh.pk}, **acting.for_audit)
    emails.tell_of_introduction(made, made.seeker)
    return made


@transaction.atomic
def introduce(request: PartnerRequest, other: PartnerRequest, *, note: str, acting_user: User) -> Introduction:
    """The network office brings two requests together; both sides are asked. Raises RefusedError."""
    fresh, second = _open_request(request), _open_request(other)
    if fresh.organisation_id == second.organisation_id:
        raise RefusedError(_("Both requests belong to the same organisation."))
    _refuse_second(fresh, second.organisation_id)
    _refuse_second(second, fresh.organisation_id)
    try:
        with transaction.atomic():
            made = Introduction.objects.create(
                request=fresh, other_request=second, seeker=fresh.organisation, other=second.organisation,
                origin=Origin.OFFICE, state=IntroductionState.PROPOSED, note=note, created_by=acting_user,
            )  # fmt: skip
    except IntegrityError:
        raise RefusedError(_("There is already a conversation between these two about this request.")) from None
    record("partnersearch.introduce", made, acting_user=acting_user, after={"other": second.pk})
    for one in (made.seeker, made.other):
        emails.tell_of_introduction(made, one)
    return made


def _locked(introduction: Introduction) -> Introduction:
    found = (
        Introduction.objects.select_for_update(of=("self",))
        .select_related("seeker__area", "other__area")
        .get(pk=introduction.pk)
    )
    if found.state not in GOING_ON:
        raise RefusedError(_("This conversation has ended meanwhile."))
    return found


@transaction.atomic
def accept_introduction(acting: Seat) -> Introduction:
    """One side would like to talk; with both, the talks begin and both requests show it. Raises RefusedError."""
    found = _locked(acting.introduction)
    _answer(found, acting, Answer.YES)
    if found.seeker_answer == found.other_answer == Answer.YES and found.state != IntroductionState.TALKS:
        found.state, found.decided_at = IntroductionState.TALKS, timezone.now()
        _mark(found, RequestStatus.OPEN, RequestStatus.IN_TALKS, acting.side.user)
        found.case = _case_of(found, acting.side.user)
        for one in (found.seeker, found.other):
            emails.tell_of_talks(found, one)
    found.save()
    record("partnersearch.accept_introduction", found, after={"state": found.state}, **acting.side.for_audit)
    return found


def _case_of(found: Introduction, user: User) -> CaseFile | None:
    """Talks of a German administration have a case file from their first day on, with the partner in it."""
    for own, partner, request in (
        (found.seeker, found.other, found.request),
        (found.other, found.seeker, found.other_request),
    ):
        is_abroad = partner.area.country != own.area.country
        if is_abroad and own.area.country == CASE_COUNTRY and own.kind == OrganisationKind.ADMINISTRATION:
            # The file speaks its own side's language, whoever's yes made the talks begin.
            with override(CASE_LANGUAGE):
                title = _("Partnership with %(partner)s") % {"partner": partner.label}
            responsible = request.responsible if request else None
            return open_case_of_talks(own, partner.area, title=title, responsible=responsible, acting_user=user)
    return None


def _answer(found: Introduction, acting: Seat, answer: str, reason: str = "") -> None:
    if acting.is_seeker:
        found.seeker_answer, found.seeker_reason = answer, reason
    else:
        found.other_answer, found.other_reason = answer, reason


def _mark(found: Introduction, was: str, status: str, user: User | None) -> None:
    """Both sides' requests, where they stand as expected."""
    for pk in filter(None, (found.request_id, found.other_request_id)):
        request = PartnerRequest.objects.select_for_update().get(pk=pk)
        if request.status == was:
            request.status = status
            _set(request, status, user)


def _set(request: PartnerRequest, status: str, user: User | None) -> None:
    request.status, request.changed_at = status, timezone.now()
    request.save(update_fields=["status", "changed_at"])
    request.events.create(status=status, by=user)


@transaction.atomic
def decline_introduction(acting: Seat, *, reason: str) -> Introduction:
    """One side ends it; why, only the network office reads. Requests without other talks are open again."""
    found = _locked(acting.introduction)
    _answer(found, acting, Answer.NO, reason)
    found.state, found.decided_at = IntroductionState.DECLINED, timezone.now()
    found.save()
    FirstMeeting.objects.filter(introduction=found).exclude(state=MeetingState.CANCELLED).update(
        state=MeetingState.CANCELLED, changed_at=timezone.now()
    )
    for pk in filter(None, (found.request_id, found.other_request_id)):
        talks = Introduction.objects.filter(state=IntroductionState.TALKS)
        request = PartnerRequest.objects.select_for_update().get(pk=pk)
        alone = not (talks.filter(request=pk) | talks.filter(other_request=pk)).exists()
        if alone and request.status == RequestStatus.IN_TALKS:
            _set(request, RequestStatus.OPEN, acting.side.user)
    record("partnersearch.decline_introduction", found, after={"state": found.state}, **acting.side.for_audit)
    emails.tell_of_end(found, found.other if acting.is_seeker else found.seeker)
    return found


@transaction.atomic
def conclude_introduction(acting: Seat) -> Introduction:
    """They have found each other. A request whose places are taken is no longer public."""
    found = _locked(acting.introduction)
    if found.state != IntroductionState.TALKS:
        raise RefusedError(_("Both sides must have agreed to talk first."))
    found.state, found.decided_at = IntroductionState.MATCHED, timezone.now()
    found.save()
    for pk in filter(None, (found.request_id, found.other_request_id)):
        request = PartnerRequest.objects.select_for_update().get(pk=pk)
        matched = Introduction.objects.filter(state=IntroductionState.MATCHED)
        taken = (matched.filter(request=pk) | matched.filter(other_request=pk)).count()
        full = taken >= request.capacity
        if request.status in PUBLISHED:
            _set(request, RequestStatus.MATCHED if full else RequestStatus.OPEN, acting.side.user)
    record("partnersearch.conclude_introduction", found, after={"state": found.state}, **acting.side.for_audit)
    return found


@transaction.atomic
def propose_meeting(acting: Seat, *, starts_at: datetime, minutes: int, where: str, note: str) -> FirstMeeting:
    """A joint first meeting; the other side is told and agrees or proposes another."""
    found = _locked(acting.introduction)
    if found.state != IntroductionState.TALKS:
        raise RefusedError(_("Both sides must have agreed to talk first."))
    spend(MEETINGS, acting.side.user.pk)
    made = FirstMeeting.objects.create(
        introduction=found, starts_at=starts_at, minutes=minutes, where=where, note=note,
        proposed_by=acting.side.organisation,
    )  # fmt: skip
    record("partnersearch.propose_meeting", made, after={"starts_at": starts_at}, **acting.side.for_audit)
    emails.tell_of_meeting(made, found.other if acting.is_seeker else found.seeker)
    return made


def _meeting(acting: Seat, meeting: FirstMeeting, change: Callable[[FirstMeeting], Any], action: str) -> FirstMeeting:
    _locked(acting.introduction)
    found = FirstMeeting.objects.select_for_update().get(pk=meeting.pk, introduction=acting.introduction)
    before = {"state": found.state}
    change(found)
    found.sequence, found.changed_at = found.sequence + 1, timezone.now()
    found.save()
    record(action, found, before=before, after={"state": found.state}, **acting.side.for_audit)
    introduction = acting.introduction
    emails.tell_of_meeting(found, introduction.other if acting.is_seeker else introduction.seeker)
    return found


@transaction.atomic
def agree_meeting(acting: Seat, meeting: FirstMeeting) -> FirstMeeting:
    """Raises RefusedError for the side that proposed it, and for one that is no longer proposed."""

    def agree(found: FirstMeeting) -> None:
        if found.state != MeetingState.PROPOSED or found.proposed_by_id == acting.side.organisation.pk:
            raise RefusedError(_("The other side has to agree."))
        found.state = MeetingState.AGREED

    return _meeting(acting, meeting, agree, "partnersearch.agree_meeting")


@transaction.atomic
def cancel_meeting(acting: Seat, meeting: FirstMeeting) -> FirstMeeting:
    def cancel(found: FirstMeeting) -> None:
        if found.state == MeetingState.CANCELLED:
            raise RefusedError(_("This meeting is cancelled already."))
        found.state = MeetingState.CANCELLED

    return _meeting(acting, meeting, cancel, "partnersearch.cancel_meeting")
