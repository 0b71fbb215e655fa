"""Texts about the same thing are alike in any of the three languages; nothing that people write breaks the reading."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spilno.engine.texts import label_of, lexicon, likeness, mean_of, themes_of, vector_of
from spilno.engine.texts.folding import folded, words_of
from spilno.engine.texts.lexicon import LANGUAGES, Lexicon

HEAT = {
    "de": "Wir möchten unsere Fernwärme modernisieren.",
    "uk": "Хочемо оновити теплові мережі та котельні громади.",
    "en": "We want to modernise our district heating.",
}
SPORT = {
    "de": "Unser Fußballverein sucht ein Turnier.",
    "uk": "Наш футбольний клуб шукає турнір.",
    "en": "Our football club looks for a tournament.",
}


@pytest.mark.parametrize("first", LANGUAGES)
@pytest.mark.parametrize("second", LANGUAGES)
def test_the_same_matter_is_alike_across_languages_and_another_is_not(first: str, second: str) -> None:
    heat, sport = vector_of(HEAT[first]), vector_of(SPORT[first])
    assert likeness(heat, vector_of(HEAT[second])) > 0.4
    assert likeness(sport, vector_of(SPORT[second])) > 0.5
    assert likeness(heat, vector_of(SPORT[second])) < 0.2


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("Unsere Jugendfeuerwehr sucht Ausrüstung", "civil_protection"),
        ("Очисні споруди потребують насосів", "water"),
        ("Реабілітація та протезування поранених", "health"),
        ("Unser Museum und die Bücherei", "museums"),
        ("An application to INTERREG for EU funding", "eu"),
        ("Ukrainian in Latin? Ні: водопостачання mit Abwasser and sewage", "water"),
    ],
)
def test_a_text_proposes_its_themes(text: str, theme: str) -> None:
    assert next(iter(themes_of(text))) == theme


def test_words_that_say_nothing_propose_nothing() -> None:
    for text in ("", "   ", "qwrtz lorem 12345 !!!", "Wir suchen einen Partner für einen Austausch", "ааааа бббб"):
        assert themes_of(text) == {}


def test_apostrophes_umlauts_and_case_do_not_matter() -> None:
    assert folded("Здоров’я") == folded("ЗДОРОВ'Я") == folded("здоровʼя")
    assert folded("Müllabfuhr") == folded("MUELLABFUHR")
    assert words_of("E-Government, 5 000 m²") == ["e", "government", "5", "000", "m2"]


def test_a_german_subject_is_found_inside_a_compound_but_not_inside_a_chance() -> None:
    told = {lexicon().subjects[number].code for number in lexicon().read(words_of("Die Jugendbibliothek"))[0]}
    assert {"youth:young people", "museums:library"} <= told
    # "verringern" is not about wrestling ("Ringer").
    assert not themes_of("Wir wollen es verringern")


@given(st.text(max_size=400))
def test_whatever_is_typed_gives_a_vector_of_length_one_or_none(text: str) -> None:
    vector = vector_of(text)
    assert not vector or sum(value * value for value in vector.values()) == pytest.approx(1.0)
    assert likeness(vector, vector) == pytest.approx(1.0 if vector else 0.0)


@given(st.sampled_from([*HEAT.values(), *SPORT.values()]), st.sampled_from([*HEAT.values(), *SPORT.values()]))
def test_likeness_is_the_same_both_ways(first: str, second: str) -> None:
    one, other = vector_of(first), vector_of(second)
    assert likeness(one, other) == likeness(other, one)


def test_a_text_of_a_hundred_kilobytes_is_read_once_and_says_the_same() -> None:
    long = "Abwasser und Kläranlage. " * 5000
    assert themes_of(long) == {"water": 1.0}


def test_several_texts_have_one_direction() -> None:
    both = mean_of([vector_of(HEAT["de"]), vector_of(SPORT["uk"]), {}])
    assert likeness(both, vector_of(HEAT["en"])) > 0.3
    assert likeness(both, vector_of(SPORT["en"])) > 0.3
    assert mean_of([]) == mean_of([{}]) == {}


def test_every_subject_has_a_name_in_each_language_and_a_code_of_its_own() -> None:
    for subject in lexicon().subjects:
        assert all(subject.labels[one] for one in LANGUAGES), subject.code
    assert len({one.code for one in lexicon().subjects}) == len(lexicon().subjects)


def test_a_name_is_given_only_to_what_says_something() -> None:
    assert label_of("s:energy:district heating", "uk") == "централізоване опалення"
    assert label_of("s:-:partnership", "de") == label_of("t:energy", "de") == label_of("p:abcd", "de") == ""
    assert label_of("s:nothing", "de") == label_of("e17", "en") == ""


def test_a_line_of_the_lexicon_that_names_nothing_is_refused() -> None:
    line = {"theme": "water", "also": "", "strength": "", "en": "x", "de": "x", "uk": "x"}
    with pytest.raises(ValueError, match="names nothing"):
        Lexicon([line | {"words_en": "*", "words_de": "", "words_uk": ""}])
