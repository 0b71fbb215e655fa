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
from django.utils.safestring import SafeString, mark_safe

WIDTH, HEIGHT = 960, 520
WEST, EAST, SOUTH, NORTH = 4.5, 41.0, 43.8, 56.0
_MIDDLE_LON, _FIRST, _SECOND = radians(22.5), radians(46.0), radians(53.0)
_N = (sin(_FIRST) + sin(_SECOND)) / 2
_C = cos(_FIRST) ** 2 + 2 * _N * sin(_FIRST)


@dataclass(frozen=True)
class Point:
    """A mark: degrees, a label that screen readers and tooltips give, where a click leads, a short text beside it."""

    lat: float
    lon: float
    label: str
    url: str = ""
    highlighted: bool = False
    mark: str = ""


def _conic(lat: float, lon: float) -> tuple[float, float]:
    """Albers' equal-area projection, in units of the earth's radius."""
    rho = (_C - 2 * _N * sin(radians(lat))) ** 0.5 / _N
    theta = _N * (radians(lon) - _MIDDLE_LON)
    return rho * sin(theta), -rho * cos(theta)


@lru_cache(maxsize=1)
def _frame() -> tuple[float, float, float]:
    edge = [_conic(lat, lon) for lat in (SOUTH, 50.0, NORTH) for lon in (WEST, 22.5, EAST)]
    left, right = min(x for x, _ in edge), max(x for x, _ in edge)
    bottom, top = min(y for _, y in edge), max(y for _, y in edge)
    scale = min(WIDTH / (right - left), HEIGHT / (top - bottom))
    return (left + right) / 2, (bottom + top) / 2, scale


def project(lat: float, lon: float) -> tuple[float, float]:
    """Degrees to the picture's coordinates, origin top left."""
    x, y = _conic(lat, lon)
    middle_x, middle_y, scale = _frame()
    return round(WIDTH / 2 + (x - middle_x) * scale, 1), round(HEIGHT / 2 - (y - middle_y) * scale, 1)


@lru_cache(maxsize=1)
def outlines() -> list[dict[str, object]]:
    """Shapes of the countries: `country` (DE, UA or empty) and `rings` of [longitude, latitude]."""
    text = (files("spilno.design") / "data/outlines.json").read_text(encoding="utf-8")
    shapes: list[dict[str, object]] = json.loads(text)
    return shapes


@lru_cache(maxsize=1)
def _background() -> SafeString:
    def path(rings: list[list[list[float]]]) -> str:
        lines = []
        for ring in rings:
            lines.append("M" + "L".join("{} {}".format(*project(lat, lon)) for lon, lat in ring) + "Z")
        return "".join(lines)

    drawn = [(f"map__land map__land--{shape['country'] or 'other'}", path(shape["rings"])) for shape in outlines()]  # type: ignore[arg-type]
    return format_html_join("", '<path class="{}" d="{}"/>', drawn)


def _mark(point: Point) -> SafeString:
    x, y = project(point.lat, point.lon)
    kind = "map__point map__point--own" if point.highlighted else "map__point"
    text = (
        format_html('<text class="map__label" x="{}" y="{}">{}</text>', x + 8, y + 4, point.mark) if point.mark else ""
    )
    dot = format_html(
        '<circle class="{}" cx="{}" cy="{}" r="{}"><title>{}</title></circle>{}',
        kind, x, y, 7 if point.highlighted else 5, point.label, text,
    )  # fmt: skip
    spoken = f"{point.mark} {point.label}".strip()
    return format_html('<a href="{}" aria-label="{}">{}</a>', point.url, spoken, dot) if point.url else dot


def render_map(points: list[Point], *, title: str, description: str) -> SafeString:
    """The map as inline SVG. The page gives the same places as a list or table beside it."""
    inside = [p for p in points if -90 <= p.lat <= 90 and -180 <= p.lon <= 180]
    marks = format_html_join("", "{}", ((_mark(point),) for point in sorted(inside, key=lambda p: p.highlighted)))
    return format_html(
        '<figure class="map"><svg class="map__picture" viewBox="0 0 {} {}" role="group" aria-label="{}">'
        "<desc>{}</desc>{}{}</svg><figcaption class=\"map__caption\">{}</figcaption></figure>",
        WIDTH, HEIGHT, title, description, _background(), marks or mark_safe(""), description,
    )  # fmt: skip
