"""Shortest ways through ties of any kind: who reaches a goal over whom."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)


def paths(ties: Iterable[tuple[Node, Node]], goals: Iterable[Node], *, most: int) -> dict[Node, tuple[Node, ...]]:
    """One shortest way from each node to the nearest goal, over at most `most` ties; ways of a goal to itself are left out.

    A way begins at the node and ends at the goal. Of ways of one length the one over those with the fewest ties wins:
    who is tied to everybody says little about anybody. Deterministic: equal ones go by the nodes' own order, which
    therefore must be sortable. `most` below 1 gives nothing.

    >>> paths([("a", "b"), ("b", "c"), ("c", "d")], ["c"], most=2)
    {'b': ('b', 'c'), 'd': ('d', 'c'), 'a': ('a', 'b', 'c')}
    """
    near: dict[Node, set[Node]] = defaultdict(set)
    for first, second in ties:
        if first != second:
            near[first].add(second)
            near[second].add(first)
    ways: dict[Node, tuple[Node, ...]] = {goal: (goal,) for goal in goals}
    # How widely known those in between are, for choosing among ways of one length.
    crowd: dict[Node, int] = dict.fromkeys(ways, 0)
    reached, edge = set(ways), sorted(ways)  # type: ignore[type-var]
    for _step in range(most):
        found: dict[Node, tuple[int, Node]] = {}
        for at in edge:
            through = crowd[at] + (len(near[at]) if len(ways[at]) > 1 else 0)
            for other in near[at]:
                if other not in reached and (other not in found or (through, at) < found[other]):
                    found[other] = (through, at)
        edge = sorted(found)  # type: ignore[type-var]
        for other in edge:
            crowd[other], at = found[other]
            ways[other] = (other, *ways[at])
        reached |= set(edge)
    return {node: way for node, way in ways.items() if len(way) > 1}
