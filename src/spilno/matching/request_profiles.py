"""A request as the engine sees it: its place's figures, what it seeks and offers, its wishes with their force."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from spilno.engine.matching import CRITERIA, Profile, Wishes
from spilno.matching.funding_reach import Opened, Reach
from spilno.matching.profiles import World, profile
from spilno.organisations.enums import OrganisationKind
from spilno.partnersearch.enums import Force, ThemeSide, Unsuitable
from spilno.partnersearch.models import PartnerRequest
from spilno.partnersearch.queries.meaning import spoken_in
from spilno.places.queries import unit_id

# Themes weigh 1 to 3 on the form; an offer counts fully from "important" on.
OFFER = {1: 0.5, 2: 1.0, 3: 1.0}
# What a word of feedback raises: by a quarter each time, to double at most, in this request's list only.
RAISES = {
    Unsuitable.SIZE: "size",
    Unsuitable.THEMES: "themes",
    Unsuitable.REACH: "reach",
    Unsuitable.SECURITY: "security",
    Unsuitable.LANGUAGE: "language",
}
RAISE, MOST_RAISED = 0.25, 2.0
# Stands among the kinds of agreement: both would begin on trial.
ON_TRIAL = "trial"


def key_of(pk: int) -> str:
    """A request's id among profiles: never that of a place, which the net of partners is made of."""
    return f"r{pk}"


def pk_of(key: str) -> int:
    """The request behind a profile's id."""
    return int(key[1:])


@dataclass(frozen=True)
class Sort:
    """What decides whether two requests may meet at all: who asks, and of whom. Many requests are of one sort."""

    kind: str
    country: str
    kinds: frozenset[str]
    wished_country: str

    def wants(self, other: "Sort") -> bool:
        """Whether the other is of a kind and in a country that this one looks for."""
        kind = not self.kinds or other.kind in self.kinds
        return kind and (not self.wished_country or other.country == self.wished_country)


def sort_of(request: PartnerRequest) -> Sort:
    organisation = request.organisation
    return Sort(organisation.kind, organisation.area.country, frozenset(request.kinds), request.country)


def barred(sort: Sort, alike: Mapping[Sort, set[str]]) -> set[str]:
    """Requests of the sorts that may not meet this one; the own country the engine keeps out by itself."""
    at_home = sort.wished_country == sort.country
    return {
        key
        for other, keys in alike.items()
        if not (other.country == sort.country and not at_home) and not (sort.wants(other) and other.wants(sort))
        for key in keys
    }


def place_of(world: World, request: PartnerRequest) -> int:
    """The unit that acts for the organisation's place."""
    area = request.organisation.area
    return unit_of(world, area.pk, area.level, area.parent_id)


def unit_of(world: World, area: int, level: str, parent: int | None) -> int:
    above = world.units.get(parent or 0)
    return unit_id(area, level, parent, above.level if above else None)


def funding_of(world: World, place: int, kind: str, reach: Reach) -> Opened | None:
    """What a partner in each region opens. A school's or an association's programmes ask for a school or an association on
    the other side, not for a region."""
    unit = world.units.get(place)
    return reach.opened(world, unit) if unit is not None and kind == OrganisationKind.ADMINISTRATION else None


def profile_of(
    world: World, request: PartnerRequest, *, funding: Opened | None, taken: int, partners: Mapping[str, int]
) -> Profile:
    """Of a row already fetched with all that belongs to it. taken: places that talks and partners hold. partners: number of
    known partners of its place by country.
    """
    place = place_of(world, request)
    unit = world.units.get(place)
    base = profile(world, unit, world.children.get(place, [])) if unit else Profile(id=key_of(request.pk))
    needs = {one.theme: float(one.weight) for one in request.themes.all() if one.side == ThemeSide.SEEKS}
    offers = {one.theme: OFFER[one.weight] for one in request.themes.all() if one.side == ThemeSide.OFFERS}
    spoken = spoken_in(request)
    return replace(
        base,
        id=key_of(request.pk),
        name=request.organisation.label,
        country=request.organisation.area.country,
        funding=funding,
        needs=needs or None,
        offers=offers or None,
        seeks_text=spoken.seeks,
        offers_text=spoken.offers,
        languages=tuple(request.languages) or None,
        agreements=(*request.agreement_types, *([ON_TRIAL] if request.on_trial else [])) or None,
        facts={**base.facts, **({"interpreter": True} if request.interpreter else {})},
        capacity=max(0, request.capacity - taken),
        partners=partners,
        wishes=wishes_of(request),
    )


def wishes_of(request: PartnerRequest) -> Wishes:
    """What the request wishes, in the engine's words; feedback raises weights within bounds."""
    low, high = request.size_low, request.size_high
    must, should = request.size_force == Force.MUST, request.size_force == Force.SHOULD
    regions = frozenset(str(one.pk) for one in request.regions.all())
    given = (low, high) if should and (low or high) else None
    return Wishes(
        weights=raised_weights(request),
        size_min=low if must else None,
        size_max=high if must else None,
        size_range=(float(max(given[0] or 1, 1)), float(given[1] or 1e10)) if given else None,
        levels=frozenset(request.levels) if request.level_force == Force.MUST else frozenset(),
        regions=regions,
        only_regions=request.region_force == Force.MUST and bool(regions),
        security=request.security,
        own_country=request.country == request.organisation.area.country,
    )


def raised_weights(request: PartnerRequest) -> dict[str, float]:
    """Criterion -> weight, where feedback has raised it."""
    told = Counter(one.reason for one in request.feedback.all())
    raised = {}
    for reason, code in RAISES.items():
        if told[reason]:
            raised[code] = CRITERIA[code].weight * min(1 + RAISE * told[reason], MOST_RAISED)
    return raised
