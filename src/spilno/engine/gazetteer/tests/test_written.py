"""Spellings one slip away are found without being stored, and stand beside what only sounds like the text."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spilno.engine.gazetteer import Gazetteer, NameRecord, PlaceRecord, Verdict, build_index
from spilno.engine.gazetteer.index import Texts
from spilno.engine.gazetteer.written import LONGEST, SHORTEST, codes_one_slip_away, spelling_codes

spellings = st.text(alphabet="abcdefghijklmnopqrstuvwxyz ", min_size=SHORTEST, max_size=14)


def codes_of(*texts: str) -> list[int]:
    made = Texts.of(list(texts))
    return spelling_codes(made.blob, made.offsets).tolist()  # type: ignore[no-any-return]


@given(spellings, st.data())
def test_every_slip_is_among_the_codes(spelling: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(spelling) - 1))
    letter = data.draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz "))
    slips = [
        spelling[:at] + spelling[at + 1 :],
        spelling[:at] + letter + spelling[at:],
        spelling[:at] + letter + spelling[at + 1 :],
        spelling[:at] + spelling[at : at + 2][::-1] + spelling[at + 2 :],
        spelling + letter,
    ]
    assert set(codes_of(*slips)) <= set(codes_one_slip_away(spelling).tolist())


@given(spellings, spellings)
def test_what_is_farther_is_not(one: str, other: str) -> None:
    far = len(set(other) - set(one)) > 2 or abs(len(one) - len(other)) > 1
    assert not far or codes_of(other)[0] not in codes_one_slip_away(one).tolist()


@given(st.lists(st.text(alphabet="abc", max_size=5)))
def test_a_code_depends_on_the_text_alone(texts: list[str]) -> None:
    assert codes_of(*texts) == [codes_of(text)[0] for text in texts]


@pytest.mark.parametrize("text", ["", "abc", "a" * (LONGEST + 1)])
def test_of_very_short_and_very_long_ones_nothing_is_guessed(text: str) -> None:
    assert not len(codes_one_slip_away(text))


def gazetteer(*towns: tuple[str, str, int]) -> Gazetteer:
    places = [
        PlaceRecord(at, str(at), name, "place", country, population=p) for at, (name, country, p) in enumerate(towns)
    ]
    names = [
        NameRecord(at, name, {"UA": "en", "DE": "de"}.get(c, ""), "official") for at, (name, c, _) in enumerate(towns)
    ]
    return Gazetteer(build_index(places, names))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Bayruth", "Bayreuth"),
        ("Rottwiel", "Rottweil"),
        ("Shola", "Shpola"),
        ("Siuzig", "Sinzig"),
        ("Llimen", "Leimen"),
    ],
)
def test_a_letter_left_out_changed_or_swapped_finds_the_town(text: str, meant: str) -> None:
    found = gazetteer(
        ("Bayreuth", "DE", 74_783), ("Baruth", "DE", 4_217), ("Rottweil", "DE", 25_182), ("Rothwell", "GB", 7_694),
        ("Shpola", "UA", 16_674), ("Shella", "IN", 1_200), ("Sinzig", "DE", 17_630), ("Suzigou", "CN", 0),
        ("Leimen", "DE", 27_044), ("Limmena", "NL", 700),
    ).link(text)  # fmt: skip
    assert found.hits[0].name == meant


def test_one_slip_alone_is_never_sure() -> None:
    found = gazetteer(("Shpola", "UA", 16_674), ("Unna", "DE", 59_000)).link("Sholta")
    assert found.verdict is not Verdict.ONE


def test_without_names_nothing_is_found() -> None:
    index = build_index([], [])
    assert index.written_almost("rottwiel").dtype == np.int32
    assert not len(index.written_almost("rottwiel"))
