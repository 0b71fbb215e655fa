"""The fair of open requests: all of them in one matcher that counts both sides, renewed row by row as they change."""

import threading
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Max

from spilno.common.settling import settle_large
from spilno.engine.matching import Matcher, Profile, Ranked, Toll
from spilno.engine.matching.rank import HARMONIC
from spilno.engine.network import TieGraph
from spilno.matching.funding_reach import Opened, reach_now
from spilno.matching.models import ExposureRun
from spilno.matching.profiles import World
from spilno.matching.queries import Market, market
from spilno.matching.request_profiles import (
    Sort,
    barred,
    funding_of,
    key_of,
    pk_of,
    place_of,
    profile_of,
    sort_of,
    unit_of,
)
from spilno.organisations.enums import OrganisationKind
from spilno.partnersearch.models import Feedback, PartnerRequest
from spilno.partnersearch.queries.introductions import Met, who_has_met
from spilno.partnersearch.queries.requests import with_all
from spilno.partnerships.models import Partnership
from spilno.partnerships.queries.graph import partners_of
from spilno.places import gazetteer
from spilno.places.models import Area

SUGGESTIONS = 20
# So that nobody is swamped or unseen and suggestions are welcome, a list gives up at most this share of its own fit.
MOST_LOST = 0.20
# Above this share of changed rows, building anew is quicker than renewing one by one.
MANY = 0.25
LOCK = threading.RLock()
_kept: dict[str, "Fair"] = {}


@dataclass(frozen=True)
class Stand:
    """One open request of the fair. stamp: everything that its scores depend on; a change of it makes the stand anew."""

    stamp: tuple[Any, ...]
    sort: Sort
    place: int
    organisation: int
    profile: Profile

    @property
    def is_town(self) -> bool:
        return self.sort.kind == OrganisationKind.ADMINISTRATION


class Index:
    """Requests of the fair by place (administrations alone), by organisation, and by sort."""

    def __init__(self, stands: Mapping[int, Stand]) -> None:
        self.at, self.own = defaultdict[int, set[str]](set), defaultdict[int, set[str]](set)
        self.alike = defaultdict[Sort, set[str]](set)
        for pk, one in stands.items():
            if one.is_town:
                self.at[one.place].add(key_of(pk))
            self.own[one.organisation].add(key_of(pk))
            self.alike[one.sort].add(key_of(pk))


class Around:
    """What the registry and the funding rules say of places. Both change often, and most of what changes in them is no
    request's: answers that stay the same stay the same objects, so that comparing them costs nothing."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._reach = reach_now()
        self._opened: dict[tuple[int, str], Opened | None] = {}
        # Number of partners of each place by country, as the registry stood at `_registry`.
        self._partners: dict[int, tuple[tuple[str, int], ...]] = {}
        self._registry: tuple[Any, ...] = ()
        self._places: dict[int, int] = {}
        # Area and kind of organisation -> partners and programmes.
        self._said: dict[tuple[int, str], tuple[Any, ...]] = {}

    def renewed(self) -> "Around":
        registry = tuple(Partnership.objects.aggregate(n=Count("pk"), at=Max("changed_at")).values())
        if registry != self._registry:
            self._registry, known, self._partners, self._said = registry, list(self._partners), {}, {}
            self.partners(known)
        reach = reach_now()
        if reach is not self._reach:
            self._reach, before, self._opened, self._said = reach, self._opened, {}, {}
            for key, opened in before.items():
                self._opened[key] = opened if self.funding(*key) == opened else self.funding(*key)
        return self

    def said(self, keys: set[tuple[int, str]]) -> dict[tuple[int, str], tuple[Any, ...]]:
        """By area and kind of an organisation."""
        fresh = keys - self._said.keys()
        if fresh:
            areas = Area.objects.filter(pk__in={area for area, _kind in fresh} - self._places.keys())
            for pk, level, parent in areas.values_list("pk", "level", "parent_id"):
                self._places[pk] = unit_of(self.world, pk, level, parent)
            partners = self.partners(self._places[area] for area, _kind in fresh)
            for area, kind in fresh:
                place = self._places[area]
                self._said[area, kind] = (partners[place], self.funding(place, kind))
        return self._said

    def partners(self, places: Iterable[int]) -> dict[int, tuple[tuple[str, int], ...]]:
        """By country; both countries for places without any, as no known partner is an answer, too."""
        fresh = sorted(set(places) - self._partners.keys())
        for place, others in (partners_of(fresh) if fresh else {}).items():
            countries = [self.world.units[one].country for one in others if one in self.world.units]
            counted = Counter({"DE": 0, "UA": 0})
            counted.update(countries)
            self._partners[place] = tuple(sorted(counted.items()))
        return self._partners

    def funding(self, place: int, kind: str) -> Opened | None:
        key = (place, kind)
        if key not in self._opened:
            self._opened[key] = funding_of(self.world, place, kind, self._reach)
        return self._opened[key]


class Fair:
    """All open requests as they stand. Every use holds the lock: rows are renewed in place."""

    def __init__(self, world: Market) -> None:
        self.world = world.world
        self.stands: dict[int, Stand] = {}
        self.met = Met({}, {})
        self.toll = Toll({}, MOST_LOST)
        self._run: int | None = None
        self._index: Index | None = None
        self._around = Around(self.world)
        self.matcher = Matcher([], power=HARMONIC)

    def renew(self) -> int:
        """Take in what has changed since; the number of requests that were read anew or left."""
        self.met = who_has_met()
        stamps = _stamps(self.met, self._around.renewed())
        gone = self.stands.keys() - stamps.keys()
        changed = [pk for pk, stamp in stamps.items() if pk not in self.stands or self.stands[pk].stamp != stamp]
        if gone or changed:
            self._index = None
        for pk in gone:
            self._leave(pk)
        if changed:
            self._take_in({pk: stamps[pk] for pk in changed})
        self._renew_toll()
        return len(gone) + len(changed)

    def _leave(self, pk: int) -> None:
        left = self.stands.pop(pk)
        self.matcher.update(replace(left.profile, consents=False))

    def _take_in(self, stamps: Mapping[int, tuple[Any, ...]]) -> None:
        rows = with_all(PartnerRequest.objects.filter(pk__in=stamps)).prefetch_related("feedback")
        fresh = {row.pk: self.stand(row, stamps[row.pk]) for row in rows}
        known = self.matcher.columns.row
        may_renew = len(fresh) <= MANY * len(self.stands) and all(key_of(pk) in known for pk in fresh)
        self.stands.update(fresh)
        if may_renew:
            for one in fresh.values():
                self.matcher.update(one.profile)
        else:
            profiles = [one.profile for one in self.stands.values()]
            graph = TieGraph([(one.id, tie) for one in profiles for tie in one.ties])
            self.matcher = Matcher(profiles, graph, power=HARMONIC)
            settle_large(len(profiles))

    def _renew_toll(self) -> None:
        run = ExposureRun.objects.order_by("-pk").values_list("pk", flat=True).first()
        if run != self._run:
            self._run = run
            told = ExposureRun.objects.filter(pk=run or 0).first()
            self.toll = Toll(told.prices, MOST_LOST, told.thresholds, told.bonus) if told else Toll({}, MOST_LOST)

    def stand(self, row: PartnerRequest, stamp: tuple[Any, ...] = ()) -> Stand:
        place = place_of(self.world, row)
        made = profile_of(
            self.world, row, funding=self._around.funding(place, row.organisation.kind),
            taken=self.met.taken.get(row.pk, 0), partners=dict(self._around.partners([place])[place]),
        )  # fmt: skip
        return Stand(stamp, sort_of(row), place, row.organisation_id, made)

    def seekers(self, stands: Mapping[int, Stand]) -> dict[int, Profile]:
        """Profiles that know whom they may not meet: partners already, other kinds, known ones, the own organisation."""
        near = partners_of(sorted({one.place for one in stands.values()}))
        self._index = index = self._index or Index(self.stands)
        kept_out = {sort: barred(sort, index.alike) for sort in {one.sort for one in stands.values()}}
        found = {}
        for pk, one in stands.items():
            partners = {key for place in near[one.place] for key in index.at.get(place, ())} if one.is_town else set()
            known = {key_of(other) for other in self.met.pairs.get(pk, ())}
            refused = (kept_out[one.sort] | index.own.get(one.organisation, set()) | known) - {key_of(pk)}
            found[pk] = replace(one.profile, partner_ids=frozenset(partners), excluded_ids=frozenset(refused))
        return found

    def seeker(self, request: PartnerRequest, sort: Sort | None = None) -> Profile:
        """Of a request that need not be open itself; without what its people have left out."""
        stand = self.stand(request)
        made = self.seekers({request.pk: replace(stand, sort=sort or stand.sort)})[request.pk]
        left_out = {key_of(one.about_id) for one in request.feedback.all()}
        return replace(made, excluded_ids=made.excluded_ids | left_out)


def _stamps(met: Met, around: Around) -> dict[int, tuple[Any, ...]]:
    """Request -> whatever its stand depends on: its own change, places taken, feedback, its place with its partners and
    programmes."""
    told = dict(Feedback.objects.order_by().values_list("request_id").annotate(Count("pk")))
    columns = "pk", "organisation__area_id", "organisation__kind", "changed_at", "version"
    rows = list(PartnerRequest.objects.published().order_by("pk").values_list(*columns))
    said, taken = around.said({row[1:3] for row in rows}), met.taken
    return {row[0]: (row, said[row[1:3]], taken.get(row[0], 0), told.get(row[0], 0)) for row in rows}


def open_fair() -> Fair:
    """Kept in memory for each state of the places, and brought up to what the requests say now."""
    state = gazetteer.state()
    with LOCK:
        if state not in _kept:
            _kept.clear()
            _kept[state] = Fair(market())
        _kept[state].renew()
        return _kept[state]


@dataclass(frozen=True)
class Suggested:
    """Another request that fits, with the engine's reasons from both sides; `is_near`: of a partner of the own town."""

    row: PartnerRequest
    item: Ranked
    is_near: bool


@dataclass(frozen=True)
class Suggestions:
    """given_up: the share of its fit that the list gives up so that all are seen and welcome."""

    items: list[Suggested]
    given_up: float


def suggestions_for(request: PartnerRequest) -> Suggestions:
    """The best of the fair for a request. Institutions see counterparts inside their towns' partnerships first."""
    with LOCK:
        fair = open_fair()
        ranking = fair.matcher.rank(fair.seeker(request), k=SUGGESTIONS, toll=fair.toll)
        places = {one.id: fair.stands[pk_of(one.id)].place for one in ranking.items}
        place = place_of(fair.world, request)
    near = partners_of([place])[place]
    rows = rows_of(pk_of(one.id) for one in ranking.items)
    told = [(rows.get(pk_of(one.id)), one) for one in ranking.items]
    found = [Suggested(row, one, places[one.id] in near) for row, one in told if row is not None]
    if request.organisation.kind != OrganisationKind.ADMINISTRATION:
        found.sort(key=lambda one: not one.is_near)
    return Suggestions(found, ranking.given_up)


def rows_of(pks: Iterable[int]) -> dict[int, PartnerRequest]:
    """The requests as they are now, with all that a page shows."""
    return {row.pk: row for row in with_all(PartnerRequest.objects.filter(pk__in=list(pks)))}
