"""Maps: whose ground is whose, where a mark stands, what a screen reader gets."""

import re

import pytest

from spilno.design.maps import HEIGHT, WIDTH, Point, outlines, project, render_map

UNNA = Point(51.54, 7.69, "Unna", highlighted=True, mark="Unna")


def countries_at(lat: float, lon: float) -> set[str]:
    """Countries whose outline holds the point (ray casting)."""

    def holds(ring: list[list[float]]) -> bool:
        inside = False
        for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
            if (y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1:
                inside = not inside
        return inside

    return {str(shape["country"]) for shape in outlines() if any(holds(ring) for ring in shape["rings"])}


@pytest.mark.parametrize(
    ("name", "lat", "lon"),
    [("Simferopol", 44.95, 34.1), ("Sevastopol", 44.6, 33.53), ("Kerch", 45.36, 36.45), ("Donetsk", 48.0, 37.8)],
)
def test_crimea_and_the_occupied_east_lie_in_ukraine_and_nowhere_else(name: str, lat: float, lon: float) -> None:
    assert countries_at(lat, lon) == {"UA"}


def test_germany_ukraine_and_their_neighbours_are_told_apart() -> None:
    assert countries_at(51.54, 7.69) == {"DE"}
    assert countries_at(52.23, 21.0) == {""}
    assert countries_at(50.45, 30.52) == {"UA"}


@pytest.mark.parametrize(
    ("lat", "lon"), [(47.3, 10.2), (54.9, 8.4), (51.0, 6.0), (52.3, 33.5), (44.4, 33.8), (49.2, 40.1), (48.4, 22.2)]
)
def test_every_corner_of_both_countries_is_on_the_picture(lat: float, lon: float) -> None:
    x, y = project(lat, lon)
    assert 0 < x < WIDTH
    assert 0 < y < HEIGHT


def test_north_is_up_and_east_is_right() -> None:
    assert project(54, 10)[1] < project(48, 10)[1]
    assert project(50, 8)[0] < project(50, 30)[0]


def test_a_map_without_links_is_one_picture_and_one_with_links_a_group() -> None:
    assert 'role="img"' in render_map([UNNA], title="Map", description="One place.")
    linked = render_map([Point(49.2, 28.5, "Вінниця", url="/uk/")], title="Map", description="One place.")
    assert 'role="group"' in linked
    assert '<a href="/uk/" aria-label="Вінниця">' in linked


LABEL = re.compile(r'<text class="map__label" x="([\d.]+)" y="([\d.]+)" text-anchor="(\w+)">(\w+)<')


def test_labels_keep_apart_and_the_first_places_win() -> None:
    crowd = [Point(49.2 + n / 100, 28.5, f"Place {n}", mark=f"{n:02}") for n in range(40)]
    drawn = LABEL.findall(render_map(crowd, title="", description=""))
    assert 0 < len(drawn) < 40
    assert drawn[0][3] == "00"
    spots = [(float(x), float(y)) for x, y, _, _ in drawn]
    assert all(abs(a[0] - b[0]) >= 8 or abs(a[1] - b[1]) >= 14 for a in spots for b in spots if a != b)


def test_a_long_name_at_the_edge_is_written_towards_the_middle() -> None:
    east = Point(48.57, 39.3, "Луганськ", mark="Луганськ")
    assert LABEL.findall(render_map([east], title="", description=""))[0][2] == "end"
    assert LABEL.findall(render_map([UNNA], title="", description=""))[0][2] == "start"


def test_a_place_with_impossible_coordinates_is_left_out() -> None:
    assert "map__point" not in render_map([Point(949.0, 8.0, "Nowhere")], title="Map", description="")


def test_names_are_escaped_and_nothing_is_styled_inline() -> None:
    text = render_map([Point(50, 10, '"><script>', url='"onload="', mark="<b>")], title="<i>", description="</desc>")
    assert "<script" not in text
    assert "<b>" not in text
    assert '"onload="' not in text
    assert "style=" not in text
