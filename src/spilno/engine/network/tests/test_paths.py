"""Ways over ties: as short as a search over all of them finds, over those who are not tied to everybody."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from spilno.engine.network import paths

nodes = st.sampled_from("abcdefgh")
ties = st.lists(st.tuples(nodes, nodes), max_size=20)


def distances(edges: list[tuple[str, str]], goals: set[str]) -> dict[str, int]:
    """By relaxing every tie until nothing changes."""
    found = dict.fromkeys(goals, 0)
    for _round in "abcdefgh":
        for one, other in [*edges, *((second, first) for first, second in edges)]:
            if one in found and found[one] + 1 < found.get(other, 99):
                found[other] = found[one] + 1
    return found


def test_three_steps_reach_and_a_fourth_does_not() -> None:
    line = [("a", "b"), ("b", "c"), ("c", "d"), ("d", "e")]
    found = paths(line, ["a"], most=3)
    assert found["d"] == ("d", "c", "b", "a")
    assert "e" not in found
    assert "a" not in found


def test_of_two_ways_the_one_over_the_less_known_wins() -> None:
    hub = [("goal", "hub"), ("goal", "friend"), ("hub", "me"), ("friend", "me")]
    hub += [("hub", f"other {number}") for number in range(9)]
    assert paths(hub, ["goal"], most=3)["me"] == ("me", "friend", "goal")


def test_nobody_is_reached_without_ties_or_without_steps() -> None:
    assert paths([], ["goal"], most=3) == {}
    assert paths([("a", "goal")], ["goal"], most=0) == {}
    assert paths([("a", "b")], [], most=3) == {}


@given(ties, st.sets(nodes, min_size=1, max_size=3), st.integers(1, 4))
def test_ways_are_the_shortest_there_are(edges: list[tuple[str, str]], goals: set[str], most: int) -> None:
    found = paths(edges, goals, most=most)
    expected = {node: far for node, far in distances(edges, goals).items() if 0 < far <= most}
    assert {node: len(way) - 1 for node, way in found.items()} == expected
    near = {frozenset(edge) for edge in edges}
    for node, way in found.items():
        assert way[0] == node
        assert way[-1] in goals
        assert all(frozenset(step) in near for step in pairwise(way))


@given(ties, st.sets(nodes, min_size=1, max_size=2), st.randoms(use_true_random=False))
def test_order_and_direction_of_ties_do_not_matter(
    edges: list[tuple[str, str]], goals: set[str], random: object
) -> None:
    again = [(second, first) for first, second in edges] + edges
    random.shuffle(again)  # type: ignore[attr-defined]
    assert paths(edges, goals, most=3) == paths(again, goals, most=3)
