"""Numbers of something by area, on the map and in the table beside it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from spilno.design.maps import Point, render_map
from spilno.places.models import Area
from spilno.places.queries import place_key, public_position, with_labels


@dataclass(frozen=True)
class Crowd:
    """How many of what was found belong to an area."""

    area: Area
    number: int


def crowds_in(counted: Mapping[int, int]) -> list[Crowd]:
    """Areas by their numbers, the largest first; two queries."""
    areas = with_labels(Area.objects.all()).in_bulk(list(counted))
    rows = [Crowd(area, counted[pk]) for pk, area in areas.items()]
    return sorted(rows, key=lambda one: (-one.number, one.area.label.casefold(), one.area.pk))


def draw_crowds(
    crowds: Sequence[Crowd], address: str, *, label: Callable[[Crowd], str], title: str, description: str
) -> SafeString | str:
    """Marks on the outline of Europe; each leads to `?address` narrowed to its place."""
    points = []
    for one in crowds:
        position = public_position(one.area)
        if position is not None:
            query = "&".join(filter(None, [address, urlencode({"place": place_key(one.area)})]))
            mark = str(one.number) if one.number > 1 else ""
            points.append(Point(position.lat, position.lon, label(one), url=f"?{query}", mark=mark))
    if not points:
        return _("No place here has coordinates.")
    return render_map(points, title=title, description=description)
