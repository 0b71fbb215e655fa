"""The page of the search across everything: its address, its kinds, its pages, and an answer to odd words."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from spilno.exchange.tests.meetings import a_meeting
from spilno.partnerships.models import Partnership
from spilno.search.candidates import MOST
from spilno.search.indexing import rebuild
from spilno.search.models import SearchDocument
from spilno.web.tests.findables import everything, relation, request_with
from tests.cast import load_network

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("begin_anew")]

PAGE = "/en/search/"


def test_a_partnership_says_once_that_it_is_one(client: Client) -> None:
    relation(load_network())
    rebuild()
    page = client.get("/de/search/", {"q": "Dortmund Житомир"}).content.decode()
    assert "Partnerschaft · 2023" in page and "Partnerschaft · Partnerschaft" not in page


def test_filters_stand_in_the_address(client: Client) -> None:
    network = load_network()
    everything(network)
    text = client.get(PAGE, {"q": "Dortmund"}).content.decode()
    assert "kind=organisation" in text
    only = client.get(PAGE, {"q": "Dortmund", "kind": "organisation"})
    assert {hit.kind for hit in only.context["results"].hits} == {"organisation"}
    assert '<input type="hidden" name="kind" value="organisation">' in only.content.decode()
    ukrainian = client.get(PAGE, {"q": "Житомирська", "language": "uk", "kind": "request"})
    assert ukrainian.context["results"].number == 1
    assert client.get(PAGE, {"q": "Житомирська", "language": "en", "kind": "request"}).context["results"].number == 0
    assert client.get(PAGE, {"q": "", "language": "uk"}).context["results"].number == 0
    there = client.get(PAGE, {"place": "Dortmund"}).context["results"]
    assert there.number > 0
    assert client.get(PAGE, {"q": "Rollstuhl", "place": "katottg:UA18000000000041385"}).context["results"].number == 0
    assert client.get(PAGE, {"q": "лелечого", "place": "katottg:UA18000000000041385"}).context["results"].number == 1


def test_kinds_of_very_many_hits_are_offered_without_a_number(client: Client) -> None:
    relation(load_network())
    rebuild()
    forgotten = [
        SearchDocument(kind="request", key=900_000 + at, words="dortmund", digest="") for at in range(MOST + 1)
    ]
    SearchDocument.objects.bulk_create(forgotten)
    answer = client.get(PAGE, {"q": "Dortmund"})
    text = answer.content.decode()
    assert answer.context["results"].more
    assert 'kind=partnership">Partnerships</a>' in text and 'kind=request">Partner requests</a>' in text
    assert "kind=meeting" not in text
    only = client.get(PAGE, {"q": "Dortmund", "kind": "request"})
    assert only.context["results"].more
    assert 'kind=partnership">Partnerships</a>' in only.content.decode()


def test_hits_are_marked_and_nobody_can_write_html(client: Client) -> None:
    network = load_network()
    a_meeting(
        network, title_de="<script>alert(1)</script> Feuerwehr", about_de="Die <b>Feuerwehren</b>", audience="public"
    )
    rebuild()
    text = client.get(PAGE, {"q": "Feuerwehr <script>"}).content.decode()
    assert "<mark>Feuerwehren</mark>" in text
    assert "<script>alert" not in text
    assert "&lt;b&gt;" in text


@pytest.mark.parametrize(
    "words",
    [
        "", " ", "*", '"', "'", "\\", "%", "_", "()", "a OR b", "NEAR(a b)", "title:x", "-x", "^x", "x*", "'x':*", "a & !b", "ж",
        "ж" * 5000, "wort " * 1000, "\x00", "a\x00b", "שלום עולם", "\u202eabc", "😀", "😀 Dortmund", "1e5", "²", "٣٤", "漢字",
        "́", "inx1", "../..", "; DROP TABLE search_searchdocument", "\ud800"[:0] or "\uffff",
    ],
)  # fmt: skip
def test_odd_words_get_an_honest_answer(client: Client, words: str) -> None:
    relation(load_network())
    rebuild()
    for address in (PAGE, "/uk/search/suggest/"):
        answer = client.get(address, {"q": words})
        assert answer.status_code == 200, words


@pytest.mark.parametrize(
    "parameters", [{"kind": "nonsense"}, {"language": "xx"}, {"sort": "x"}, {"place": "Nirgendwo"}]
)
def test_wrong_filters_are_named_beside_their_fields(client: Client, parameters: dict[str, str]) -> None:
    load_network()
    answer = client.get(PAGE, {"q": "x", **parameters})
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == parameters.keys()


@pytest.mark.parametrize(
    ("page", "status"), [("1", 200), ("2", 404), ("99999", 404), ("1" + "0" * 18, 200), ("x", 200)]
)
def test_pages_that_do_not_exist(client: Client, page: str, status: int) -> None:
    load_network()
    assert client.get(PAGE, {"q": "Dortmund", "page": page}).status_code == status


def test_pages_follow_each_other_without_gaps(client: Client) -> None:
    network = load_network()
    for number in range(45):
        a_meeting(network, title_de=f"Treffen {number}", audience="public", days=number + 1)
    rebuild()
    seen: list[int] = []
    for page in (1, 2, 3):
        answer = client.get(PAGE, {"q": "Treffen", "page": str(page)})
        seen += [hit.findable.key for hit in answer.context["results"].hits]
    assert len(seen) == len(set(seen)) == 45
    newest = client.get(PAGE, {"q": "Treffen", "sort": "new"}).context["results"].hits
    assert newest[0].title_text == "Treffen 44"


def test_a_search_asks_a_fixed_number_of_questions(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    network = load_network()
    for _ in range(1):
        request_with(network)
    rebuild()
    client.get(PAGE, {"q": "лелечого"})
    # PostgreSQL is asked first how many things it expects to find; SQLite at the end how well they fit.
    with django_assert_num_queries(11):
        client.get(PAGE, {"q": "лелечого"})
    for _ in range(2):
        request_with(network)
    rebuild()
    with django_assert_num_queries(11):
        client.get(PAGE, {"q": "лелечого"})


def test_every_page_has_the_field_and_suggestions_lead_somewhere(client: Client) -> None:
    network = load_network()
    relation(network)
    rebuild()
    home = client.get("/de/").content.decode()
    assert 'action="/de/search/"' in home
    assert 'data-suggest-url="/de/search/suggest/"' in home
    suggested = client.get("/de/search/suggest/", {"q": "Dortm"}).content.decode()
    assert 'role="option"' in suggested
    assert (
        f'data-address="{reverse("partnerships:detail", args=[Partnership.objects.get().pk])}"'.replace("/en/", "/de/")
        in suggested
    )
    assert client.get("/de/search/suggest/", {"q": "D"}).content.decode().strip() == ""
