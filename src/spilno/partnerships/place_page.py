"""What the registry adds to a place's page: its relations and the net around it."""

from dataclasses import dataclass, field

from spilno.organisations.queries import withdrawn
from spilno.partnerships.queries.graph import Third, partners_of_partners
from spilno.partnerships.queries.lines import ListedLine, lines_of_place
from spilno.places.models import Area

MOST_RELATIONS = 30
MOST_BEYOND = 8


@dataclass
class PlacePart:
    lines: list[ListedLine] = field(default_factory=list)
    left_out: int = 0
    beyond: list[Third] = field(default_factory=list)
    template: str = "partnerships/partials/place_part.html"


def relations(area: Area) -> PlacePart | None:
    """Relations of the place and who is two steps away; None where there are none, or the place is withdrawn."""
    hidden = withdrawn()
    if area.pk in hidden[0]:
        return None
    lines, number = lines_of_place(area.pk, hidden, most=MOST_RELATIONS)
    beyond = partners_of_partners(area.pk, most=MOST_BEYOND, hidden=hidden)
    if not lines and not beyond:
        return None
    return PlacePart(lines, number - len(lines), beyond)
