"""Mails of the exchange, in the recipient's language, through the outbox; with the entry for the calendar."""

from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from spilno.common.clocks import both_hours
from spilno.common.outbox import queue_mail
from spilno.common.tokens import absolute
from spilno.exchange.calendar_file import invitation
from spilno.exchange.enums import CaseMode, CaseRole
from spilno.exchange.method import parts_of
from spilno.exchange.models import ActionItem, Case, CaseMember, Registration


def _send(row: Registration, subject: str, paragraphs: list[str], once: str, method: str = "") -> bool:
    """`method`: REQUEST or CANCEL, where a calendar entry goes along. False where the same was told before."""
    meeting, user = row.meeting, row.user
    page = absolute(reverse("exchange:meeting", args=[meeting.pk]))
    text = "\n\n".join([meeting.label, both_hours(meeting), *paragraphs, page, _("Spilno")]) + "\n"
    files = []
    if method:
        kind = f"text/calendar; method={method}"
        files = [{"name": "meeting.ics", "type": kind, "text": invitation(row, method)}]
    mail = queue_mail(
        to=user.email,
        subject=f"{subject}: {meeting.label}",
        text=text,
        language=user.language,
        account_id=user.pk,
        attachments=files,
        once=f"exchange:{once}",
    )
    return mail is not None


def _way_in(row: Registration) -> list[str]:
    known = [row.meeting.town, row.meeting.venue, row.meeting.link]
    return [text for text in [", ".join(part for part in known if part), row.meeting.notes] if text]


def confirm_registration(row: Registration) -> None:
    with override(row.user.language):
        told = [_("You have a place. The entry for your calendar is attached."), *_way_in(row)]
        told.append(_("If you cannot come, please withdraw on the page below, so that somebody else gets the place."))
        _send(row, _("You are registered"), told, f"place:{row.pk}:{row.sequence}", "REQUEST")


def tell_waiting(row: Registration, place: int) -> None:
    with override(row.user.language):
        told = [
            _("All places are taken. You are number %(place)d on the waiting list.") % {"place": place},
            _("Whoever registered first gets the next free place. You get a mail as soon as it is yours."),
        ]
        _send(row, _("You are on the waiting list"), told, f"waits:{row.pk}:{row.sequence}")


def tell_moved_up(row: Registration) -> None:
    with override(row.user.language):
        told = [_("A place has become free, and it is yours. The entry for your calendar is attached."), *_way_in(row)]
        told.append(_("If you cannot come any more, please withdraw on the page below."))
        _send(row, _("You have a place now"), told, f"moved:{row.pk}:{row.sequence}", "REQUEST")


def tell_changed(row: Registration) -> None:
    """Sent with the whole entry, so that calendars replace theirs."""
    with override(row.user.language):
        told = [
            _("The meeting has been changed. Above stands what holds now; your calendar is told by the attachment.")
        ]
        _send(row, _("Changed"), told + _way_in(row), f"changed:{row.pk}:{row.sequence}", "REQUEST")


def tell_called_off(row: Registration) -> None:
    with override(row.user.language):
        told = [_("The meeting is called off."), row.meeting.cancelled_because]
        method = "CANCEL" if row.is_coming else ""
        _send(row, _("Called off"), told, f"off:{row.pk}:{row.sequence}", method)


def confirm_withdrawal(row: Registration, *, had_place: bool) -> None:
    with override(row.user.language):
        told = [_("Your registration is withdrawn.")]
        method = "CANCEL" if had_place else ""
        _send(row, _("Withdrawn"), told, f"withdrawn:{row.pk}:{row.sequence}", method)


def remind(row: Registration, days: int) -> bool:
    with override(row.user.language):
        told = [_("This is a reminder: you have a place."), *_way_in(row)]
        told.append(_("If you cannot come any more, please withdraw on the page below."))
        once = f"remind:{row.pk}:{days}:{row.meeting.starts_at:%Y%m%d%H%M}"
        return _send(row, _("Reminder"), told, once)


def remind_of_task(item: ActionItem) -> bool:
    """What somebody has taken on at a meeting is due. False where they were told before."""
    user = item.person
    assert user is not None and item.due_on is not None
    with override(user.language):
        told = [
            _("You have taken this on, to be done until %(date)s:") % {"date": date_format(item.due_on, "DATE_FORMAT")},
            item.text,
            item.meeting.label,
            absolute(reverse("exchange:mine")),
            _("Spilno"),
        ]
        mail = queue_mail(
            to=user.email,
            subject=_("A task from the exchange is due"),
            text="\n\n".join(told) + "\n",
            language=user.language,
            account_id=user.pk,
            once=f"exchange:task:{item.pk}:{item.due_on:%Y%m%d}",
        )
    return mail is not None


def _to_member(member: CaseMember, subject: str, paragraphs: list[str], once: str) -> bool:
    """To one of a group, in the language in force. A case's title is confidential and stands in no mail."""
    page = absolute(reverse("exchange:case", args=[member.case_id]))
    mail = queue_mail(
        to=member.user.email,
        subject=subject,
        text="\n\n".join([*paragraphs, page, _("Spilno")]) + "\n",
        language=member.user.language,
        account_id=member.user_id,
        once=f"exchange:{once}",
    )
    return mail is not None


def tell_step(case: Case) -> None:
    """A consultation in writing has come to its next step; around a table everybody sees it."""
    if case.mode != CaseMode.WRITTEN:
        return
    part = parts_of(case.mode)[case.position]
    for member in case.members.select_related("user"):
        with override(member.user.language):
            asked = CaseRole(member.role) in part.speaking
            told = [
                _("The consultation has come to this step: %(step)s.") % {"step": part.phase.label},
                _("Now it is your turn to write.") if asked else _("In this step you only listen."),
            ]
            _to_member(member, _("Peer consultation: next step"), told, f"step:{case.pk}:{case.version}:{member.pk}")


def nudge(member: CaseMember, today: date) -> bool:
    """Once a day, to whoever is to speak and has not."""
    with override(member.user.language):
        told = [_("The group waits for you: you have not written anything in this step yet.")]
        return _to_member(member, _("Peer consultation: your turn"), told, f"nudge:{member.pk}:{today:%Y%m%d}")
