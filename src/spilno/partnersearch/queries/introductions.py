"""Introductions for their two sides and for the network office."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import Http404

from spilno.accounts.models import User
from spilno.organisations import rules
from spilno.organisations.enums import Scope
from spilno.organisations.models import Organisation
from spilno.organisations.queries import Acting, acting_for, rights_of
from spilno.organisations.rules import Rights
from spilno.partnersearch.enums import GOING_ON, IntroductionState
from spilno.partnersearch.models import Introduction


@dataclass(frozen=True)
class Seat:
    """Somebody acts for one side of an introduction."""

    introduction: Introduction
    side: Acting
    is_seeker: bool


@dataclass(frozen=True)
class SeenIntroduction:
    """What a reader may see; `seat` where they may act, `is_office` where reasons are shown, too."""

    introduction: Introduction
    seat: Seat | None
    is_office: bool
    other: Organisation


def _mine(rights: Rights) -> frozenset[int]:
    held = {pk for pk in rights.delegated if rules.may_act(rights, pk, Scope.REQUESTS)}
    return frozenset({*rights.roles, *held})


def introductions_for(rights: Rights) -> "QuerySet[Introduction]":
    """Those of one's organisations; the network office sees all."""
    found = Introduction.objects.select_related("seeker__area", "other__area", "request")
    return found if rights.is_coordinator else found.of(_mine(rights))


def get_introduction_for(user: User | AnonymousUser, pk: int) -> SeenIntroduction:
    """Raises Http404 for all but both sides' people and the network office."""
    if not isinstance(user, User):
        raise Http404
    rights = rights_of(user)
    found = introductions_for(rights).select_related("thread", "other_request", "case").filter(pk=pk).first()
    if found is None:
        raise Http404
    # Somebody who belongs to both sides acts for the one that still has to answer.
    sides = [(found.seeker, True), (found.other, False)]
    sides.sort(key=lambda side: bool(found.seeker_answer if side[1] else found.other_answer))
    for organisation, is_seeker in sides:
        acting = acting_for(user, rights, organisation, Scope.REQUESTS)
        if acting is not None:
            other = found.other if is_seeker else found.seeker
            return SeenIntroduction(found, Seat(found, acting, is_seeker), rights.is_coordinator, other)
    mine = _mine(rights)
    return SeenIntroduction(found, None, rights.is_coordinator, found.seeker if found.other_id in mine else found.other)


@dataclass(frozen=True)
class Met:
    """How many places of each request are taken, and which pairs have met, whatever came of it."""

    taken: Mapping[int, int]
    pairs: Mapping[int, frozenset[int]]


def who_has_met() -> Met:
    """Over all requests, in one query. An introduction that goes on holds a place, one that was declined none."""
    taken: Counter[int] = Counter()
    pairs: dict[int, set[int]] = defaultdict(set)
    holding = {*map(str, GOING_ON), str(IntroductionState.MATCHED)}
    rows = Introduction.objects.order_by().values_list("request_id", "other_request_id", "state")
    for one, other, state in rows:
        for request in filter(None, (one, other)):
            taken[request] += state in holding
        if other:
            pairs[one].add(other)
            pairs[other].add(one)
    return Met(taken, {request: frozenset(others) for request, others in pairs.items()})


def get_seat(user: User | AnonymousUser, pk: int) -> Seat:
    """Raises Http404 for all but those who act for a side."""
    seen = get_introduction_for(user, pk)
    if seen.seat is None:
        raise Http404
    return seen.seat
