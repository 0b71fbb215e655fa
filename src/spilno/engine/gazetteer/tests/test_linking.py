"""The gazetteer: one, several or none, and never a confident wrong answer."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spilno.engine.errors import InvalidInput
from spilno.engine.gazetteer import Gazetteer, Hints, Index, NameRecord, PlaceRecord, Verdict, build_index

VINNYTSIA, LVIV, DNIPRO_OBLAST, NIKOPOL_RAYON = 1, 2, 3, 10
PLACES = [
    PlaceRecord(1, "UA05", "Вінницька", "state", "UA", region=1),
    PlaceRecord(2, "UA46", "Львівська", "state", "UA", region=2),
    PlaceRecord(3, "UA12", "Дніпропетровська", "state", "UA", region=3),
    PlaceRecord(10, "UA1208", "Нікопольський", "district", "UA", region=3, district=10),
    PlaceRecord(20, "UA0502", "Вінницька", "municipality", "UA", region=1, population=387439),
    PlaceRecord(
        21, "UA05020030010063857", "Вінниця", "settlement", "UA", region=1, population=370000, lat=49.2, lon=28.5
    ),
    PlaceRecord(22, "UA46-1", "Олександрівка", "settlement", "UA", region=2, lat=49.8, lon=24.0),
    PlaceRecord(23, "UA12-1", "Олександрівка", "settlement", "UA", region=3, district=10, lat=47.6, lon=34.4),
    PlaceRecord(24, "UA12020010010037010", "Дніпро", "settlement", "UA", region=3, population=968502),
    PlaceRecord(30, "05978036", "Unna", "municipality", "DE", population=58816),
    PlaceRecord(31, "05978", "Unna", "district", "DE", population=394891),
    PlaceRecord(32, "OLD", "Козятинський", "district", "UA", region=1, ended=True),
]
NAMES = [NameRecord(place.id, place.name, {"UA": "uk", "DE": "de"}[place.country]) for place in PLACES] + [
    NameRecord(10, "Rajon Nikopol", "de", "transliteration"),
    NameRecord(24, "Дніпропетровськ", "uk", "former"),
    NameRecord(1, "Vinnytsia oblast", "en", "transliteration"),
]
GAZETTEER = Gazetteer(build_index(PLACES, NAMES))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Winniza", "UA05020030010063857"),
        ("Winnyzja", "UA05020030010063857"),
        ("Vinnytsia", "UA05020030010063857"),
        ("м. Вінниця", "UA05020030010063857"),
        ("Винница", "UA05020030010063857"),
        ("Vinnytcia", "UA05020030010063857"),
        ("Днепропетровск", "UA12020010010037010"),
        ("Unna", "05978036"),
        ("Stadt Unna", "05978036"),
        ("Kreis Unna", "05978"),
        ("Rajon Nikopol", "UA1208"),
        ("Нікопольський район", "UA1208"),
        ("Вінницька громада", "UA0502"),
        ("Козятинський район", "OLD"),
        ("ua05020030010063857", "UA05020030010063857"),
    ],
)
def test_a_spelling_finds_its_place(text: str, code: str) -> None:
    link = GAZETTEER.link(text)
    assert (link.verdict, link.hits[0].code) == (Verdict.ONE, code)


def test_namesakes_ask_back_with_what_tells_them_apart() -> None:
    link = GAZETTEER.link("Oleksandrivka")
    assert link.verdict == Verdict.SEVERAL
    assert {hit.code for hit in link.hits[:2]} == {"UA46-1", "UA12-1"}
    assert "region" in link.told_apart_by


@pytest.mark.parametrize(
    "hints",
    [
        Hints(region="Дніпропетровська область"),
        Hints(region="Oblast Dnipropetrowsk"),
        Hints(region="UA12"),
        Hints(region="Rajon Nikopol"),
        Hints(near=(47.5, 34.5)),
        Hints(near=(47.5, 34.5), radius_km=2000),
    ],
)
def test_one_fact_of_context_decides_among_namesakes(hints: Hints) -> None:
    link = GAZETTEER.link("Олександрівка", hints)
    assert (link.verdict, link.hits[0].code) == (Verdict.ONE, "UA12-1")


def test_a_rayon_that_was_abolished_still_tells_the_oblast() -> None:
    found = GAZETTEER.link("Winniza", Hints(region="Козятинський район"))
    assert (found.verdict, found.hits[0].code) == (Verdict.ONE, "UA05020030010063857")
    assert GAZETTEER.link("Олександрівка", Hints(region="Козятинський район")).verdict == Verdict.NONE


def test_half_way_between_two_namesakes_is_asked_back_the_nearer_first() -> None:
    found = GAZETTEER.link("Олександрівка", Hints(near=(48.6, 29.6), radius_km=2000))
    assert found.verdict == Verdict.SEVERAL
    assert found.hits[0].code == "UA12-1"


def test_a_former_name_says_that_it_is_one() -> None:
    assert GAZETTEER.link("Дніпропетровськ").hits[0].reason == "former"


@pytest.mark.parametrize("text", ["", "   ", "😀", "\x00", "\u202e", "12345", "Qqqq", "Xyzzyplugh"])
def test_what_is_no_name_finds_nothing(text: str) -> None:
    assert GAZETTEER.link(text).verdict == Verdict.NONE


def test_an_unknown_region_admits_nobody() -> None:
    assert GAZETTEER.link("Вінниця", Hints(region="Atlantis")).verdict == Verdict.NONE


def test_overlong_text_and_unknown_level_are_named() -> None:
    with pytest.raises(InvalidInput, match="at most 200"):
        GAZETTEER.link("x" * 300)
    with pytest.raises(InvalidInput, match="level"):
        GAZETTEER.link("Unna", Hints(level="galaxy"))


def test_a_stored_index_answers_the_same(tmp_path: Path) -> None:
    GAZETTEER.index.save(tmp_path / "one.index")
    for long_bytes in (1_000_000, 0):
        stored = Gazetteer(Index.load(tmp_path / "one.index", long_bytes=long_bytes))
        for text in ("Winniza", "Wniniza", "Oleksandrivka", "Oleksandrifka", "Unna", "Днепропетровск", "UA1208"):
            assert stored.link(text) == GAZETTEER.link(text)


@pytest.mark.skipif(not Path("/proc/self/smaps").exists(), reason="only Linux tells which pages a process holds")
def test_a_stored_index_gives_its_pages_back_and_answers_on(tmp_path: Path) -> None:
    file = tmp_path / "one.index"
    GAZETTEER.index.save(file)
    stored = Gazetteer(Index.load(file))

    def held() -> int:
        told = Path("/proc/self/smaps").read_text().partition(str(file))[2]
        return int(told.partition("\nRss:")[2].split()[0])

    assert stored.link("Wniniza") == GAZETTEER.link("Wniniza")
    assert held() > 0
    stored.index.let_go()
    assert held() == 0
    assert stored.link("Wniniza") == GAZETTEER.link("Wniniza")


def test_a_file_that_is_no_index_or_is_cut_is_told(tmp_path: Path) -> None:
    file = tmp_path / "one.index"
    GAZETTEER.index.save(file)
    whole = file.read_bytes()
    for content, words in ((whole[: len(whole) // 2], "cut"), (b"PK\x03\x04", "no index"), (b"", "no index")):
        file.write_bytes(content)
        with pytest.raises(ValueError, match=words):
            Index.load(file)


@given(st.text(max_size=200))
def test_no_text_breaks_the_gazetteer(text: str) -> None:
    link = GAZETTEER.link(text)
    assert link == GAZETTEER.link(text)
    assert all(0 <= hit.score <= 1 for hit in link.hits)
    assert (link.verdict == Verdict.NONE) == (not link.hits)


@given(st.permutations(PLACES), st.sampled_from(["Winniza", "Oleksandrivka", "Unna"]))
def test_the_order_of_records_does_not_matter(places: list[PlaceRecord], text: str) -> None:
    other = Gazetteer(build_index(places, NAMES)).link(text)
    assert other.verdict == GAZETTEER.link(text).verdict
    assert {hit.code for hit in other.hits} == {hit.code for hit in GAZETTEER.link(text).hits}
