"""Kill the newsletter's workers and stop its database again and again; count what was lost or came twice.

Starts its own PostgreSQL cluster and its own mail server (aiosmtpd). The last line is JSON.
"""

import argparse
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from aiosmtpd.controller import Controller

LONGEST_S = 600


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])


class Cluster:
    """A PostgreSQL of our own, with durable commits; as the user postgres where we are root."""

    def __init__(self, folder: Path) -> None:
        self.bin = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
        self.data, self.port = folder / "data", free_port()
        self.prefix = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        if self.prefix:
            subprocess.run(["chown", "postgres", folder], check=True)
        self.call("initdb", "-D", self.data, "-U", "postgres", "-A", "trust")
        self.start()

    def call(self, name: str, *arguments: object) -> None:
        command = [*self.prefix, str(self.bin / name), *map(str, arguments)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=50"
        self.call("pg_ctl", "-D", self.data, "-w", "-l", self.data / "log", "-o", options, "start")

    def stop(self) -> None:
        self.call("pg_ctl", "-D", self.data, "-m", "immediate", "stop")

    @property
    def url(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"


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


def prepare(recipients: int) -> int:
    """An issue on its way to so many; returns its id."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from spilno.accounts.models import User
    from spilno.newsletter.actions import issues as actions
    from spilno.newsletter.enums import SubscriberStatus
    from spilno.newsletter.models import Issue, Subscriber

    office = User.objects.create_user("office@example.org")
    Subscriber.objects.bulk_create(
        Subscriber(email=f"r{one}@example.org", language="de", status=SubscriberStatus.ACTIVE)
        for one in range(recipients)
    )
    issue = actions.create_issue(subjects={"de": "Neues"}, acting_user=office)
    text = "Ein Absatz mit Umlauten: äöü. " * 30
    actions.add_block(issue, texts={"de": ("Guten Tag", "\n\n".join([text] * 6))}, acting_user=office)
    actions.send_test(issue, acting_user=office)
    issue = Issue.objects.get(pk=issue.pk)
    actions.schedule_issue(issue, at=None, version=issue.version, acting_user=office)
    actions.start_due_issues(acting_user=None)
    return issue.pk


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
        share = arguments.recipients * 0.9 * (number + 1) / (len(blows) + 1)
        patience = time.monotonic() + 4
        while len(sink.got) < share and time.monotonic() < patience:
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

    issue = prepare(arguments.recipients)
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recipients", type=int, default=5000)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--database-stops", type=int, default=20)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--window", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="spilno-crash-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "postgres").mkdir()
        cluster, sink, port = Cluster(folder / "postgres"), Sink(), free_port()
        controller = Controller(sink, hostname="127.0.0.1", port=port)
        controller.start()
        os.environ |= {
            "SPILNO_HOME": str(folder),
            "DATABASE_URL": cluster.url,
            "SPILNO_SMTP_URL": f"smtp://127.0.0.1:{port}",
            "DJANGO_SETTINGS_MODULE": "spilno.config.settings",
            "SPILNO_LOG_LEVEL": "CRITICAL",
        }
        import django

        django.setup()
        try:
            result = measure(arguments, cluster, sink)
        finally:
            controller.stop()
            cluster.stop()
    print(json.dumps(result))


if __name__ == "__main__":
    main()
