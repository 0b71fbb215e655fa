"""Pages under load, beside a bare Django list view on the same server in the same run.

    python benchmarks/pages.py [--seconds N] [--connections N] [--workers N] [--only PAGE]

The floor is a view of ours alone, listing 50 of 10,000 rows of a table of its own, without middleware of any kind, in a
temporary database on the server that the pages read. Both are served by granian on the loopback; the load comes from this
process, so that the figures compare with each other and with nothing else. Processor time is the server's and, of a
PostgreSQL on this machine, that of its connections. Each kind of page is asked for without a cookie, first many different
ones from a server that keeps no page, then one again and again from a server that does. How many different ones were asked
for is said: where there are fewer than were asked, pages came again, and what a process remembers of places and partners
served them. Needs registers in SPILNO_HOME, and partnerships for the pages of the registry (`network.py` fills 100,000).
"""

import argparse
import contextlib
import http.client
import itertools
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from pathlib import Path
from urllib.parse import quote

from common import ROOT, need_registers, quantile, set_up, table

SERVE = """
import sys
from granian import Granian
from granian.constants import Interfaces
Granian(sys.argv[1], address="127.0.0.1", port=int(sys.argv[2]), interface=Interfaces.WSGI, workers=int(sys.argv[3]),
        blocking_threads=2, log_access=False, log_enabled=False).serve()
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Served:
    """An application on the loopback: its port and process, and its database's name where that is on PostgreSQL."""

    port: int
    process: int
    database: str

    def cpu_seconds(self) -> float:
        """Processor time so far of the process, its children and its database's connections (Linux)."""
        ticks, family = 0, {self.process}
        stats = []
        for file in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                fields = file.read_text().rpartition(")")[2].split()
                title = (file.parent / "cmdline").read_text().split()
                connected = bool(self.database) and title[:1] == ["postgres:"] and self.database in title
                stats.append((int(file.parent.name), int(fields[1]), int(fields[11]) + int(fields[12]), connected))
        for pid, parent, spent, connected in sorted(stats):
            if pid in family or parent in family:
                family.add(pid)
                ticks += spent
            elif connected:
                ticks += spent
        return ticks / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def floor_database(folder: Path) -> Iterator[tuple[str, str]]:
    """Address of an empty database like the installation's own, for the block, and its name on PostgreSQL."""
    from django.conf import settings
    from django.db import connection

    if connection.vendor != "postgresql":
        yield f"sqlite:///{folder / 'floor.sqlite3'}", ""
        return
    own = settings.DATABASES["default"]
    name = f"spilno_floor_{os.getpid()}"
    user = quote(own["USER"], safe="") + (f":{quote(own['PASSWORD'], safe='')}" if own["PASSWORD"] else "")
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    try:
        yield f"postgresql://{user}@{own['HOST']}:{own['PORT'] or 5432}/{name}?conn_max_age=600", name
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextlib.contextmanager
def served(target: str, folder: Path, workers: int, probe: str, database: str, **environment: str) -> Iterator[Served]:
    """The application of `target` until the block ends. Waits for the first page."""
    port = free_port()
    path = os.pathsep.join([str(ROOT / "benchmarks"), str(ROOT / "src")])
    script = folder / "serve.py"
    script.write_text(SERVE, encoding="utf-8")
    command = [sys.executable, str(script), target, str(port), str(workers)]
    server = subprocess.Popen(command, env=os.environ | {"PYTHONPATH": path} | environment)
    try:
        deadline = time.monotonic() + 90
        while True:
            if server.poll() is not None or time.monotonic() > deadline:
                sys.exit(f"{target}: no answer from granian")
            with contextlib.suppress(OSError, http.client.HTTPException):
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
                connection.request("GET", probe)
                if connection.getresponse().status < 500:
                    break
            time.sleep(0.1)
        yield Served(port, server.pid, database)
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()


@dataclass(frozen=True)
class Measured:
    """cpu_ms: processor time of the server for one page; the rest as the visitors saw it, under load."""

    cpu_ms: float
    requests_s: float
    p50_ms: float
    p95_ms: float
    bytes: int
    asked: int
    different: int


def load(served: Served, addresses: list[str], connections: int, seconds: float, first: int = 0) -> Measured:
    """Ask for the addresses in turn over several connections. Ends the program at any other answer than 200.

    first: where to begin, so that what the server was warmed with is not asked for again at once.
    """
    turns = itertools.count(first)
    times: list[float] = []
    sizes: list[int] = []
    faults: list[str] = []
    stop = time.monotonic() + seconds

    def visitor() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=30)
        while time.monotonic() < stop and not faults:
            address = addresses[next(turns) % len(addresses)]
            start = time.perf_counter()
            connection.request("GET", address)
            answer = connection.getresponse()
            body = answer.read()
            if answer.status != 200:
                faults.append(f"{address}: {answer.status}")
            times.append((time.perf_counter() - start) * 1e3)
            sizes.append(len(body))
        connection.close()

    visitors = [threading.Thread(target=visitor) for _ in range(connections)]
    begun, before = time.monotonic(), served.cpu_seconds()
    for one in visitors:
        one.start()
    for one in visitors:
        one.join()
    taken, spent = time.monotonic() - begun, served.cpu_seconds() - before
    if faults or not times:
        sys.exit(f"a page did not answer: {faults[:1]}")
    count = len(times)
    middle, slow, different = quantile(times, 0.5), quantile(times, 0.95), min(count, len(addresses))
    return Measured(spent / count * 1e3, count / taken, middle, slow, sum(sizes) // count, count, different)


def addresses() -> dict[str, list[str]]:
    """Pages to ask for: many different ones of each kind, so that no cache of one page answers."""
    from spilno.exchange.queries.reports import published_reports
    from spilno.partnerships.models import Partnership
    from spilno.partnerships.views.registry import PER_PAGE
    from spilno.places.models import Area, AreaCode

    towns = Area.objects.current().filter(country="DE", level="municipality", population__gt=20_000).order_by("pk")
    codes = AreaCode.objects.filter(scheme="AGS", area__in=towns.values("pk")).order_by("code")
    ags = [code for code in codes.values_list("code", flat=True) if len(code) == 8][::7]
    katottg = AreaCode.objects.filter(scheme="KATOTTG", area__level="municipality").order_by("code")
    # More than a process keeps drawn, so that each is drawn anew.
    hromadas = list(katottg.values_list("code", flat=True))
    words = ["Unna", "Winniza", "Oleksandrivka", "Харків", "Mariupol", "Lwiw", "Frankfurt", "Dnipro", "Tscherkassy"]
    published = Partnership.objects.published()
    relations = list(published.order_by("pk").values_list("pk", flat=True)[:4000:9])
    last = -(-published.count() // PER_PAGE)
    found = {
        "result page": [f"/en/match/?place=ags:{code}" for code in ags],
        "place page": [f"/uk/places/katottg/{code}/" for code in hromadas],
        "place search": [f"/de/places/?q={quote(word)}" for word in words],
        "levels": [f"/de/levels/?place=ags:{code}" for code in ags],
        "home": ["/en/", "/de/", "/uk/"],
        "registry": [f"/de/partnerships/?page={number}" for number in range(1, len(relations) // 3 + 2)],
        "registry, from end to end": [
            f"/de/partnerships/?page={number}" for number in range(1, last + 1, last // 400 + 1)
        ],
        "registry, one word": [f"/uk/partnerships/?q={quote(word)}" for word in words],
        "partnership page": [f"/de/partnerships/{pk}/" for pk in relations],
        "request list": [f"/uk/requests/?q={quote(word)}" for word in ["", *words]],
        "report page": [f"/de/exchange/reports/{pk}/" for pk in published_reports().values_list("pk", flat=True)[:50]],
        "meetings": [f"/{language}/exchange/?page={page}" for language in ("en", "de", "uk") for page in (1,)],
    }
    return {kind: some for kind, some in found.items() if some}


def floor_of(folder: Path, address: str, database: str, options: argparse.Namespace) -> Measured:
    environment = {"FLOOR_DATABASE": address}
    fill = [sys.executable, "-c", "import floor; floor.fill()"]
    subprocess.run(fill, cwd=ROOT / "benchmarks", env=os.environ | environment, check=True)
    with served("floor:application", folder, options.workers, "/", database, **environment) as server:
        some = [f"/?start={start}" for start in range(0, 9_900, 37)]
        load(server, some, 1, 1.0)
        return load(server, some, options.connections, options.seconds)


def pages(folder: Path, options: argparse.Namespace) -> Iterator[tuple[str, Measured]]:
    """Each kind of page from a server that keeps none, then from one that does."""
    from django.conf import settings
    from django.db import connection

    database = settings.DATABASES["default"]["NAME"] if connection.vendor == "postgresql" else ""
    asked = {kind: some for kind, some in addresses().items() if not options.only or kind in options.only}
    probe = next(iter(asked.values()))[0]
    for mode, megabytes in (("", "0"), (", kept", "64")):
        keeping = {"SPILNO_PAGE_CACHE_MB": megabytes}
        if database:
            # What a connection took is forgotten when it ends.
            address = os.environ["DATABASE_URL"]
            keeping["DATABASE_URL"] = f"{address}{'&' if '?' in address else '?'}conn_max_age=600"
        with served("spilno.config.wsgi:application", folder, options.workers, probe, database, **keeping) as server:
            for kind, every in asked.items():
                some = every[:1] if mode else every
                # Each worker reads its index and market for the first visitor: that is the start, not the page.
                warmed = load(server, some, options.connections, 2.0).asked
                yield kind + mode, load(server, some, options.connections, options.seconds, first=warmed)


def main() -> None:
    parser = argparse.ArgumentParser(description="Pages under load beside a bare Django list view.")
    parser.add_argument("--seconds", type=float, default=4.0, help="for each kind of page")
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument(
        "--only", action="append", default=[], metavar="PAGE", help="one kind of page; may be given again"
    )
    parser.add_argument("--json", action="store_true", help="one JSON line in place of the table")
    options = parser.parse_args()
    set_up()
    need_registers("KATOTTG", "AGS")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with floor_database(folder) as (address, database):
            floor = floor_of(folder, address, database, options)
        lines = [["bare list view, 50 of 10,000", *astuple(floor), 1.0]]
        lines += [[kind, *astuple(found), floor.cpu_ms / found.cpu_ms] for kind, found in pages(folder, options)]
    if options.json:
        print(json.dumps({str(line[0]): line[1:] for line in lines}))
        return
    head = ["page", "CPU ms", "requests/s", "p50 ms", "p95 ms", "bytes", "asked", "different", "share of the floor"]
    title = f"{options.connections} connections, {options.seconds:g} s each, granian with {options.workers} workers"
    table(title, head, lines)


if __name__ == "__main__":
    main()
