# ruff: noqa: N802  (aiosmtpd calls its hooks by the names of the commands)
"""A real mail server on loopback that keeps what it gets and refuses what it is told to."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Sink:
    """`refusals`: address -> answer to RCPT; `contents`: address -> answer to the mail itself."""

    def __init__(self) -> None:
        self.got: list[tuple[str, str, bytes]] = []
        self.refusals: dict[str, str] = {}
        self.contents: dict[str, str] = {}
        self.hang_up_after: int | None = None
        self.sender_answer = ""

    async def handle_EHLO(self, server: SMTP, session: Session, _e: Envelope, host: str, lines: list[str]) -> list[str]:
        session.host_name = host
        return [*lines[:-1], "250-PIPELINING", lines[-1]] if self.pipelining else lines

    pipelining = False

    async def handle_MAIL(
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: list
    ) -> str:
        if self.hang_up_after is not None and len(self.got) >= self.hang_up_after:
            self.hang_up_after = None
            return "421 4.7.0 too many mails"
        if self.sender_answer:
            return self.sender_answer
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: list
    ) -> str:
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        address = envelope.rcpt_tos[0]
        if address in self.contents:
            return self.contents[address]
        content = envelope.content if isinstance(envelope.content, bytes) else envelope.content.encode()
        self.got.append((envelope.mail_from, address, content))
        if address.startswith("breaks"):
            # Taken, and the connection gone before anybody was told.
            server.transport.abort()
        return "250 OK"

    @property
    def mails(self) -> list[Message]:
        return [message_from_bytes(raw, policy=default) for _sender, _to, raw in self.got]

    @property
    def to(self) -> list[str]:
        return [address for _sender, address, _content in self.got]

    def mail_to(self, address: str) -> Message:
        return next(message_from_bytes(raw, policy=default) for _sender, to, raw in self.got if to == address)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])


@contextmanager
def mail_server(settings: Any, *, pipelining: bool = False) -> Iterator[Sink]:
    sink = Sink()
    sink.pipelining = pipelining
    controller = Controller(sink, hostname="127.0.0.1", port=_free_port())
    controller.start()
    try:
        settings.MAIL_DELIVERY_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.server.sockets[0].getsockname()[1]
        settings.NEWSLETTER_BOUNCE_ADDRESS = "bounces@example.org"
        yield sink
    finally:
        controller.stop()
