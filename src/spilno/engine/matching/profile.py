"""What is known of a unit, and what a seeker wishes. None always means: nobody has said."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from spilno.engine.errors import InvalidInput

LEVELS = ("state", "district", "municipality", "place")
SECURITY = ("safe", "deoccupied", "war_zone", "occupied")
DIRECTIONS = ("", "safe", "front")
MOST_WEIGHT = 100.0
MOST_PARTNERS = 1e6


def _finite(field_name: str, value: float | None, low: float, high: float) -> None:
    # The comparison alone refuses nan, infinity and an int too large for a float.
    if value is not None and not low <= value <= high:
        raise InvalidInput(field_name, f"{str(value)[:40]} is not a number between {low:g} and {high:g}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A unit that seeks or may be suggested.

    population: inhabitants. area_km2. lat, lon: degrees. urban_share: 0..1. km_to_border: to Russia or Belarus.
    km_to_eu, travel_minutes (to the regional centre). facts: known features, e.g. {"mountain": False}.
    partners: number of known partners by country, missing = unknown. ties, regional_partnerships: ids.
    funding: region of a partner to the programmes that a partner there opens, for either of the two.
    needs, offers, interests (not scored yet): theme to weight. seeks_text, offers_text: what its own words look for and
    tell of, as vectors of length 1 (see `engine.texts`). agreements: kinds of agreement that it has in mind.
    wishes: its own, where it has said any.
    exposure: share of the lists so far that showed it, 0..1. excluded_ids: whom it does not want to be suggested to.
    Raises InvalidInput where a number cannot be.
    """

    id: str
    kind: str = "municipality"
    name: str = ""
    country: str = ""
    level: str = "municipality"
    category: str = ""
    population: float | None = None
    area_km2: float | None = None
    lat: float | None = None
    lon: float | None = None
    region: str | None = None
    urban_share: float | None = None
    facts: Mapping[str, bool] = field(default_factory=dict)
    security: str | None = None
    km_to_border: float | None = None
    km_to_eu: float | None = None
    travel_minutes: float | None = None
    partners: Mapping[str, int] = field(default_factory=dict)
    partner_ids: frozenset[str] = frozenset()
    ties: tuple[str, ...] = ()
    regional_partnerships: tuple[str, ...] = ()
    funding: Mapping[str, tuple[str, ...]] | None = None
    needs: Mapping[str, float] | None = None
    offers: Mapping[str, float] | None = None
    interests: Mapping[str, float] | None = None
    seeks_text: Mapping[str, float] | None = None
    offers_text: Mapping[str, float] | None = None
    languages: tuple[str, ...] | None = None
    agreements: tuple[str, ...] | None = None
    consents: bool = True
    capacity: int | None = None
    exposure: float | None = None
    excluded_ids: frozenset[str] = frozenset()
    wishes: "Wishes | None" = None

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> "Profile":
        """A profile out of a JSON object (see `reading`); null is unknown. Raises InvalidInput naming the field."""
        from spilno.engine.matching.reading import read_profile

        return read_profile(row)

    def __post_init__(self) -> None:
        if not self.id:
            raise InvalidInput("id", "a profile needs an id")
        _finite("population", self.population, 0, 1e10)
        _finite("area_km2", self.area_km2, 0, 1e8)
        _finite("lat", self.lat, -90, 90)
        _finite("lon", self.lon, -180, 180)
        _finite("urban_share", self.urban_share, 0, 1)
        _finite("exposure", self.exposure, 0, 1)
        _finite("capacity", self.capacity, 0, MOST_PARTNERS)
        for name in ("km_to_border", "km_to_eu", "travel_minutes"):
            _finite(name, getattr(self, name), 0, 1e6)
        if self.security is not None and self.security not in SECURITY:
            raise InvalidInput("security", f"{self.security!r} is none of {', '.join(SECURITY)}")
        for name in ("needs", "offers", "interests"):
            for theme, weight in (getattr(self, name) or {}).items():
                _finite(f"{name} {theme}", weight, 0, MOST_WEIGHT)
        for country, number in self.partners.items():
            _finite(f"partners {country}", number, 0, 1e6)

    @property
    def density(self) -> float | None:
        """Inhabitants per square kilometre."""
        if not self.population or not self.area_km2:
            return None
        return self.population / self.area_km2


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What matters to the seeker.

    weights: criterion code to weight in 0..100 (missing: the criterion's default). size_factor: how many times larger
    or smaller still counts as alike; size_range, where given, is the wished number of inhabitants instead (soft).
    Musts exclude: size_min, size_max, only_regions, levels (where any are given), max_km; everything else only ranks.
    What is unknown of a candidate breaks no must of size or distance.
    security: '' indifferent, 'safe', or 'front' (on purpose where help is needed most). duplicates_welcome: a candidate
    that already has partners in the seeker's country is as good as any.
    """

    weights: Mapping[str, float] = field(default_factory=dict)
    size_factor: float = 2.0
    size_min: float | None = None
    size_max: float | None = None
    size_range: tuple[float, float] | None = None
    levels: frozenset[str] = frozenset()
    max_km: float | None = None
    duplicates_welcome: bool = False
    regions: frozenset[str] = frozenset()
    only_regions: bool = False
    security: str = ""
    own_country: bool = False
    excluded: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        from spilno.engine.matching.criteria import CRITERIA

        for code, weight in self.weights.items():
            if code not in CRITERIA:
                raise InvalidInput("weight", f"there is no criterion {code!r}; there are {', '.join(CRITERIA)}")
            _finite(f"weight {code}", weight, 0, MOST_WEIGHT)
        _finite("size_factor", self.size_factor, 1, 1000)
        _finite("size_min", self.size_min, 0, 1e10)
        _finite("size_max", self.size_max, 0, 1e10)
        if self.size_min is not None and self.size_max is not None and self.size_min > self.size_max:
            raise InvalidInput("size_max", "smaller than size_min")
        if self.size_range is not None:
            low, high = self.size_range
            _finite("size_range", low, 1, 1e10)
            _finite("size_range", high, low, 1e10)
        _finite("max_km", self.max_km, 0, 1e6)
        for one in self.levels:
            if one not in LEVELS:
                raise InvalidInput("levels", f"{one!r} is none of {', '.join(LEVELS)}")
        if self.security not in DIRECTIONS:
            raise InvalidInput("security", f"{self.security!r} is none of safe, front or nothing")
