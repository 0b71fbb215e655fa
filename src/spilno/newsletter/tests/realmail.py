"""Debian's Postfix and Dovecot on loopback, as instances of our own: own folder, own ports, nothing of the system's.

Mail for `news@example.test` lies in the mailbox of the system's user `news`, reports come back to `list+…@example.test`, and
both are read over IMAP. An unknown user is accepted at first and bounced later, as at many providers. Mail for anywhere else
is thrown away and never leaves this machine.
"""

import imaplib
import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

PASSWORD = "loopback-only"
LONGEST_S = 300

MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
myhostname = mail.example.test
mydestination = example.test
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
alias_maps =
alias_database =
local_recipient_maps =
recipient_delimiter = +
mail_spool_directory = {folder}/mail/
default_transport = discard:
relay_transport = discard:
maillog_file_prefixes = {folder}
maillog_file = {folder}/postfix.log
bounce_template_file = {folder}/etc/bounce.cf
smtpd_tls_security_level = none
disable_dns_lookups = yes
biff = no
"""
MASTER = """
127.0.0.1:{smtp} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
local unix - n n - - local
discard unix - - n - - discard
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""
# What people read in a report stands in the language of whoever runs the server.
BOUNCE = """
failure_template = <<EOF
Charset: utf-8
From: MAILER-DAEMON (Zustellsystem)
Subject: Ihre Nachricht konnte nicht zugestellt werden
Postmaster-Subject: Kopie: unzustellbar

Guten Tag, Ihre Nachricht hat den Empfänger leider nicht erreicht.
EOF
"""
DOVECOT = """
base_dir = {folder}/run
log_path = {folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:{folder}/mail/%n
service imap-login {{
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = passwd
}}
"""


def _free_ports() -> tuple[int, int]:
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as two:
        return one.getsockname()[1], two.getsockname()[1]


@dataclass
class RealMail:
    folder: Path
    smtp: int
    imap: int

    def mailbox(self, user: str) -> str:
        """As SPILNO_BOUNCE_MAILBOX names it."""
        return f"imap://{user}:{PASSWORD}@127.0.0.1:{self.imap}/INBOX"

    def wait_for(self, user: str, number: int) -> list[EmailMessage]:
        """All mails of somebody's mailbox once there are so many; fails after five minutes, with the servers' own words."""
        ends, pause = time.monotonic() + LONGEST_S, threading.Event()
        while True:
            found = self.mails(user)
            if len(found) >= number:
                return found
            if time.monotonic() > ends:
                pytest.fail(f"{len(found)} of {number} mails for {user}\n{self.said()}")
            pause.wait(0.2)

    def mails(self, user: str) -> list[EmailMessage]:
        with imaplib.IMAP4("127.0.0.1", self.imap, timeout=LONGEST_S) as box:
            box.login(user, PASSWORD)
            box.select("INBOX", readonly=True)
            _kind, found = box.search(None, "ALL")
            raws = [box.fetch(one.decode(), "(BODY.PEEK[])")[1][0][1] for one in (found[0] or b"").split()]
        return [message_from_bytes(raw, policy=default) for raw in raws]  # type: ignore[misc, arg-type]

    def said(self) -> str:
        logs = [self.folder / name for name in ("postfix.log", "dovecot.log")]
        return "\n".join(log.read_text(errors="replace")[-3000:] for log in logs if log.is_file())


def why_not() -> str:
    """What keeps these servers from running here; empty where nothing does."""
    path = f"{os.environ.get('PATH', '')}:/usr/sbin"
    missing = [name for name in ("postfix", "dovecot") if not shutil.which(name, path=path)]
    if missing:
        return f"{' and '.join(missing)} missing: apt-get install postfix dovecot-imapd"
    return "postfix and dovecot can be started by root only" if os.getuid() != 0 else ""


def _run(folder: Path, *command: str) -> None:
    """Into a file: a server that goes on in the background would hold a pipe open for ever."""
    said = folder / "started.log"
    with said.open("w") as out:
        code = subprocess.run(command, stdout=out, stderr=out, stdin=subprocess.DEVNULL, timeout=LONGEST_S).returncode
    assert not code, f"{command}: {said.read_text()}"


def _write(folder: Path, smtp: int, imap: int) -> None:
    for name in ("etc", "queue", "data", "mail", "run"):
        (folder / name).mkdir()
    (folder / "mail").chmod(0o1777)
    shutil.chown(folder / "data", "postfix")
    values = {"folder": folder, "smtp": smtp, "imap": imap, "password": PASSWORD}
    for name, text in (("etc/main.cf", MAIN), ("etc/master.cf", MASTER), ("dovecot.conf", DOVECOT)):
        (folder / name).write_text(text.format(**values))
    (folder / "etc/bounce.cf").write_text(BOUNCE)


@contextmanager
def real_mail(settings: Any) -> Iterator[RealMail]:
    """Both servers, and our settings leading to them."""
    if why_not():
        pytest.skip(why_not())
    folder = Path(tempfile.mkdtemp(prefix="spilno-mail-"))
    folder.chmod(0o755)
    smtp, imap = _free_ports()
    _write(folder, smtp, imap)
    try:
        _run(folder, "/usr/sbin/postfix", "-c", str(folder / "etc"), "start")
        _run(folder, "/usr/sbin/dovecot", "-c", str(folder / "dovecot.conf"))
        settings.MAIL_DELIVERY_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", smtp
        settings.NEWSLETTER_BOUNCE_ADDRESS = "list@example.test"
        made = RealMail(folder, smtp, imap)
        settings.NEWSLETTER_BOUNCE_MAILBOX = made.mailbox("list")
        yield made
    finally:
        subprocess.run(
            ["/usr/sbin/postfix", "-c", str(folder / "etc"), "stop"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        subprocess.run(
            ["/usr/sbin/dovecot", "-c", str(folder / "dovecot.conf"), "stop"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        shutil.rmtree(folder, ignore_errors=True)
