"""Readings: what each orthography makes of a name, and that nothing invisible matters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spilno.engine.names import fold, sounds, take_off_units, to_english, to_german

UKRAINIAN = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"
names = st.text(alphabet=UKRAINIAN + UKRAINIAN.upper() + "’ -", min_size=1, max_size=30)


@pytest.mark.parametrize(
    "spellings",
    [
        ("Вінниця", "Винница", "Vinnytsia", "Winnyzja", "Winniza", "Winnica", "Vinnycja", "Vinnytsya"),
        ("Харків", "Харьков", "Kharkiv", "Charkiw", "Charków", "Charkov"),
        ("Чернівці", "Черновцы", "Chernivtsi", "Tscherniwzi", "Czerniowce"),
        ("Львів", "Львов", "Lviv", "Lwiw", "Lwów"),
        ("Запоріжжя", "Запорожье", "Zaporizhzhia", "Saporischschja", "Saporoschje", "Zaporoże"),
        ("Ужгород", "Uzhhorod", "Uschhorod", "Užhorod", "Użhorod"),
    ],
    ids=lambda spellings: spellings[2],
)
def test_spellings_of_one_city_share_consonants(spellings: tuple[str, ...]) -> None:
    """All languages agree at least on the merged sounds of the first half of the name."""
    own = {sound.middle for sound in sounds(spellings[0])}
    for spelling in spellings[1:]:
        read = {sound.middle for sound in sounds(spelling)}
        assert any(a[:3] == b[:3] for a in own for b in read), spelling


@pytest.mark.parametrize(
    ("hidden", "plain"),
    [
        ("Ви\u00adнница", "Винница"),
        ("\ufeffUnna", "Unna"),
        ("Un\u200dna", "Unna"),
        ("\u202bУнна\u202c", "Унна"),
        ("Ｕｎｎａ", "Unna"),
        ("Мар’янівка", "Мар'янівка"),
        ("Марʼянівка", "Мар`янівка"),
        ("Cуми", "Суми"),
        ("Xapків", "Харків"),
        ("Bad\u00a0Berka", "Bad Berka"),
        ("Ивано–Франковск", "Ивано-Франковск"),
    ],
)
def test_what_nobody_sees_is_folded_away(hidden: str, plain: str) -> None:
    assert fold(hidden) == fold(plain)


@pytest.mark.parametrize("text", ["", " ", "\x00", "\u202e\u200b", "…", "''", "12"])
def test_a_text_without_letters_has_no_reading(text: str) -> None:
    assert sounds(text) == []
    assert take_off_units(text).level is None


@pytest.mark.parametrize(
    ("text", "name", "level"),
    [
        ("Powiat Lublin", "lublin", "district"),
        ("с. Стадниця", "стадниця", "settlement"),
        ("м.Вінниця", "вінниця", "settlement"),
        ("город Днепр", "днепр", "settlement"),
        ("Landkreis Ahrweiler", "ahrweiler", "district"),
        ("Gemeinde Bönen", "bönen", "municipality"),
        ("Львівська область", "львівська", "state"),
        ("Львовская обл.", "львовская", "state"),
        ("Roskylna hromada", "roskylna", "hromada"),
        ("Hansestadt Rostock", "rostock", None),
        ("Unna", "unna", None),
    ],
)
def test_unit_words_of_many_languages_come_off(text: str, name: str, level: str | None) -> None:
    words = take_off_units(text)
    assert (words.name, words.level) == (name, level)


@given(names)
def test_romanisation_leaves_no_cyrillic_and_keeps_capitals(text: str) -> None:
    for latin in (to_german(text), to_english(text)):
        assert not any("\u0400" <= letter <= "\u04ff" for letter in latin)
    assert to_german(text.lower()) == to_german(text.lower()).lower()


@given(names)
def test_what_we_write_we_can_read(text: str) -> None:
    """The English and the German form of a Ukrainian name have readings wherever the name has."""
    if sounds(text, language="uk"):
        assert sounds(to_english(text), language="en")
        assert sounds(to_german(text), language="de")


@given(st.text(max_size=200), st.sampled_from(["", "uk", "ru", "de", "en", "pl", "xx"]), st.integers(1, 12))
def test_readings_are_distinct_bounded_and_the_same_every_time(text: str, language: str, most: int) -> None:
    read = sounds(text, language=language, most=most)
    assert read == sounds(text, language=language, most=most)
    assert len({sound.fine for sound in read}) == len(read) <= most
    assert all(len(sound.middle) <= len(sound.fine) for sound in read)
