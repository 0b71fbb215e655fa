"""Profiles for the engine out of the tables of places: one per unit of a country and level, read in a few queries.

A hromada inherits the ties of its settlements (twin towns are published for the city, not for the hromada); a district
without figures of its own takes the sums and means of its municipalities. Whatever no source says stays None.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from spilno.engine.matching import Profile
from spilno.places.enums import AreaLevel, StatusKind, TieKind
from spilno.places.models import Area, AreaFact, AreaStatus, AreaTie

FACTS = {
    "travel_time", "distance_to_russia_belarus", "distance_to_russia", "distance_to_eu", "mountain", "near_seas",
    "border_30km", "urban_share", "density", "urbanisation",
}  # fmt: skip
# What a war status of 2022 says of a unit; the last dated one counts.
SECURITY = {
    StatusKind.OCCUPIED: "occupied",
    StatusKind.WAR_ZONE: "war_zone",
    StatusKind.DEOCCUPIED: "deoccupied",
    StatusKind.GOVERNMENT: "safe",
}


@dataclass(frozen=True)
class Unit:
    """An area as the profiles need it."""

    pk: int
    name: str
    level: str
    category: str
    country: str
    parent: int | None
    lat: float | None
    lon: float | None
    population: int | None
    area_km2: float | None


@dataclass
class World:
    """The tables once read: units with their parents, facts, statuses and ties."""

    units: dict[int, Unit]
    facts: Mapping[int, dict[str, float]]
    security: Mapping[int, tuple[str, int | None]]
    twins: Mapping[int, set[int]]
    regional: Mapping[int, set[int]]

    @cached_property
    def children(self) -> dict[int, list[Unit]]:
        """The units directly inside each unit."""
        inside: dict[int, list[Unit]] = defaultdict(list)
        for unit in self.units.values():
            if unit.parent is not None:
                inside[unit.parent].append(unit)
        return dict(inside)

    def state_of(self, pk: int) -> int | None:
        """The Land or oblast above a unit; Kyiv and Sevastopol are their own."""
        at: int | None = pk
        for _ in range(8):
            unit = self.units.get(at) if at else None
            if unit is None:
                return None
            if unit.level == AreaLevel.STATE or unit.category == "special_city":
                return unit.pk
            at = unit.parent
        return None


def read_world() -> World:
    """Everything a ranking needs, in five queries."""
    columns = "pk", "name", "level", "category", "country", "parent_id", "lat", "lon", "population", "area_km2"
    units = {row[0]: Unit(*row) for row in Area.objects.current().values_list(*columns)}
    facts: dict[int, dict[str, float]] = defaultdict(dict)
    rows = AreaFact.objects.filter(key__in=FACTS, value__isnull=False).order_by("year")
    for area, key, value in rows.values_list("area_id", "key", "value"):
        facts[area][key] = value or 0.0
    security: dict[int, tuple[str, int | None]] = {}
    for area, kind, as_of in AreaStatus.objects.order_by("as_of", "pk").values_list("area_id", "kind", "as_of"):
        security[area] = (SECURITY[StatusKind(kind)], as_of.year if as_of else None)
    twins: dict[int, set[int]] = defaultdict(set)
    regional: dict[int, set[int]] = defaultdict(set)
    for first, second, kind in AreaTie.objects.values_list("first_id", "second_id", "kind"):
        net = twins if kind == TieKind.TWIN_TOWN else regional
        net[first].add(second)
        net[second].add(first)
    return World(units, facts, security, twins, regional)


def profiles(world: World, country: str, level: str) -> list[Profile]:
    """A profile for each current unit of that country and level."""
    below = _below(world, country) if level in (AreaLevel.DISTRICT, AreaLevel.STATE, AreaLevel.MUNICIPALITY) else {}
    return [
        profile(world, unit, below.get(unit.pk, []))
        for unit in world.units.values()
        if unit.country == country and unit.level == level and unit.category != "uninhabited"
    ]


def profile(world: World, unit: Unit, below: Iterable[Unit] = ()) -> Profile:
    """One unit's profile; `below` are the units inside it."""
    inside = list(below)
    municipalities = [u for u in inside if u.level == AreaLevel.MUNICIPALITY]
    facts = _facts(world, unit, municipalities)
    state = world.state_of(unit.pk)
    lat, lon = _centre(unit, municipalities)
    population = unit.population if unit.population is not None else _sum(u.population for u in municipalities)
    area = unit.area_km2 if unit.area_km2 is not None else _sum(u.area_km2 for u in municipalities)
    security = _security(world, unit, municipalities)
    ties = set(world.twins.get(unit.pk, ()))
    if unit.country == "UA" and unit.level == AreaLevel.MUNICIPALITY:
        for settlement in inside:
            ties |= world.twins.get(settlement.pk, set())
    return Profile(
        id=str(unit.pk),
        name=unit.name,
        country=unit.country,
        level=unit.level,
        category=unit.category,
        population=population,
        area_km2=area,
        lat=lat,
        lon=lon,
        region=str(state) if state else None,
        urban_share=_urban_share(unit, facts),
        facts=_attributes(facts),
        security=security,
        km_to_border=facts.get("distance_to_russia_belarus", facts.get("distance_to_russia")),
        km_to_eu=facts.get("distance_to_eu"),
        travel_minutes=facts.get("travel_time"),
        ties=tuple(sorted(str(tie) for tie in ties)),
        regional_partnerships=tuple(sorted(str(other) for other in world.regional.get(state or 0, ()))),
    )


def _below(world: World, country: str) -> dict[int, list[Unit]]:
    """For each unit the units anywhere inside it."""
    inside: dict[int, list[Unit]] = defaultdict(list)
    for unit in world.units.values():
        if unit.country != country:
            continue
        at, steps = unit.parent, 0
        while at is not None and steps < 8:
            inside[at].append(unit)
            above = world.units.get(at)
            at, steps = (above.parent if above else None), steps + 1
    return inside


def _facts(world: World, unit: Unit, inside: list[Unit]) -> dict[str, float]:
    """Own facts; what is missing is the mean of the municipalities inside, weighted by inhabitants."""
    own = dict(world.facts.get(unit.pk, {}))
    for key in FACTS - own.keys():
        known = [(world.facts[u.pk][key], u.population or 1) for u in inside if key in world.facts.get(u.pk, {})]
        if known and unit.level == AreaLevel.DISTRICT and key not in ("mountain", "near_seas", "border_30km"):
            own[key] = sum(value * weight for value, weight in known) / sum(weight for _, weight in known)
    return own


def _security(world: World, unit: Unit, inside: list[Unit]) -> str | None:
    own = world.security.get(unit.pk)
    if own:
        return own[0]
    known = [world.security[u.pk][0] for u in inside if u.pk in world.security]
    if not known or unit.level != AreaLevel.DISTRICT:
        return None
    for kind in ("occupied", "war_zone", "deoccupied"):
        if known.count(kind) * 2 > len(known):
            return kind
    return "safe" if known.count("safe") * 2 > len(known) else None


def _centre(unit: Unit, inside: list[Unit]) -> tuple[float | None, float | None]:
    if unit.lat is not None and unit.lon is not None:
        return unit.lat, unit.lon
    points = [(u.lat, u.lon) for u in inside if u.lat is not None and u.lon is not None]
    if not points:
        return None, None
    return sum(lat for lat, _ in points) / len(points), sum(lon for _, lon in points) / len(points)


def _sum(values: Iterable[Any]) -> Any:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _urban_share(unit: Unit, facts: Mapping[str, float]) -> float | None:
    """Share of inhabitants in towns: as published, or by Eurostat's degree of urbanisation (1 dense to 3 thin)."""
    if "urban_share" in facts:
        return facts["urban_share"]
    degree = facts.get("urbanisation")
    return None if degree is None else min(1.0, max(0.0, (3 - degree) / 2))


def _attributes(facts: Mapping[str, float]) -> dict[str, bool]:
    names = {"mountain": "mountain", "near_seas": "coast", "border_30km": "border"}
    return {name: bool(facts[key]) for key, name in names.items() if key in facts}
