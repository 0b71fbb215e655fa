"""Search across everything: every kind, every spelling, and nobody sees more than they may."""

import pytest
from django.test import Client

from spilno.accounts.actions import erase_account
from spilno.common.visibility import ANONYMOUS, Viewer
from spilno.exchange.tests.meetings import a_meeting
from spilno.library.actions.documents import withdraw
from spilno.library.actions.loading import load_library
from spilno.library.models import Document
from spilno.organisations.actions.withdrawal import lift_withdrawal, withdraw_municipality
from spilno.organisations.models import Organisation, OrganisationText
from spilno.organisations.queries import viewer_of
from spilno.partnersearch.models import PartnerRequest
from spilno.places.models import Area, AreaName, DataSource
from spilno.search import indexing
from spilno.search.indexing import compare, follow_trail, rebuild
from spilno.search.models import Bookmark, SearchDocument
from spilno.search.queries import How, Results, Wanted, find
from spilno.search.tasks import keep_fresh
from spilno.web.tests.findables import everything, relation, request_with
from tests.cast import load_network, place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("begin_anew")]

PAGE = "/en/search/"


def titles(results: Results) -> list[str]:
    return [hit.title_text for hit in results.hits]


def found(words: str, viewer: Viewer = ANONYMOUS, **wanted: object) -> list[str]:
    return titles(find(viewer, Wanted(q=words, **wanted)))


def test_every_kind_is_found_by_its_words() -> None:
    everything(load_network())
    for words, kind in [
        ("Dortmund Житомир", "partnership"), ("Kinderchor", "portrait"), ("лелечого", "request"), ("Rollstuhl", "organisation"),
        ("Löschfahrzeug", "meeting"), ("Drehleiter", "report"), ("Dolmetscher", "advice"), ("NRW", "programme"),
        ("hromada present yourself", "paper"), ("Imprint", "page"), ("Lüneburg", "help"), ("Winterfahrplan", "issue"),
    ]:  # fmt: skip
        assert kind in find(ANONYMOUS, Wanted(q=words)).counts, words


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


def test_what_lies_in_a_region_is_found_by_its_name_in_any_language_and_the_town_named_like_it_comes_first() -> None:
    network = load_network()
    hromada = network.zhytomyr.area
    oblast = hromada.parent
    assert oblast is not None
    Area.objects.filter(pk=hromada.pk).update(name_de="Schytomyr")
    Area.objects.filter(pk=oblast.pk).update(name_de="Oblast Schytomyr")
    berdychiv = place("municipality", "Бердичівська", ("KATOTTG", "UA18020030000051632"), oblast)
    Organisation.objects.create(name="Бібліотека", kind="library", area=berdychiv, status="confirmed")
    Organisation.objects.create(name="Музей", kind="museum", area=hromada, status="confirmed")
    rebuild()
    both = ["Музей", "Бібліотека"]
    for words in ("Житомирська область", "Oblast Schytomyr", "Житомирсь"):
        assert set(both) <= set(found(words)), words
    assert [one for one in found("Schytomyr") if one in both] == both
    assert found("Oblast Schytomyr Бібліотека") == ["Бібліотека"]


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


def test_nobody_is_found_after_their_erasure() -> None:
    network = load_network()
    rebuild()
    erase_account(network.stranger, acting_user=network.stranger)
    assert not SearchDocument.objects.filter(words__contains="stranger").exists()
