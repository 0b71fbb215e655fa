"""Other spellings of one name: Russian, shortened, of other scripts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spilno.engine.names import german_short, parts_of, russian_spellings, sounds, take_off_units, to_ascii
from spilno.engine.names.other_scripts import latin_letters


@pytest.mark.parametrize(
    ("ukrainian", "russian"),
    [
        ("Вільхівка", "ольховка"),
        ("Мала Вільшанка", "мала ольшанка"),
        ("Вовчанськ", "волчанск"),
        ("Щастя", "счастье"),
        ("Запоріжжя", "запорожье"),
        ("Андріївка", "андреевка"),
        ("Нове Місто", "новое место"),
        ("Чернівці", "черновцы"),
        ("Камінь-Каширський", "камен каширский"),
        ("Миколаїв", "николаев"),
    ],
)
def test_stems_that_differ_by_more_than_a_vowel_turn_russian(ukrainian: str, russian: str) -> None:
    made = sounds(russian_spellings(ukrainian)[0], language="ru")
    assert made[0].fine == sounds(russian, language="ru")[0].fine


def test_big_and_red_places_are_translated_too() -> None:
    assert russian_spellings("Велика Балка") == ["велика балка", "большая балка"]
    assert russian_spellings("Червоне")[1] == "красное"


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Бровки Перші", ["бровки"]),
        ("Велика Андрусівка", ["андрусівка"]),
        ("Новгород-Сіверський", ["новгород"]),
        ("Старокостянтинів", ["костянтинів"]),
        ("Вінниця", []),
        ("Нова", []),
    ],
)
def test_a_long_name_is_shortened_to_what_people_say(name: str, parts: list[str]) -> None:
    assert parts_of(name) == parts


@pytest.mark.parametrize(
    ("official", "said"),
    [
        ("Garching b.München", "Garching"),
        ("Rottenburg am Neckar", "Rottenburg"),
        ("Lindau (Bodensee)", "Lindau"),
        ("Dillingen/ Saar", "Dillingen"),
        ("Neustadt i.d.OPf.", "Neustadt"),
        ("Frankfurt am Main", "Frankfurt"),
        ("Berlin", ""),
        ("Am Großen Bruch", ""),
        ("Bad Berka", ""),
    ],
)
def test_german_registers_add_what_nobody_says(official: str, said: str) -> None:
    assert german_short(official) == said


@pytest.mark.parametrize(
    ("text", "ukrainian"),
    [
        ("トゥルチン", "Тульчин"),
        ("ルブヌィ", "Лубни"),
        ("ベルズ", "Белз"),
        ("코로스텐", "Коростень"),
        ("Կուտի", "Кути"),
        ("डोनेटस्'क", "Донецьк"),
        ("Audziiuka", "Авдіївка"),
        ("Copovici", "Чоповичі"),
        ("Schytomyr", "Житомир"),
        ("Saporoshje", "Запорожьє"),
        ("Ντονέτσκ", "Донецьк"),
        ("Ntonetsk", "Донецьк"),
        ("Chernivci", "Чернівці"),
        ("Goshha", "Гоща"),
        ("Krzywy Róg", "Кривий Ріг"),
        ("Białogród", "Білгород"),
        ("Włodzimierz", "Володимир"),
    ],
)
def test_other_scripts_and_orthographies_reach_the_consonants(text: str, ukrainian: str) -> None:
    wanted = sounds(ukrainian, language="uk")[0].middle.replace("a", "")
    assert wanted in {sound.middle.replace("a", "") for sound in sounds(text)}


@pytest.mark.parametrize("name", ["Нове Місто", "Старе Село", "Nove Misto", "Novoye Selo"])
def test_a_unit_word_behind_an_adjective_belongs_to_the_name(name: str) -> None:
    assert take_off_units(name).name == name.lower()


def test_a_glide_at_the_start_tells_names_apart() -> None:
    assert sounds("Юзівка")[0].fine != sounds("Узівка")[0].fine


@given(st.text(max_size=60))
def test_no_text_breaks_the_other_spellings(text: str) -> None:
    assert len(russian_spellings(text)) <= 2
    assert len(parts_of(text)) <= 2
    assert german_short(text) != text or not text
    assert all(isinstance(spelling, str) for spelling in latin_letters(text))
    assert to_ascii(text).isascii()
