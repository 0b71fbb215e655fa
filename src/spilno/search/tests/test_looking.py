"""Of more things than can be put in order, the best come first all the same, and nobody sees more than they may."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from spilno.common.visibility import ANONYMOUS, Viewer
from spilno.places.lookup import folded
from spilno.search.asking import Group, of_kind, place_terms, word_terms
from spilno.search.candidates import MOST, Looked, Narrowing, fetched
from spilno.search.fts5 import MANY
from spilno.search.looking import kinds_there, look, look_to_count
from spilno.search.models import SearchDocument
from spilno.search.tsvector import _Question

pytestmark = pytest.mark.django_db

FIRST_DAY = datetime(2026, 1, 1, tzinfo=UTC)
EVERYBODY = Narrowing(ANONYMOUS)


def write(key: int, title: str = "", words: str = "", **values: object) -> SearchDocument:
    """With words of its own, too: where texts have few different ones, PostgreSQL does not reckon with their beginnings."""
    words = " ".join([words, *(f"w{(7 * key + at) % 300}" for at in range(3))])
    kind = str(values.pop("kind", "request"))
    names = f"{values.pop('names', ' ')}{of_kind(kind)} "
    return SearchDocument(kind=kind, key=key, title=title, names=names, words=words, digest="", **values)


def keep(*documents: SearchDocument) -> None:
    SearchDocument.objects.bulk_create(documents)


def asked(*words: str) -> list[Group]:
    return [word_terms(folded(word)) for word in words]


def keys(looked: Looked) -> list[int]:
    return [row.key for row in looked.rows]


def count_things() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE search_searchdocument")


def are_taken_for_many(groups: list[Group], narrowing: Narrowing = EVERYBODY) -> bool:
    """Whether PostgreSQL reads rows one after the other before it asks the index; SQLite counts by itself."""
    return connection.vendor == "sqlite" or _Question.of(groups, narrowing).expected() > MOST


@pytest.fixture(params=["counted", "not counted"])
def very_many(request: pytest.FixtureRequest) -> None:
    """More than are put in order, each dated after the one before; the database may know how many there are or not."""
    keep(
        write(1, "feuerwehr unna", "generator"),
        write(2, "chor", "feuerwehr", kind="report", on=FIRST_DAY + timedelta(days=9000)),
        *(write(10 + at, "chor", "feuerwehr", on=FIRST_DAY + timedelta(days=at)) for at in range(MOST + 100)),
    )
    if request.param == "counted":
        count_things()


@pytest.mark.usefixtures("very_many")
def test_what_has_the_words_in_its_title_comes_first_however_old() -> None:
    looked = look(asked("Feuerwehr"), EVERYBODY)
    assert looked.more and len(looked.rows) == MOST
    assert keys(looked)[0] == 1
    assert len(set(keys(looked))) == MOST


@pytest.mark.usefixtures("very_many")
def test_the_newest_are_the_newest_of_all_and_not_of_those_entered_last() -> None:
    looked = look(asked("Feuerwehr"), EVERYBODY, newest=True)
    assert looked.more
    assert keys(looked)[:3] == [2, MOST + 109, MOST + 108]


def test_of_very_many_the_newest_are_found_wherever_they_stand() -> None:
    keep(
        write(1, "feuerwehr", on=FIRST_DAY + timedelta(days=2), kind="report"),
        write(2, "feuerwehr"),
        *(write(10 + at, "chor", "feuerwehr", on=FIRST_DAY) for at in range(MANY)),
        write(3, "feuerwehr", on=FIRST_DAY + timedelta(days=1)),
        *(write(9 * MOST + at, "chor", on=FIRST_DAY + timedelta(days=3)) for at in range(MOST)),
    )
    count_things()
    assert are_taken_for_many(asked("Feuerwehr"))
    looked = look(asked("Feuerwehr"), EVERYBODY, newest=True)
    assert keys(looked)[:3] == [1, 3, MANY + 9] and looked.more
    of_kind = look(asked("Feuerwehr"), Narrowing(ANONYMOUS, kind="request"), newest=True)
    assert keys(of_kind)[:2] == [3, MANY + 9] and of_kind.more


def test_what_came_after_the_database_has_counted_hides_nothing() -> None:
    keep(*(write(at, "chor", "feuerwehr", on=FIRST_DAY) for at in range(2 * MOST)))
    count_things()
    later, latest = FIRST_DAY + timedelta(days=1), FIRST_DAY + timedelta(days=2)
    keep(
        write(5 * MOST, "feuerwehr", kind="page", on=latest),
        *(write(at, "chor", kind="report", on=later) for at in range(3 * MOST)),
        write(6 * MOST, "feuerwehr", kind="report", on=FIRST_DAY + timedelta(hours=1)),
        write(7 * MOST, "feuerwehr", kind="report"),
    )
    assert are_taken_for_many(asked("Feuerwehr"))
    looked = look(asked("Feuerwehr"), EVERYBODY, newest=True)
    assert looked.more and keys(looked)[:3] == [5 * MOST, 6 * MOST, 2 * MOST - 1]


@pytest.mark.usefixtures("very_many")
def test_counting_finds_the_same_things() -> None:
    assert look_to_count(asked("Feuerwehr"), EVERYBODY).more
    few = look_to_count(asked("Generator"), EVERYBODY)
    assert keys(few) == [1] and not few.more


@pytest.mark.usefixtures("very_many")
def test_what_few_have_is_counted_whole_and_put_in_order() -> None:
    keep(write(3, "generator"))
    looked = look(asked("Generator"), EVERYBODY)
    assert not looked.more
    assert keys(looked) == [3, 1]


@pytest.mark.usefixtures("very_many")
def test_a_kind_is_looked_through_by_itself() -> None:
    looked = look(asked("Feuerwehr"), Narrowing(ANONYMOUS, kind="report"))
    assert keys(looked) == [2] and not looked.more


def test_what_stands_in_all_of_a_kind_is_found_before_thousands_of_others_that_were_entered_later() -> None:
    keep(
        *(write(at, "chor", "gesuch") for at in range(MOST + 300)),
        *(write(at, "chor", "verein", kind="organisation") for at in range(8 * MOST + 10)),
    )
    count_things()
    assert are_taken_for_many(asked("Gesuch"))
    looked = look(asked("Gesuch"), EVERYBODY)
    assert looked.more and set(keys(looked)) == set(range(300, MOST + 300))
    assert look(asked("Gesuch"), Narrowing(ANONYMOUS, kind="request")).more


@pytest.mark.parametrize("newest", [False, True])
def test_two_words_that_hardly_ever_stand_together_are_found_where_they_do(*, newest: bool) -> None:
    keep(
        write(1, "feuerwehr", "школа"),
        *(write(10 + at, "chor", "feuerwehr" if at % 2 else "школа", on=FIRST_DAY) for at in range(8 * MOST + 100)),
    )
    count_things()
    for narrowing in (EVERYBODY, Narrowing(ANONYMOUS, kind="request")):
        assert are_taken_for_many(asked("Feuerwehr", "школа"), narrowing)
        looked = look(asked("Feuerwehr", "школа"), narrowing, newest=newest)
        assert keys(looked) == [1] and not looked.more
    if connection.vendor == "postgresql":
        assert fetched("SHOW enable_seqscan") == [("on",)]


def test_a_place_narrows_what_has_the_words_in_its_title() -> None:
    keep(
        write(1, "feuerwehr", names=" inx7 "),
        write(2, "feuerwehr", names=" inx8 "),
        *(write(10 + at, "chor", "feuerwehr", names=" inx7 ") for at in range(MOST + 1)),
    )
    found = keys(look([*asked("Feuerwehr"), place_terms([7])], EVERYBODY))
    assert found[0] == 1 and 2 not in found


def test_nobody_finds_among_very_many_what_is_not_theirs() -> None:
    keep(
        *(write(at, "feuerwehr", audience="internal", owners="|5|") for at in range(1, 40)),
        *(write(100 + at, "chor", "feuerwehr") for at in range(MOST + 1)),
    )
    assert min(keys(look(asked("Feuerwehr"), EVERYBODY))) >= 100
    own = Viewer(account_id=1, reads=frozenset({5}))
    assert set(range(1, 40)) <= set(keys(look(asked("Feuerwehr"), Narrowing(own))))


def test_kinds_are_there_for_those_who_may_see_one_of_them() -> None:
    keep(
        write(1, "a"), write(2, "b", kind="report", audience="network"), write(3, "c", kind="page", audience="internal")
    )
    kinds = ["request", "report", "page", "meeting"]
    assert kinds_there(kinds, EVERYBODY) == {"request"}
    assert kinds_there(kinds, Narrowing(Viewer(account_id=1, in_network=True))) == {"request", "report"}
