"""Maps as SVG made on the server: outlines of Europe, places as marks with a name, no tiles and no script.

The projection is a conic one (two standard parallels) for 43-57 degrees north, so that areas and shapes look right
from the Rhine to Luhansk. Crimea is part of Ukraine in the outlines; a test looks.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from math import cos, radians, sin

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH, HEIGHT = 960, 520
WEST, EAST, SOUTH, NORTH = 4.5, 41.0, 43.8, 56.0
_MIDDLE_LON, _FIRST, _SECOND = radians(22.5), radians(46.0), radians(53.0)
# A letter of a label is about this wide; with more marks than this, a phone shows no labels.
LETTER, CROWD = 8.0, 6
# A mark at the very edge is still seen.
MARGIN = 6
_N = (sin(_FIRST) + sin(_SECOND)) / 2
_C = cos(_FIRST) ** 2 + 2 * _N * sin(_FIRST)

# Left, top, right, bottom in the picture's coordinates.
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Point:
    """A mark: degrees, a label that screen readers and tooltips give, where a click leads, a short text beside it."""

    lat: float
    lon: float
    label: str
    url: str = ""
    highlighted: bool = False
    mark: str = ""
    # Stands for several places; a click shows them.
    opens: bool = False


def _conic(lat: float, lon: float) -> tuple[float, float]:
    """Albers' equal-area projection, in units of the earth's radius."""
    rho = (_C - 2 * _N * sin(radians(lat))) ** 0.5 / _N
    theta = _N * (radians(lon) - _MIDDLE_LON)
    return rho * sin(theta), -rho * cos(theta)


# What the picture shows: its middle on the cone and the scale.
Frame = tuple[float, float, float]


def _frame_of(edge: list[tuple[float, float]], least: float = 0.0) -> Frame:
    left, right = min(x for x, _ in edge), max(x for x, _ in edge)
    bottom, top = min(y for _, y in edge), max(y for _, y in edge)
    scale = min(WIDTH / max(right - left, least), HEIGHT / max(top - bottom, least))
    return (left + right) / 2, (bottom + top) / 2, scale


@lru_cache(maxsize=1)
def _europe() -> Frame:
    return _frame_of([_conic(lat, lon) for lat in (SOUTH, 50.0, NORTH) for lon in (WEST, 22.5, EAST)])


def _around(points: list[Point]) -> Frame:
    """The frame that shows all these points with room at the edges, and never less than about 60 km."""
    middle_x, middle_y, scale = _frame_of([_conic(point.lat, point.lon) for point in points], 0.01)
    return round(middle_x, 4), round(middle_y, 4), round(scale * 0.86, 1)


def project(lat: float, lon: float, frame: Frame | None = None) -> tuple[float, float]:
    """Degrees to the picture's coordinates, origin top left."""
    x, y = _conic(lat, lon)
    middle_x, middle_y, scale = frame or _europe()
    return round(WIDTH / 2 + (x - middle_x) * scale, 1), round(HEIGHT / 2 - (y - middle_y) * scale, 1)


@lru_cache(maxsize=1)
def outlines() -> list[dict[str, object]]:
    """Shapes of the countries: `country` (DE, UA or empty) and `rings` of [longitude, latitude]."""
    text = (files("spilno.design") / "data/outlines.json").read_text(encoding="utf-8")
    shapes: list[dict[str, object]] = json.loads(text)
    return shapes


@lru_cache(maxsize=64)
def _background(frame: Frame) -> SafeString:
    def path(rings: list[list[list[float]]]) -> str:
        lines = []
        for ring in rings:
            lines.append("M" + "L".join("{} {}".format(*project(lat, lon, frame)) for lon, lat in ring) + "Z")
        return "".join(lines)

    drawn = [(f"map__land map__land--{shape['country'] or 'other'}", path(shape["rings"])) for shape in outlines()]  # type: ignore[arg-type]
    return format_html_join("", '<path class="{}" d="{}"/>', drawn)


def _spot(x: float, y: float, text: str, taken: list[Box]) -> tuple[float, float, str] | None:
    """A free spot for a label, with its anchor: towards the middle, away from it, above, below; none in a crowd."""
    width = len(text) * LETTER
    beside = [(x + 9, y + 5, "start"), (x - 9, y + 5, "end")]
    if x > WIDTH / 2:
        # A phone draws larger letters: there they must not leave the picture.
        beside.reverse()
    for at, base, anchor in [*beside, (x, y - 10, "middle"), (x, y + 20, "middle")]:
        left = {"start": at, "end": at - width, "middle": at - width / 2}[anchor]
        box = (left, base - 12, left + width, base + 2)
        inside = box[0] >= 0 and box[1] >= 0 and box[2] <= WIDTH and box[3] <= HEIGHT
        if inside and not any(_overlap(box, other) for other in taken):
            taken.append(box)
            return round(at, 1), round(base, 1), anchor
    return None


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _labels(points: list[Point], frame: Frame) -> SafeString:
    """The short texts beside the marks, the first points first; the page's list names those that found no room."""
    places = [project(point.lat, point.lon, frame) for point in points]
    taken = [(x - 5, y - 5, x + 5, y + 5) for x, y in places]
    drawn = []
    for point, (x, y) in zip(points, places, strict=True):
        spot = _spot(x, y, point.mark, taken) if point.mark else None
        if spot:
            drawn.append((*spot, point.mark))
    return format_html_join("", '<text class="map__label" x="{}" y="{}" text-anchor="{}">{}</text>', drawn)


def _mark(point: Point, frame: Frame) -> SafeString:
    x, y = project(point.lat, point.lon, frame)
    if point.highlighted:
        # A diamond, so that nobody has to tell two colours apart.
        drawn = format_html(
            '<path class="map__point map__point--own" d="M{} {}l9 9l-9 9l-9-9z"><title>{}</title></path>',
            x, round(y - 9, 1), point.label,
        )  # fmt: skip
    else:
        drawn = format_html(
            '<circle class="map__point{}" cx="{}" cy="{}" r="{}"><title>{}</title></circle>',
            " map__point--opens" if point.opens else "", x, y, 9 if point.opens else 6, point.label,
        )  # fmt: skip
    return format_html('<a href="{}" aria-label="{}">{}</a>', point.url, point.label, drawn) if point.url else drawn


def _on_the_picture(point: Point, frame: Frame) -> bool:
    if not (-90 <= point.lat <= 90 and -180 <= point.lon <= 180):
        return False
    x, y = project(point.lat, point.lon, frame)
    return -MARGIN <= x <= WIDTH + MARGIN and -MARGIN <= y <= HEIGHT + MARGIN


def render_map(points: list[Point], *, title: str, description: str, near: bool = False) -> SafeString:
    """The map as inline SVG. The page gives the same places as a list or table beside it.

    A map with links is a group, so that they stay reachable; a map without is one picture. near: show the surroundings
    of the points instead of Europe; else points outside Europe are left to the list.
    """
    frame = _around(points) if near and points else _europe()
    shown = [point for point in points if _on_the_picture(point, frame)]
    marks = format_html_join("", "{}", ((_mark(point, frame),) for point in sorted(shown, key=lambda p: p.highlighted)))
    return format_html(
        '<figure class="{}"><svg class="map__picture" viewBox="0 0 {} {}" role="{}" aria-label="{}">'
        "<desc>{}</desc>{}{}{}</svg><figcaption class=\"map__caption\">{}</figcaption></figure>",
        "map map--crowded" if len(shown) > CROWD else "map",
        WIDTH, HEIGHT, "group" if any(point.url for point in shown) else "img", title, description,
        _background(frame), marks, _labels(shown, frame), description,
    )  # fmt: skip
