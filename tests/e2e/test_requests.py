"""Requests in a real browser: every page with axe, and a hromada and a town that find each other."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from spilno.matching.models import Scenario
from spilno.partnersearch.enums import RequestStatus
from spilno.partnersearch.models import Introduction, PartnerRequest, RequestTheme
from spilno.partnersearch.tests.access import introduction_of, request_of
from spilno.partnerships.enums import ListState
from spilno.partnerships.models import ListImport, ListRow
from spilno.partnerships.tests.access import list_of
from spilno.places import gazetteer
from tests.cast import Network, load_network
from tests.e2e.conftest import open_page
from tests.e2e.looking import OUT_OF_SIGHT, check, sign_in, walk

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@dataclass
class Stage:
    network: Network
    own: PartnerRequest
    other: PartnerRequest
    draft: PartnerRequest
    talks: Introduction
    scenario: Scenario
    listed: ListImport
    uploaded: ListImport
    row: ListRow


@pytest.fixture
def stage(transactional_db: None, tmp_path: object, settings: object) -> Iterator[Stage]:
    settings.HOME = tmp_path  # type: ignore[attr-defined]
    gazetteer.forget()
    network = load_network()
    own, other = request_of(network.dortmund, RequestStatus.OPEN), request_of(network.unna, RequestStatus.OPEN)
    RequestTheme.objects.create(request=other, side="offers", theme="energy", weight=3)
    listed = list_of(network, ListState.APPLIED)
    ListImport.objects.filter(pk=listed.pk).update(
        account={"in": 1, "created": 0, "changed": 0, "unchanged": 0, "ask": 1, "rejected": 0}
    )
    yield Stage(
        network, own, other, request_of(network.dortmund, RequestStatus.DRAFT), introduction_of(network),
        Scenario.objects.create(title="Herbst", created_by=network.coordinator), listed,
        list_of(network, ListState.UPLOADED), listed.rows.get(),
    )  # fmt: skip
    gazetteer.forget()


PUBLIC = {"requests": "requests/", "nothing": "requests/?q=Qqqqq", "request": "requests/{own.pk}/"}
EDITOR = {
    "mine": "requests/mine/",
    "begin": "requests/new/{network.dortmund.pk}/",
    "draft": "requests/{draft.pk}/",
    "wishes": "requests/{draft.pk}/wishes/",
    "texts": "requests/{draft.pk}/texts/de/",
    "close": "requests/{own.pk}/close/",
    "watches": "requests/watches/?theme=energy",
    "why": "match/requests/{own.pk}/why/{other.pk}/",
    "answer": "requests/{other.pk}/answer/",
    "talks": "requests/introductions/{talks.pk}/",
    "meeting": "requests/introductions/{talks.pk}/meetings/new/",
    "decline": "requests/introductions/{talks.pk}/decline/",
    "suggestions": "match/requests/{own.pk}/",
}
OFFICE = {
    "figures": "requests/figures/",
    "boards": "match/boards/",
    "board": "match/boards/{scenario.pk}/",
    "compared": "match/boards/compare/?with={scenario.pk}",
    "lists": "partnerships/lists/",
    "upload": "partnerships/lists/new/",
    "list": "partnerships/lists/{listed.pk}/",
    "columns": "partnerships/lists/{uploaded.pk}/columns/",
    "waiting": "partnerships/lists/waiting/",
    "row": "partnerships/lists/rows/{row.pk}/",
    "undo": "partnerships/lists/{listed.pk}/undo/",
}


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_page_is_accessible(name: str, chromium: Browser, live_server: LiveServer, stage: Stage) -> None:
    walk(name, PUBLIC, stage, chromium, live_server)


@pytest.mark.parametrize("name", [*EDITOR, *OFFICE])
def test_a_page_for_people_is_accessible(name: str, chromium: Browser, live_server: LiveServer, stage: Stage) -> None:
    user = stage.network.coordinator if name in OFFICE else stage.network.dortmund_editor
    walk(name, EDITOR | OFFICE, stage, chromium, live_server, user)


def test_a_hromada_and_a_town_find_each_other(chromium: Browser, live_server: LiveServer, stage: Stage) -> None:
    """From an empty draft to an agreed meeting, without scripts: Zhytomyr on a phone in Ukrainian, Unna in German."""
    network, address = stage.network, live_server.url
    editor = open_page(chromium, width=320, javascript=False)
    sign_in(editor, network.zhytomyr_editor, live_server)
    editor.goto(f"{address}/uk/requests/mine/")
    editor.get_by_role("link", name="Новий запит").focus()
    editor.keyboard.press("Enter")
    editor.get_by_label("Одним реченням").focus()
    editor.keyboard.type("Шукаємо місто для обміну про тепло")
    with editor.expect_navigation():
        editor.keyboard.press("Enter")
    # On the phone each weight stands on the screen, under the word that says whose it is.
    expect(editor.get_by_label("Ми пропонуємо: Енерго")).to_be_visible()
    assert editor.evaluate(OUT_OF_SIGHT) == []
    editor.get_by_label("Ми шукаємо: Енерго").select_option("3")
    editor.get_by_role("button", name="Зберегти").click()
    # A title and a theme are nothing to answer: the button leads to the two fields that are missing.
    editor.get_by_role("button", name="Передати").click()
    expect(editor.get_by_text("Запит ще не передано")).to_be_visible()
    assert editor.evaluate(OUT_OF_SIGHT) == []
    editor.get_by_label("Що Ви хочете робити спільно").fill("Обмін досвідом про тепло для шкіл")
    editor.get_by_label("Що має зробити першим кроком").fill("Напишіть нам тут")
    editor.get_by_role("button", name="Зберегти").click()
    editor.get_by_role("button", name="Передати").click()
    pk = PartnerRequest.objects.get(organisation=network.zhytomyr).pk
    for user, button in ((network.zhytomyr_owner, "Я переглянув"), (network.coordinator, "Опублікувати")):
        page = open_page(chromium, javascript=False)
        sign_in(page, user, live_server)
        page.goto(f"{address}/uk/requests/{pk}/")
        page.get_by_role("button", name=button).click()
        page.context.close()
    unna = open_page(chromium, javascript=False)
    sign_in(unna, network.unna_owner, live_server)
    unna.goto(f"{address}/de/match/requests/{stage.other.pk}/")
    expect(unna.get_by_text("Sie bieten, was dort gesucht wird")).to_be_visible()
    unna.get_by_role("link", name="Wir haben Interesse").click()
    unna.get_by_label("Was möchten Sie gemeinsam tun?").fill("Fernwärme erneuern")
    unna.get_by_label("Wer sind Sie?").fill("Eine Kreisstadt")
    with unna.expect_navigation():
        unna.get_by_role("button", name="Senden").click()
    talks = unna.url
    editor.goto(talks.replace("/de/", "/uk/"))
    editor.get_by_role("button", name="Ми хочемо поговорити").click()
    editor.get_by_role("link", name="Запропонувати першу зустріч").click()
    day = timezone.localdate() + timedelta(days=20)
    editor.get_by_label("День").fill(f"{day:%d.%m.%Y}")
    editor.get_by_label("Початок").fill("15:00")
    editor.get_by_role("button", name="Запропонувати першу зустріч").click()
    unna.goto(talks)
    expect(unna.get_by_text("14:00–15:00")).to_be_visible()
    expect(unna.get_by_text("15:00–16:00")).to_be_visible()
    unna.get_by_role("button", name="Zustimmen").click()
    expect(unna.get_by_text("vereinbart")).to_be_visible()


def test_a_draft_is_saved_as_it_is_typed_and_its_themes_are_proposed(
    chromium: Browser, live_server: LiveServer, stage: Stage
) -> None:
    """The browser goes without a word, as when it is killed: what the page called saved is there again."""
    page = open_page(chromium, width=320)
    sign_in(page, stage.network.dortmund_editor, live_server)
    address = f"{live_server.url}/de/requests/{stage.draft.pk}/texts/de/"
    page.goto(address)
    page.locator("textarea[name=seeks]").fill("Unser Sportverein sucht ein Turnier mit jungen Leuten")
    expect(page.get_by_text("Entwurf um")).to_be_visible()
    expect(page.get_by_role("button", name="Wir suchen: Sport")).to_be_visible()
    check(page, 320, anonymous=False)
    page.context.close()
    again = open_page(chromium)
    sign_in(again, stage.network.dortmund_editor, live_server)
    again.goto(address)
    expect(again.locator("textarea[name=seeks]")).to_have_value("Unser Sportverein sucht ein Turnier mit jungen Leuten")
    again.get_by_role("button", name="Wir suchen: Sport").click()
    expect(again.get_by_text("Das Thema ist hinzugefügt: Sport.")).to_be_visible()
    assert stage.draft.themes.filter(theme="sport", side="seeks").exists()
    # Signed out meanwhile, the page says so, and what is typed waits for its writer.
    again.context.clear_cookies(name="sessionid")
    again.locator("textarea[name=seeks]").fill("Getippt nach dem Ende der Sitzung")
    expect(again.get_by_text("Ihre Sitzung ist abgelaufen")).to_be_visible()
