"""Words that are looked up once are those of the reader's language all the same."""

from django.utils.translation import gettext, override

from spilno.common.words import said_once


def test_words_are_remembered_for_each_language() -> None:
    asked: list[str] = []

    @said_once
    def say(word: str) -> str:
        asked.append(word)
        return gettext(word)

    for _again in range(2):
        for language, word in (("de", "Partnerschaften"), ("uk", "Партнерства"), ("en", "Partnerships")):
            with override(language):
                assert say("Partnerships") == word
    assert asked == ["Partnerships"] * 3
