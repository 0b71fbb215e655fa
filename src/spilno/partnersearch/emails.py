"""Mails about requests and introductions, in the recipient's language; nothing strangers typed stands in them."""

from collections.abc import Callable, Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from spilno.accounts.models import User
from spilno.common.clocks import both_hours
from spilno.common.outbox import queue_mail
from spilno.common.tokens import absolute
from spilno.organisations.emails import owners_of
from spilno.organisations.enums import Scope
from spilno.organisations.models import Organisation
from spilno.organisations.queries import acting_for, rights_of
from spilno.partnersearch.calendar_file import meeting_file, method_of
from spilno.partnersearch.enums import MeetingState, Origin
from spilno.partnersearch.models import FirstMeeting, Introduction, PartnerRequest, Watch
from spilno.partnersearch.queries.requests import LINK_LASTS


def _tell(
    user: User, subject: str, *paragraphs: str, once: str | None = None, attachments: Sequence[dict[str, str]] = ()
) -> None:
    """once: told a person once under this name."""
    queue_mail(
        to=user.email,
        subject=subject,
        text="\n\n".join([*paragraphs, _("Spilno")]) + "\n",
        language=user.language,
        account_id=user.pk,
        attachments=list(attachments),
        once=f"{once}:{user.pk}" if once else None,
    )


def _people(request: PartnerRequest) -> list[User]:
    """Whoever answers for a request and may still act for it, else the owners."""
    user, own = request.responsible, request.organisation
    if user is not None and user.is_active and acting_for(user, rights_of(user), own, Scope.REQUESTS):
        return [user]
    return list(owners_of(own))


def ask_second_eyes(request: PartnerRequest, handed_in_by: User) -> None:
    for user in owners_of(request.organisation):
        if user.pk != handed_in_by.pk:
            with override(user.language):
                link = absolute(reverse("partnersearch:request", args=[request.pk]))
                text = _("A partner request of your municipality waits for a second person to look at it.")
                _tell(user, _("A partner request waits for you"), request.title, text, link)


def tell_of_decision(request: PartnerRequest, *, published: bool) -> None:
    for user in _people(request):
        with override(user.language):
            link = absolute(reverse("partnersearch:request", args=[request.pk]))
            if published:
                text = _("The network office has published it:")
                _tell(user, _("Your partner request is public"), request.title, text, link)
            else:
                text = _("The network office has a question about it before it is published:")
                _tell(user, _("Your partner request comes back to you"), request.title, text, link)


def ask_for_renewal(request: PartnerRequest, token: str) -> bool:
    """To one person, as the link works once. False where nobody is left."""
    people = _people(request)
    if not people or request.expires_at is None:
        return False
    user = people[0]
    with override(user.language):
        day = date_format(timezone.localtime(request.expires_at), "DATE_FORMAT")
        text = _("Your partner request ends on %(date)s. Does it still hold? Then renew it here with one click:")
        link = absolute(reverse("partnersearch:renew_link", args=[token]))
        rest = _("If it no longer holds you need not do anything: on that day it leaves the public list.")
        _tell(user, _("Does your partner request still hold?"), request.title, text % {"date": day}, link, rest)
    return True


def tell_of_expiry(request: PartnerRequest, token: str) -> None:
    """On the day it ends or as soon after it as the worker runs: to one person, as the link works once."""
    ended, user = request.expires_at, next(iter(_people(request)), None)
    if user is None or ended is None:
        return
    with override(user.language):
        day = date_format(timezone.localtime(ended), "DATE_FORMAT")
        text = _("It ended on %(date)s and is no longer in the public list. What it says is kept.") % {"date": day}
        until = date_format(timezone.localtime(ended + LINK_LASTS), "DATE_FORMAT")
        renew = _("Until %(date)s you can renew it here with one click, and it is public again for a year:") % {
            "date": until
        }
        rest = _(
            "If it no longer holds you need not do anything: it rests, and conversations that it led to go on."
            " You can also change it first; here it is:"
        )
        link = absolute(reverse("partnersearch:renew_link", args=[token]))
        page = absolute(reverse("partnersearch:request", args=[request.pk]))
        subject = _("Your partner request has ended")
        once = f"request-ended:{request.pk}:{ended:%Y%m%d%H%M%S}"
        _tell(user, subject, request.title, text, f"{renew}\n{link}", f"{rest}\n{page}", once=once)


def _to_owners(
    organisation: Organisation,
    introduction: Introduction,
    words: Callable[[], tuple[str, str]],
    meeting: FirstMeeting | None = None,
) -> None:
    """words: subject and sentence, made in each recipient's language. meeting: its calendar entry goes along, once."""
    for user in owners_of(organisation):
        with override(user.language):
            subject, text = words()
            link = absolute(reverse("partnersearch:introduction", args=[introduction.pk]))
            entries, once = [], None
            if meeting is not None:
                kind = f"text/calendar; method={method_of(meeting)}"
                entries = [{"name": "meeting.ics", "type": kind, "text": meeting_file(meeting)}]
                once = f"first-meeting:{meeting.pk}:{meeting.sequence}"
            _tell(user, subject, _between(introduction), text, link, once=once, attachments=entries)


def _between(introduction: Introduction) -> str:
    """Whom it is about, since an office may have several; nobody who has withdrawn is named in a mail."""
    both = (introduction.seeker, introduction.other)
    return " – ".join(one.label for one in both if one.withdrawn_at is None)


def tell_of_introduction(introduction: Introduction, organisation: Organisation) -> None:
    def words() -> tuple[str, str]:
        by_office = introduction.origin == Origin.OFFICE
        subject = (
            _("The network office introduces you to a possible partner")
            if by_office
            else _("An answer to your partner request")
        )
        return subject, _("Please look at it and say whether you would like to talk:")

    _to_owners(organisation, introduction, words)


def tell_of_talks(introduction: Introduction, organisation: Organisation) -> None:
    def words() -> tuple[str, str]:
        text = _("Both sides would like to talk. Here you can write to each other and agree on a first meeting:")
        return _("Your talks can begin"), text

    _to_owners(organisation, introduction, words)


def tell_of_end(introduction: Introduction, organisation: Organisation) -> None:
    def words() -> tuple[str, str]:
        text = _("The other side has ended the conversation. Your request stays as it is.")
        return _("A conversation about a partnership has ended"), text

    _to_owners(organisation, introduction, words)


def tell_of_meeting(meeting: FirstMeeting, organisation: Organisation) -> None:
    """By both clocks, with the entry for the calendar."""

    def words() -> tuple[str, str]:
        subject = {
            MeetingState.PROPOSED: _("A first meeting is proposed"),
            MeetingState.AGREED: _("A first meeting is agreed"),
            MeetingState.CANCELLED: _("A first meeting is cancelled"),
        }[MeetingState(meeting.state)]
        return subject, both_hours(meeting)

    _to_owners(organisation, meeting.introduction, words, meeting)


def send_digest(watch: Watch, requests: list[PartnerRequest], address: str) -> None:
    """New requests for one saved search."""
    user = watch.user
    with override(user.language):
        number = len(requests)
        head = ngettext(
            "%(number)d new partner request fits your search.",
            "%(number)d new partner requests fit your search.",
            number,
        )
        lines = "\n".join(
            f"– {one.organisation.label}: {absolute(reverse('partnersearch:request', args=[one.pk]))}"
            for one in requests
        )
        rest = _("All of them, and the search itself:")
        end = _("You asked to be told. Here you can end that:")
        _tell(
            user,
            _("New partner requests"),
            head % {"number": number},
            lines,
            f"{rest}\n{absolute(reverse('partnersearch:requests'))}{f'?{address}' if address else ''}",
            f"{end}\n{absolute(reverse('partnersearch:watches'))}",
            once=f"watch:{watch.pk}:{watch.told_until:%Y%m%d%H%M}",
        )


def tell_follower(user: User, changed: Sequence[tuple[PartnerRequest, bool]]) -> None:
    """What became of requests on a watchlist; whether each is still public."""
    with override(user.language):
        lines = []
        for request, is_public in changed:
            name = request.organisation.label if is_public else _("A request that you follow")
            state = request.get_status_display() if is_public else _("no longer public")
            link = absolute(reverse("partnersearch:request", args=[request.pk]))
            lines.append(f"– {name}: {state}" + (f"\n  {link}" if is_public else ""))
        end = _("Your watchlist:")
        _tell(
            user,
            _("News of requests that you follow"),
            "\n".join(lines),
            f"{end}\n{absolute(reverse('partnersearch:watches'))}",
        )
