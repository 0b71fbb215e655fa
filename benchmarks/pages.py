"""Pages under load, beside a bare Django list view on the same server in the same run.

    python benchmarks/pages.py [--seconds N] [--connections N] [--workers N]

The floor is a view of ours alone, listing 50 of 10,000 rows of a table of its own, without middleware of any kind.
Both are served by granian on the loopback; the load comes from this process, so that the figures compare with each
other and with nothing else. Each kind of page is asked for without a cookie, first many different ones from a server that
keeps no pages, then one again and again from a server that does. Needs registers in SPILNO_HOME, and partnerships for the
pages of the registry (`network.py` fills 100,000); the floor's table lives in a temporary database.
"""

import argparse
import contextlib
import http.client
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


@contextlib.contextmanager
def served(target: str, folder: Path, workers: int, probe: str, **environment: str) -> Iterator[tuple[int, int]]:
    """The application of `target` until the block ends: (port on the loopback, process). Waits for the first page."""
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
        yield port, server.pid
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()


def cpu_seconds(server: int) -> float:
    """Processor time that a process and its children have taken so far (Linux)."""
    ticks, family = 0, {server}
    stats = []
    for file in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = file.read_text().rpartition(")")[2].split()
            stats.append((int(file.parent.name), int(fields[1]), int(fields[11]) + int(fields[12])))
    for pid, parent, spent in sorted(stats):
        if pid in family or parent in family:
            family.add(pid)
            ticks += spent
    return ticks / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Measured:
    """cpu_ms: processor time of the server for one page; the rest as the visitors saw it, under load."""

    cpu_ms: float
    requests_s: float
    p50_ms: float
    p95_ms: float
    bytes: int


def load(served: tuple[int, int], addresses: list[str], connections: int, seconds: float) -> Measured:
    """Ask for the addresses in turn over several connections. Ends the program at any other answer than 200."""
    port, server = served
    times: list[float] = []
    sizes: list[int] = []
    faults: list[str] = []
    stop = time.monotonic() + seconds

    def visitor(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        at = number
        while time.monotonic() < stop and not faults:
            address = addresses[at % len(addresses)]
            start = time.perf_counter()
            connection.request("GET", address)
            answer = connection.getresponse()
            body = answer.read()
            if answer.status != 200:
                faults.append(f"{address}: {answer.status}")
            times.append((time.perf_counter() - start) * 1e3)
            sizes.append(len(body))
            at += connections
        connection.close()

    visitors = [threading.Thread(target=visitor, args=(number,)) for number in range(connections)]
    begun, before = time.monotonic(), cpu_seconds(server)
    for one in visitors:
        one.start()
    for one in visitors:
        one.join()
    taken, spent = time.monotonic() - begun, cpu_seconds(server) - before
    if faults or not times:
        sys.exit(f"a page did not answer: {faults[:1]}")
    count = len(times)
    return Measured(
        spent / count * 1e3, count / taken, quantile(times, 0.5), quantile(times, 0.95), sum(sizes) // count
    )


def addresses() -> dict[str, list[str]]:
    """Pages to ask for: many different ones of each kind, so that no cache of one page answers."""
    from spilno.exchange.queries.reports import published_reports
    from spilno.partnerships.models import Partnership
    from spilno.places.models import Area, AreaCode

    towns = Area.objects.current().filter(country="DE", level="municipality", population__gt=20_000).order_by("pk")
    codes = AreaCode.objects.filter(scheme="AGS", area__in=towns.values("pk")).order_by("code")
    ags = [code for code in codes.values_list("code", flat=True) if len(code) == 8][::7]
    katottg = AreaCode.objects.filter(scheme="KATOTTG", area__level="municipality").order_by("code")
    hromadas = list(katottg.values_list("code", flat=True))[::11]
    words = ["Unna", "Winniza", "Oleksandrivka", "Харків", "Mariupol", "Lwiw", "Frankfurt", "Dnipro", "Tscherkassy"]
    relations = list(Partnership.objects.published().order_by("pk").values_list("pk", flat=True)[:4000:9])
    found = {
        "result page": [f"/en/match/?place=ags:{code}" for code in ags],
        "place page": [f"/uk/places/katottg/{code}/" for code in hromadas],
        "place search": [f"/de/places/?q={quote(word)}" for word in words],
        "levels": [f"/de/levels/?place=ags:{code}" for code in ags],
        "home": ["/en/", "/de/", "/uk/"],
        "registry": [f"/de/partnerships/?page={number}" for number in range(1, len(relations) // 3 + 2)],
        "registry, one word": [f"/uk/partnerships/?q={quote(word)}" for word in words],
        "partnership page": [f"/de/partnerships/{pk}/" for pk in relations],
        "request list": [f"/uk/requests/?q={quote(word)}" for word in ["", *words]],
        "report page": [f"/de/exchange/reports/{pk}/" for pk in published_reports().values_list("pk", flat=True)[:50]],
        "meetings": [f"/{language}/exchange/?page={page}" for language in ("en", "de", "uk") for page in (1,)],
    }
    return {kind: some for kind, some in found.items() if some}


def main() -> None:
    parser = argparse.ArgumentParser(description="Pages under load beside a bare Django list view.")
    parser.add_argument("--seconds", type=float, default=4.0, help="for each kind of page")
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--json", action="store_true", help="one JSON line in place of the table")
    options = parser.parse_args()
    set_up()
    need_registers("KATOTTG", "AGS")
    lines = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = str(folder / "floor.sqlite3")
        fill = [sys.executable, "-c", "import floor; floor.fill()"]
        subprocess.run(fill, cwd=ROOT / "benchmarks", env=os.environ | {"FLOOR_DATABASE": database}, check=True)
        with served("floor:application", folder, options.workers, "/", FLOOR_DATABASE=database) as server:
            some = [f"/?start={start}" for start in range(0, 9_900, 37)]
            load(server, some, 1, 1.0)
            floor = load(server, some, options.connections, options.seconds)
        lines.append(["bare list view, 50 of 10,000", *astuple(floor), 1.0])
        asked = addresses()
        for mode, megabytes in (("", "0"), (", kept", "64")):
            probe, keeping = asked["result page"][0], {"SPILNO_PAGE_CACHE_MB": megabytes}
            with served("spilno.config.wsgi:application", folder, options.workers, probe, **keeping) as server:
                for kind, every in asked.items():
                    some = every[:1] if mode else every
                    # Each worker reads its index and market for the first visitor: that is the start, not the page.
                    load(server, some, options.connections, 2.0)
                    found = load(server, some, options.connections, options.seconds)
                    lines.append([kind + mode, *astuple(found), floor.cpu_ms / found.cpu_ms])
    if options.json:
        print(json.dumps({str(line[0]): line[1:] for line in lines}))
        return
    head = ["page", "CPU ms", "requests/s", "p50 ms", "p95 ms", "bytes", "share of the floor"]
    title = f"{options.connections} connections, {options.seconds:g} s each, granian with {options.workers} workers"
    table(title, head, lines)


if __name__ == "__main__":
    main()
