"""Excerpts with the words that were looked for marked."""

from spilno.search.marking import LENGTH, Marks, excerpt, marked
from spilno.search.words import line_of


def said(text: str) -> Marks:
    return Marks.of(line_of(text).words)


def words_marked(parts: list) -> list[str]:  # type: ignore[type-arg]
    return [part.text for part in parts if part.marked]


def test_a_word_is_marked_in_its_forms_and_spellings() -> None:
    assert words_marked(marked("Die Städte und eine Stadt", said("stadt"))) == ["Städte", "Stadt"]
    assert words_marked(marked("Кам’янець і Камянець", said("камянець"))) == ["Кам’янець", "Камянець"]


def test_nothing_is_lost_from_the_text() -> None:
    text = "<b>Feuerwehr</b> & Schule"
    assert "".join(part.text for part in marked(text, said("feuerwehr"))) == text
    assert words_marked(marked(text, said("feuerwehr"))) == ["Feuerwehr"]


def test_the_excerpt_shows_where_most_of_the_words_stand_together() -> None:
    text = "Feuerwehr. " + "Viel anderes. " * 60 + "Die Schule hilft der Feuerwehr. " + "Noch mehr. " * 60
    shown = excerpt(text, said("feuerwehr schule"))
    assert {"Schule", "Feuerwehr"} <= set(words_marked(shown))
    assert shown[0].text.startswith("…")
    assert shown[-1].text.endswith("…")
    assert sum(len(part.text) for part in shown) < LENGTH + 20


def test_without_a_hit_the_excerpt_is_the_beginning() -> None:
    assert excerpt("Anfang des Textes", said("nirgends"))[0].text == "Anfang des Textes"
    assert excerpt("", said("nirgends")) == []


def test_one_letter_is_marked_as_a_word_only() -> None:
    assert words_marked(marked("я маю яблуко", said("я"))) == ["я"]
