"""The registers Spilno can load: what each brings, and which questions stay open without it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from spilno.places.models import DataSource


@dataclass(frozen=True)
class Register:
    """`kind` is the word of `spilno places import`; `sources` are the beginnings of the keys of its DataSource rows."""

    kind: str
    title: Promise
    brings: Promise
    wakes: Promise
    sources: tuple[str, ...]


REGISTERS = [
    Register(
        "geonames",
        _("GeoNames, embedded places"),
        _("towns and villages with coordinates, population and many spellings"),
        _("finding places at all; distance"),
        ("geonames",),
    ),
    Register(
        "destatis",
        _("Register of German municipalities (Destatis)"),
        _("Länder, Kreise and municipalities with AGS, population and area"),
        _("level and counterpart, size, density, Land"),
        ("destatis",),
    ),
    Register(
        "katottg",
        _("Register of Ukrainian units (KATOTTG)"),
        _("oblasts, rayons, hromadas and settlements with their codes"),
        _("level and counterpart, oblast, pages of hromadas and rayons"),
        ("katottg",),
    ),
    Register(
        "codab",
        _("Boundaries data set of OCHA (COD-AB)"),
        _("English spellings and centres of Ukrainian units"),
        _("distance, map, English and Russian spellings"),
        ("codab",),
    ),
    Register(
        "koatuu",
        _("Old Ukrainian register (KOATUU)"),
        _("former names, and the rayons before July 2020"),
        _("finding places by former names"),
        ("koatuu",),
    ),
    Register(
        "kse",
        _("Profiles of the hromadas (KSE)"),
        _("population of 2022, area, travel times, mountain and coast, budgets"),
        _("size, structure and density, travel, shared attributes"),
        ("kse",),
    ),
    Register(
        "warstatus",
        _("Status of the hromadas in autumn 2022"),
        _("which hromadas were occupied or in the war zone then"),
        _("security status, distance to the front as of 2022"),
        ("warstatus", "minregion"),
    ),
    Register(
        "twins",
        _("Twin towns as published (Wikidata)"),
        _("twin towns of European municipalities"),
        _("common third partners, existing partners of the candidate"),
        ("twins", "wikidata"),
    ),
]


@dataclass(frozen=True)
class RegisterState:
    register: Register
    loaded: list[DataSource]

    @property
    def places(self) -> int:
        """Places that stand on this register, as counted by `sources_with_counts`."""
        return sum(source.counts["places"] for source in self.loaded)  # type: ignore[attr-defined]


def register_states(sources: list[DataSource]) -> list[RegisterState]:
    """Each register with the imported data sets that came from it; an empty list means it is missing."""
    return [
        RegisterState(
            register,
            [source for source in sources if source.imported_at and source.key.startswith(register.sources)],
        )
        for register in REGISTERS
    ]
