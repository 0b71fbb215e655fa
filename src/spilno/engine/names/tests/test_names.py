"""Names: what differs only in dress is one, what sounds alike sounds alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spilno.engine.names import fold, sounds, take_off_units, to_english, to_german


@pytest.mark.parametrize(
    ("ukrainian", "german", "english"),
    [
        ("Київ", "Kyjiw", "Kyiv"),
        ("Вінниця", "Winnyzja", "Vinnytsia"),
        ("Чернівці", "Tscherniwzi", "Chernivtsi"),
        ("Запоріжжя", "Saporischschja", "Zaporizhzhia"),
        ("Хмельницький", "Chmelnyzkyj", "Khmelnytskyi"),
        ("Черкаси", "Tscherkassy", "Cherkasy"),
        ("Львів", "Lwiw", "Lviv"),
        ("Луцьк", "Luzk", "Lutsk"),
        ("Житомир", "Schytomyr", "Zhytomyr"),
        ("Слов’янськ", "Slowjansk", "Sloviansk"),
        ("Кам’янець-Подільський", "Kamjanez-Podilskyj", "Kamianets-Podilskyi"),
        ("Щастя", "Schtschastja", "Shchastia"),
        ("Згурівка", "Shuriwka", "Zghurivka"),
        ("Дніпро", "Dnipro", "Dnipro"),
        ("Миколаїв", "Mykolajiw", "Mykolaiv"),
    ],
)
def test_ukrainian_names_in_latin_letters(ukrainian: str, german: str, english: str) -> None:
    assert (to_german(ukrainian), to_english(ukrainian)) == (german, english)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Кам’янець-Подільський", "КАМ'ЯНЕЦЬ ПОДІЛЬСЬКИЙ"),
        ("Hiкополь", "Нікополь"),
        ("Vinnytsia\u200b", "\u202evinnytsia"),
        ("Львів\x00", " львів "),
        ("Frankfurt/Main", "frankfurt-main"),
    ],
)
def test_dress_does_not_matter(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize("spelling", ["Vinnytsia", "Winnyzja", "Вінниця", "Vinnycja"])
def test_spellings_of_vinnytsia_sound_alike(spelling: str) -> None:
    assert "vinyca" in {sound.fine for sound in sounds(spelling)}


@pytest.mark.parametrize(
    ("text", "name", "level"),
    [
        ("Stadt Unna", "unna", None),
        ("Kreis Unna", "unna", "district"),
        ("смт Клавдієво-Тарасове", "клавдієво тарасове", "settlement"),
        ("Rajon Nikopol", "nikopol", "district"),
        ("Вінницька міська територіальна громада", "вінницька", "hromada"),
        ("Нікопольський район", "нікопольський", "district"),
        ("Oblast Dnipropetrowsk", "dnipropetrowsk", "state"),
        ("Land", "land", None),
    ],
)
def test_unit_words_come_off(text: str, name: str, level: str | None) -> None:
    words = take_off_units(text)
    assert (words.name, words.level) == (name, level)


@given(st.text(max_size=200))
def test_no_text_breaks_the_readings(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert all(sound.fine for sound in sounds(text))
    take_off_units(text)
