"""Menus that the network office keeps: order, one level below another, languages, and nothing that leads nowhere."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from spilno.library.actions.documents import withdraw
from spilno.library.models import Document, DocumentVersion, MenuEntry
from spilno.library.queries.menus import forget_menus, site_menus
from tests.cast import Network, load_network

pytestmark = pytest.mark.django_db

MENUS = "spilno.library.queries.menus.site_menus"


@pytest.fixture(autouse=True)
def look_anew() -> None:
    forget_menus()


def office(network: Network) -> Client:
    client = Client()
    client.force_login(network.coordinator)
    return client


def a_page(key: str = "chronicle", **titles: str) -> Document:
    document = Document.objects.create(key=key, kind="page")
    for language, title in (titles or {"de": "Chronik", "uk": "Літопис"}).items():
        DocumentVersion.objects.create(
            document=document,
            language=language,
            number=1,
            title=title,
            text="…",
            state="published",
            publish_at=timezone.now(),
        )
    return document


def entry(client: Client, **values: object) -> int:
    answer = client.post("/en/library/keep/menus/new/", {"menu": "main", **values})
    return answer.status_code


def labels(language: str, menu: str = "main") -> list[str]:
    forget_menus()
    with override(language):
        return [line.label for line in site_menus()[menu]]


def test_pages_are_chosen_by_their_titles_and_more_of_them_ask_no_more(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client = office(load_network())
    a_page()
    Document.objects.create(key="unwritten", kind="page")
    client.get("/uk/library/keep/menus/new/")
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/uk/library/keep/menus/new/").content.decode()
    assert "Літопис (chronicle)" in page and ">unwritten<" in page
    a_page("second", de="Zweite")
    with django_assert_num_queries(len(asked)):
        assert "Zweite (second)" in client.get("/uk/library/keep/menus/new/").content.decode()


def test_the_office_adds_pages_orders_and_nests_them() -> None:
    client, document = office(load_network()), a_page()
    assert entry(client, document=document.pk) == 302
    assert entry(client, label_en="Projects") == 302
    heading = MenuEntry.objects.get(label_en="Projects")
    assert labels("en") == ["Chronik"], "a heading with nothing below leads nowhere"
    assert entry(client, label_en="Water", address="https://example.org/water", parent=heading.pk) == 302
    assert labels("en") == ["Chronik", "Projects"]
    client.post(f"/en/library/keep/menus/{heading.pk}/up/")
    assert labels("en") == ["Projects", "Chronik"]
    client.post(f"/en/library/keep/menus/{heading.pk}/remove/")
    assert labels("en") == ["Chronik"]


def test_the_office_knows_each_entry_by_its_title_and_sees_what_readers_do_not(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client, unwritten = office(load_network()), Document.objects.create(key="unwritten", kind="page")
    for document in (unwritten, a_page()):
        entry(client, document=document.pk)
    assert entry(client, label_de="Netz", address="/de/exchange/") == 302
    for address, named in (("menus/", ">Chronik</a>"), ("menus/new/", "Im Kopf jeder Seite: Chronik")):
        client.get(f"/de/library/keep/{address}")
        with CaptureQueriesContext(connection) as asked:
            page = client.get(f"/de/library/keep/{address}").content.decode()
            number = len(asked)
        assert named in page
        a_page(f"more-{len(address)}", de="Mehr")
        entry(client, document=Document.objects.latest("pk").pk)
        client.get("/de/library/keep/images/")  # where it says that it is saved
        with django_assert_num_queries(number):
            client.get(f"/de/library/keep/{address}")
    page = client.get("/de/library/keep/menus/").content.decode()
    assert ">unwritten</span>" not in page and page.count("nicht auf der Website") == 1
    assert ">chronicle</span>" in page and ">/de/exchange/</span>" in page
    assert "<small>unwritten</small>" not in client.get("/de/library/keep/").content.decode(), (
        "its word stands there once"
    )


def test_each_language_has_its_own_names() -> None:
    client, document = office(load_network()), a_page()
    entry(client, document=document.pk)
    entry(client, menu="foot", label_de="Presse", label_uk="Преса", address="/de/exchange/reports/")
    assert labels("uk") == ["Літопис"]
    assert labels("de") == ["Chronik"]
    assert labels("uk", "foot") == ["Преса"]
    assert labels("en", "foot") == ["Presse"]


def test_entries_stand_on_every_page_and_in_their_language(settings: object) -> None:
    settings.SITE_MENUS = MENUS  # type: ignore[attr-defined]
    client, document = office(load_network()), a_page()
    entry(client, document=document.pk)
    forget_menus()
    text = Client().get("/en/library/").content.decode()
    assert '<a href="/en/pages/chronicle/" lang="de">Chronik</a>' in text


def test_what_is_not_live_is_in_no_menu() -> None:
    network = load_network()
    document = a_page()
    entry(office(network), document=document.pk)
    withdraw(document, acting_user=network.coordinator)
    assert labels("de") == []


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"label_en": "x", "address": "javascript:alert(1)"}, "address"),
        ({"label_en": "x", "address": "//elsewhere.example"}, "address"),
        ({"label_en": "x", "address": "http://plain.example"}, "address"),
        ({"address": "/en/"}, "label_de"),
        ({"label_en": "y" * 61, "address": "/en/"}, "label_en"),
        ({"menu": "side", "label_en": "x"}, "menu"),
        ({"label_en": "x", "parent": "999999"}, "parent"),
        ({"label_en": "x", "parent": "9" * 30}, "parent"),
    ],
)
def test_what_cannot_be_an_entry_is_said_beside_its_field(values: dict[str, str], field: str) -> None:
    client = office(load_network())
    answer = client.post("/en/library/keep/menus/new/", {"menu": "main", **values})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not MenuEntry.objects.exists()


def test_menus_have_two_levels_and_a_page_or_an_address() -> None:
    client, document = office(load_network()), a_page()
    first = MenuEntry.objects.create(menu="main", label_en="First")
    second = MenuEntry.objects.create(menu="main", label_en="Second", parent=first, address="/en/")
    assert entry(client, label_en="Third", parent=second.pk, address="/en/") == 422
    assert entry(client, label_en="Foot", menu="foot", parent=first.pk, address="/en/") == 422
    assert entry(client, label_en="Both", document=document.pk, address="/en/") == 422
    other = MenuEntry.objects.create(menu="main", label_en="Other")
    answer = client.post(
        f"/en/library/keep/menus/{first.pk}/", {"menu": "main", "label_en": "First", "parent": other.pk}
    )
    assert answer.status_code == 422
