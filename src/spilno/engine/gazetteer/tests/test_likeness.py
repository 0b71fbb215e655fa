"""Likeness: what languages change often costs less, and one slip never hides a name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spilno.engine.gazetteer import Gazetteer, Hints, NameRecord, PlaceRecord, build_index
from spilno.engine.gazetteer.index import slips
from spilno.engine.gazetteer.likeness import distance, likeness
from spilno.engine.names import sounds

keys = st.text(alphabet="aeiouypbtdkghxfvmnlrszcCSZ", max_size=14)
TOWNS = ["Тернопіль", "Кременчук", "Бердянськ", "Мелітополь", "Конотоп", "Чортків", "Дрогобич", "Самбір", "Хотин"]
SETTLED = Gazetteer(
    build_index(
        [PlaceRecord(at + 1, f"UA{at:02}", name, "settlement", "UA") for at, name in enumerate(TOWNS)],
        [NameRecord(at + 1, name, "uk") for at, name in enumerate(TOWNS)],
    )
)


@given(keys, keys)
def test_distance_is_one_of_costs(one: str, other: str) -> None:
    assert distance(one, one) == 0
    assert distance(one, other) >= 0
    assert distance(one, other) == pytest.approx(distance(other, one))
    assert 0 <= likeness(one, other) <= 1


@pytest.mark.parametrize(
    ("asked", "near", "far"),
    [
        ("lukanovka", "lukanivka", "luxenivka"),
        ("xarkov", "xarkiv", "markiv"),
        ("zitomir", "Zytomyr", "tomyr"),
        ("odesu", "odesa", "odesna"),
        ("vninyca", "vinyca", "vynnyky"),
    ],
)
def test_a_change_that_languages_make_is_nearer(asked: str, near: str, far: str) -> None:
    assert likeness(asked, near) > likeness(asked, far)


@given(st.data())
def test_keys_one_slip_apart_share_a_code(data: st.DataObject) -> None:
    key = data.draw(st.text(alphabet="aeiouklmnprst", min_size=3, max_size=12))
    at = data.draw(st.integers(0, len(key) - 1))
    letter = data.draw(st.sampled_from("aeiouklmnprst"))
    for slipped in (key[:at] + key[at + 1 :], key[:at] + letter + key[at:], key[:at] + letter + key[at + 1 :]):
        assert slips(key) & slips(slipped)


@given(st.data())
def test_one_wrong_letter_still_finds_the_town_first(data: st.DataObject) -> None:
    town = data.draw(st.sampled_from(TOWNS))
    at = data.draw(st.integers(1, len(town) - 2))
    slipped = data.draw(
        st.sampled_from(
            [town[:at] + town[at + 1 :], town[:at] + "н" + town[at + 1 :], town[:at] + town[at] + town[at:]]
        )
    )
    link = SETTLED.link(slipped, Hints(country="UA"))
    assert link.hits, sounds(slipped)
    assert link.hits[0].name == town
