"""Mails about requests and introductions, in the recipient's language; nothing strangers typed stands in them."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from spilno.accounts.models import User
from spilno.common.outbox import queue_mail
from spilno.common.tokens import absolute
from spilno.organisations.emails import owners_of
from spilno.organisations.models import Organisation
from spilno.partnersearch.enums import MeetingState
from spilno.partnersearch.models import FirstMeeting, Introduction, PartnerRequest, Watch


def _tell(user: User, subject: str, *paragraphs: str, once: str | None = None) -> None:
    text = "\n\n".join([*paragraphs, _("Spilno")]) + "\n"
    queue_mail(to=user.email, subject=subject, text=text, language=user.language, account_id=user.pk, once=once)


def _people(request: PartnerRequest) -> list[User]:
    """Whoever answers for a request, else the owners."""
    user = request.responsible
    return [user] if user is not None and user.is_active else list(owners_of(request.organisation))


def ask_second_eyes(request: PartnerRequest, handed_in_by: User) -> None:
    for user in owners_of(request.organisation):
        if user.pk != handed_in_by.pk:
            with override(user.language):
                link = absolute(reverse("partnersearch:request", args=[request.pk]))
                text = _("A partner request of your municipality waits for a second person to look at it.")
                _tell(user, _("A partner request waits for you"), text, link)


def tell_of_decision(request: PartnerRequest, *, published: bool) -> None:
    for user in _people(request):
        with override(user.language):
            link = absolute(reverse("partnersearch:request", args=[request.pk]))
            if published:
                _tell(user, _("Your partner request is public"), _("The network office has published it:"), link)
            else:
                text = _("The network office has a question about it before it is published:")
                _tell(user, _("Your partner request comes back to you"), text, link)


def ask_for_renewal(request: PartnerRequest, token: str) -> bool:
    """To one person, as the link works once. False where nobody is left."""
    people = _people(request)
    if not people or request.expires_at is None:
        return False
    user = people[0]
    with override(user.language):
        day = date_format(request.expires_at, "DATE_FORMAT")
        text = _("Your partner request ends on %(date)s. Does it still hold? Then renew it here with one click:")
        link = absolute(reverse("partnersearch:renew_link", args=[token]))
        rest = _("If it no longer holds you need not do anything: on that day it leaves the public list.")
        _tell(user, _("Does your partner request still hold?"), text % {"date": day}, link, rest)
    return True


def tell_of_introduction(introduction: Introduction, organisation: Organisation) -> None:
    for user in owners_of(organisation):
        with override(user.language):
            link = absolute(reverse("partnersearch:introduction", args=[introduction.pk]))
            if introduction.note or not introduction.cooperation:
                subject = _("The network office introduces you to a possible partner")
            else:
                subject = _("An answer to your partner request")
            _tell(user, subject, _("Please look at it and say whether you would like to talk:"), link)


def tell_of_talks(introduction: Introduction, organisation: Organisation) -> None:
    for user in owners_of(organisation):
        with override(user.language):
            link = absolute(reverse("partnersearch:introduction", args=[introduction.pk]))
            text = _("Both sides would like to talk. Here you can write to each other and agree on a first meeting:")
            _tell(user, _("Your talks can begin"), text, link)


def tell_of_end(introduction: Introduction, organisation: Organisation) -> None:
    for user in owners_of(organisation):
        with override(user.language):
            link = absolute(reverse("partnersearch:introduction", args=[introduction.pk]))
            text = _("The other side has ended the conversation. Your request stays as it is.")
            _tell(user, _("A conversation about a partnership has ended"), text, link)


def tell_of_meeting(meeting: FirstMeeting, organisation: Organisation) -> None:
    for user in owners_of(organisation):
        with override(user.language):
            link = absolute(reverse("partnersearch:introduction", args=[meeting.introduction_id]))
            day = date_format(meeting.starts_at, "DATETIME_FORMAT")
            subject = {
                MeetingState.PROPOSED: _("A first meeting is proposed"),
                MeetingState.AGREED: _("A first meeting is agreed"),
                MeetingState.CANCELLED: _("A first meeting is cancelled"),
            }[MeetingState(meeting.state)]
            once = f"first-meeting:{meeting.pk}:{meeting.sequence}:{user.pk}"
            _tell(user, subject, day, link, once=once)


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
            f"{rest}\n{absolute(reverse('partnersearch:requests'))}?{address}",
            f"{end}\n{absolute(reverse('partnersearch:watches'))}",
            once=f"watch:{watch.pk}:{watch.told_until:%Y%m%d%H%M}",
        )
