"""A live consultation with many listeners: how long until all have seen a change of phase.

    python benchmarks/live_case.py [--listeners N] [--changes N] [--workers N]

Server and listeners share this machine's cores; the database is a temporary SQLite file. Each listener asks the stream
of server-sent events again after the pause that the server names. The last line is JSON.
"""

import argparse
import http.client
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from pages import SERVE, free_port

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
DEADLINE_S = 15.0
LONGEST_START_S = 120


def fill() -> tuple[int, dict[str, str]]:
    """A running consultation of four; its key, and a session for each of them."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    from django.test import Client

    from spilno.exchange.actions.cases import begin_case
    from spilno.exchange.tests.test_cases import a_group
    from tests.cast import load_network

    network = load_network()
    case = a_group(network)
    begin_case(case, acting_user=network.dortmund_editor)
    sessions = {}
    for name in ("dortmund_editor", "zhytomyr_owner", "zhytomyr_editor", "unna_owner"):
        client = Client()
        client.force_login(getattr(network, name))
        sessions[name] = client.cookies["sessionid"].value
    return case.pk, sessions


class Audience:
    """Listeners, each with a connection of its own, and when each first saw a version."""

    def __init__(self, port: int, path: str, sessions: dict[str, str], number: int) -> None:
        self.port, self.path, self.number = port, path, number
        self.seen: dict[int, dict[int, float]] = {}
        self.requests = self.errors = 0
        self.stop = threading.Event()
        self.lock = threading.Lock()
        names = list(sessions)
        for one in range(number):
            cookie = f"sessionid={sessions[names[one % len(names)]]}"
            threading.Thread(target=self._listen, args=(one, cookie), daemon=True).start()

    def _listen(self, one: int, cookie: str) -> None:
        time.sleep(0.7 * one / self.number)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        while not self.stop.is_set():
            pause = 1.0
            try:
                connection.request("GET", self.path, headers={"Cookie": cookie})
                text = connection.getresponse().read().decode()
                version = json.loads(text.split("data: ")[1].split("\n")[0])["version"]
                pause = int(text.split("retry: ")[1].split("\n")[0]) / 1000
                with self.lock:
                    self.requests += 1
                    self.seen.setdefault(version, {}).setdefault(one, time.monotonic())
            except (OSError, http.client.HTTPException, IndexError):
                self.errors += 1
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            time.sleep(pause)

    def arrive(self) -> None:
        """Until each has had an answer: a server that has just started loads the whole site first."""
        began = time.monotonic()
        while len({one for seen in list(self.seen.values()) for one in list(seen)}) < self.number:
            if time.monotonic() - began > LONGEST_START_S:
                raise SystemExit("the listeners found no server")
            time.sleep(0.1)

    def last_to_see(self, version: int, began: float) -> float:
        while len(self.seen.get(version, {})) < self.number and time.monotonic() - began < DEADLINE_S:
            time.sleep(0.005)
        found = self.seen.get(version, {})
        return max(found.values()) - began if len(found) == self.number else float("inf")


def change_phase(port: int, page: str, session: str, button: str) -> float:
    """The moderator presses a button as a browser does; the moment before it was pressed."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", page, headers={"Cookie": f"sessionid={session}"})
    answer = connection.getresponse()
    text = answer.read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)
    position = re.search(r'name="position" value="(\d+)"', text)
    assert token and position
    csrf = next(value for name, value in answer.getheaders() if name.lower() == "set-cookie" and "csrf" in value)
    head = {
        "Cookie": f"sessionid={session}; {csrf.split(';')[0]}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    body = f"csrfmiddlewaretoken={token[1]}&position={position[1]}&{button}=1"
    began = time.monotonic()
    connection.request("POST", f"{page}move/", body=body, headers=head)
    connection.getresponse().read()
    return began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--listeners", type=int, default=100)
    parser.add_argument("--changes", type=int, default=10)
    parser.add_argument("--workers", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"SPILNO_HOME": folder, "DJANGO_SETTINGS_MODULE": "spilno.config.settings"}
        case, sessions = fill()
        port = free_port()
        server = subprocess.Popen(
            [sys.executable, "-c", SERVE, "spilno.config.wsgi:application", str(port), str(given.workers)],
            env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
            start_new_session=True,
        )
        try:
            page = f"/de/exchange/cases/{case}/"
            audience = Audience(port, f"{page}stream/", sessions, given.listeners)
            audience.arrive()
            audience.errors, delays = 0, []
            for change in range(given.changes):
                known = max(audience.seen)
                began = change_phase(port, page, sessions["dortmund_editor"], "back" if change % 2 else "next")
                delays.append(round(audience.last_to_see(known + 1, began), 3))
                time.sleep(0.3)
            audience.stop.set()
        finally:
            # With its workers: one that still answers a listener does not end by itself.
            os.killpg(server.pid, signal.SIGKILL)
            server.wait(20)
    report = {"listeners": given.listeners, "cores": os.cpu_count(), "all_have_seen_after_s": delays}
    print(json.dumps(report | {"worst_s": max(delays), "errors": audience.errors}))


if __name__ == "__main__":
    main()
