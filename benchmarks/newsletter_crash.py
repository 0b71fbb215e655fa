"""Kill the newsletter's workers and stop its database again and again; count what was lost or came twice.

Starts its own PostgreSQL cluster and its own mail server (aiosmtpd). The last line is JSON.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from typing import NoReturn

from cluster import Cluster, free_port, own_cluster, use_own_python
from common import issue_on_its_way

LONGEST_S = 600


class Sink:
    def __init__(self) -> None:
        self.got: Counter[str] = Counter()

    async def handle_DATA(self, _server: object, _session: object, envelope: object) -> str:  # noqa: N802
        self.got[envelope.rcpt_tos[0]] += 1  # type: ignore[attr-defined]
        return "250 OK"


class Workers:
    """As many as asked for; a killed one is started anew."""

    def __init__(self, number: int, window: int) -> None:
        command = "import sys; from spilno.config.cli import main; sys.argv[0] = 'spilno'; main()"
        self.command = [sys.executable, "-c", command, "newsletter", "send", "--window", str(window)]
        self.running = [self.new() for _one in range(number)]

    def new(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def kill_one(self) -> None:
        place = random.randrange(len(self.running))
        self.running[place].send_signal(signal.SIGKILL)
        self.running[place].wait()
        self.running[place] = self.new()

    def revive(self) -> None:
        """Whoever ended by itself, e.g. because it started while the database was away."""
        self.running = [one if one.poll() is None else self.new() for one in self.running]

    def end(self) -> None:
        for one in self.running:
            one.kill()
            one.wait()


def numbers(issue: int) -> Counter[str]:
    from django.db import connection

    from spilno.newsletter.models import Delivery

    while True:
        try:
            return Counter(Delivery.objects.filter(issue=issue).values_list("state", flat=True))
        except Exception:
            connection.close()
            time.sleep(0.2)


def break_things(arguments: argparse.Namespace, cluster: Cluster, workers: Workers, sink: Sink) -> None:
    """Kills and stops in a random order, spread over the mails: the next comes when its share has arrived."""
    blows = ["kill"] * arguments.kills + ["stop"] * arguments.database_stops
    random.shuffle(blows)
    for number, blow in enumerate(blows):
        share = arguments.recipients * 0.95 * (number + 1) / (len(blows) + 1)
        known, patience = -1, 0.0
        while len(sink.got) < share:
            # On a busy machine mails come slowly: the next blow waits for its share as long as any come at all.
            if len(sink.got) != known:
                known, patience = len(sink.got), time.monotonic() + 10
            if time.monotonic() > patience:
                break
            time.sleep(random.uniform(0.001, 0.02))
            workers.revive()
        if blow == "kill":
            workers.kill_one()
        else:
            cluster.stop()
            time.sleep(random.uniform(0, 0.3))
            cluster.start()


def measure(arguments: argparse.Namespace, cluster: Cluster, sink: Sink) -> dict[str, object]:
    from django.db import connection

    from spilno.newsletter.models import Delivery

    issue = issue_on_its_way(arguments.recipients)
    begun = time.monotonic()
    workers = Workers(arguments.workers, arguments.window)
    try:
        break_things(arguments, cluster, workers, sink)
        last = time.monotonic()
        connection.close()
        while time.monotonic() - last < LONGEST_S:
            found = numbers(issue)
            if not found["queued"] and not found["claimed"]:
                break
            workers.revive()
            time.sleep(0.5)
        done = time.monotonic()
    finally:
        workers.end()
    doubts = set(Delivery.objects.filter(issue=issue, state="in_doubt").values_list("subscriber__email", flat=True))
    everybody = {f"r{one}@example.org" for one in range(arguments.recipients)}
    return {
        "sent": len(sink.got),
        "lost": len(everybody - set(sink.got) - doubts) + found["queued"] + found["claimed"],
        "duplicates": sum(number - 1 for number in sink.got.values()),
        "in_doubt": len(doubts),
        "in_doubt_but_received": len(doubts & set(sink.got)),
        "most_in_doubt_allowed": arguments.kills * arguments.window,
        "seconds_after_last_kill": round(done - last, 1),
        "rate": round(arguments.recipients / (done - begun), 1),
    }


def _number(low: int) -> "type[int]":
    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and low <= int(text[:9]) <= 1_000_000):
            raise argparse.ArgumentTypeError(f"{text[:20]!r} is no number from {low} to 1000000")
        return int(text)

    return read  # type: ignore[return-value]


def _leave(number: int, _frame: object) -> NoReturn:
    sys.exit(128 + number)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recipients", type=_number(1), default=5000)
    parser.add_argument("--kills", type=_number(0), default=100)
    parser.add_argument("--database-stops", type=_number(0), default=20)
    parser.add_argument("--workers", type=_number(1), default=2)
    parser.add_argument("--window", type=_number(1), default=1)
    arguments = parser.parse_args()
    use_own_python()
    # Whoever ends this program early leaves no server behind.
    signal.signal(signal.SIGTERM, _leave)
    with own_cluster(connections=arguments.workers * 2 + 30) as (folder, cluster):
        port = free_port()
        os.environ |= {
            "SPILNO_HOME": str(folder),
            "DATABASE_URL": cluster.url,
            "SPILNO_SMTP_URL": f"smtp://127.0.0.1:{port}",
            "DJANGO_SETTINGS_MODULE": "spilno.config.settings",
            "SPILNO_LOG_LEVEL": "CRITICAL",
        }
        from aiosmtpd.controller import Controller

        sink = Sink()
        controller = Controller(sink, hostname="127.0.0.1", port=port)
        controller.start()
        import django

        django.setup()
        try:
            result = measure(arguments, cluster, sink)
        finally:
            controller.stop()
    print(json.dumps(result))


if __name__ == "__main__":
    main()
