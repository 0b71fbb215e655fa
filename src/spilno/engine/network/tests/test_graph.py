"""Ties: common third partners, and how much they bridge."""

from spilno.engine.network import TieGraph

GRAPH = TieGraph(
    [("Münster", "Lublin"), ("Lublin", "Vinnytsia"), ("Lublin", "Lviv"), ("Münster", "York"), ("York", "York")]
    + [("Hub", f"place {n}") for n in range(200)]
    + [("Hub", "Münster"), ("Hub", "Lutsk")]
)


def test_a_common_third_partner_is_found_from_both_sides() -> None:
    assert GRAPH.common("Münster", "Vinnytsia") == GRAPH.common("Vinnytsia", "Münster") == ("Lublin",)


def test_nobody_is_tied_to_itself_and_strangers_share_nobody() -> None:
    assert "York" not in GRAPH.neighbours("York")
    assert GRAPH.common("Nowhere", "Lviv") == ()
    assert GRAPH.degree("Nowhere") == 0


def test_a_partner_of_everybody_bridges_little() -> None:
    bridges = GRAPH.bridges("Münster", strength=0.8)
    assert 0 < bridges["Lutsk"] < bridges["Vinnytsia"] < 1
    assert "Münster" not in bridges
