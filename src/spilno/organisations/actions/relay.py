"""Writing over the relay: neither side learns an address of the other."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from spilno.accounts.models import User
from spilno.common.audit import record
from spilno.common.errors import RefusedError
from spilno.common.limits import Limit, spend
from spilno.organisations import emails
from spilno.organisations.enums import Decision
from spilno.organisations.models import AbuseReport, Block, Message, Organisation, Thread, ThreadReading
from spilno.organisations.queries import Acting
from spilno.organisations.queries.relay import SeenThread, is_blocked

THREADS = Limit("organisations.begin_thread", 20, 86400)
MESSAGES = Limit("organisations.answer", 120, 86400)
REPORTS = Limit("organisations.report", 20, 86400)


def _check_reachable(to: Organisation, *, organisation: Organisation | None, user: User) -> None:
    """One refusal for all reasons: a blocked sender learns no more than one who writes to a closed office."""
    closed = not to.is_public or is_blocked(to, organisation=organisation, user=user)
    frozen = organisation is not None and not organisation.is_public
    if closed or frozen:
        raise RefusedError(_("This organisation does not take messages at the moment."))


@transaction.atomic
def begin_thread(
    to: Organisation, *, acting_user: User, acting: Acting | None, subject: str, text: str, language: str, once: str
) -> Thread:
    """Write to an organisation, for one's own (`acting`) or in one's own name. A form sent twice makes one thread.

    Raises RefusedError, or LimitReachedError after too many in a day.
    """
    known = Message.objects.filter(once=once, author=acting_user).select_related("thread").first()
    if known:
        return known.thread
    own = acting.organisation if acting else None
    if own is not None and own.pk == to.pk:
        raise RefusedError(_("This is your own organisation."))
    _check_reachable(to, organisation=own, user=acting_user)
    spend(THREADS, acting_user.pk)
    try:
        with transaction.atomic():
            thread = Thread.objects.create(
                subject=subject, from_organisation=own, from_user=acting_user, to_organisation=to
            )
            message = _write(thread, acting_user, acting, text, language, once, by_sender=True)
    except IntegrityError:
        return Message.objects.select_related("thread").get(once=once).thread
    emails.tell_of_message(message, to)
    audit = acting.for_audit if acting else {"acting_user": acting_user}
    record("organisations.begin_thread", thread, after={"to": to.pk}, **audit)
    return thread


def _write(
    thread: Thread, user: User, acting: Acting | None, text: str, language: str, once: str, *, by_sender: bool
) -> Message:
    message = Message.objects.create(
        thread=thread,
        by_sender=by_sender,
        author=user,
        through=acting.through if acting else None,
        text=text,
        language=language,
        once=once,
    )
    thread.last_at = message.sent_at
    thread.save(update_fields=["last_at"])
    ThreadReading.objects.update_or_create(thread=thread, user=user, defaults={"read_at": message.sent_at})
    return message


@transaction.atomic
def answer_thread(seen: SeenThread, *, acting_user: User, text: str, language: str, once: str) -> Message:
    """The next message of a thread; both sides must still be reachable for each other."""
    thread = seen.thread
    known = Message.objects.filter(once=once, thread=thread).first()
    if known:
        return known
    if thread.closed_at:
        raise RefusedError(_("This conversation is closed."))
    if seen.by_sender:
        _check_reachable(thread.to_organisation, organisation=thread.from_organisation, user=acting_user)
    elif thread.from_organisation is not None:
        _check_reachable(thread.from_organisation, organisation=thread.to_organisation, user=acting_user)
    spend(MESSAGES, acting_user.pk)
    try:
        with transaction.atomic():
            message = _write(thread, acting_user, seen.acting, text, language, once, by_sender=seen.by_sender)
    except IntegrityError:
        return Message.objects.get(once=once)
    if not seen.by_sender and thread.from_organisation is None:
        emails.tell_person_of_message(message)
    else:
        other = thread.to_organisation if seen.by_sender else thread.from_organisation
        assert other is not None
        emails.tell_of_message(message, other)
    audit = seen.acting.for_audit if seen.acting else {"acting_user": acting_user}
    record("organisations.answer_thread", message, after={"thread": thread.pk}, **audit)
    return message


@transaction.atomic
def report_message(message: Message, *, reason: str, acting_user: User) -> AbuseReport:
    """Show a message to the network office; the same person's second report of it changes nothing."""
    spend(REPORTS, acting_user.pk)
    report, created = AbuseReport.objects.get_or_create(
        message=message, reported_by=acting_user, defaults={"reason": reason}
    )
    if created:
        record("organisations.report_message", report, acting_user=acting_user, after={"message": message.pk})
    return report


@transaction.atomic
def decide_report(report: AbuseReport, *, accept: bool, acting_user: User) -> None:
    """The network office has looked: abuse closes the conversation for good."""
    now = timezone.now()
    report.decision = Decision.ACCEPTED if accept else Decision.DECLINED
    report.decided_at, report.decided_by = now, acting_user
    report.save()
    if accept:
        Thread.objects.filter(pk=report.message.thread_id).update(closed_at=now)
    after = {"decision": report.decision}
    record("organisations.decide_report", report, acting_user=acting_user, after=after)


@transaction.atomic
def block_sender(acting: Acting, thread: Thread) -> None:
    """No more messages from whoever began this thread; they are not told."""
    values: dict[str, Any]
    if thread.from_organisation_id:
        values = {"blocked_organisation": thread.from_organisation}
    elif thread.from_user_id:
        values = {"blocked_user": thread.from_user}
    else:
        raise RefusedError(_("Whoever wrote this has left Spilno."))
    row, _created = Block.objects.get_or_create(organisation=acting.organisation, **values)
    record("organisations.block_sender", row, after={"thread": thread.pk}, **acting.for_audit)


@transaction.atomic
def lift_block(acting: Acting, block: Block) -> None:
    record("organisations.lift_block", block, after={}, **acting.for_audit)
    block.delete()


@transaction.atomic
def mark_read(thread: Thread, *, acting_user: User) -> None:
    """Nothing of the thread is new for this person."""
    _reading, created = ThreadReading.objects.update_or_create(
        thread=thread, user=acting_user, defaults={"read_at": timezone.now()}
    )
    if created:
        record("organisations.mark_read", thread, acting_user=acting_user, after={"read": True})
