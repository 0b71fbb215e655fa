"""Search across everything: every kind, every spelling, nobody sees more than they may, and odd words get an answer."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from spilno.accounts.actions import erase_account
from spilno.common.visibility import ANONYMOUS, Viewer
from spilno.exchange.models import Report, ReportText
from spilno.exchange.tests.meetings import a_meeting, some_advice
from spilno.funding.actions.loading import load_programmes
from spilno.funding.starting import starter_records
from spilno.library.actions.documents import withdraw
from spilno.library.actions.loading import load_library
from spilno.library.models import Document
from spilno.newsletter.models import Edition, Issue
from spilno.organisations.actions.withdrawal import lift_withdrawal, withdraw_municipality
from spilno.organisations.models import Organisation, OrganisationText
from spilno.organisations.queries import viewer_of
from spilno.partnersearch.models import PartnerRequest, RequestText
from spilno.partnerships.actions.registry import enter_partnership
from spilno.partnerships.entries import NewParty
from spilno.partnerships.enums import Phase, PortraitStatus
from spilno.partnerships.models import Partnership, Portrait, PortraitAnswer
from spilno.places import gazetteer
from spilno.places.models import AreaName, DataSource
from spilno.search import indexing
from spilno.search.candidates import MOST
from spilno.search.indexing import compare, follow_trail, rebuild
from spilno.search.models import Bookmark, SearchDocument
from spilno.search.queries import How, Results, Wanted, find
from spilno.search.tasks import keep_fresh
from tests.cast import Network, load_network, place
from tests.shapes import PARTNERSHIP, step

pytestmark = pytest.mark.django_db

PAGE = "/en/search/"


@pytest.fixture(autouse=True)
def begin_anew() -> Iterator[None]:
    """What a worker and the gazetteer remember belongs to one database only."""
    indexing.forget_followed()
    gazetteer.forget()
    yield
    gazetteer.forget()


def relation(network: Network) -> Partnership:
    parties = [NewParty(1, area=network.dortmund.area), NewParty(2, area=network.zhytomyr.area)]
    history = [step(Phase.ACTIVE, "2023", PARTNERSHIP)]
    return enter_partnership(parties, history, acting_user=network.coordinator, confirmed=True)


def request_with(
    network: Network, title: str = "Шукаємо партнера для лелечого гнізда", **changed: object
) -> PartnerRequest:
    now = timezone.now()
    values = {"status": "open", "published_at": now, "expires_at": now + timedelta(days=90), "title": title}
    made = PartnerRequest.objects.create(organisation=network.zhytomyr, **values | changed)
    RequestText.objects.create(request=made, language="uk", part="title", text=title)
    RequestText.objects.create(request=made, language="uk", part="about", text="Наша громада має дві станції.")
    return made


def titles(results: Results) -> list[str]:
    return [hit.title_text for hit in results.hits]


def found(words: str, viewer: Viewer = ANONYMOUS, **wanted: object) -> list[str]:
    return titles(find(viewer, Wanted(q=words, **wanted)))


def everything(network: Network) -> None:
    """One thing of each kind, each with a word of its own."""
    load_library(acting_user=None)
    load_programmes(starter_records(), acting_user=None)
    row = relation(network)
    portrait = Portrait.objects.create(partnership=row, status=PortraitStatus.PUBLISHED, published_at=timezone.now())
    PortraitAnswer.objects.create(portrait=portrait, language="de", question="began", text="Mit einem Kinderchor.")
    request_with(network)
    OrganisationText.objects.create(
        organisation=network.association, kind="about", language="de", text="Wir sammeln Rollstühle."
    )
    meeting = a_meeting(network, title_de="Löschfahrzeuge weitergeben", audience="public", days=-3)
    report = Report.objects.create(meeting=meeting, status="published", published_at=timezone.now())
    ReportText.objects.create(report=report, language="de", title="Ein Abend über Drehleitern", text="**Viele** kamen.")
    item = some_advice(meeting, "Wer bezahlt Dolmetscher?", "Das Kleinprojektefonds-Programm.")
    item.status = "published"
    item.save()
    issue = Issue.objects.create(state="sent", started_at=timezone.now())
    parts = [{"source": "", "heading": "Vorwort", "text": "Der Winterfahrplan steht.", "entries": []}]
    Edition.objects.create(issue=issue, language="de", subject="Rundbrief Winter", frozen=parts)
    rebuild()


def test_every_kind_is_found_by_its_words() -> None:
    everything(load_network())
    for words, kind in [
        ("Dortmund Житомир", "partnership"), ("Kinderchor", "portrait"), ("лелечого", "request"), ("Rollstuhl", "organisation"),
        ("Löschfahrzeug", "meeting"), ("Drehleiter", "report"), ("Dolmetscher", "advice"), ("NRW", "programme"),
        ("hromada present yourself", "paper"), ("Imprint", "page"), ("Lüneburg", "help"), ("Winterfahrplan", "issue"),
    ]:  # fmt: skip
        assert kind in find(ANONYMOUS, Wanted(q=words)).counts, words


def test_a_partnership_says_once_that_it_is_one(client: Client) -> None:
    relation(load_network())
    rebuild()
    page = client.get("/de/search/", {"q": "Dortmund Житомир"}).content.decode()
    assert "Partnerschaft · 2023" in page and "Partnerschaft · Partnerschaft" not in page


@pytest.mark.parametrize(
    "spelling", ["Житомир", "Zhytomyr", "Schytomyr", "Shitomir", "Zhitomir", "Żytomierz", "ЖИТОМИРСЬКА"]
)
def test_a_place_is_found_in_any_spelling(spelling: str) -> None:
    network = load_network()
    town = place("settlement", "Житомир", ("KATOTTG", "UA18040190010057814"), network.zhytomyr.area)
    source = DataSource.objects.create(key="geonames", title="GeoNames")
    for text in ("Zhytomyr", "Schytomyr", "Zhitomir", "Żytomierz"):
        AreaName.objects.create(area=town, text=text, kind="alternate", source=source)
    relation(network)
    request_with(network)
    rebuild()
    counts = find(ANONYMOUS, Wanted(q=spelling)).counts
    assert counts.get("partnership") == 1
    assert counts.get("request") == 1


def test_a_misspelt_place_is_guessed_and_the_page_says_so(client: Client) -> None:
    network = load_network()
    relation(network)
    rebuild()
    results = find(ANONYMOUS, Wanted(q="Dortmnud"))
    assert results.how == How.GUESSED
    assert results.guessed == [network.dortmund.area]
    text = client.get(PAGE, {"q": "Dortmnud"}).content.decode()
    assert "Nothing is spelled like that" in text
    assert "Did you mean this place?" in text


def test_a_misspelt_word_finds_titles_with_something_similar() -> None:
    network = load_network()
    a_meeting(network, title_de="Partnerschaftskonferenz", audience="public")
    rebuild()
    assert found("Konferrenz") == ["Partnerschaftskonferenz"]
    assert find(ANONYMOUS, Wanted(q="konferenz")).how == How.ALIKE


def test_all_words_come_before_some() -> None:
    network = load_network()
    a_meeting(network, title_de="Feuerwehr", audience="public")
    a_meeting(network, title_de="Museum", audience="public")
    rebuild()
    assert find(ANONYMOUS, Wanted(q="Feuerwehr Museum")).how == How.SOME
    assert sorted(found("Feuerwehr Museum")) == ["Feuerwehr", "Museum"]
    a_meeting(network, title_de="Museum der Feuerwehr", audience="public")
    compare()
    assert found("Feuerwehren Museum") == ["Museum der Feuerwehr"]


def test_members_find_more_than_strangers_and_the_office_everything() -> None:
    network = load_network()
    a_meeting(network, title_de="Vertraulicher Austausch")
    a_meeting(network, title_de="Vertraulicher Entwurf", status="draft")
    request_with(network, "Чернетка", status="draft", published_at=None)
    rebuild()
    assert found("Vertraulicher") == []
    assert found("Чернетка") == []
    assert found("Чернетка", viewer_of(network.stranger)) == []
    assert found("Чернетка", viewer_of(network.zhytomyr_editor)) == ["Чернетка"]
    assert found("Чернетка", viewer_of(network.unna_owner)) == []
    assert found("Vertraulicher", viewer_of(network.unna_owner)) == ["Vertraulicher Austausch"]
    assert len(found("Vertraulicher", viewer_of(network.dortmund_editor))) == 2
    office = viewer_of(network.coordinator)
    assert office.is_coordinator
    assert len(found("Vertraulicher", office)) == 2
    assert found("Чернетка", office) == ["Чернетка"]


def test_a_withdrawn_municipality_is_gone_at_once_and_comes_back() -> None:
    network = load_network()
    relation(network)
    request_with(network)
    rebuild()
    assert len(found("Житомирська")) == 3
    row = withdraw_municipality(network.zhytomyr.area, reason="r", freeze=False, acting_user=network.coordinator)
    results = find(ANONYMOUS, Wanted(q="Житомирська"))
    assert (results.hits, results.number, results.counts) == ([], 0, {})
    assert found("Stadtrat Schytomyr") == []
    keep_fresh()
    assert found("Житомирська") == []
    assert len(found("Житомирська", viewer_of(network.zhytomyr_editor))) == 3
    lift_withdrawal(row, acting_user=network.coordinator)
    keep_fresh()
    assert len(found("Житомирська")) == 3


def test_what_is_taken_back_is_not_shown_even_before_the_index_knows() -> None:
    network = load_network()
    load_library(acting_user=None)
    made = request_with(network)
    rebuild()
    assert len(found("лелечого")) == 1
    PartnerRequest.objects.filter(pk=made.pk).update(status="closed")
    results = find(ANONYMOUS, Wanted(q="лелечого"))
    assert (results.number, results.counts) == (0, {})
    paper = Document.objects.papers().first()
    assert paper is not None
    title = find(ANONYMOUS, Wanted(q="security public texts")).hits[0]
    withdraw(Document.objects.get(pk=title.findable.key), acting_user=network.coordinator)
    assert title.title_text not in found("security public texts")


def test_readers_see_a_text_as_it_is_now_and_never_an_old_copy() -> None:
    network = load_network()
    text = OrganisationText.objects.create(
        organisation=network.association, kind="about", language="de", text="Rollstühle, Anruf unter 0231"
    )
    rebuild()
    OrganisationText.objects.filter(pk=text.pk).update(text="Rollstühle")
    hit = find(ANONYMOUS, Wanted(q="Rollstühle")).hits[0]
    assert "0231" not in "".join(part.text for part in hit.excerpt)


def test_the_worker_follows_what_actions_wrote() -> None:
    network = load_network()
    keep_fresh()
    relation(network)
    assert found("Dortmund", kind="partnership") == []
    assert follow_trail() > 0
    assert len(found("Dortmund", kind="partnership")) == 1
    assert follow_trail() == 0


def test_comparing_finds_what_no_trail_tells_of() -> None:
    network = load_network()
    rebuild()
    made = Organisation.objects.create(
        name="Realschule Hörde", kind="school", area=network.dortmund.area, status="confirmed"
    )
    assert found("Realschule") == []
    compare()
    assert found("Realschule") == ["Realschule Hörde"]
    made.delete()
    compare()
    assert not SearchDocument.objects.filter(kind="organisation", key=made.pk).exists()


def test_a_worker_that_starts_anew_reads_no_old_trail() -> None:
    network = load_network()
    relation(network)
    keep_fresh()
    assert Bookmark.objects.count() == 1
    indexing.forget_followed()
    assert follow_trail() > 0, "what may still be settling is read again"


def test_rebuilding_twice_changes_nothing_and_drops_what_nobody_hands_in() -> None:
    everything(load_network())
    before = dict(SearchDocument.objects.values_list("pk", "digest"))
    SearchDocument.objects.create(kind="bygone", key=1, digest="x")
    rebuild()
    assert dict(SearchDocument.objects.values_list("pk", "digest")) == before


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
    # PostgreSQL is asked first how many things it expects to find, of how many; SQLite at the end how well they fit.
    asked = 14 if connection.vendor == "sqlite" else 15
    with django_assert_num_queries(asked):
        client.get(PAGE, {"q": "лелечого"})
    for _ in range(2):
        request_with(network)
    rebuild()
    with django_assert_num_queries(asked):
        client.get(PAGE, {"q": "лелечого"})


def test_nobody_is_found_after_their_erasure() -> None:
    network = load_network()
    rebuild()
    erase_account(network.stranger, acting_user=network.stranger)
    assert not SearchDocument.objects.filter(words__contains="stranger").exists()


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
