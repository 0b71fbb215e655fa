"""Why two requests fit or do not, what would have to change, and why a list is empty; every change is ranked again."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from spilno.engine.matching import Change, Profile, Ranked, Wishes
from spilno.matching.fair import LOCK, Fair, open_fair
from spilno.matching.request_profiles import key_of, sort_of
from spilno.partnersearch.models import PartnerRequest

LABELS_OF_MUSTS: dict[str, Promise] = {
    "size": _("Size"),
    "region": _("Land or oblast"),
    "level": _("Level"),
    "kinds": _("Kind of organisation"),
    "country": _("Country"),
}
KEPT_OUT: dict[str, Promise] = {
    "size": _("Outside the size that you have set as a must"),
    "region": _("Outside the Land or oblast that you have set as a must"),
    "level": _("Of another level than you have set as a must"),
    "their_wish": _("Have a must that you do not meet"),
    "excluded": _("Of a kind or country that one side does not look for, known to you already or left out by you"),
    "already_partner": _("Partners of yours already"),
    "no_capacity": _("Can take nobody at present"),
    "occupied": _("In places that are occupied according to the source"),
    "kind": _("Of a kind that does not go together with yours"),
}


@dataclass(frozen=True)
class Pair:
    """One pair of the fair, seen by the first: its whole explanation, or the hard reason that keeps both apart."""

    item: Ranked | None = None
    kept_out: str = ""
    eligible: int = 0
    changes: tuple[Change, ...] = ()


def explain_pair(request: PartnerRequest, other: PartnerRequest) -> Pair:
    with LOCK:
        fair = open_fair()
        if other.pk not in fair.stands:
            return Pair(kept_out="not_open")
        seeker = fair.seeker(request)
        found = fair.matcher.explain(seeker, key_of(other.pk))
        if isinstance(found, str):
            return Pair(kept_out=found)
        changes = fair.matcher.what_would_change(seeker, key_of(other.pk))
        return Pair(found, eligible=_number(fair, seeker), changes=changes)


@dataclass(frozen=True)
class Relaxed:
    """A must of one's own, and how many requests would fit without it alone."""

    label: str | Promise
    eligible: int


@dataclass(frozen=True)
class Emptiness:
    """kept_out: number of open requests by what keeps them out. together: how many fit without any own must."""

    kept_out: list[tuple[int, str | Promise]] = field(default_factory=list)
    relaxed: list[Relaxed] = field(default_factory=list)
    together: int = 0


def why_empty(request: PartnerRequest) -> Emptiness:
    """What keeps the others out, and what each own must costs, found by ranking without it."""
    with LOCK:
        fair = open_fair()
        seeker = fair.seeker(request)
        excluded = fair.matcher.rank(seeker, k=1).excluded
        kept_out = [(number, KEPT_OUT[code]) for code, number in excluded.items() if code in KEPT_OUT]
        without = {code: relax(fair, request, seeker) for code, relax in RELAXING.items() if _is_set(code, request)}
        relaxed = [Relaxed(LABELS_OF_MUSTS[code], _number(fair, one)) for code, one in without.items()]
        free = replace(request_without_kinds(fair, request), wishes=Wishes(own_country=seeker.wishes.own_country))  # type: ignore[union-attr]
        together = _number(fair, free)
    return Emptiness(
        sorted(kept_out, key=lambda one: -one[0]), sorted(relaxed, key=lambda one: -one.eligible), together
    )


def _number(fair: Fair, seeker: Profile) -> int:
    return len(fair.matcher.prepare(seeker).pool)


def _is_set(code: str, request: PartnerRequest) -> bool:
    return {
        "size": request.size_force == "must" and bool(request.size_low or request.size_high),
        "region": request.region_force == "must" and bool(request.regions.all()),
        "level": request.level_force == "must" and bool(request.levels),
        "kinds": bool(request.kinds),
        "country": bool(request.country),
    }[code]


def _wished(seeker: Profile, **without: object) -> Profile:
    return replace(seeker, wishes=replace(seeker.wishes or Wishes(), **without))  # type: ignore[arg-type]


def request_without_kinds(fair: Fair, request: PartnerRequest) -> Profile:
    return fair.seeker(request, replace(sort_of(request), kinds=frozenset(), wished_country=""))


Relaxing = Callable[[Fair, PartnerRequest, Profile], Profile]
RELAXING: dict[str, Relaxing] = {
    "size": lambda fair, request, seeker: _wished(seeker, size_min=None, size_max=None),
    "region": lambda fair, request, seeker: _wished(seeker, only_regions=False),
    "level": lambda fair, request, seeker: _wished(seeker, levels=frozenset()),
    "kinds": lambda fair, request, seeker: fair.seeker(request, replace(sort_of(request), kinds=frozenset())),
    "country": lambda fair, request, seeker: fair.seeker(request, replace(sort_of(request), wished_country="")),
}
