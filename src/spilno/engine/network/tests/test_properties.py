"""What holds for any ties: both sides see the same, and a bridge stands exactly where a third partner is shared."""

from hypothesis import given
from hypothesis import strategies as st

from spilno.engine.network import TieGraph

places = st.sampled_from("abcdefgh")
ties = st.lists(st.tuples(places, places), max_size=25)


@given(ties, places, places)
def test_common_partners_are_the_same_from_both_sides(edges: list[tuple[str, str]], one: str, other: str) -> None:
    graph = TieGraph(edges)
    assert graph.common(one, other) == graph.common(other, one)
    assert set(graph.common(one, other)) == graph.neighbours(one) & graph.neighbours(other)
    assert one not in graph.neighbours(one)


@given(ties, places, st.floats(0.01, 1.0))
def test_a_bridge_stands_where_a_third_partner_is_shared(
    edges: list[tuple[str, str]], place: str, strength: float
) -> None:
    graph = TieGraph(edges)
    bridges = graph.bridges(place, strength=strength)
    assert set(bridges) == {other for other in "abcdefgh" if other != place and graph.common(place, other)}
    assert all(0 < value < 1 for value in bridges.values())


@given(ties, st.randoms(use_true_random=False))
def test_order_direction_and_repetition_of_ties_do_not_matter(edges: list[tuple[str, str]], random: object) -> None:
    again = [(second, first) for first, second in edges] + edges
    random.shuffle(again)  # type: ignore[attr-defined]
    for place in "abcdefgh":
        assert TieGraph(edges).bridges(place, strength=0.8) == TieGraph(again).bridges(place, strength=0.8)


@given(ties, places, places)
def test_one_more_common_partner_never_weakens_a_bridge(edges: list[tuple[str, str]], one: str, other: str) -> None:
    if one == other:
        return
    before = TieGraph(edges).bridges(one, strength=0.8).get(other, 0.0)
    after = TieGraph([*edges, (one, "new"), ("new", other)]).bridges(one, strength=0.8)[other]
    # A direct tie of the two raises no degree of a third; a new third raises none of the old ones either.
    assert after >= before


def test_a_graph_from_lists_of_partners() -> None:
    graph = TieGraph.of_neighbours({"a": ["b", "c"], "b": ["c"]})
    assert graph.common("a", "b") == ("c",)
    assert graph.degree("c") == 2


@given(ties, places)
def test_triangles_are_the_common_partners_of_all_who_are_bridged(edges: list[tuple[str, str]], place: str) -> None:
    graph = TieGraph(edges)
    triangles = graph.triangles(place)
    assert set(triangles) == set(graph.bridges(place, strength=0.8))
    assert all(thirds == graph.common(place, other) for other, thirds in triangles.items())
