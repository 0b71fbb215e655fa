"""Registry, directory, messages, case files and desk in a real browser: axe finds nothing, nothing scrolls sideways."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from spilno.organisations.enums import OrganisationStatus
from spilno.organisations.models import Message, Organisation, Thread
from spilno.partnerships.enums import PortraitQuestion
from spilno.partnerships.models import CaseFile, Partnership, PortraitAnswer
from spilno.partnerships.tests.access import case_of, relation
from spilno.places import gazetteer
from tests.cast import Network, load_network
from tests.e2e.conftest import open_page
from tests.e2e.looking import sign_in, walk

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@dataclass
class Stage:
    network: Network
    relation: Partnership
    case: CaseFile
    thread: Thread
    waiting: Organisation


@pytest.fixture
def stage(transactional_db: None) -> Iterator[Stage]:
    gazetteer.forget()
    network = load_network()
    found = relation(network)
    PortraitAnswer.objects.create(
        portrait=found.portrait, question=PortraitQuestion.HISTORY, language="de", text="Über einen Verein."
    )
    thread = Thread.objects.create(
        subject="Wasserwirtschaft", from_organisation=network.dortmund, to_organisation=network.zhytomyr
    )
    Message.objects.create(
        thread=thread, by_sender=True, author=network.dortmund_editor, text="Guten Tag", language="de"
    )
    waiting = Organisation.objects.create(
        name="Realschule", kind="school", area=network.dortmund.area, status=OrganisationStatus.WAITING
    )
    yield Stage(network, found, case_of(network), thread, waiting)
    gazetteer.forget()


PUBLIC = {
    "registry": "partnerships/",
    "registry table": "partnerships/?view=table",
    "registry map": "partnerships/?view=map",
    "registry map opened": "partnerships/?view=map&open=ags:05",
    "registry nothing": "partnerships/?q=Qqqqq",
    "registry wrong": "partnerships/?size_min=9&size_max=1",
    "figures": "partnerships/figures/",
    "relation": "partnerships/{relation.pk}/",
    "portrait": "partnerships/{relation.pk}/portrait/",
    "directory": "organisations/",
    "directory map": "organisations/?view=map",
    "organisation": "organisations/{network.zhytomyr.pk}/",
    "knows": "organisations/knows/?place=katottg:UA18040190000057814",
    "place": "places/katottg/UA18040190000057814/",
}
EDITOR = {
    "account": "account/",
    "enter": "partnerships/new/",
    "step": "partnerships/{relation.pk}/steps/new/",
    "facts": "partnerships/{relation.pk}/facts/",
    "text": "partnerships/{relation.pk}/text/de/",
    "document": "partnerships/{relation.pk}/documents/new/",
    "portrait": "partnerships/{relation.pk}/portrait/edit/",
    "kept relation": "partnerships/{relation.pk}/",
    "cases": "partnerships/cases/",
    "case": "partnerships/cases/{case.pk}/",
    "sign": "partnerships/cases/{case.pk}/sign/",
    "close": "partnerships/cases/{case.pk}/close/",
    "messages": "organisations/messages/",
    "thread": "organisations/messages/{thread.pk}/",
    "write": "organisations/{network.zhytomyr.pk}/write/",
    "contacts": "organisations/{network.dortmund.pk}/contacts/",
    "contact": "organisations/{network.dortmund.pk}/contacts/new/",
    "members": "organisations/{network.dortmund.pk}/members/",
}
OFFICE = {
    "desk": "desk/",
    "decide": "organisations/{waiting.pk}/decide/",
    "withdraw": "organisations/{network.zhytomyr.pk}/withdraw/",
}


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_page_is_accessible(name: str, chromium: Browser, live_server: LiveServer, stage: Stage) -> None:
    walk(name, PUBLIC, stage, chromium, live_server)


@pytest.mark.parametrize("name", [*EDITOR, *OFFICE])
def test_a_page_for_people_is_accessible(name: str, chromium: Browser, live_server: LiveServer, stage: Stage) -> None:
    user = stage.network.coordinator if name in OFFICE else stage.network.dortmund_editor
    walk(name, EDITOR | OFFICE, stage, chromium, live_server, user)


def test_two_town_halls_write_to_each_other_and_a_stranger_sees_nothing(
    chromium: Browser, live_server: LiveServer, stage: Stage
) -> None:
    """Dortmund in German on a desk, Zhytomyr in Ukrainian on a phone without JavaScript."""
    network = stage.network
    dortmund = open_page(chromium)
    sign_in(dortmund, network.dortmund_editor, live_server)
    dortmund.goto(f"{live_server.url}/de/organisations/{network.zhytomyr.pk}/")
    dortmund.get_by_role("link", name="Nachricht schreiben").click()
    expect(dortmund.get_by_label("Im Namen von")).to_have_value(str(network.dortmund.pk))
    dortmund.get_by_label("Betreff").fill("Fernwärme")
    dortmund.get_by_label("Nachricht", exact=True).fill("Wie heizen Sie Ihre Schulen?")
    dortmund.get_by_role("button", name="Senden").click()
    expect(dortmund.get_by_role("main")).to_contain_text("Wie heizen Sie Ihre Schulen?")
    thread = dortmund.url
    zhytomyr = open_page(chromium, width=320, javascript=False)
    sign_in(zhytomyr, network.zhytomyr_editor, live_server)
    zhytomyr.goto(f"{live_server.url}/uk/account/")
    zhytomyr.get_by_role("link", name="Повідомлення").click()
    zhytomyr.get_by_role("link", name="Fernwärme").click()
    # The form under the letters is the end of the page: what stands before it has come.
    expect(zhytomyr.get_by_label("Повідомлення", exact=True)).to_be_visible()
    expect(zhytomyr.get_by_role("main")).to_contain_text("Wie heizen Sie Ihre Schulen?")
    expect(zhytomyr.locator("body")).not_to_contain_text(network.dortmund_editor.email)
    zhytomyr.get_by_label("Повідомлення", exact=True).fill("Котельні на деревині.")
    zhytomyr.get_by_role("button", name="Надіслати").click()
    expect(zhytomyr.get_by_role("main")).to_contain_text("Котельні на деревині.")
    dortmund.reload()
    expect(dortmund.get_by_role("main")).to_contain_text("Котельні на деревині.")
    stranger = open_page(chromium)
    sign_in(stranger, network.stranger, live_server)
    assert stranger.goto(thread).status == 404


def test_a_partnership_is_entered_and_confirmed_by_keyboard_without_javascript(
    chromium: Browser, live_server: LiveServer, stage: Stage
) -> None:
    network = stage.network
    page = open_page(chromium, width=320, javascript=False)
    sign_in(page, network.dortmund_editor, live_server)
    page.goto(f"{live_server.url}/de/partnerships/new/")
    # Who acts for one town finds it filled in.
    expect(page.locator("#id_ours_1")).to_have_value(re.compile("^Dortmund"))
    page.locator("#id_theirs_1").focus()
    page.keyboard.type("Житомирська")
    page.locator("#id_begun").focus()
    page.keyboard.type("28.08.2024")
    # The registry has one of these two already, and says so first.
    for told in ("steht schon im Verzeichnis", "noch nicht bestätigt"):
        page.locator("#id_begun").focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(page.get_by_role("main")).to_contain_text(re.compile(told, re.IGNORECASE))
    address = page.url
    office = open_page(chromium, javascript=False)
    sign_in(office, network.coordinator, live_server)
    office.goto(address)
    office.get_by_role("button", name="Bestätigen").focus()
    with office.expect_navigation():
        office.keyboard.press("Enter")
    expect(office.get_by_role("button", name="Bestätigen")).to_have_count(0)
    reader = open_page(chromium, javascript=False)
    assert reader.goto(address).status == 200


def test_a_case_goes_from_motion_to_signature_by_keyboard_without_javascript(
    chromium: Browser, live_server: LiveServer, stage: Stage
) -> None:
    page = open_page(chromium, javascript=False)
    sign_in(page, stage.network.dortmund_editor, live_server)
    page.goto(f"{live_server.url}/de/partnerships/cases/{stage.case.pk}/sign/")
    page.locator("#id_begun").focus()
    page.keyboard.type("01.05.2026")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page).not_to_have_url(re.compile("/partnerships/cases/"))
    expect(page.get_by_role("main")).to_contain_text("Herzlichen Glückwunsch")
