"""Two writers of one text: what either typed stands in it afterwards, whatever they did."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from spilno.common.merging import Conflict, merge, paragraphs

BASE = "## Energie\n\nEin Brief genügt.\n\n- eins\n- zwei\n\n## Nächstes Treffen\n\nAm 4. Mai."
WORDS = st.sampled_from(
    ["eins", "zwei", "drei vier", "- eins", "- zwei", "1. drei", "## Thema", "| a | b |", "> sagt", "é"]
)
TEXTS = st.lists(st.tuples(WORDS, st.sampled_from(["\n", "\n\n", "\n\n\n"])), max_size=12).map(
    lambda parts: "".join(word + border for word, border in parts).strip()
)


def words(text: str) -> Counter[str]:
    """Paragraphs whatever the line breaks between them."""
    return Counter(one.strip() for one in paragraphs(text))


def plain(text: str) -> str:
    return "".join(paragraphs(text)).strip("\n")


def test_different_paragraphs_are_joined() -> None:
    own = BASE.replace("Ein Brief genügt.", "Ein Brief genügt, sagt Köln.").replace("- zwei", "- zwei\n- drei")
    stored = BASE.replace("## Energie\n\n", "## Energie und Wärme\n\n").replace("4. Mai", "5. Mai")
    merged = merge(BASE, own=own, stored=stored)
    assert merged.conflicts == ()
    assert merged.text == (
        "## Energie und Wärme\n\nEin Brief genügt, sagt Köln.\n\n- eins\n- zwei\n- drei\n\n## Nächstes Treffen\n\nAm 5. Mai."
    )


def test_the_same_paragraph_is_shown_twice() -> None:
    own, stored = BASE.replace("4. Mai", "5. Mai"), BASE.replace("4. Mai", "6. Mai").replace("- zwei\n", "")
    merged = merge(BASE, own=own, stored=stored)
    assert merged.conflicts == (Conflict(stored="Am 6. Mai.", own="Am 5. Mai."),)
    assert merged.text.endswith("## Nächstes Treffen\n\nAm 6. Mai.\n\nAm 5. Mai.")
    # What only one of them took out is gone; what one took out and the other changed waits for a decision.
    assert "- zwei" not in merged.text
    gone = merge(BASE, own=BASE.replace("\n\nAm 4. Mai.", ""), stored=stored)
    assert gone.conflicts == (Conflict(stored="Am 6. Mai.", own=""),) and "Am 6. Mai." in gone.text


def test_both_write_on_at_the_same_place() -> None:
    merged = merge(BASE, own=f"{BASE}\n\n- Köln fragt", stored=f"{BASE}\n\nWir danken.")
    assert merged.conflicts == () and merged.text == f"{BASE}\n\nWir danken.\n\n- Köln fragt"
    # The same form sent once more doubles nothing.
    again = merge(BASE, own=f"{BASE}\n\n- Köln fragt", stored=merged.text)
    assert again.text == merged.text and again.conflicts == ()


def test_an_item_of_a_list_does_not_run_into_a_paragraph() -> None:
    merged = merge("- eins", own="- eins\n- zwei", stored="- eins\n\nWir danken.")
    assert merged.text == "- eins\n\nWir danken.\n\n- zwei"


def test_of_two_equal_items_each_may_have_left_another_one_alone() -> None:
    merged = merge("- eins\n- eins", own="- eins", stored="eins\n- eins")
    assert merged.conflicts == (Conflict(stored="eins\n- eins", own="- eins"),)
    assert merged.text.count("- eins") == 2


@given(TEXTS, TEXTS)
def test_what_only_one_has_changed_is_taken_as_it_is(base: str, changed: str) -> None:
    for merged in (
        merge(base, own=changed, stored=base),
        merge(base, own=base, stored=changed),
        merge(base, own=changed, stored=changed),
    ):
        assert (merged.text, merged.conflicts) == (plain(changed), ())


@given(TEXTS, TEXTS, TEXTS)
def test_nothing_that_was_typed_is_missing(base: str, own: str, stored: str) -> None:
    merged = merge(base, own=own, stored=stored)
    there = words(merged.text)
    for text in (own, stored):
        assert words(text) - words(base) <= there
    # What both have left alone stays, and nothing is made up.
    assert words(base) & words(own) & words(stored) <= there
    assert set(there) <= set(words(own) | words(stored) | words(base))


@given(st.integers(1, 30), st.data())
def test_different_paragraphs_never_meet(number: int, data: st.DataObject) -> None:
    base = [f"Absatz {one}" for one in range(number)]
    mine = data.draw(st.sets(st.integers(0, number - 1)))
    theirs = data.draw(st.sets(st.integers(0, number - 1))) - mine

    def written(own: set[int], stored: set[int]) -> str:
        return "\n\n".join(
            f"{one}, so Köln" if at in own else f"{one}, so Unna" if at in stored else one
            for at, one in enumerate(base)
        )

    merged = merge(written(set(), set()), own=written(mine, set()), stored=written(set(), theirs))
    assert (merged.text, merged.conflicts) == (written(mine, theirs), ())
