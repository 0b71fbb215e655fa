"""How fast the newsletter leaves, beside Django's own ways, django-post_office and what the mail server can take.

    python benchmarks/newsletter_rate.py [--mails N] [--rounds N]

One process sends mails of about 13 kB, personalised, to a sink on loopback; ours and django-post_office's state is kept in
a PostgreSQL cluster of the benchmark's own with durable commits. `per core` is mails for each second of processor time of
the sender and its database connection together, so that other work on the machine counts little. Needs Linux. The last
line is JSON.
"""

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from cluster import free_port, own_cluster, use_own_python
from common import issue_on_its_way

LETTERS = 2700
TOGETHER = 16


@contextmanager
def sink() -> Iterator[int]:
    """A mail server in a process of its own; its port."""
    port = free_port()
    command = [sys.executable, str(Path(__file__).with_name("mail_sink.py")), str(port)]
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert server.stdin and server.stdout
    server.stdout.readline()
    try:
        yield port
    finally:
        server.stdin.close()
        server.wait(10)


def backend_seconds() -> float:
    """Processor time of the PostgreSQL process behind this connection."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def timed_run(work: Callable[[], int]) -> dict[str, float]:
    """`work` sends and says how many. Mails a second by the clock, and for each second of processor time."""
    before, own, began = backend_seconds(), time.process_time(), time.perf_counter()
    number = work()
    wall, mine = time.perf_counter() - began, time.process_time() - own
    used = mine + backend_seconds() - before
    return {"mails": number, "per_second": number / wall, "per_core": number / used, "sender_only": number / mine}


# --- Those who send ---------------------------------------------------------------------------------------------------


class Senders:
    """Each sends the same mail; what they need is prepared before the clock runs."""

    def __init__(self, port: int) -> None:
        from spilno.newsletter import content
        from spilno.newsletter.models import Edition

        self.port = port
        self.issue = issue_on_its_way(1, LETTERS)
        self.letter = content.letter(Edition.objects.select_related("issue").get(issue=self.issue), "test")

    def _queue(self, number: int) -> None:
        """Our own queue, filled anew with so many deliveries."""
        from django.db import connection

        from spilno.newsletter.enums import SubscriberStatus
        from spilno.newsletter.models import Delivery, Issue, Subscriber
        from spilno.newsletter.recipients import queue_deliveries

        Delivery.objects.all().delete()
        missing = number - Subscriber.objects.count()
        last = Subscriber.objects.order_by("-pk").values_list("pk", flat=True)[0]
        Subscriber.objects.bulk_create(
            Subscriber(email=f"s{last + one}@example.org", language="de", status=SubscriberStatus.ACTIVE)
            for one in range(max(0, missing))
        )
        Issue.objects.filter(pk=self.issue).update(state="sending", finished_at=None)
        queue_deliveries(Issue.objects.get(pk=self.issue), ["de"])
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE newsletter_delivery, newsletter_subscriber")

    def ours(self, window: int, number: int) -> dict[str, float]:
        from spilno.newsletter.delivery import Courier

        self._queue(number)
        return timed_run(lambda: Courier(window).run(once=True))

    def _messages(self, number: int, connection: object) -> Iterator[object]:
        from django.core.mail import EmailMultiAlternatives

        for one in range(number):
            message = EmailMultiAlternatives(
                self.letter.subject,
                self.letter.text.replace("unsubscribe", f"unsubscribe-{one}"),
                to=[f"r{one}@example.org"],
                connection=connection,
            )
            message.attach_alternative(self.letter.html.replace("unsubscribe", f"unsubscribe-{one}"), "text/html")
            yield message

    def django_naive(self, number: int) -> dict[str, float]:
        """A connection for each mail, as `send_mail` does it."""
        return timed_run(lambda: sum(message.send() for message in self._messages(number, None)))  # type: ignore[attr-defined]

    def django_kept(self, number: int) -> dict[str, float]:
        from django.core.mail import get_connection

        def work() -> int:
            with get_connection() as kept:
                return sum(message.send() for message in self._messages(number, kept))  # type: ignore[attr-defined]

        return timed_run(work)

    def post_office(self, number: int) -> dict[str, float]:
        """Its queue in the same database, with its own defaults: batches of 100, five threads."""
        from post_office import mail
        from post_office.models import Email

        Email.objects.all().delete()
        mail.send_many(
            [
                {
                    "sender": "Spilno <noreply@localhost>",
                    "recipients": [f"r{one}@example.org"],
                    "subject": self.letter.subject,
                    "message": self.letter.text.replace("unsubscribe", f"unsubscribe-{one}"),
                    "html_message": self.letter.html.replace("unsubscribe", f"unsubscribe-{one}"),
                }
                for one in range(number)
            ]
        )

        def work() -> int:
            sent = 0
            while (done := mail.send_queued(processes=1)[0]) > 0:
                sent += done
            return sent

        return timed_run(work)

    def limit(self, number: int) -> dict[str, float]:
        """What the sink takes: ready bytes, sixteen mails in one write, no state anywhere."""
        from spilno.newsletter import mime
        from spilno.newsletter.models import Edition

        mould = mime.mould(Edition.objects.select_related("issue").get(issue=self.issue))
        mails = []
        for one in range(TOGETHER):
            content = mould.fill(to=f"r{one}@example.org", key="k" * 22, delivery_id=one, now=0)
            mails.append(f"MAIL FROM:<a@b.de>\r\nRCPT TO:<r{one}@example.org>\r\nDATA\r\n".encode() + content)
        self.bytes = len(mails[0])
        block, turns = b"".join(mails), number // TOGETHER

        def work() -> int:
            with socket.create_connection(("127.0.0.1", self.port)) as line:
                line.recv(1000)
                for _turn in range(turns):
                    line.sendall(block)
                    taken = 0
                    while taken < TOGETHER:
                        taken += line.recv(1 << 16).count(b"250 taken")
            return turns * TOGETHER

        return timed_run(work)


def compare(senders: Senders, mails: int, rounds: int) -> dict[str, dict[str, float]]:
    """Every sender once a round, so that what else happens on the machine meets all; the median of each."""
    ways: dict[str, Callable[[], dict[str, float]]] = {
        "Django, a connection for each mail": lambda: senders.django_naive(mails // 10),
        "Django, kept connection": lambda: senders.django_kept(mails // 5),
        "django-post_office": lambda: senders.post_office(mails // 10),
        "ours, window 1": lambda: senders.ours(1, mails // 4),
        "ours, window 16": lambda: senders.ours(16, mails),
        "the sink's limit": lambda: senders.limit(mails * 2),
    }
    found: dict[str, list[dict[str, float]]] = {name: [] for name in ways}
    for number in range(rounds):
        for name, way in ways.items():
            found[name].append(way())
            print(f"round {number + 1}: {name}: {found[name][-1]['per_second']:,.0f}/s", file=sys.stderr)
    return {
        name: {key: round(statistics.median(one[key] for one in runs), 1) for key in runs[0]}
        for name, runs in found.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mails", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    use_own_python()
    with own_cluster() as (folder, cluster), sink() as port:
        os.environ |= {
            "SPILNO_HOME": str(folder),
            "DATABASE_URL": cluster.url,
            "SPILNO_SMTP_URL": f"smtp://127.0.0.1:{port}",
            "SPILNO_LOG_LEVEL": "CRITICAL",
        }
        os.environ["DJANGO_SETTINGS_MODULE"] = "newsletter_rate_settings"
        import django

        django.setup()
        senders = Senders(port)
        found = compare(senders, max(100, given.mails), max(1, given.rounds))
    for name, one in found.items():
        print(f"{name:36} {one['per_second']:>10,.0f}/s {one['per_core']:>10,.0f} per core")
    one, sixteen = found["ours, window 1"], found["ours, window 16"]
    report = {
        "bytes": senders.bytes,
        "cores": os.cpu_count(),
        "senders": found,
        "window_1_beside_kept": round(one["per_core"] / found["Django, kept connection"]["per_core"], 2),
        "window_16_beside_post_office": round(sixteen["per_core"] / found["django-post_office"]["per_core"], 2),
        "window_16_of_the_limit": round(sixteen["per_second"] / found["the sink's limit"]["per_second"], 3),
    }
    print(json.dumps(report))


if __name__ == "__main__":
    main()
