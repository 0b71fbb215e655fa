"""When the linker is sure, and when it asks back: one test per kind of cause."""

import pytest

from spilno.engine.gazetteer import Gazetteer, Hints, Link, NameRecord, PlaceRecord, Verdict, build_index

CRIMEA, KYIV_OBLAST, DONETSK_OBLAST = 1, 2, 3
PLACES = [
    PlaceRecord(1, "UA01", "Кримська", "state", "UA", region=1),
    PlaceRecord(2, "UA32", "Київська", "state", "UA", region=2),
    PlaceRecord(3, "UA14", "Донецька", "state", "UA", region=3),
    PlaceRecord(4, "UA80", "Київ", "settlement", "UA", region=4, population=2_900_000),
    PlaceRecord(10, "KRASNE", "Красне", "settlement", "UA", region=1),
    PlaceRecord(11, "CHERVONE", "Червоне", "settlement", "UA", region=1),
    PlaceRecord(12, "RAKOVE", "Ракове", "settlement", "UA", region=2),
    PlaceRecord(13, "RAKOVO", "Раково", "settlement", "UA", region=2),
    PlaceRecord(14, "VILKHIVKA", "Вільхівка", "settlement", "UA", region=2),
    PlaceRecord(15, "BROVKY", "Бровки Перші", "settlement", "UA", region=2),
    PlaceRecord(16, "BALKA", "Велика Балка", "settlement", "UA", region=1),
    PlaceRecord(17, "MURAFA", "Мурафа", "settlement", "UA", region=2),
    PlaceRecord(20, "MALA", "Мала Сейдеминуха", "settlement", "UA", region=1),
    PlaceRecord(21, "ZABRODY", "Заброди", "settlement", "UA", region=2),
    PlaceRecord(22, "ZABRIDDIA", "Забріддя", "settlement", "UA", region=1),
    PlaceRecord(30, "DONETSK", "Донецьк", "settlement", "UA", region=3, population=900_000),
    PlaceRecord(31, "HROMADA", "Донецька", "municipality", "UA", region=3),
    PlaceRecord(32, "NEW", "Володарка", "settlement", "UA", region=2),
    PlaceRecord(33, "OLD", "Левковичі", "settlement", "UA", region=2),
    PlaceRecord(34, "POKROVSKE", "Покровське", "settlement", "UA", region=2),
    PlaceRecord(35, "POKROVKA", "Покровка", "settlement", "UA", region=2),
    PlaceRecord(36, "VOLOSKE", "Волоське", "settlement", "UA", region=2),
    PlaceRecord(37, "DONETSKE", "Донецьке", "settlement", "UA", region=3),
    PlaceRecord(38, "ROZSOKHA", "Розсоха", "settlement", "UA", region=2),
    PlaceRecord(40, "MAIN", "Frankfurt am Main", "municipality", "DE", population=760_000),
    PlaceRecord(41, "ODER", "Frankfurt (Oder)", "municipality", "DE", population=57_000),
    PlaceRecord(42, "NEARBY", "Duisburg", "place", "BE", population=3_471),
    PlaceRecord(43, "DUISBURG", "Duisburg", "municipality", "DE", population=498_000),
]
NAMES = [NameRecord(p.id, p.name, {"UA": "uk", "DE": "de"}.get(p.country, "nl")) for p in PLACES] + [
    NameRecord(2, "Oblast Kyjiw", "de", "transliteration"),
    NameRecord(33, "Володарка", "uk", "former"),
    NameRecord(43, "Duisbourg", "", "alternate"),
]
GAZETTEER = Gazetteer(build_index(PLACES, NAMES))


def link(text: str, region: str = "", country: str = "UA") -> Link:
    return GAZETTEER.link(text, Hints(country=country, region=region))


def test_kyiv_as_a_hint_is_the_city_not_the_oblast_around_it() -> None:
    assert link("Kiev", "Київ").hits[0].code == "UA80"
    assert link("Вільхівка", "Київ").verdict == Verdict.NONE
    assert link("Вільхівка", "Київська область").hits[0].code == "VILKHIVKA"


@pytest.mark.parametrize("hint", ["Kyiv oblast", "Oblast Kyjiw", "Київська", "UA32"])
def test_the_oblast_is_found_by_each_of_its_names(hint: str) -> None:
    assert link("Вільхівка", hint).hits[0].code == "VILKHIVKA"


@pytest.mark.parametrize(
    ("text", "region", "code"),
    [
        ("Olkhovka", "Київська", "VILKHIVKA"),
        ("Ольховка", "Київська", "VILKHIVKA"),
        ("Bol'shaya Balka", "Кримська", "BALKA"),
        ("Бровки", "Київська", "BROVKY"),
    ],
)
def test_russian_and_shortened_spellings_find_their_place(text: str, region: str, code: str) -> None:
    found = link(text, region)
    assert (found.verdict, found.hits[0].code) == (Verdict.ONE, code)
    assert found.hits[0].matched == found.hits[0].name


def test_who_is_called_so_stands_before_whom_russian_would_translate_so() -> None:
    found = link("Красное", "Кримська")
    assert [hit.code for hit in found.hits[:2]] == ["KRASNE", "CHERVONE"]


def test_a_spelling_that_is_one_name_and_the_russian_for_another_asks_back() -> None:
    assert link("Rakovo", "Київська").verdict == Verdict.SEVERAL


def test_a_word_too_many_is_never_sure() -> None:
    found = link("Staraya Murafa", "Київська")
    assert (found.verdict, found.hits[0].code) == (Verdict.SEVERAL, "MURAFA")


def test_another_word_in_the_name_is_another_place() -> None:
    assert link("Велика Сейдеменуха", "Кримська").verdict != Verdict.ONE


def test_an_adjective_in_latin_letters_means_the_town_as_likely_as_its_hromada() -> None:
    found = link("Donecka", "Донецька")
    assert (found.verdict, found.hits[0].code) == (Verdict.SEVERAL, "DONETSK")
    assert "HROMADA" in {hit.code for hit in found.hits}


def test_the_adjective_itself_and_a_unit_word_still_decide() -> None:
    assert GAZETTEER.link("Донецька громада").hits[0].code == "HROMADA"
    assert GAZETTEER.link("Donetsk hromada", Hints(level="hromada")).hits[0].code == "HROMADA"


def test_a_bare_name_that_only_sounds_so_looks_at_its_neighbours() -> None:
    assert link("Zabrodzie").verdict == Verdict.SEVERAL
    assert link("Забріддя").verdict == Verdict.ONE


def test_a_former_name_beside_a_present_one_asks_back() -> None:
    found = link("Володарка", "Київська")
    assert found.verdict == Verdict.SEVERAL
    assert [hit.code for hit in found.hits[:2]] == ["NEW", "OLD"]


def test_german_namesakes_ask_back_and_the_bracket_decides() -> None:
    assert link("Frankfurt", country="DE").verdict == Verdict.SEVERAL
    assert link("Frankfurt (Oder)", country="DE").hits[0].code == "ODER"
    assert link("Frankfurt (Oder)", country="DE").verdict == Verdict.ONE


def test_a_listed_spelling_of_a_city_stands_before_a_village_that_sounds_so() -> None:
    assert GAZETTEER.link("Duisbourg").hits[0].code == "DUISBURG"


@pytest.mark.parametrize("text", ["Pokrovskoye", "Покровское", "Pokrowskoje"])
def test_a_russian_neuter_may_be_the_village_called_otherwise(text: str) -> None:
    found = link(text, "Київська")
    assert found.verdict == Verdict.SEVERAL
    assert {hit.code for hit in found.hits[:2]} == {"POKROVSKE", "POKROVKA"}


def test_the_ukrainian_name_itself_and_a_neuter_without_cousin_do_not_ask() -> None:
    assert link("Покровське", "Київська").verdict == Verdict.ONE
    assert link("Pokrovske", "Київська").verdict == Verdict.ONE
    assert link("Voloskoye", "Київська").verdict == Verdict.ONE


@pytest.mark.parametrize("text", ["Донецьке", "Дінецьке"])
def test_a_village_called_like_the_city_asks_back(text: str) -> None:
    found = link(text, "Донецька")
    assert found.verdict == Verdict.SEVERAL
    assert {"DONETSKE", "DONETSK"} <= {hit.code for hit in found.hits}


def test_an_odd_spelling_is_believed_of_a_town_before_a_village() -> None:
    assert link("Donezg", "Донецька").hits[0].code == "DONETSK"
    assert link("Roszuha", "Київська").verdict == Verdict.SEVERAL
