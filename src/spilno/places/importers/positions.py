"""Positions of Ukrainian units: which are not believed, and what settlements inherit from their hromada."""

from collections import defaultdict
from math import asin, cos, radians, sin, sqrt
from typing import Any

from django.db import connection

Point = tuple[float, float]
# Two centres nearer than this are the same place said twice; one farther from all its oblast is in another oblast.
SAME_PLACE_KM = 0.5
ALONE_KM = 120.0


def km(one: Point, other: Point) -> float:
    """Great-circle distance in kilometres (haversine)."""
    north, south = radians(one[0]), radians(other[0])
    half = sin((south - north) / 2) ** 2 + cos(north) * cos(south) * sin(radians(other[1] - one[1]) / 2) ** 2
    return 12742.0 * asin(sqrt(min(1.0, half)))


class Grid:
    """Points by cells of about 11 km, to find the near ones without looking at all."""

    def __init__(self, points: "dict[Any, Point]") -> None:
        self.cells: dict[tuple[int, int], list[Any]] = defaultdict(list)
        self.points = points
        for key, (lat, lon) in points.items():
            self.cells[int(lat * 10), int(lon * 10)].append(key)

    def near(self, point: Point, reach_km: float) -> list[tuple[float, Any]]:
        """Distance and key of the points within `reach_km`, nearest first."""
        high = int(reach_km / 11) + 1
        wide = int(reach_km / (11 * max(0.1, cos(radians(point[0]))))) + 1
        row, column = int(point[0] * 10), int(point[1] * 10)
        found = []
        for down in range(row - high, row + high + 1):
            for right in range(column - wide, column + wide + 1):
                for key in self.cells.get((down, right), ()):
                    distance = km(point, self.points[key])
                    if distance <= reach_km:
                        found.append((distance, key))
        return sorted(found, key=lambda hit: (hit[0], str(hit[1])))


def implausible(centres: dict[str, Point], known: dict[str, Point]) -> dict[str, str]:
    """Codes whose centre cannot be right, with the reason.

    Of two hromadas with one centre, the one farther from what is known of it (or from its rayon) has the other's; a
    centre far from every other of its oblast lies in another.
    """
    wrong: dict[str, str] = {}
    grid = Grid(centres)
    rayons: dict[str, list[str]] = defaultdict(list)
    for code in centres:
        rayons[code[:6]].append(code)

    def astray(code: str) -> float:
        if code in known:
            return km(centres[code], known[code])
        others = [centres[other] for other in rayons[code[:6]] if other != code] or [centres[code]]
        middle = (sum(lat for lat, _ in others) / len(others), sum(lon for _, lon in others) / len(others))
        return km(centres[code], middle)

    for code, point in centres.items():
        for _, other in grid.near(point, SAME_PLACE_KM):
            if other != code and (astray(code), code) > (astray(other), other):
                wrong[code] = f"{point[0]}, {point[1]} is the centre of {other}; not believed"
        neighbours = grid.near(point, ALONE_KM)
        if len(centres) > 1000 and not any(other[:4] == code[:4] and other != code for _, other in neighbours):
            wrong[code] = f"{point[0]}, {point[1]} is more than {ALONE_KM:.0f} km from all of its oblast; not believed"
    return wrong


def settle(*_: Any) -> bool:
    """Settlements and city districts stand at their hromada's centre: nothing finer is ever public. Whether any moved."""
    moved = 0
    with connection.cursor() as cursor:
        for level, above in (
            ("settlement", "municipality"),
            ("city_district", "settlement"),
            ("city_district", "municipality"),
        ):
            cursor.execute(
                """
                UPDATE places_area SET lat = h.lat, lon = h.lon FROM places_area AS h
                WHERE h.id = places_area.parent_id AND places_area.country = 'UA' AND places_area.level = %s
                  AND h.level = %s AND h.lat IS NOT NULL AND h.lon IS NOT NULL
                  AND (places_area.lat IS NULL OR places_area.lat <> h.lat OR places_area.lon <> h.lon)
                """,
                [level, above],
            )
            moved += cursor.rowcount
        # An oblast without a centre of its own (Crimea) stands in the middle of its hromadas.
        cursor.execute(
            """
            UPDATE places_area SET lat = m.lat, lon = m.lon FROM (
                SELECT r.parent_id AS id, AVG(h.lat) AS lat, AVG(h.lon) AS lon
                FROM places_area h JOIN places_area r ON r.id = h.parent_id AND r.level = 'district'
                WHERE h.country = 'UA' AND h.level = 'municipality' AND h.lat IS NOT NULL GROUP BY r.parent_id
            ) AS m WHERE m.id = places_area.id AND places_area.level = 'state' AND places_area.lat IS NULL
            """
        )
        return bool(moved + cursor.rowcount > 0)
