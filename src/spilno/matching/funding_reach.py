"""Which programmes a partner in each region opens for a unit: the funding criterion's facts, kept per state of the rules."""

import threading
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from spilno.funding.enums import PartnerState
from spilno.funding.queries.facts import fits_address, level_kind
from spilno.funding.queries.reach import opened_by_region, state_of_rules
from spilno.funding.regions import region_codes
from spilno.matching.profiles import Unit, World
from spilno.places import gazetteer
from spilno.places.models import Area

OTHER_COUNTRY = {"DE": "UA", "UA": "DE"}
Opened = Mapping[str, tuple[str, ...]]
_lock = threading.Lock()
_kept: dict[tuple[Any, ...], "Reach"] = {}


class Reach:
    """What the rules open as they stand. state: places, rules and the day, as rounds close."""

    def __init__(self, state: tuple[Any, ...]) -> None:
        self.state = state
        self._codes = region_codes()
        self._opened: dict[tuple[str, str, str], Opened] = {}

    def code(self, world: World, pk: int) -> str | None:
        """ISO code of the Land or oblast that a unit lies in."""
        return self._codes.get(world.state_of(pk) or 0)

    def opened(self, world: World, unit: Unit, country: str = "") -> Opened | None:
        """Region (its area's id) -> keys of programmes; None where no programme asks for a region, or ours has no code."""
        own = self.code(world, unit.pk)
        if own is None:
            return None
        key = (unit.level, own, country or OTHER_COUNTRY.get(unit.country, "UA"))
        if key not in self._opened:
            found = opened_by_region(*key)
            self._opened[key] = {str(pk): found[iso] for pk, iso in self._codes.items() if iso in found}
        return self._opened[key] or None

    def fits_address(self, world: World, unit: Area, partner: Area) -> str:
        """The page "What fits us" for the unit with that partner."""
        return fits_address(
            kind=level_kind(unit),
            region=self.code(world, unit.pk),
            population=unit.population,
            partner=PartnerState.CONTACT.value,
            partner_region=self.code(world, partner.pk) or partner.country,
            partner_kind=level_kind(partner),
        )


def reach_now() -> Reach:
    """Two queries where nothing has changed."""
    state = (gazetteer.state(), *state_of_rules(), timezone.localdate())
    found = _kept.get(state)
    if found is None:
        with _lock:
            found = Reach(state)
            _kept.clear()
            _kept[state] = found
    return found
