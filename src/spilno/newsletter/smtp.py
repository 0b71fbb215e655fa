"""A kept SMTP connection that says of each mail what became of it, and says "unknown" rather than guess.

smtplib opens the connection, begins TLS and signs in; the mails themselves are written here, because where a connection
breaks decides whether a mail is untouched or in doubt. Where the server allows pipelining (RFC 2920), the commands of the
next mail travel with the content of the last one.
"""

import re
import smtplib
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from django.conf import settings

# Sending one window takes no longer; shorter than the lease after which others take a worker for dead.
WINDOW_SECONDS = 25.0
PER_CONNECTION = 1000
CLOSING = 421
NOT_IN_AN_ADDRESS = re.compile(r"[\r\n<>]")


class Fate(Enum):
    SENT = "sent"
    # The server took no responsibility: it may be tried again at once, or later, or never.
    UNTOUCHED = "untouched"
    LATER = "later"
    REFUSED = "refused"
    # Handed over, and no answer came.
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Outcome:
    """`answer` is the server's own; `about_recipient` where it refused the address and not the mail."""

    fate: Fate
    answer: str = ""
    about_recipient: bool = False


@dataclass(frozen=True)
class Envelope:
    """`content` is ready for the wire: dots doubled, end mark appended."""

    sender: str
    to: str
    content: bytes


class Reply(NamedTuple):
    code: int
    text: str

    @property
    def good(self) -> bool:
        return 200 <= self.code < 400

    def __str__(self) -> str:
        return f"{self.code} {self.text}"[:300]


class Session:
    """One connection; opened when it is needed, again after it broke."""

    def __init__(self) -> None:
        self._smtp: smtplib.SMTP | None = None
        self._buffer = b""
        self._sent = 0
        self._deadline = 0.0
        self._pipelining = False

    def open(self) -> None:
        """Raises OSError (smtplib's errors are such) where the server cannot be reached or does not let us in."""
        if self._smtp is not None and self._sent < PER_CONNECTION:
            return
        self.close()
        timeout = float(settings.EMAIL_TIMEOUT or 20)
        kind = smtplib.SMTP_SSL if settings.EMAIL_USE_SSL else smtplib.SMTP
        smtp = kind(settings.EMAIL_HOST, settings.EMAIL_PORT, local_hostname=settings.MAIL_DOMAIN, timeout=timeout)
        try:
            smtp.ehlo_or_helo_if_needed()
            if settings.EMAIL_USE_TLS:
                smtp.starttls()
                smtp.ehlo()
            if settings.EMAIL_HOST_USER:
                smtp.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
            assert smtp.sock is not None
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except BaseException:
            smtp.close()
            raise
        self._smtp, self._buffer, self._sent = smtp, b"", 0
        self._pipelining = smtp.has_extn("pipelining")

    def close(self) -> None:
        if self._smtp is not None:
            try:
                self._smtp.quit()
            except (OSError, smtplib.SMTPException):
                self._smtp.close()
            self._smtp = None

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None

    def _socket(self) -> socket.socket:
        if self._smtp is None or self._smtp.sock is None:
            raise ConnectionError("not connected")
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the server is too slow")
        self._smtp.sock.settimeout(left)
        return self._smtp.sock

    def _write(self, data: bytes) -> None:
        self._socket().sendall(data)

    def _line(self) -> bytes:
        while b"\n" not in self._buffer:
            more = self._socket().recv(65536)
            if not more:
                raise ConnectionError("the server closed the connection")
            self._buffer += more
            if len(self._buffer) > 100_000:
                raise ConnectionError("the server's answer has no end")
        line, _newline, self._buffer = self._buffer.partition(b"\n")
        return line.rstrip(b"\r")

    def _read(self) -> Reply:
        texts: list[str] = []
        while True:
            line = self._line()
            code = line[:3]
            if not code.isdigit():
                raise ConnectionError("the server's answer is none")
            text = line[4:].decode("utf-8", "replace")
            if line[3:4] != b"-":
                return Reply(int(code), " ".join([*texts, text]) if texts else text)
            texts.append(text)

    def send(self, envelopes: Sequence[Envelope]) -> list[Outcome]:
        """One outcome for each, in order. Raises nothing that a server can cause."""
        self._deadline = time.monotonic() + WINDOW_SECONDS
        outcomes: list[Outcome] = []
        # Whether the commands of the next mail are on their way, and whether a broken transaction must be ended first.
        announced, broken = False, False
        for number, envelope in enumerate(envelopes):
            following = envelopes[number + 1] if number + 1 < len(envelopes) else None
            handed_over = False
            try:
                answers = self._announce(envelope, announced=announced, reset=broken)
                announced, broken = False, False
                if not all(reply.good for reply in answers):
                    refusal = next(reply for reply in answers if not reply.good)
                    if answers[-1].code == 354:
                        self._write(b".\r\n")
                        self._read()
                    if refusal.code == CLOSING:
                        raise ConnectionError(str(refusal))
                    outcomes.append(_refused(refusal, step=answers.index(refusal)))
                    broken = True
                    continue
                handed_over = True
                announced = self._pipelining and following is not None
                more = _commands(following) if announced and following is not None else b""
                self._write(envelope.content + more)
                outcomes.append(_accepted(self._read()))
                self._sent += 1
            except (OSError, smtplib.SMTPException) as error:
                self._drop()
                fate = Fate.UNKNOWN if handed_over else Fate.UNTOUCHED
                outcomes.append(Outcome(fate, f"{type(error).__name__}: {error}"[:300]))
                break
        return outcomes + [Outcome(Fate.UNTOUCHED)] * (len(envelopes) - len(outcomes))

    def _announce(self, envelope: Envelope, *, announced: bool, reset: bool) -> list[Reply]:
        """Replies to MAIL, RCPT and DATA, as far as they were asked."""
        if reset:
            self._write(b"RSET\r\n")
            self._read()
        if self._pipelining:
            if not announced:
                self._write(_commands(envelope))
            return [self._read(), self._read(), self._read()]
        answers: list[Reply] = []
        for command in _commands(envelope).splitlines(keepends=True):
            self._write(command)
            answers.append(self._read())
            if not answers[-1].good:
                break
        return answers


def _commands(envelope: Envelope) -> bytes:
    for address in (envelope.sender, envelope.to):
        if NOT_IN_AN_ADDRESS.search(address):
            raise ConnectionError("an address is one line without brackets")
    return f"MAIL FROM:<{envelope.sender}>\r\nRCPT TO:<{envelope.to}>\r\nDATA\r\n".encode("ascii")


def _refused(reply: Reply, *, step: int) -> Outcome:
    """A refusal before the content. What is wrong with our own address (MAIL) is no fault of the recipient's."""
    if step == 0 or reply.code < 500:
        return Outcome(Fate.LATER, str(reply))
    return Outcome(Fate.REFUSED, str(reply), about_recipient=step == 1)


def _accepted(reply: Reply) -> Outcome:
    if reply.good:
        return Outcome(Fate.SENT, str(reply))
    return Outcome(Fate.LATER if reply.code < 500 else Fate.REFUSED, str(reply))
