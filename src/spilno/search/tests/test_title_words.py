"""Words that are misspelt are compared with those of the titles as they are now: what is gone is compared with no more."""

import pytest

from spilno.common.visibility import ANONYMOUS
from spilno.search.looking import Narrowing, alike
from spilno.search.models import SearchDocument

pytestmark = pytest.mark.django_db


def write(key: int, title: str, **values: str) -> None:
    SearchDocument.objects.bulk_create(
        [SearchDocument(kind="request", key=key, title=title, words="", digest=title, **values)],
        update_conflicts=True,
        unique_fields=["kind", "key"],
        update_fields=["title", "digest"],
    )


def found(word: str) -> set[int]:
    return {one.key for one in alike(word, Narrowing(ANONYMOUS))}


def test_a_misspelt_word_follows_titles_as_they_are_written_changed_and_dropped() -> None:
    write(1, "feuerwehr dortmund")
    write(2, "bibliothek unna")
    assert found("feurwehr") == {1}
    write(2, "feuerwehr unna")
    assert found("feurwehr") == {1, 2}
    assert found("biblothek") == set()
    SearchDocument.objects.filter(key=1).delete()
    assert found("feurwehr") == {2}
    SearchDocument.objects.all().delete()
    assert found("feurwehr") == set()


def test_a_part_of_a_longer_word_is_found() -> None:
    write(1, "jugendfeuerwehr unna")
    assert found("feuerwehr") == {1}


def test_what_the_reader_may_not_see_is_not_like_anything() -> None:
    write(1, "feuerwehr dortmund", audience="internal")
    assert found("feurwehr") == set()
