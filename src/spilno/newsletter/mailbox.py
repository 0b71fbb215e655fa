"""Reports of failed deliveries, from the mailbox or the webhook."""

import imaplib
import logging
import ssl
from urllib.parse import unquote, urlsplit

from django.conf import settings

from spilno.newsletter.actions.bounces import keep_bounce
from spilno.newsletter.models import Bounce, Delivery
from spilno.newsletter.reports import read_report

logger = logging.getLogger(__name__)
AT_ONCE = 200


def take_report(raw: bytes) -> Bounce | None:
    """None for what is no report, or proves no mail of ours: whoever invents one changes nothing."""
    report = read_report(raw)
    if report.kind is None or report.delivery_id is None:
        return None
    delivery = Delivery.objects.select_related("issue", "subscriber").filter(pk=report.delivery_id).first()
    return keep_bounce(delivery, report) if delivery else None


def read_mailbox() -> int:
    """Take the new messages of the mailbox and mark them as read; returns how many were reports about mails of ours.

    Raises OSError or imaplib's errors where the mailbox cannot be read.
    """
    where = urlsplit(settings.NEWSLETTER_BOUNCE_MAILBOX)
    if not where.hostname:
        return 0
    kept = 0
    with _connect(where.scheme, where.hostname, where.port) as box:
        box.login(unquote(where.username or ""), unquote(where.password or ""))
        box.select(unquote(where.path.lstrip("/")) or "INBOX")
        _kind, found = box.uid("SEARCH", "UNSEEN")
        for number in (found[0] or b"").split()[:AT_ONCE]:
            _kind, parts = box.uid("FETCH", number.decode(), "(BODY.PEEK[])")
            raw = next((part[1] for part in parts if isinstance(part, tuple)), b"")
            kept += take_report(raw) is not None
            # Marked only now: what a crash leaves unread is read again, and twice is fine.
            box.uid("STORE", number.decode(), "+FLAGS", r"(\Seen)")
    return kept


def _connect(scheme: str, host: str, port: int | None) -> imaplib.IMAP4:
    if scheme == "imap":
        return imaplib.IMAP4(host, port or 143, timeout=20)
    return imaplib.IMAP4_SSL(host, port or 993, timeout=20, ssl_context=ssl.create_default_context())
