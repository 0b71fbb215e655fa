"""Who knows someone in ...? Ways over organisations and places; apps above add ties and kinds of nodes of their own.

A source gives the ties that touch any of some nodes; a reader of nodes turns their ids into names and addresses. What the
reader of the page may not see is left out by both, so that no way leads over it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from spilno.common.visibility import Viewer
from spilno.engine.network import paths
from spilno.organisations.models import Delegation, Organisation
from spilno.places.enums import AreaLevel, TieKind
from spilno.places.lookup import areas_within
from spilno.places.models import Area, AreaTie
from spilno.places.queries import (
    FINER_THAN_HROMADA,
    acting_unit,
    ancestors,
    preferred_code,
    unit_id,
    with_labels,
)

MOST_STEPS = 3
# Nodes whose ties are looked at in one step; a place known to more would say nothing about anybody.
WIDEST = 4000
# (kind, id): ("organisation", 5), ("area", 7).
Node = tuple[str, int]


@dataclass(frozen=True)
class Tie:
    """Two nodes and what ties them, read from the first to the second and back.

    part: read instead where one end lies inside the place asked for and is shown as that place.
    """

    first: Node
    second: Node
    forward: str | Promise
    backward: str | Promise
    part: str | Promise = ""


@dataclass(frozen=True)
class Stop:
    """A node as a reader sees it."""

    label: str
    language: str
    url: str


@dataclass
class Way:
    """A way from an organisation to the place asked for: its stops, and the reason after each but the last."""

    organisation: Organisation
    stops: list[Stop]
    reasons: list[str | Promise]
    own: bool = False

    @property
    def steps(self) -> int:
        return len(self.reasons)

    @property
    def legs(self) -> list[tuple[str | Promise, Stop]]:
        """Each further stop after the reason that leads to it."""
        return list(zip(self.reasons, self.stops[1:], strict=True))


TieSource = Callable[[Sequence[Node], Viewer], Iterable[Tie]]
NodeReader = Callable[[Sequence[int], Viewer], dict[int, Stop]]

TWINS = {
    TieKind.TWIN_TOWN: (_("is twinned with"), _("is twinned with a place in")),
    TieKind.REGIONAL: (_("is partner region of"), _("is partner region of a place in")),
}


def _ids(nodes: Sequence[Node], kind: str) -> list[int]:
    return [pk for which, pk in nodes if which == kind]


def delegations(nodes: Sequence[Node], viewer: Viewer) -> Iterable[Tie]:
    """One organisation acts for another."""
    own = _ids(nodes, "organisation")
    shown = Organisation.objects.confirmed().visible_to(viewer)
    rows = Delegation.objects.holding().filter(principal__in=shown, delegate__in=shown)
    rows = rows.filter(Q(principal__in=own) | Q(delegate__in=own)) if own else rows.none()
    for principal, delegate in rows.values_list("principal_id", "delegate_id"):
        yield Tie(("organisation", principal), ("organisation", delegate), _("is represented by"), _("acts for"))


def homes(nodes: Sequence[Node], viewer: Viewer) -> Iterable[Tie]:
    """An organisation works for its place."""
    areas, own = _ids(nodes, "area"), _ids(nodes, "organisation")
    found = Organisation.objects.confirmed().visible_to(viewer).filter(Q(area__in=areas) | Q(pk__in=own))
    for pk, area, level, above, above_level in found.values_list(
        "pk", "area_id", "area__level", "area__parent_id", "area__parent__level"
    ):
        at = unit_id(area, level, above, above_level)
        yield Tie(("organisation", pk), ("area", at), _("works for"), _("is the place of"), _("works for a place in"))


def twins(nodes: Sequence[Node], _viewer: Viewer) -> Iterable[Tie]:
    """Partnerships of places as lists publish them."""
    areas = _ids(nodes, "area")
    within = Q(pk__in=areas) | Q(parent__in=areas, level__in=FINER_THAN_HROMADA)
    touched = Area.objects.filter(within).values("pk")
    rows = AreaTie.objects.filter(Q(first__in=touched) | Q(second__in=touched)) if areas else AreaTie.objects.none()
    ends = [
        f"{end}{column}" for end in ("first", "second") for column in ("_id", "__level", "__parent", "__parent__level")
    ]
    for row in rows.values_list(*ends, "kind"):
        first, second = unit_id(*row[:4]), unit_id(*row[4:8])
        reason, part = TWINS[TieKind(row[8])]
        forward, backward = part if second != row[4] else reason, part if first != row[0] else reason
        yield Tie(("area", first), ("area", second), forward, backward, part)


def read_organisations(ids: Sequence[int], viewer: Viewer) -> dict[int, Stop]:
    found = Organisation.objects.confirmed().visible_to(viewer).select_related("area").in_bulk(list(ids))
    return {
        pk: Stop(one.label, one.label_language, reverse("organisations:detail", args=[pk])) for pk, one in found.items()
    }


def read_areas(ids: Sequence[int], _viewer: Viewer) -> dict[int, Stop]:
    found = Area.objects.prefetch_related("codes").in_bulk(list(ids))
    return {pk: Stop(one.label, one.label_language, _place_address(one)) for pk, one in found.items()}


def _place_address(area: Area) -> str:
    code = preferred_code(area.codes.all())
    return reverse("places:detail", args=[code.scheme.lower(), code.code]) if code else ""


# Apps above append theirs when they are ready.
TIE_SOURCES: list[TieSource] = [homes, delegations, twins]
NODE_READERS: dict[str, NodeReader] = {"organisation": read_organisations, "area": read_areas}


@dataclass
class _Net:
    """The ties around a place, gathered step by step."""

    goal: Node
    inside: frozenset[int]
    reasons: dict[tuple[Node, Node], str | Promise] = field(default_factory=dict)

    def add(self, tie: Tie) -> set[Node]:
        """Take a tie in, with everything inside the place counting as the place itself; gives its two ends."""
        first, second = self._of(tie.first), self._of(tie.second)
        if first != second:
            if (first, second) == (tie.first, tie.second):
                self.reasons[first, second], self.reasons[second, first] = tie.forward, tie.backward
            else:
                self.reasons.setdefault((first, second), tie.part if second == self.goal else tie.forward)
                self.reasons.setdefault((second, first), tie.part if first == self.goal else tie.backward)
        return {first, second}

    def _of(self, node: Node) -> Node:
        return self.goal if node[0] == "area" and node[1] in self.inside else node


def _nodes_of(edge: Iterable[Node], net: _Net) -> list[Node]:
    nodes = sorted(edge)[:WIDEST]
    return [*nodes, *(("area", pk) for pk in sorted(net.inside))] if net.goal in nodes else nodes


def _gather(area: Area, viewer: Viewer) -> _Net:
    """Ties within `MOST_STEPS` of the place; the places it lies in are one step away, however far above they are."""
    net = _Net(("area", area.pk), areas_within([area.pk]))
    seen, edge = {net.goal}, {net.goal}
    above = [one for one in ancestors(area) if one.level != AreaLevel.COUNTRY]
    ties: list[Tie] = [Tie(net.goal, ("area", one.pk), _("lies in"), _("is where this lies:")) for one in above]
    for _step in range(MOST_STEPS):
        nodes = _nodes_of(edge, net)
        ties += [tie for source in TIE_SOURCES for tie in source(nodes, viewer)]
        ends = {node for tie in ties for node in net.add(tie)}
        ties, edge = [], ends - seen
        seen |= edge
    return net


def who_knows(area: Area, viewer: Viewer, *, most: int = 40) -> tuple[list[Way], int]:
    """Organisations that reach the place in at most three steps, shortest ways first, the reader's own before others.

    Gives the first `most`, and how many there are. A settlement of Ukraine counts as its hromada.
    """
    area = with_labels(Area.objects.all()).get(pk=(acting_unit(area) or area).pk)
    net = _gather(area, viewer)
    found = paths(net.reasons, [net.goal], most=MOST_STEPS)
    ways = {node[1]: way for node, way in found.items() if node[0] == "organisation"}
    visible = Organisation.objects.confirmed().visible_to(viewer).filter(pk__in=list(ways)).select_related("area")
    rows = sorted(
        visible, key=lambda one: (one.pk not in viewer.reads, len(ways[one.pk]), one.label.casefold(), one.pk)
    )
    stops = _read_stops([node for one in rows[:most] for node in ways[one.pk]], viewer)
    shown = []
    for one in rows[:most]:
        way = ways[one.pk]
        if all(node in stops for node in way):
            reasons = [net.reasons[step] for step in pairwise(way)]
            shown.append(Way(one, [stops[node] for node in way], reasons, own=one.pk in viewer.reads))
    return shown, len(rows)


def _read_stops(nodes: Sequence[Node], viewer: Viewer) -> dict[Node, Stop]:
    read: dict[Node, Stop] = {}
    for kind, reader in NODE_READERS.items():
        ids = sorted(set(_ids(nodes, kind)))
        if ids:
            read |= {(kind, pk): stop for pk, stop in reader(ids, viewer).items()}
    return read
