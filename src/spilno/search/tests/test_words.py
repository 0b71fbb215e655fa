"""Words as search compares them."""

import pytest

from spilno.search.asking import for_postgres, for_sqlite, place_terms, word_terms
from spilno.search.words import LONGEST_LINE, MOST_WORDS, line_of, stem_of, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Städte-Partnerschaft", ["stadte", "partnerschaft"]),
        ("Кам’янець-Подільський", ["камянець", "подільськии"]),
        ("Straße 12", ["strasse", "12"]),
        ("\x00\u202e", []),
        ("*\"' & | ! ( ) : ^", []),
        ("😀", []),
    ],
)
def test_words_are_letters_and_digits(text: str, words: list[str]) -> None:
    assert words_of(text) == words


@pytest.mark.parametrize(
    ("one", "other"),
    [("Feuerwehren", "Feuerwehr"), ("Schulen", "Schule"), ("громади", "громада"), ("школами", "школа")],
)
def test_forms_of_a_word_begin_alike(one: str, other: str) -> None:
    first, second = stem_of(words_of(one)[0]), stem_of(words_of(other)[0])
    assert words_of(one)[0].startswith(second)
    assert words_of(other)[0].startswith(first)


def test_short_words_stay_whole() -> None:
    assert stem_of("see") == "see"
    assert stem_of("сад") == "сад"


def test_words_that_stand_everywhere_are_left_out_unless_there_are_no_others() -> None:
    assert line_of("die Schule und der Chor").words == ("schule", "chor")
    assert line_of("und").words == ("und",)


def test_a_long_line_is_searched_by_its_beginning_and_says_so() -> None:
    line = line_of("ж" * 5000)
    assert line.cut
    assert len(line.words[0]) <= LONGEST_LINE
    many = line_of(" ".join(f"wort{number}" for number in range(30)))
    assert many.cut
    assert len(many.words) == MOST_WORDS
    assert not line_of("Schule").cut


def test_the_same_question_is_asked_of_both_databases_and_nothing_twice_of_postgresql() -> None:
    groups = [(*word_terms("schulen"), *place_terms([7])), word_terms("я")]
    assert for_sqlite(groups) == '(("schulen"*) OR ("schul"*) OR (names : "inx7")) AND (("я"))'
    assert for_postgres(groups) == "(('schul':*) | ('inx7')) & (('я'))"


@pytest.mark.parametrize("word", ["in", "inx7", "xq", "xqzlviv", "xqlde", "xqkrequest"])
def test_what_only_places_have_is_not_found_by_how_it_begins(word: str) -> None:
    assert for_sqlite([word_terms(word)]) == f'(("{word}"))'
