"""Pages under load, beside a bare Django list view on the same server in the same run.

    python benchmarks/pages.py [--seconds N] [--connections N] [--workers N]

The floor is a view of ours alone, listing 50 of 10,000 rows of a table of its own, without middleware of any kind.
Both are served by granian on the loopback; the load comes from this process, so that the figures compare with each
other and with nothing else. Needs registers in SPILNO_HOME; the floor's table lives in a temporary database.
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
def served(target: str, folder: Path, workers: int, probe: str, **environment: str) -> Iterator[int]:
    """The application of `target` on a port of the loopback, until the block ends; waits for the first page."""
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
        yield port
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()


def load(port: int, addresses: list[str], connections: int, seconds: float) -> tuple[float, float, float, int]:
    """Requests a second, p50 and p95 in milliseconds, mean bytes of a page. Ends the program at any other than 200."""
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
    begun = time.monotonic()
    for one in visitors:
        one.start()
    for one in visitors:
        one.join()
    if faults or not times:
        sys.exit(f"a page did not answer: {faults[:1]}")
    taken = time.monotonic() - begun
    return len(times) / taken, quantile(times, 0.5), quantile(times, 0.95), sum(sizes) // len(sizes)


def addresses() -> dict[str, list[str]]:
    """Pages to ask for: many different ones of each kind, so that no cache of one page answers."""
    from spilno.places.models import Area, AreaCode

    towns = Area.objects.current().filter(country="DE", level="municipality", population__gt=20_000).order_by("pk")
    codes = AreaCode.objects.filter(scheme="AGS", area__in=towns.values("pk")).order_by("code")
    ags = [code for code in codes.values_list("code", flat=True) if len(code) == 8][::7]
    katottg = AreaCode.objects.filter(scheme="KATOTTG", area__level="municipality").order_by("code")
    hromadas = list(katottg.values_list("code", flat=True))[::11]
    words = ["Unna", "Winniza", "Oleksandrivka", "Харків", "Mariupol", "Lwiw", "Frankfurt", "Dnipro", "Tscherkassy"]
    return {
        "result page": [f"/en/match/?place=ags:{code}" for code in ags],
        "place page": [f"/uk/places/katottg/{code}/" for code in hromadas],
        "place search": [f"/de/places/?q={quote(word)}" for word in words],
        "levels": [f"/de/levels/?place=ags:{code}" for code in ags],
        "home": ["/en/", "/de/", "/uk/"],
    }


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
        with served("floor:application", folder, options.workers, "/", FLOOR_DATABASE=database) as port:
            some = [f"/?start={start}" for start in range(0, 9_900, 37)]
            alone = load(port, some, 1, 1.5)
            floor = load(port, some, options.connections, options.seconds)
        lines.append(["bare list view, 50 of 10,000", alone[1], *floor, 1.0])
        asked = addresses()
        with served("spilno.config.wsgi:application", folder, options.workers, asked["result page"][0]) as port:
            for kind, some in asked.items():
                # Each worker reads its index and market for the first visitor: that is the start, not the page.
                load(port, some, options.connections, 2.0)
                alone = load(port, some, 1, 1.5)
                found = load(port, some, options.connections, options.seconds)
                lines.append([kind, alone[1], *found, found[0] / floor[0]])
    if options.json:
        print(json.dumps({str(line[0]): line[1:] for line in lines}))
        return
    head = ["page", "alone p50 ms", "requests/s", "p50 ms", "p95 ms", "bytes", "share of the floor"]
    title = f"{options.connections} connections, {options.seconds:g} s each, granian with {options.workers} workers"
    table(title, head, lines)


if __name__ == "__main__":
    main()
