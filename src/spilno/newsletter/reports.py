"""Reports about mails that did not arrive (RFC 3464), complaints (RFC 5965) and everything else that reaches the mailbox.

Only machine-readable parts are believed: the sentences for people are written in every language of the world. Whose mail
a report means is shown by the proof in the envelope sender or the Message-ID; without one it is ignored.
"""

import hmac
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message

from spilno.newsletter.enums import BounceKind
from spilno.newsletter.mime import proof_of

# RFC 3463: no such mailbox, no such system, bad syntax, moved without a new address, null MX; disabled for good.
HARD = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"})
LARGEST = 1_000_000
TOKEN = re.compile(r"(?:\+|\bnews\.)(\d{1,18})\.([0-9a-f]{24})@", re.IGNORECASE)
WHERE = ("delivered-to", "x-original-to", "to", "message-id", "in-reply-to", "references", "original-rcpt-to")


@dataclass(frozen=True)
class Report:
    """`delivery_id` is None where the report proves no mail of ours; `kind` is None for what is no failure."""

    kind: BounceKind | None
    status_code: str
    detail: str
    delivery_id: int | None


NOTHING = Report(None, "", "", None)


def read_report(raw: bytes) -> Report:
    """What a message in the mailbox says. Raises nothing, whatever it is."""
    if len(raw) > LARGEST:
        return NOTHING
    try:
        message = message_from_bytes(raw)
        delivery = _delivery_of(message)
        complaint = next(
            (part for part in _parts(message) if part.get_content_type() == "message/feedback-report"), None
        )
        if complaint is not None:
            return Report(_complaint(complaint), "", "", delivery)
        status = next((part for part in _parts(message) if part.get_content_type() == "message/delivery-status"), None)
        if status is None:
            return Report(None, "", "", delivery)
        return _failure(status, delivery)
    except (ValueError, LookupError, AttributeError, RecursionError, TypeError):
        return NOTHING


def _parts(message: Message) -> Iterator[Message]:
    for number, part in enumerate(message.walk()):
        if number > 100:
            return
        yield part


def _delivery_of(message: Message) -> int | None:
    """The delivery that the report proves to be about: exactly one, or none."""
    found = set()
    for number, part in enumerate(_parts(message)):
        texts = [str(value) for name, value in part.items() if name.lower() in WHERE]
        if number and part.get_content_type() == "text/rfc822-headers":
            payload = part.get_payload(decode=True)
            inner = message_from_bytes(payload if isinstance(payload, bytes) else b"")
            texts += [str(value) for name, value in inner.items() if name.lower() in WHERE]
        for text in texts:
            for delivery, proof in TOKEN.findall(text[:2000]):
                if hmac.compare_digest(proof_of(int(delivery)), proof.lower()):
                    found.add(int(delivery))
    return found.pop() if len(found) == 1 else None


def _complaint(part: Message) -> BounceKind | None:
    """Abuse is a complaint; "not spam" and the like are none."""
    fields = _fields(part)
    return BounceKind.COMPLAINT if any(one.get("feedback-type", "").lower() == "abuse" for one in fields) else None


def _fields(part: Message) -> list[dict[str, str]]:
    """The groups of fields of a report part; the standard library reads each group as a message of its own."""
    payload = part.get_payload()
    if isinstance(payload, list):
        groups = [one for one in payload if isinstance(one, Message)]
        # Some servers leave out the empty lines or write text around them.
        groups += [message_from_bytes(str(one.get_payload()).encode()) for one in groups if one.get_payload()]
    else:
        raw = part.get_payload(decode=True)
        groups = [message_from_bytes(raw if isinstance(raw, bytes) else b"")]
    return [{name.lower(): " ".join(str(value).split()) for name, value in group.items()} for group in groups]


def _failure(part: Message, delivery: int | None) -> Report:
    """Hard only where every recipient named failed with a status that says: this address does not exist."""
    about = [one for one in _fields(part) if "action" in one or "status" in one]
    failed = [one for one in about if one.get("action", "").split(" ")[0].lower() == "failed"]
    if not failed:
        return Report(None, "", "", delivery)
    codes = [re.match(r"[245]\.\d{1,3}\.\d{1,3}(?=[\s(;]|$)", one.get("status", "")) for one in failed]
    statuses = {code[0] if code else "" for code in codes}
    hard = len(failed) == len(about) == 1 and statuses <= HARD
    detail = failed[0].get("diagnostic-code", "")[:300]
    return Report(BounceKind.HARD if hard else BounceKind.SOFT, min(statuses), detail, delivery)
