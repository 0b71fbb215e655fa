"""The outbox: an action writes a mail in its own transaction, a worker sends it, no mail twice.

A mail is claimed by a conditional update before it is handed to the server. A worker that dies in between leaves it
`in doubt`: nobody knows whether it went out, so it is listed for a person and not sent again by itself.
"""

import hashlib
import logging
import smtplib
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from email.utils import make_msgid
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage, sanitize_address
from django.db import models, transaction
from django.utils import timezone

from spilno.common.enums import MailStatus
from spilno.common.models import OutboxMail, ToldOnce

# A claim older than this belongs to a worker that died: sending one mail takes seconds.
CLAIM_DIES_AFTER = timedelta(minutes=10)
TRIES = 5
# Whoever has not done a task for so long may be told once more.
TOLD_STAYS = timedelta(days=3 * 365)
FIRST_PAUSE = timedelta(minutes=1)
# The server's own word that it did not take the mail.
REFUSALS = (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused)

logger = logging.getLogger(__name__)


def _one_line(text: str, longest: int) -> str:
    """A header's value: user text can never begin a second header."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:longest]


def queue_mail(
    *,
    to: str,
    subject: str,
    text: str,
    html: str = "",
    language: str = "",
    account_id: int | None = None,
    headers: Mapping[str, str] | None = None,
    attachments: Sequence[Mapping[str, str]] = (),
    once: str | None = None,
    not_before: datetime | None = None,
) -> OutboxMail | None:
    """Write a mail; None where the same cause (`once`) has written it before.

    Raises ValueError for an address with a line break or without an @.
    """
    if "\n" in to or "\r" in to or "@" not in to:
        raise ValueError("an address is one line with an @")
    sanitize_address(to, "utf-8")
    values: dict[str, Any] = {
        "to": to,
        "subject": _one_line(subject, 250),
        "text": text,
        "html": html,
        "language": language,
        "account_id": account_id,
        "headers": {name: _one_line(value, 900) for name, value in (headers or {}).items()},
        "attachments": [dict(one) for one in attachments],
        "message_id": make_msgid(domain=settings.MAIL_DOMAIN),
        "not_before": not_before or timezone.now(),
    }
    if once is None:
        return OutboxMail.objects.create(**values)
    with transaction.atomic():
        _told, is_new = ToldOnce.objects.get_or_create(digest=hashlib.sha256(once.encode()).hexdigest())
        if not is_new:
            return None
        mail, created = OutboxMail.objects.get_or_create(once=once, defaults=values)
    return mail if created else None


class OutboxBackend(BaseEmailBackend):
    """Django's door into the outbox, for mails that libraries write, e.g. sign-in codes."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            html = next(
                (str(content) for content, kind in getattr(message, "alternatives", []) if kind == "text/html"), ""
            )
            for address in message.recipients():
                queue_mail(to=address, subject=str(message.subject), text=str(message.body), html=html)
        return len(email_messages)


def _message(mail: OutboxMail) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[mail.to],
        headers={**mail.headers, "Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"},
    )
    if mail.language:
        message.extra_headers["Content-Language"] = mail.language
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    for file in mail.attachments:
        message.attach(file["name"], file["text"], file["type"])
    return message


def _put_in_doubt() -> None:
    """Mails whose worker died between claiming and reporting."""
    died = OutboxMail.objects.filter(status=MailStatus.SENDING, claimed_at__lt=timezone.now() - CLAIM_DIES_AFTER)
    died.update(status=MailStatus.IN_DOUBT)


def _claim() -> OutboxMail | None:
    for key in OutboxMail.objects.due().order_by("not_before", "pk").values_list("pk", flat=True)[:5]:
        claimed = OutboxMail.objects.filter(pk=key, status=MailStatus.WAITING).update(
            status=MailStatus.SENDING,
            claimed_at=timezone.now(),
            claimed_by=uuid.uuid4(),
            attempts=models.F("attempts") + 1,
        )
        if claimed:
            return OutboxMail.objects.get(pk=key)
    return None


def _report_refusal(mail: OutboxMail, error: Exception) -> None:
    """The server said no: later again, with growing pauses, until it is a failure a person looks at."""
    pause = FIRST_PAUSE * 4 ** (mail.attempts - 1)
    again = mail.attempts < TRIES
    OutboxMail.objects.filter(pk=mail.pk).update(
        status=MailStatus.WAITING if again else MailStatus.FAILED,
        not_before=timezone.now() + pause,
        error=f"{type(error).__name__}: {error}"[:300],
    )


def send_due(limit: int = 500) -> int:
    """Send what is due, one mail after the other over one connection; returns how many went out.

    A server that cannot be reached leaves everything waiting. A refusal is tried again. Any other failure happens after
    the mail was handed over, perhaps: it is put in doubt.
    """
    _put_in_doubt()
    connection = get_connection(settings.MAIL_DELIVERY_BACKEND)
    sent = 0
    try:
        if not OutboxMail.objects.due().exists():
            return 0
        connection.open()
        while sent < limit and (mail := _claim()):
            try:
                connection.send_messages([_message(mail)])
            except REFUSALS as error:
                _report_refusal(mail, error)
                continue
            except Exception as error:
                reason = f"{type(error).__name__}: {error}"[:300]
                OutboxMail.objects.filter(pk=mail.pk).update(status=MailStatus.IN_DOUBT, error=reason)
                logger.exception("mail %s is in doubt", mail.pk)
                break
            OutboxMail.objects.filter(pk=mail.pk).update(status=MailStatus.SENT, sent_at=timezone.now(), error="")
            sent += 1
    except OSError as error:
        logger.warning("mail server: %s", error)
    finally:
        connection.close()
    return sent


def forget_old_mails() -> int:
    """Delete mails after their retention; what is in doubt waits for a person. That they were written stays for years."""
    ToldOnce.objects.filter(at__lt=timezone.now() - TOLD_STAYS).delete()
    retention = OutboxMail.personal_data.retention
    assert retention is not None
    old = OutboxMail.objects.filter(created_at__lt=timezone.now() - retention)
    return old.exclude(status=MailStatus.IN_DOUBT).delete()[0]
