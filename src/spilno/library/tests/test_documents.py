"""Documents and pages: drafts are nobody's business, published versions stay, translations know when they are behind."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from spilno.common.errors import ChangedMeanwhileError, RefusedError
from spilno.library.actions import documents as actions
from spilno.library.actions.loading import load_library
from spilno.library.enums import DocumentKind, VersionState
from spilno.library.models import Document, DocumentVersion, HelpEntry
from spilno.library.models.documents import OBLIGATORY
from spilno.library.queries import behind
from tests.cast import Network, load_network

WORDS = {"title": "Titel", "summary": "Kurz", "text": "## Eins\n\nText"}


@pytest.fixture
def network(db: None) -> Network:
    return load_network()


def a_client(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client


def a_document(network: Network, key: str = "paper", kind: str = DocumentKind.GUIDE) -> Document:
    values = {
        "key": key, "kind": kind, "original_language": "de", "valid_as_of": None, "answered_by": None, "readers": [],
        "place": "none", "position": 50,
    }  # fmt: skip
    return actions.save_document(values, acting_user=network.coordinator)


def written(network: Network, document: Document, language: str = "de", *, saves: int = 0, **words: str):  # type: ignore[no-untyped-def]
    values = WORDS | words
    return actions.write_version(document, language, values, saves=saves, acting_user=network.coordinator)


def test_a_page_goes_from_draft_over_review_to_the_site_by_the_forms(network: Network) -> None:
    client, anybody = a_client(network.coordinator), Client()
    values = {"key": "reise", "kind": "page", "original_language": "de", "place": "home", "position": "1"}
    assert client.post("/de/library/keep/new/", values).status_code == 302
    text = {"title": "Reise <b>", "summary": "Kurz", "text": "## Wohin\n\nNach *Dnipro*.", "version": "0"}
    answer = client.post("/de/library/keep/reise/de/", text)
    version = DocumentVersion.objects.get()
    assert answer.headers["Location"] == reverse("library:version", args=[version.pk]).replace("/en/", "/de/")
    assert anybody.get("/de/pages/reise/").status_code == 404
    preview = client.get(f"/de/library/keep/versions/{version.pk}/").content.decode()
    assert "<h2>Wohin</h2>" in preview and "Reise &lt;b&gt;" in preview
    client.post(f"/de/library/keep/versions/{version.pk}/move/hand-in/")
    assert "Reise" in client.get("/de/desk/").content.decode()
    client.post(f"/de/library/keep/versions/{version.pk}/publish/")
    page = anybody.get("/de/pages/reise/").content.decode()
    assert "<em>Dnipro</em>" in page and 'content="Kurz"' in page
    assert "Reise" in anybody.get("/de/").content.decode()
    assert anybody.get("/de/library/reise/").status_code == 404, "a page has one address"


@pytest.mark.parametrize("key", ["menus", "images", "new", "keep", "help", "agreements"])
def test_an_address_that_leads_to_another_page_is_refused_beside_its_field(network: Network, key: str) -> None:
    values = {"key": key, "kind": "guide", "original_language": "de", "place": "none", "position": "1"}
    answer = a_client(network.coordinator).post("/de/library/keep/new/", values)
    assert answer.status_code == 422 and "eine andere Seite" in str(answer.context["form"].errors["key"])
    assert not Document.objects.exists()


def test_each_step_of_a_text_says_what_it_came_to_and_a_wrong_day_stands_beside_its_field(network: Network) -> None:
    client, version = a_client(network.coordinator), written(network, a_document(network))
    address = f"/de/library/keep/versions/{version.pk}/"
    assert "Von der Website nehmen" in client.get("/de/library/keep/paper/").content.decode()
    for wrong in ("31.02.2027", "01.01.2020"):
        answer = client.post(f"{address}publish/", {"on": wrong})
        assert answer.status_code == 422 and "on" in answer.context["publish_form"].errors
        assert f'value="{wrong}"' in answer.content.decode(), "what was typed stays"
    steps: list[tuple[str, dict[str, str], str]] = [
        ("move/hand-in/", {}, "wartet auf die Prüfung"),
        ("publish/", {"on": f"01.06.{timezone.now().year + 1}"}, "ab dem 1. Juni"),
        ("move/unschedule/", {}, "wieder ein Entwurf"),
        ("publish/", {}, "Es steht auf der Website"),
    ]
    for step, data, said in steps:
        page = client.post(address + step, data, follow=True).content.decode()
        assert said in page and "Es ist erledigt" not in page
        assert ("Veröffentlicht von" in page) == (said == "Es steht auf der Website")


def test_what_has_no_text_is_not_taken_off_the_site(network: Network) -> None:
    a_document(network)
    assert "Von der Website nehmen" not in a_client(network.coordinator).get("/de/library/keep/paper/").content.decode()


def test_what_is_published_never_changes_and_old_versions_come_back(network: Network) -> None:
    document = a_document(network)
    actions.publish(written(network, document), acting_user=network.coordinator)
    second = written(network, document, text="Neu")
    assert "Text" in Client().get("/de/library/paper/").content.decode()
    actions.publish(second, acting_user=network.coordinator)
    assert "Neu" in Client().get("/de/library/paper/").content.decode()
    assert "Німецькою: мовою цієї сторінки" in Client().get("/uk/library/paper/").content.decode()
    first = DocumentVersion.objects.get(number=1)
    assert (first.text, first.state) == (WORDS["text"], VersionState.PUBLISHED)
    with pytest.raises(RefusedError):
        actions.discard(first, acting_user=network.coordinator)
    third = actions.begin_from(first, acting_user=network.coordinator)
    assert (third.number, third.text, third.state) == (3, WORDS["text"], VersionState.DRAFT)
    page = a_client(network.coordinator).get(f"/de/library/keep/versions/{second.pk}/").content.decode()
    assert "<ins>Neu</ins>" in page and "<del>Text</del>" in page


def test_a_scheduled_text_appears_on_its_day_and_can_be_taken_back(network: Network) -> None:
    document = a_document(network)
    now = timezone.now()
    version = written(network, document)
    with pytest.raises(RefusedError, match="moment to come"):
        actions.publish(version, acting_user=network.coordinator, at=now - timedelta(hours=1))
    actions.publish(version, acting_user=network.coordinator, at=now + timedelta(days=2))
    assert Client().get("/de/library/paper/").status_code == 404
    with time_machine.travel(now + timedelta(days=3)):
        assert Client().get("/de/library/paper/").status_code == 200
    version.refresh_from_db()
    actions.unschedule(version, acting_user=network.coordinator)
    with time_machine.travel(now + timedelta(days=3)):
        assert Client().get("/de/library/paper/").status_code == 404


def test_a_newer_version_takes_the_place_of_one_that_is_scheduled_and_the_page_says_so_before(network: Network) -> None:
    document, client = a_document(network), a_client(network.coordinator)
    later = timezone.now() + timedelta(days=2)
    actions.publish(written(network, document), acting_user=network.coordinator, at=later)
    settings_page = client.get("/de/library/keep/paper/").content.decode()
    assert "vorgemerkt für" in settings_page.split('id="versions"')[1], "the history does not call it published"
    second = written(network, document, text="Neu")
    address = f"/de/library/keep/versions/{second.pk}/"
    assert "Fassung 1 ist für den" in client.get(address).content.decode()
    client.post(f"{address}publish/")
    with time_machine.travel(later + timedelta(days=1)):
        assert "Neu" in Client().get("/de/library/paper/").content.decode()
    assert [one.number for one in document.versions.all()] == [2]


def test_an_old_version_does_not_overwrite_a_draft_that_somebody_has_begun(network: Network) -> None:
    document, client = a_document(network), a_client(network.coordinator)
    first = written(network, document)
    actions.publish(first, acting_user=network.coordinator)
    draft = written(network, document, text="Mühsam geschrieben")
    answer = client.post(f"/de/library/keep/versions/{first.pk}/move/begin/", follow=True)
    assert "gibt es einen weiteren Entwurf" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.text == "Mühsam geschrieben"


def test_a_translation_says_that_it_is_behind_until_it_follows(network: Network) -> None:
    document = a_document(network)
    actions.publish(written(network, document), acting_user=network.coordinator)
    actions.publish(written(network, document, "uk", title="Назва"), acting_user=network.coordinator)
    assert behind() == []
    actions.publish(written(network, document, text="Neu"), acting_user=network.coordinator)
    assert [one.language for one in behind()] == ["uk"]
    with override("uk"):
        assert "оригінал" in Client().get("/uk/library/paper/").content.decode()
    actions.publish(written(network, document, "uk", title="Назва 2"), acting_user=network.coordinator)
    assert behind() == []
    english = Client().get("/en/library/paper/").content.decode()
    assert '<h1 class="kern-heading-x-large" lang="de">Titel' in english, "a reader without a text gets another, marked"


def test_nobody_overwrites_what_they_have_not_seen(network: Network) -> None:
    document = a_document(network)
    written(network, document)
    with pytest.raises(ChangedMeanwhileError):
        written(network, document)
    client = a_client(network.coordinator)
    answer = client.post("/de/library/keep/paper/de/", WORDS | {"text": "Meins", "version": "0"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "Meins" in page and WORDS["title"] in page
    assert DocumentVersion.objects.get().text == WORDS["text"]


def test_what_is_sensitive_is_asked_about_before_it_is_saved(network: Network) -> None:
    a_document(network)
    client = a_client(network.coordinator)
    text = {**WORDS, "text": "Das Umspannwerk bei 49.2331, 28.4682 braucht Hilfe.", "version": "0"}
    assert client.post("/de/library/keep/paper/de/", text).status_code == 422
    assert client.post("/de/library/keep/paper/de/", text | {"sensitive_checked": "on"}).status_code == 302


def test_obligatory_pages_ship_in_three_languages_and_cannot_be_taken_away(network: Network) -> None:
    account = load_library(acting_user=None)
    assert account.created == 13 + 15 and load_library(acting_user=None).unchanged == 28
    for key in OBLIGATORY:
        titles = {Client().get(f"/{language}/pages/{key}/").content for language in ("de", "uk", "en")}
        assert len(titles) == 3
        document = Document.objects.get(key=key)
        with pytest.raises(RefusedError):
            actions.withdraw(document, acting_user=network.coordinator)
    home = Client().get("/de/").content.decode()
    for key in OBLIGATORY:
        assert f'href="/de/pages/{key}/"' in home
    assert a_client(network.coordinator).get("/de/library/keep/").status_code == 200


def test_loading_again_never_touches_what_an_editor_wrote(network: Network) -> None:
    load_library(acting_user=None)
    imprint = Document.objects.get(key="imprint")
    actions.publish(written(network, imprint, text="Stadt Unna"), acting_user=network.coordinator)
    assert load_library(acting_user=None).changed == 0
    assert "Stadt Unna" in Client().get("/de/pages/imprint/").content.decode()
    about = DocumentVersion.objects.get(document__key="about", language="de")
    DocumentVersion.objects.filter(pk=about.pk).update(text="alter Text")
    assert load_library(acting_user=None).changed == 1, "an untouched text follows the release"


def test_the_privacy_page_names_every_purpose_that_is_declared(network: Network) -> None:
    from django.utils.html import escape
    from django.utils.translation import gettext

    from spilno.common.personal import declared_models

    load_library(acting_user=None)
    page = Client().get("/uk/pages/privacy/").content.decode()
    with override("uk"):
        for model, declaration in declared_models():
            assert escape(gettext(declaration.purpose)) in page, model
            assert gettext(declaration.purpose) != declaration.purpose, f"{model}: the purpose is not translated"


def test_papers_are_found_by_reader_and_kind_with_few_queries(network: Network, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    load_library(acting_user=None)
    client = Client()
    with django_assert_num_queries(2):
        everything = client.get("/de/library/").content.decode()
    assert everything.count('class="suggestion"') == 6
    school = client.get("/de/library/?for=school").content.decode()
    assert school.count('class="suggestion"') == 2, "those for everybody"
    assert client.get("/de/library/?for=nobody&kind=%00").content.decode().count('class="suggestion"') == 6
    assert HelpEntry.objects.count() == 15


def test_a_taken_address_and_a_moved_imprint_are_refused_beside_the_field(network: Network) -> None:
    a_document(network)
    load_library(acting_user=None)
    client = a_client(network.coordinator)
    values = {"key": "paper", "kind": "guide", "original_language": "de", "place": "none", "position": "1"}
    answer = client.post("/en/library/keep/new/", values)
    assert answer.status_code == 422 and "has this address already" in answer.content.decode()
    answer = client.post("/en/library/keep/imprint/", values | {"key": "elsewhere", "kind": "page"})
    assert answer.status_code == 422 and "obligatory" in answer.content.decode()
