"""The fair of open requests: all of them in one matcher that counts both sides, renewed row by row as they change."""

import threading
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Max

from spilno.common.settling import settle
from spilno.engine.matching import Matcher, Profile, Ranked
from spilno.engine.matching.rank import HARMONIC
from spilno.engine.network import TieGraph
from spilno.matching.funding_reach import reach_now
from spilno.matching.models import ExposureRun
from spilno.matching.queries import Market, market
from spilno.matching.request_profiles import Sort, barred, key_of, pk_of, place_of, profile_of, sort_of
from spilno.organisations.enums import OrganisationKind
from spilno.partnersearch.models import Feedback, PartnerRequest
from spilno.partnersearch.queries.introductions import Met, who_has_met
from spilno.partnersearch.queries.requests import with_all
from spilno.partnerships.models import Partnership
from spilno.partnerships.queries.graph import partners_of
from spilno.places import gazetteer

SUGGESTIONS = 20
# So that nobody is swamped and nobody unseen, a list gives up at most this share of its own fit.
MOST_LOST = 0.05
# Above this share of changed rows, building anew is quicker than renewing one by one.
MANY = 0.25
# So many requests are worth leaving out of the rounds of Python's collector.
LARGE = 300
LOCK = threading.RLock()
_kept: dict[str, "Fair"] = {}


@dataclass(frozen=True)
class Stand:
    """One open request of the fair. stamp: what it was made from; a change of anything in it makes the stand anew."""

    stamp: tuple[Any, ...]
    sort: Sort
    place: int
    organisation: int
    profile: Profile

    @property
    def state(self) -> str:
        """Changes with everything that its scores depend on."""
        return repr((self.stamp, sorted(self.profile.partners.items())))

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


class Fair:
    """All open requests as they stand. Every use holds the lock: rows are renewed in place."""

    def __init__(self, world: Market) -> None:
        self.world = world.world
        self.stands: dict[int, Stand] = {}
        self.met = Met({}, {})
        self.prices: dict[str, float] = {}
        self.max_loss = MOST_LOST
        self._run: int | None = None
        self.reach = reach_now()
        self._index: Index | None = None
        # Partners of each place by country, as the registry stood at `_registry`.
        self._partners: dict[int, Counter[str]] = {}
        self._registry: tuple[Any, ...] = ()
        self.matcher = Matcher([], power=HARMONIC)

    def renew(self) -> int:
        """Take in what has changed since; the number of requests that were read anew or left."""
        self.met = who_has_met()
        self.reach = reach_now()
        moved = self._renew_partners()
        stamps = _stamps(self.met, self.reach.state)
        gone = self.stands.keys() - stamps.keys()
        kept = {pk for pk, one in self.stands.items() if stamps.get(pk) == one.stamp and one.place not in moved}
        changed = [pk for pk in stamps if pk not in kept]
        if gone or changed:
            self._index = None
        for pk in gone:
            self._leave(pk)
        if changed:
            self._take_in({pk: stamps[pk] for pk in changed})
        self._renew_prices()
        return len(gone) + len(changed)

    def _renew_partners(self) -> set[int]:
        """Places whose numbers of partners are others since the registry was last looked at. It changes often, and most of
        what changes in it is no request's."""
        registry = tuple(Partnership.objects.aggregate(n=Count("pk"), at=Max("changed_at")).values())
        if registry == self._registry:
            return set()
        self._registry, before, self._partners = registry, self._partners, {}
        self._count_partners(before)
        return {place for place, counted in self._partners.items() if counted != before[place]}

    def _leave(self, pk: int) -> None:
        left = self.stands.pop(pk)
        self.matcher.update(replace(left.profile, consents=False))

    def _take_in(self, stamps: Mapping[int, tuple[Any, ...]]) -> None:
        rows = list(with_all(PartnerRequest.objects.filter(pk__in=stamps)).prefetch_related("feedback"))
        self._count_partners(place_of(self.world, row) for row in rows)
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
            if len(profiles) >= LARGE:
                settle()

    def _renew_prices(self) -> None:
        run = ExposureRun.objects.order_by("-pk").values_list("pk", flat=True).first()
        if run != self._run:
            self._run = run
            told = ExposureRun.objects.filter(pk=run or 0).values_list("prices", flat=True).first() or {}
            self.prices = {key: float(price) for key, price in told.items()}

    def stand(self, row: PartnerRequest, stamp: tuple[Any, ...] = ()) -> Stand:
        place = place_of(self.world, row)
        self._count_partners([place])
        taken = self.met.taken.get(row.pk, 0)
        made = profile_of(self.world, row, self.reach, taken=taken, partners=self._partners[place])
        return Stand(stamp, sort_of(row), place, row.organisation_id, made)

    def _count_partners(self, places: Iterable[int]) -> None:
        """By country, for places that are not counted yet; both countries, as no known partner is an answer, too."""
        fresh = sorted(set(places) - self._partners.keys())
        for place, others in partners_of(fresh).items():
            countries = (self.world.units[one].country for one in others if one in self.world.units)
            self._partners[place] = Counter({"DE": 0, "UA": 0})
            self._partners[place].update(countries)

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


def _stamps(met: Met, around: Any) -> dict[int, tuple[Any, ...]]:
    """Request -> whatever its stand depends on: its own change, its place, places taken, feedback.

    around: what changes for all of them, the funding rules.
    """
    told = dict(Feedback.objects.order_by().values_list("request_id").annotate(Count("pk")))
    columns = "pk", "changed_at", "version", "organisation__area_id", "organisation__kind"
    rows = PartnerRequest.objects.published().order_by("pk").values_list(*columns)
    return {pk: (*rest, met.taken.get(pk, 0), told.get(pk, 0), around) for pk, *rest in rows}


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


def suggestions_for(request: PartnerRequest) -> list[Suggested]:
    """The best of the fair for a request. Institutions see counterparts inside their towns' partnerships first."""
    with LOCK:
        fair = open_fair()
        ranking = fair.matcher.rank(fair.seeker(request), k=SUGGESTIONS, prices=fair.prices, max_loss=fair.max_loss)
        places = {one.id: fair.stands[pk_of(one.id)].place for one in ranking.items}
        place = place_of(fair.world, request)
    near = partners_of([place])[place]
    rows = rows_of(pk_of(one.id) for one in ranking.items)
    told = [(rows.get(pk_of(one.id)), one) for one in ranking.items]
    found = [Suggested(row, one, places[one.id] in near) for row, one in told if row is not None]
    if request.organisation.kind != OrganisationKind.ADMINISTRATION:
        found.sort(key=lambda one: not one.is_near)
    return found


def rows_of(pks: Iterable[int]) -> dict[int, PartnerRequest]:
    """The requests as they are now, with all that a page shows."""
    return {row.pk: row for row in with_all(PartnerRequest.objects.filter(pk__in=list(pks)))}
