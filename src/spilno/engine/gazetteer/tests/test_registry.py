"""The gazetteer over registers that hypothesis makes up, and each hint by itself."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spilno.engine.errors import InvalidInput
from spilno.engine.gazetteer import Gazetteer, Hints, Index, NameRecord, PlaceRecord, Verdict, build_index
from spilno.engine.gazetteer.tests.test_linking import GAZETTEER

SYLLABLES = ["ва", "ли", "ро", "мир", "сто", "пе", "кра", "ні", "дуб", "гір", "чер", "зо", "бу", "лю", "жит", "яр"]
ENDINGS = ["ка", "ів", "но", "град", "ськ", "не", "поле"]
names = st.builds(
    lambda parts, end: "".join(parts).capitalize() + end,
    st.lists(st.sampled_from(SYLLABLES), min_size=2, max_size=4),
    st.sampled_from(ENDINGS),
)
registers = st.lists(names, min_size=1, max_size=25)


def gazetteer_of(register: list[str]) -> Gazetteer:
    """Each name in its own oblast by turns; the code tells the number."""
    places = [PlaceRecord(1, "UA01", "Перша", "state", "UA", 1), PlaceRecord(2, "UA02", "Друга", "state", "UA", 2)]
    places += [
        PlaceRecord(at + 10, f"UA-{at}", name, "settlement", "UA", 1 + at % 2) for at, name in enumerate(register)
    ]
    return Gazetteer(build_index(places, [NameRecord(place.id, place.name, "uk") for place in places]))


@given(registers)
@settings(max_examples=40)
def test_an_official_name_that_stands_once_is_always_found_as_one(register: list[str]) -> None:
    gazetteer = gazetteer_of(register)
    for at, name in enumerate(register):
        if register.count(name) == 1:
            for text in (name, name.upper(), f"с. {name}"):
                link = gazetteer.link(text)
                sounds_alike = [hit for hit in link.hits if hit.score >= 0.95 and hit.name != name]
                assert link.hits[0].code == f"UA-{at}"
                assert link.verdict == Verdict.ONE or sounds_alike


@given(registers)
@settings(max_examples=40)
def test_a_name_that_stands_twice_is_never_one(register: list[str]) -> None:
    gazetteer = gazetteer_of([*register, register[0]])
    link = gazetteer.link(register[0])
    assert link.verdict == Verdict.SEVERAL
    assert {"UA-0", f"UA-{len(register)}"} <= {hit.code for hit in link.hits}


@given(registers, st.text(max_size=60), st.sampled_from(["", "UA", "DE", "??"]), st.text(max_size=20))
@settings(max_examples=60)
def test_no_hint_breaks_anything(register: list[str], text: str, country: str, region: str) -> None:
    link = gazetteer_of(register).link(text, Hints(country=country, region=region), k=3)
    assert len(link.hits) <= 3
    assert (link.verdict == Verdict.NONE) == (not link.hits)


@given(registers)
@settings(max_examples=20)
def test_hints_only_ever_narrow(register: list[str]) -> None:
    gazetteer = gazetteer_of([*register, register[0]])
    everywhere = {hit.code for hit in gazetteer.link(register[0], k=100).hits if hit.reason == "name"}
    first = {hit.code for hit in gazetteer.link(register[0], Hints(region="UA01"), k=100).hits if hit.reason == "name"}
    assert first <= everywhere


@pytest.mark.parametrize(
    ("text", "hints", "code"),
    [
        ("Unna", Hints(level="district"), "05978"),
        ("Unna", Hints(level="municipality"), "05978036"),
        ("Unna", Hints(population=400_000), "05978"),
        ("Unna", Hints(population=60_000), "05978036"),
        ("Unna", Hints(country="DE"), "05978036"),
        ("Вінницька", Hints(level="hromada"), "UA0502"),
        ("Вінницька", Hints(level="state"), "UA05"),
        ("Винница", Hints(language="ru"), "UA05020030010063857"),
        ("Wınnyzja", Hints(country="UA"), "UA05020030010063857"),
        ("Biнниця", Hints(country="ua"), "UA05020030010063857"),
        ("  UA12020010010037010 ", Hints(country="UA"), "UA12020010010037010"),
    ],
)
def test_each_hint_by_itself_decides(text: str, hints: Hints, code: str) -> None:
    link = GAZETTEER.link(text, hints)
    assert (link.verdict, link.hits[0].code) == (Verdict.ONE, code)


@pytest.mark.parametrize(
    "hints",
    [
        Hints(country="FR"),
        Hints(region="Lwiw"),
        Hints(level="district"),
        Hints(near=(52.5, 13.4)),
        Hints(population=12),
    ],
)
def test_a_hint_that_contradicts_leaves_no_sure_answer(hints: Hints) -> None:
    link = GAZETTEER.link("Дніпро", hints)
    assert link.verdict != Verdict.ONE


@pytest.mark.parametrize("text", ["שלום", "\u202eUnna\u202c", "U\x00nna", "Un\u200bna", "UNNA", "unna "])
def test_marks_that_nobody_sees_change_nothing(text: str) -> None:
    link = GAZETTEER.link(text)
    assert (link.verdict == Verdict.NONE) if text == "שלום" else link.hits[0].code == "05978036"


@pytest.mark.parametrize("text", ["x" * 201, "Ж" * 300, "😀" * 250])
def test_an_overlong_text_names_its_field(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        GAZETTEER.link(text)
    assert refused.value.field == "text"


def test_an_unknown_level_names_its_field() -> None:
    with pytest.raises(InvalidInput) as refused:
        GAZETTEER.link("Unna", Hints(level="galaxy"))
    assert refused.value.field == "level"


def test_a_gazetteer_without_places_finds_nothing(tmp_path: Path) -> None:
    empty = Gazetteer(build_index([], []))
    assert empty.link("Unna").verdict == Verdict.NONE
    empty.index.save(tmp_path / "empty.index")
    assert Gazetteer(Index.load(tmp_path / "empty.index")).link("Unna").verdict == Verdict.NONE
    assert [file.name for file in tmp_path.iterdir()] == ["empty.index"]
