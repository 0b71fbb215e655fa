"""How lists link: every row of the published twin towns, with the coordinates of the file as truth, never as hints.

    SPILNO_HOME=… DJANGO_SETTINGS_MODULE=spilno.config.settings python benchmarks/lists.py FILE

Registers and geonames have to be loaded, `twins` not: its places would come from the very file.
"""

import sys
import time
from collections import Counter
from pathlib import Path

import django

django.setup()

from spilno.partnerships.importing.lists import plan_list  # noqa: E402
from spilno.partnerships.importing.reading import read_list  # noqa: E402
from spilno.places.importers.positions import km  # noqa: E402
from spilno.places.models import Area  # noqa: E402

NEAR_KM = 25
SIDES = {1: ("originlat", "originlong"), 2: ("destinationlat", "destinationlong")}


def main(path: Path) -> None:
    raw = path.read_bytes()
    sheet = read_list(raw, path.name)
    begun = time.perf_counter()
    plan = plan_list(raw, path.name, None, None)[2]
    print(f"{len(plan.rows)} rows in {time.perf_counter() - begun:.1f} s: {plan.account}")
    points = {pk: (lat, lon) for pk, lat, lon in Area.objects.exclude(lat=None).values_list("pk", "lat", "lon")}
    for side, columns in SIDES.items():
        north, east = (sheet.header.index(column) for column in columns)
        counted: Counter[str] = Counter()
        for planned, row in zip(plan.rows, sheet.rows, strict=True):
            party = next((one for one in planned.checked.parties if one.side == side), None)
            if party is None or not row.cells[north]:
                continue
            truth = (float(row.cells[north]), float(row.cells[east]))
            counted[party.status] += 1
            if party.area in points:
                counted["right" if km(truth, points[party.area]) < NEAR_KM else "wrong"] += 1
            elif party.candidates:
                near = (km(truth, points[hit.id]) < NEAR_KM for hit in party.candidates if hit.id in points)
                counted["asked with the right one"] += any(near)
        share = counted["right"] / max(1, counted["right"] + counted["wrong"])
        print(f"side {side}: {dict(counted)}, linked sides right: {share:.4f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
