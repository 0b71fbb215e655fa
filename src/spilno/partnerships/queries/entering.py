"""What the registry holds beside a relation that somebody is about to enter: the same once more, and others who are there."""

from collections.abc import Sequence
from dataclasses import dataclass

from spilno.common.visibility import Viewer
from spilno.organisations.queries import withdrawn
from spilno.partnerships.entries import NewParty
from spilno.partnerships.enums import ReviewStatus
from spilno.partnerships.models import Partnership, Party
from spilno.partnerships.queries.cases import unit_of
from spilno.partnerships.queries.graph import Collision, collisions
from spilno.places.models import Area


@dataclass(frozen=True)
class Beside:
    same: list[Partnership]
    taken: list[Collision]

    def __bool__(self) -> bool:
        return bool(self.same or self.taken)


def beside(parties: Sequence[NewParty], viewer: Viewer) -> Beside:
    """Relations of exactly these places, as far as `viewer` sees them; and partners that the other side's places have."""
    sides: dict[int, list[Area]] = {}
    for one in parties:
        area = one.area or (one.organisation.area if one.organisation else None)
        if area is not None:
            sides.setdefault(one.side, []).append(unit_of(area))
    places = {area.pk for areas in sides.values() for area in areas}
    same = _same(places, viewer)
    own, theirs = sides.get(1, []), sides.get(2, [])
    country = own[0].country if own else ""
    taken = [
        found
        for area in theirs
        if country and area.country != country
        for found in collisions(area.pk, country, without=places)
        if found.partnership not in same
    ]
    return Beside(same, taken)


def _same(places: set[int], viewer: Viewer) -> list[Partnership]:
    rows = Partnership.objects.visible_to(viewer, *withdrawn()).filter(merged_into__isnull=True)
    rows = rows.exclude(status=ReviewStatus.DECLINED)
    for place in places:
        rows = rows.filter(pk__in=Party.objects.filter(place=place).values("partnership"))
    found = rows.order_by("pk").prefetch_related("parties__area", "parties__organisation") if places else []
    return [one for one in found if {party.place_id for party in one.parties.all()} == places]
