"""What goes into a gazetteer and what comes out of it: plain values."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class PlaceRecord(NamedTuple):
    """One unit. `region` and `district` are ids of other records (0 = none); coordinates in degrees or None.

    `rank`: 2 where a register calls it a city, 1 a town; 0 leaves it to the inhabitants. An odd spelling means a town
    more often than a village.
    """

    id: int
    code: str
    name: str
    level: str
    country: str
    region: int = 0
    district: int = 0
    lat: float | None = None
    lon: float | None = None
    population: int = 0
    ended: bool = False
    official: bool = True
    rank: int = 0


class NameRecord(NamedTuple):
    """One name of the place with id `place`; `kind` as in `KINDS`, language ISO 639-1 or ''."""

    place: int
    text: str
    language: str = ""
    kind: str = "official"


# Order matters: of two names that match equally well, the earlier kind explains the hit.
# `part` and `translated` are made from official names by the index and never shown as names.
KINDS = ("official", "exonym", "transliteration", "alternate", "short", "translated", "part", "former")
LEVELS = (
    "country",
    "state",
    "region",
    "district",
    "association",
    "municipality",
    "settlement",
    "city_district",
    "place",
)


@dataclass(frozen=True, slots=True)
class Hints:
    """What else is known about the place. Every hint narrows; none is a preference.

    country: ISO 3166 alpha-2. region: name or code of an oblast, Land, rayon or Kreis, in any spelling. level: one of
    `LEVELS`, or `hromada` (a Ukrainian municipality). near: (latitude, longitude) in degrees, within `radius_km`.
    population: about how many inhabitants (within a factor of three).
    """

    country: str = ""
    region: str = ""
    level: str = ""
    near: tuple[float, float] | None = None
    radius_km: float = 40.0
    population: int | None = None
    language: str = ""


class Verdict(StrEnum):
    ONE = "one"
    SEVERAL = "several"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class LinkHit:
    """A place that the text may mean: score in [0, 1]; `reason` is `name`, `sound`, `similar`, `former` or `code`."""

    id: int
    code: str
    name: str
    level: str
    country: str
    score: float
    reason: str
    matched: str
    population: int = 0


@dataclass(frozen=True, slots=True)
class Link:
    """`one`: the first hit is meant. `several`: ask back; `told_apart_by` names what differs. `none`: no hit is likely."""

    verdict: Verdict
    hits: tuple[LinkHit, ...] = ()
    told_apart_by: tuple[str, ...] = field(default=())
