"""Names of towns abroad in German and Ukrainian: the embedded GeoNames carries spellings without their language.

`abroad.csv` holds what is certain: great towns by hand, and for others the one spelling of GeoNames that only Ukrainian can
have (it has і, ї or є and no letter of another language). Where that is not certain, or German has no name of its own that is
used today, a town keeps the name its source gives.
"""

import csv
from collections import defaultdict
from functools import cache
from importlib.resources import files
from typing import Any

from spilno.places.enums import AreaLevel
from spilno.places.importers.positions import Point, km
from spilno.places.models import Area

# Namesakes within one country lie farther apart; sources differ by less about where a town's middle is.
REACH_KM = 25.0
Names = list[tuple[Point, str, str]]


@cache
def _names() -> dict[tuple[str, str], Names]:
    """Country and name -> where that town is, and what it is called in German and Ukrainian."""
    found: dict[tuple[str, str], Names] = defaultdict(list)
    text = (files("spilno.places.importers") / "abroad.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        found[row["country"], row["name"]].append(((float(row["lat"]), float(row["lon"])), row["de"], row["uk"]))
    return found


def name_abroad(*_: Any) -> bool:
    """Give the places that GeoNames or a list of twin towns brought their names; what has names keeps them. Whether any
    was given one."""
    rows = Area.objects.filter(level=AreaLevel.PLACE, name_de="", name_uk="", lat__isnull=False, lon__isnull=False)
    rows = rows.exclude(country__in=("DE", "UA"))
    named = []
    for area in rows.only("pk", "country", "name", "lat", "lon").iterator(20_000):
        for point, german, ukrainian in _names().get((area.country, area.name), ()):
            if km(point, (area.lat or 0.0, area.lon or 0.0)) <= REACH_KM:
                area.name_de, area.name_uk = german, ukrainian
                named.append(area)
                break
    return bool(Area.objects.bulk_update(named, ["name_de", "name_uk"], batch_size=500))
