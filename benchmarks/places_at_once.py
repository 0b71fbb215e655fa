"""Places of a meeting under parallel registrations: exactly as many as there are, the waiting list in order.

    python benchmarks/places_at_once.py [--people N] [--places N] [--rounds N] [--threads N]

Works in a database of its own: on the server that SPILNO_TEST_POSTGRES names, else a temporary SQLite file. Every person
registers in a connection of their own; the last line is JSON.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]


def one_round(people: list, network: object, places: int, threads: int) -> dict[str, object]:
    """One meeting, everybody at once; what came of it and how long it took."""
    from django.db import connections

    from spilno.exchange.actions.registering import register
    from spilno.exchange.enums import Stage
    from spilno.exchange.models import Meeting, Registration
    from spilno.exchange.queries.registrations import place_in_queue
    from spilno.exchange.tests.meetings import a_meeting
    from spilno.organisations.queries.rights import Acting

    meeting = a_meeting(network, capacity=places)

    def ask(user: object) -> None:
        try:
            acting = Acting(user, network.unna, None)
            register(acting, Meeting.objects.get(pk=meeting.pk), stage=Stage.PARTNERSHIP)
        finally:
            connections.close_all()

    began = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(ask, people))
    seconds = time.perf_counter() - began
    rows = Registration.objects.filter(meeting=meeting).order_by("queued_at", "pk")
    states = [row.status for row in rows]
    waiting = list(Registration.objects.waiting().filter(meeting=meeting))
    return {
        "places": states.count("registered"),
        "waiting": len(waiting),
        "in_order": states == sorted(states) and [place_in_queue(one) for one in waiting[:5]] == [1, 2, 3, 4, 5],
        "seconds": seconds,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--places", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--threads", type=int, default=32)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SPILNO_HOME"] = folder
        os.environ["DATABASE_URL"] = os.environ.get("SPILNO_TEST_POSTGRES") or f"sqlite:///{folder}/spilno.sqlite3"
        os.environ["DJANGO_SETTINGS_MODULE"] = "spilno.config.settings"
        import django

        django.setup()
        from django.db import connection
        from django.test.utils import setup_databases, teardown_databases

        if connection.vendor == "sqlite":
            # A file, as in real life: two connections to it wait for each other instead of failing.
            connection.settings_dict["TEST"]["NAME"] = f"{folder}/test.sqlite3"
        kept = setup_databases(verbosity=0, interactive=False)
        try:
            from tests.cast import load_network, person

            network = load_network()
            people = [person(f"participant_{number}") for number in range(given.people)]
            found = [one_round(people, network, given.places, given.threads) for _round in range(given.rounds)]
            vendor = connection.vendor
        finally:
            teardown_databases(kept, verbosity=0)
    report = {
        "database": vendor,
        "people": given.people,
        "rounds": given.rounds,
        "places_given": sorted({int(one["places"]) for one in found}),  # type: ignore[call-overload]
        "waiting": sorted({int(one["waiting"]) for one in found}),  # type: ignore[call-overload]
        "always_in_order": all(one["in_order"] for one in found),
        "registrations_per_second": round(given.people * given.rounds / sum(float(one["seconds"]) for one in found)),  # type: ignore[arg-type]
    }
    print(json.dumps(report))


if __name__ == "__main__":
    main()
