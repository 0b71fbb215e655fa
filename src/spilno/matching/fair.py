"""The fair of open requests: each one a profile of its place with what it seeks and offers, both sides counted."""

import threading
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.db.models import Count, Max

from spilno.engine.matching import CRITERIA, Matcher, Profile, Ranked, Wishes
from spilno.engine.matching.rank import HARMONIC
from spilno.engine.network import TieGraph
from spilno.matching.profiles import World, profile
from spilno.matching.queries import market
from spilno.organisations.enums import OrganisationKind
from spilno.partnersearch.enums import Force, ThemeSide, Unsuitable
from spilno.partnersearch.models import Introduction, PartnerRequest
from spilno.partnersearch.queries.introductions import who_has_met
from spilno.partnersearch.queries.requests import with_all
from spilno.partnerships.queries.graph import partners_of
from spilno.places import gazetteer
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
SUGGESTIONS = 20
_lock = threading.Lock()
_kept: dict[tuple[object, ...], "Fair"] = {}


@dataclass(frozen=True)
class Fair:
    """All open requests as they stand: rows and profiles by request, and a matcher over all of them."""

    rows: dict[int, PartnerRequest]
    profiles: dict[int, Profile]
    matcher: Matcher

    def row(self, key: str) -> PartnerRequest:
        """The request behind a profile's id."""
        return self.rows[int(key[1:])]


def key_of(pk: int) -> str:
    """A request's id among profiles: never that of a place, which the net of partners is made of."""
    return f"r{pk}"


def open_fair() -> Fair:
    """Built once for each state of the requests and places."""
    told = PartnerRequest.objects.published().aggregate(n=Count("pk"), at=Max("changed_at"))
    met = Introduction.objects.aggregate(n=Count("pk"), at=Max("decided_at"))
    key = (gazetteer.state(), *told.values(), *met.values())
    if key not in _kept:
        with _lock:
            if key not in _kept:
                fresh = _build()
                _kept.clear()
                _kept[key] = fresh
    return _kept[key]


def _build() -> Fair:
    rows = {one.pk: one for one in with_all(PartnerRequest.objects.published()).prefetch_related("feedback")}
    profiles = profiles_of(rows.values())
    graph = TieGraph([(one.id, tie) for one in profiles.values() for tie in one.ties])
    return Fair(rows, profiles, Matcher(list(profiles.values()), graph, power=HARMONIC))


def profiles_of(rows: Iterable[PartnerRequest]) -> dict[int, Profile]:
    """Request -> profile; whom each may not meet is worked out among these."""
    rows, world, met = list(rows), market().world, who_has_met()
    places = {one.pk: _unit_of(world, one) for one in rows}
    near = partners_of(sorted(set(places.values())))
    at: dict[int, set[str]] = defaultdict(set)
    alike: dict[Sort, set[str]] = defaultdict(set)
    for one in rows:
        if one.organisation.kind == OrganisationKind.ADMINISTRATION:
            at[places[one.pk]].add(key_of(one.pk))
        alike[sort_of(one)].add(key_of(one.pk))
    barred = {sort: _barred(sort, alike) for sort in alike}
    own: dict[int, set[str]] = defaultdict(set)
    for one in rows:
        own[one.organisation_id].add(key_of(one.pk))
    found = {}
    for one in rows:
        is_town = one.organisation.kind == OrganisationKind.ADMINISTRATION
        taken = {key for place in near[places[one.pk]] for key in at.get(place, ())} if is_town else set()
        known = {key_of(other) for other in met.pairs.get(one.pk, ())}
        refused = (barred[sort_of(one)] | own[one.organisation_id] | known) - {key_of(one.pk)}
        made = _profile(world, one, places[one.pk], frozenset(taken), frozenset(refused))
        found[one.pk] = replace(made, capacity=max(0, one.capacity - met.taken.get(one.pk, 0)))
    return found


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


def _barred(sort: Sort, alike: Mapping[Sort, set[str]]) -> set[str]:
    """Requests of the sorts that may not meet this one; the own country the engine keeps out by itself."""
    at_home = sort.wished_country == sort.country
    return {
        key
        for other, keys in alike.items()
        if not (other.country == sort.country and not at_home) and not (sort.wants(other) and other.wants(sort))
        for key in keys
    }


def _unit_of(world: World, request: PartnerRequest) -> int:
    area = request.organisation.area
    above = world.units.get(area.parent_id or 0)
    return unit_id(area.pk, area.level, area.parent_id, above.level if above else None)


def _profile(
    world: World, request: PartnerRequest, place: int, partners: frozenset[str], barred: frozenset[str]
) -> Profile:
    unit = world.units.get(place)
    base = profile(world, unit, world.children.get(place, [])) if unit else Profile(id=key_of(request.pk))
    needs = {one.theme: float(one.weight) for one in request.themes.all() if one.side == ThemeSide.SEEKS}
    offers = {one.theme: OFFER[one.weight] for one in request.themes.all() if one.side == ThemeSide.OFFERS}
    return replace(
        base,
        id=key_of(request.pk),
        name=request.organisation.label,
        country=request.organisation.area.country,
        needs=needs or None,
        offers=offers or None,
        languages=tuple(request.languages) or None,
        facts={**base.facts, **({"interpreter": True} if request.interpreter else {})},
        partner_ids=partners,
        excluded_ids=barred,
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


@dataclass(frozen=True)
class Suggested:
    """Another request that fits, with the engine's reasons from both sides; `is_near`: of a partner of the own town."""

    row: PartnerRequest
    item: Ranked
    is_near: bool


def suggestions_for(request: PartnerRequest) -> list[Suggested]:
    """The best of the fair for a request, which need not be open itself.

    Institutions see counterparts inside their towns' partnerships first.
    """
    fair = open_fair()
    own = fair.profiles.get(request.pk) or profiles_of([*fair.rows.values(), request])[request.pk]
    told = {key_of(pk) for pk in request.feedback.values_list("about", flat=True)}
    seeker = replace(own, excluded_ids=own.excluded_ids | told, wishes=wishes_of(request))
    items = fair.matcher.rank(seeker, k=SUGGESTIONS).items
    world = market().world
    place = _unit_of(world, request)
    near = partners_of([place])[place]
    rows = [(fair.row(one.id), one) for one in items]
    found = [Suggested(row, one, _unit_of(world, row) in near) for row, one in rows]
    if request.organisation.kind != OrganisationKind.ADMINISTRATION:
        found.sort(key=lambda one: not one.is_near)
    return found
