"""A mail built once for an issue and language; the bytes of each recipient are filled in.

The recipient's token stands between two soft line breaks of quoted-printable, so that filling it in changes neither the
encoding nor the length of any other line.
"""

import hmac
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from functools import cached_property, lru_cache

from django.conf import settings
from django.utils.translation import override

from spilno.common.tokens import absolute
from spilno.newsletter.content import Letter, letter
from spilno.newsletter.links import token_of, unsubscribe_link
from spilno.newsletter.models import Edition

# Stands for a subscriber's key while a mail is built. No address of ours contains it.
KEY = "0key0"
SLOTS = (b"\0to\0", b"\0token\0", b"\0id\0", b"\0date\0")
TO, TOKEN, ID, DATE = SLOTS
LONGEST_LINE = 75


def proof_of(delivery_id: int) -> str:
    """Shows that a report is about a mail of ours; hexadecimal, because servers change the case of addresses."""
    key = settings.SECRET_KEY.encode()
    return hmac.digest(key, b"spilno.newsletter.delivery:%d" % delivery_id, "sha256").hex()[:24]


def message_id(delivery_id: int, proof: str = "") -> str:
    """The same for every try: a server or a person can see that two mails are one."""
    return f"<news.{delivery_id}.{proof or proof_of(delivery_id)}@{settings.MAIL_DOMAIN}>"


def envelope_sender(delivery_id: int, proof: str = "") -> str:
    """Where reports about this one mail go. `proof`, here and above: `proof_of` the delivery where it is known already."""
    address: str = settings.NEWSLETTER_BOUNCE_ADDRESS
    if not address:
        return str(settings.DEFAULT_FROM_EMAIL).rpartition("<")[2].rstrip("> ")
    local, _at, domain = address.rpartition("@")
    return f"{local}+{delivery_id}.{proof or proof_of(delivery_id)}@{domain}"


def quoted_printable(text: str, token: str) -> bytes:
    """Lines of at most 76 signs; `token` becomes a slot on a line of its own."""
    lines = []
    for line in text.replace("\r\n", "\n").split("\n"):
        pieces = [_quoted(piece) for piece in line.split(token)]
        lines.append((b"=\r\n" + TOKEN + b"=\r\n").join(pieces))
    return b"\r\n".join(lines)


def _quoted(text: str) -> bytes:
    done, line = [], ""
    raw = text.encode("utf-8")
    for number, byte in enumerate(raw):
        plain = 32 <= byte <= 126 and byte != 61 and not (byte == 32 and number == len(raw) - 1)
        sign = chr(byte) if plain else f"={byte:02X}"
        if len(line) + len(sign) > LONGEST_LINE - 1:
            done.append(line + "=")
            line = ""
        line += sign
    return "\r\n".join([*done, line]).encode("ascii")


def _headers(edition: Letter, archive: str) -> bytes:
    """Those that are the same for everybody, folded and encoded."""
    message = EmailMessage(policy=SMTP)
    message["From"] = settings.DEFAULT_FROM_EMAIL
    message["Subject"] = edition.subject
    message["Content-Language"] = edition.language
    message["List-Id"] = f"Newsletter <newsletter.{settings.MAIL_DOMAIN}>"
    message["List-Archive"] = f"<{archive}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message["Auto-Submitted"] = "auto-generated"
    message["Precedence"] = "bulk"
    message["MIME-Version"] = "1.0"
    return message.as_bytes().rstrip(b"\r\n") + b"\r\n"


@lru_cache(maxsize=4)
def _date(second: int) -> bytes:
    return formatdate(second).encode("ascii")


@dataclass(frozen=True)
class Mould:
    """A mail with holes, ready for the wire: dots doubled, end mark appended."""

    parts: tuple[bytes, ...]

    @cached_property
    def _slots(self) -> list[tuple[int, bytes]]:
        return [(place, part) for place, part in enumerate(self.parts) if part in SLOTS]

    def fill(self, *, to: str, key: str, delivery_id: int, now: float, proof: str = "") -> bytes:
        """Raises UnicodeEncodeError for an address that is not ASCII."""
        values = {
            TO: to.encode("ascii").translate(None, b"\r\n<>"),
            TOKEN: token_of(key).encode("ascii"),
            ID: message_id(delivery_id, proof).encode("ascii"),
            DATE: _date(int(now)),
        }
        filled = list(self.parts)
        for place, slot in self._slots:
            filled[place] = values[slot]
        return b"".join(filled)


def mould(edition: Edition) -> Mould:
    """The mail of one edition. Boundaries depend on nothing but the edition: a second try is the same mail."""
    said = letter(edition, KEY)
    token = token_of(KEY)
    boundary = b"news-%d-%s" % (edition.issue_id, edition.language.encode())
    with override(edition.language):
        unsubscribe = unsubscribe_link(KEY).encode().replace(token.encode(), TOKEN)
    lines = [
        _headers(said, absolute(f"/{edition.language}/newsletter/archive/")),
        b"To: <" + TO + b">\r\nDate: " + DATE + b"\r\nMessage-ID: " + ID + b"\r\n",
        b"List-Unsubscribe: <" + unsubscribe + b">\r\n",
        b'Content-Type: multipart/alternative; boundary="' + boundary + b'"\r\n\r\n',
    ]
    for kind, text in (("plain", said.text), ("html", said.html)):
        lines.append(b"--" + boundary + b"\r\nContent-Type: text/" + kind.encode() + b"; charset=utf-8\r\n")
        lines.append(b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + quoted_printable(text, token) + b"\r\n")
    lines.append(b"--" + boundary + b"--\r\n")
    return Mould(tuple(_pieces(b"".join(lines).replace(b"\r\n.", b"\r\n..") + b".\r\n")))


def _pieces(whole: bytes) -> list[bytes]:
    """The text cut at its slots; a slot is one of `SLOTS`."""
    found = [whole]
    for slot in SLOTS:
        cut: list[bytes] = []
        for piece in found:
            if piece in SLOTS:
                cut.append(piece)
                continue
            for number, part in enumerate(piece.split(slot)):
                cut += [slot, part] if number else [part]
        found = cut
    return [piece for piece in found if piece]
