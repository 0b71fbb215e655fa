"""From a typed place and wishes to a ranking of real units; matchers are kept in memory per state of the tables."""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from spilno.common.settling import settle_large
from spilno.engine.matching import Matcher, Prepared, Profile, Question, Ranked, Ranking, Toll, Wishes
from spilno.engine.network import TieGraph
from spilno.funding.queries.reach import programme_names
from spilno.matching.funding_reach import OTHER_COUNTRY, reach_now
from spilno.matching.profiles import World, profile, profiles, read_world
from spilno.matching.showing import MOST_LOST, Showing, showing
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
# Rankings that somebody is moving sliders at; each takes about half a megabyte.
KEPT_PREPARED = 24
# Namesakes shown to choose from; who means another names its region after a comma.
MOST_CHOICES = 12
_lock = threading.Lock()
_kept: dict[str, "Market"] = {}


@dataclass
class Market:
    """The world of one state of the tables, with a matcher for each country and level once it was asked for."""

    world: World
    graph: TieGraph
    state: str = ""
    matchers: dict[tuple[str, str], Matcher] = field(default_factory=dict)
    shown: dict[tuple[str, str], Showing | None] = field(default_factory=dict)
    prepared: OrderedDict[str, Prepared] = field(default_factory=OrderedDict)

    def matcher(self, country: str, level: str) -> Matcher:
        key = (country, level)
        if key not in self.matchers:
            self.matchers[key] = Matcher(profiles(self.world, country, level), self.graph)
        return self.matchers[key]

    def showing(self, country: str, level: str) -> Showing | None:
        """Prices of being shown among these candidates; None where there are too few."""
        key = (country, level)
        if key not in self.shown:
            matcher = self.matcher(country, level)
            self.shown[key] = showing(self.world, self.graph, matcher, country, level, self.state)
        return self.shown[key]

    def prepare(self, seeker: Profile, wishes: Wishes, country: str, level: str) -> Prepared:
        """The seeker's scores, kept for the next move of a slider: weights are no part of them."""
        fixed = replace(wishes, weights={})
        key = repr((country, level, seeker, fixed))
        with _lock:
            found = self.prepared.get(key)
            if found is not None:
                self.prepared.move_to_end(key)
                return found
        found = self.matcher(country, level).prepare(seeker, fixed)
        with _lock:
            self.prepared[key] = found
            while len(self.prepared) > KEPT_PREPARED:
                self.prepared.popitem(last=False)
        return found

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
                _kept[state] = _read(state)
                settle_large(len(_kept[state].world.units))
    return _kept[state]


def _read(state: str) -> Market:
    world = read_world()
    ties = [(str(first), str(second)) for first, others in world.twins.items() for second in others if first < second]
    for unit in world.units.values():
        # A hromada stands in the network with the ties of its settlements.
        above = world.units.get(unit.parent or 0)
        if unit.country == "UA" and above is not None and above.level == AreaLevel.MUNICIPALITY:
            ties += [(str(above.pk), str(other)) for other in world.twins.get(unit.pk, ())]
    return Market(world, TieGraph(ties), state)


@dataclass(frozen=True)
class Asked:
    """What `place` was understood as: one area with the unit that acts for it, or several to choose from (`more`:
    only the first of them), or nothing."""

    area: Area | None = None
    unit: Area | None = None
    choices: tuple[Area, ...] = ()
    more: bool = False
    told_apart_by: tuple[str, ...] = ()


def understand(text: str, *, country: str = "") -> Asked:
    """Read `scheme:code`, a bare code, or a name in any spelling. Raises engine.errors.InvalidInput for overlong text."""
    area = area_by_key(text)
    if area is None:
        link = gazetteer.find(text, country=country, k=MOST_CHOICES + 1)
        hit = gazetteer.well_known(link)
        if hit is None:
            choices = areas_in_order([h.id for h in link.hits[:MOST_CHOICES]])
            return Asked(choices=tuple(choices), more=len(link.hits) > MOST_CHOICES, told_apart_by=link.told_apart_by)
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
    """A ranking with the areas it speaks of; `names` are those of third partners by id.

    showing: the prices that moved places, None where the order is by fit alone. by_fit: id -> rank by fit alone.
    kept: share of the list's own fit that it keeps.
    """

    unit: Area
    country: str
    level: str
    ranking: Ranking
    areas: Mapping[str, Area]
    names: Mapping[str, str]
    showing: Showing | None = None
    by_fit: Mapping[str, int] = field(default_factory=dict)
    kept: float = 1.0


def seeker_profile(unit: Area, country: str = "") -> Profile:
    """With the programmes that a partner in `country` (default: the other one) opens."""
    world = market().world
    found = profile(world, world.units[unit.pk], world.children.get(unit.pk, []))
    return replace(found, funding=reach_now().opened(world, world.units[unit.pk], country))


def rank(
    unit: Area, wishes: Wishes, *, country: str = "", level: str = "", top: int = 20, fair: bool = False
) -> Result:
    """Rank the units of `country` and `level` for `unit` (defaults: the other country, the counterpart's level).

    fair: places that stand in everybody's lists step back by their prices, as far as the list keeps its own fit.
    """
    country = country or OTHER_COUNTRY.get(unit.country, "UA")
    level = level or default_level(unit, country)
    prepared = market().prepare(seeker_profile(unit, country), wishes, country, level)
    shown = market().showing(country, level) if fair else None
    ranking = prepared.rank(wishes.weights, k=top, toll=Toll(shown.prices, MOST_LOST) if shown else None)
    by_fit = _by_fit(prepared, wishes, ranking) if shown else {}
    areas, names = areas_of(ranking.items), third_names(ranking.items)
    return Result(unit, country, level, ranking, areas, names, shown, by_fit, 1 - ranking.given_up)


def _by_fit(prepared: Prepared, wishes: Wishes, ranking: Ranking) -> dict[str, int]:
    """Where each item would stand by fit alone."""
    weighed = prepared.weigh(prepared.weights(wishes.weights))
    rows = [int(np.searchsorted(prepared.pool, prepared.columns.row[item.id])) for item in ranking.items]
    return {item.id: prepared.place(weighed, at) for item, at in zip(ranking.items, rows, strict=True)}


def question(unit: Area, wishes: Wishes, country: str, level: str) -> Question | None:
    """The one unknown fact whose answer would change the first ten most."""
    found = market().matcher(country, level).ask(seeker_profile(unit, country), wishes, k=1)
    return found[0] if found else None


def areas_of(items: tuple[Ranked, ...]) -> dict[str, Area]:
    return {str(area.pk): area for area in areas_in_order([int(item.id) for item in items])}


def third_names(items: tuple[Ranked, ...]) -> dict[str, str]:
    """Names of the common third partners and of the programmes that the items' reasons mention."""
    wanted = {int(key) for item in items for reason in item.reasons for key in reason.details.get("common", ())[:3]}
    codes = {code for item in items for reason in item.reasons for code in reason.details.get("programmes", ())}
    names = {str(area.pk): area.label for area in Area.objects.filter(pk__in=wanted)}
    return names | (programme_names(codes) if codes else {})
