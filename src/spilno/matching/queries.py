"""From a typed place and wishes to a ranking of real units; matchers are kept in memory per state of the tables."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from spilno.engine.matching import Matcher, Profile, Ranked, Ranking, Wishes
from spilno.engine.network import TieGraph
from spilno.matching.profiles import World, profile, profiles, read_world
from spilno.places import gazetteer
from spilno.places.enums import AreaLevel
from spilno.places.models import Area
from spilno.places.queries import acting_unit, area_by_key, areas_in_order, place_key, with_labels

# Words of the command line and the page for levels, and the tier they mean.
LEVEL_WORDS = {
    "hromada": AreaLevel.MUNICIPALITY,
    "municipality": AreaLevel.MUNICIPALITY,
    "rayon": AreaLevel.DISTRICT,
    "kreis": AreaLevel.DISTRICT,
    "oblast": AreaLevel.STATE,
    "land": AreaLevel.STATE,
    "place": AreaLevel.PLACE,
}
OTHER_COUNTRY = {"DE": "UA", "UA": "DE"}
_lock = threading.Lock()
_kept: dict[str, "Market"] = {}


@dataclass
class Market:
    """The world of one state of the tables, with a matcher for each country and level once it was asked for."""

    world: World
    graph: TieGraph
    matchers: dict[tuple[str, str], Matcher] = field(default_factory=dict)

    def matcher(self, country: str, level: str) -> Matcher:
        key = (country, level)
        if key not in self.matchers:
            self.matchers[key] = Matcher(profiles(self.world, country, level), self.graph)
        return self.matchers[key]

    def levels(self, country: str) -> set[str]:
        """Levels of which units of this country are loaded."""
        return {unit.level for unit in self.world.units.values() if unit.country == country}


def market() -> Market:
    """The market as the tables stand now; read once, in a few queries."""
    state = gazetteer.state()
    if state not in _kept:
        with _lock:
            if state not in _kept:
                _kept.clear()
                _kept[state] = _read()
    return _kept[state]


def _read() -> Market:
    world = read_world()
    ties = [(str(first), str(second)) for first, others in world.twins.items() for second in others if first < second]
    for unit in world.units.values():
        # A hromada stands in the network with the ties of its settlements.
        above = world.units.get(unit.parent or 0)
        if unit.country == "UA" and above is not None and above.level == AreaLevel.MUNICIPALITY:
            ties += [(str(above.pk), str(other)) for other in world.twins.get(unit.pk, ())]
    return Market(world, TieGraph(ties))


@dataclass(frozen=True)
class Asked:
    """What `place` was understood as: one area with the unit that acts for it, or several to choose from, or nothing."""

    area: Area | None = None
    unit: Area | None = None
    choices: tuple[Area, ...] = ()
    told_apart_by: tuple[str, ...] = ()


def understand(text: str, *, country: str = "") -> Asked:
    """Read `scheme:code`, a bare code, or a name in any spelling. Raises engine.errors.InvalidInput for overlong text."""
    area = area_by_key(text)
    if area is None:
        link = gazetteer.find(text, country=country)
        hit = gazetteer.well_known(link)
        if hit is None:
            return Asked(choices=tuple(areas_in_order([h.id for h in link.hits])), told_apart_by=link.told_apart_by)
        area = with_labels(Area.objects.filter(pk=hit.id)).first()
        if area is None:
            return Asked()
    if not area.is_current and area.successor_id:
        area = with_labels(Area.objects.filter(pk=area.successor_id)).get()
    return Asked(area, acting_unit(area) or area)


def plain_name(area: Area) -> str:
    """What a reader would type for the area: its name where that leads back to it, else its key."""
    for name in (area.label, area.name):
        if understand(name).area == area:
            return name
    return place_key(area)


def default_level(unit: Area, country: str) -> str:
    """The counterpart's level: the same tier; places of GeoNames where no register of that country is loaded."""
    loaded = market().levels(country)
    tier = unit.level if unit.level in (AreaLevel.STATE, AreaLevel.DISTRICT) else AreaLevel.MUNICIPALITY
    if tier in loaded:
        return str(tier)
    return str(AreaLevel.PLACE if AreaLevel.MUNICIPALITY not in loaded else AreaLevel.MUNICIPALITY)


@dataclass(frozen=True)
class Result:
    """A ranking with the areas it speaks of; `names` are those of third partners by id."""

    unit: Area
    country: str
    level: str
    ranking: Ranking
    areas: Mapping[str, Area]
    names: Mapping[str, str]


def seeker_profile(unit: Area) -> Profile:
    world = market().world
    return profile(world, world.units[unit.pk], world.children.get(unit.pk, []))


def rank(unit: Area, wishes: Wishes, *, country: str = "", level: str = "", top: int = 20) -> Result:
    """Rank the units of `country` and `level` for `unit` (defaults: the other country, the counterpart's level)."""
    country = country or OTHER_COUNTRY.get(unit.country, "UA")
    level = level or default_level(unit, country)
    ranking = market().matcher(country, level).rank(seeker_profile(unit), wishes, k=top)
    return Result(unit, country, level, ranking, areas_of(ranking.items), third_names(ranking.items))


def areas_of(items: tuple[Ranked, ...]) -> dict[str, Area]:
    return {str(area.pk): area for area in areas_in_order([int(item.id) for item in items])}


def third_names(items: tuple[Ranked, ...]) -> dict[str, str]:
    """Names of the common third partners that the items' reasons mention."""
    wanted = {int(key) for item in items for reason in item.reasons for key in reason.details.get("common", ())[:3]}
    return {str(area.pk): area.label for area in Area.objects.filter(pk__in=wanted)}
