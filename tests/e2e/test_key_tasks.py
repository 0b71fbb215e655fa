"""Twelve things people come for, each by keyboard alone and without JavaScript: no mouse, no map, nothing skipped.

On a desk and at 320 px, which is a phone, or a desk at 400 %. At each stop the focus shows, nothing covers it, and it has not
jumped back.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from spilno.common.models import OutboxMail
from spilno.exchange.models import Meeting, Registration
from spilno.exchange.tests.meetings import a_meeting
from spilno.funding.actions.loading import load_programmes
from spilno.funding.starting import starter_records
from spilno.newsletter.models import Subscriber
from spilno.partnersearch.enums import RequestStatus
from spilno.partnersearch.models import Introduction, PartnerRequest
from spilno.partnersearch.tests.access import request_of
from spilno.partnerships.actions.registry import enter_partnership
from spilno.partnerships.entries import NewParty
from spilno.partnerships.enums import Phase
from spilno.partnerships.models import Partnership
from spilno.places import gazetteer
from spilno.search.indexing import rebuild
from tests.cast import Network, load_network
from tests.e2e.conftest import open_page
from tests.e2e.keyboard import Keyboard
from tests.e2e.looking import sign_in
from tests.shapes import PARTNERSHIP, step

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@dataclass
class Stage:
    network: Network
    relation: Partnership
    wanted: PartnerRequest
    meeting: Meeting


@pytest.fixture
def stage(transactional_db: None) -> Iterator[Stage]:
    gazetteer.forget()
    network = load_network()
    parties = [NewParty(1, area=network.dortmund.area), NewParty(2, area=network.zhytomyr.area)]
    history = [step(Phase.ACTIVE, "2023", PARTNERSHIP)]
    relation = enter_partnership(parties, history, acting_user=network.coordinator, confirmed=True)
    load_programmes(starter_records(), acting_user=None)
    meeting = a_meeting(network, title_en="Peer exchange", audience="public")
    wanted = request_of(network.dortmund, RequestStatus.OPEN)
    rebuild()
    yield Stage(network, relation, wanted, meeting)
    gazetteer.forget()


@pytest.fixture(params=[1280, pytest.param(320, marks=pytest.mark.slow)])
def keyboard(request: pytest.FixtureRequest, chromium: Browser, live_server: LiveServer) -> Iterator[Keyboard]:
    page = open_page(chromium, width=request.param, javascript=False)
    page.goto(f"{live_server.url}/en/")
    yield Keyboard(page)
    assert page.complaints == []  # type: ignore[attr-defined]


def test_find_a_place(places: Mapping[str, object], keyboard: Keyboard) -> None:
    keyboard.open_part("Places")
    keyboard.write("Name or code of the place", "Nikopol")
    keyboard.send()
    keyboard.press("Nikopol")
    keyboard.heading("Nikopol")


def test_rank_partners(places: Mapping[str, object], keyboard: Keyboard) -> None:
    keyboard.write("Which place do you act for?", "Stadt Unna")
    keyboard.send()
    keyboard.heading("Partners for Unna")
    expect(keyboard.page.locator(".suggestion")).to_have_count(4)


def test_compare(places: Mapping[str, object], keyboard: Keyboard) -> None:
    keyboard.write("Which place do you act for?", "Stadt Unna")
    keyboard.send()
    keyboard.tick("Compare")
    keyboard.tick("Compare")
    keyboard.press("Compare up to three")
    keyboard.heading("Comparison for Unna")
    expect(keyboard.page.locator("thead th")).to_have_count(3)


def test_search_the_registry(stage: Stage, keyboard: Keyboard) -> None:
    keyboard.open_part("Partnerships")
    keyboard.write("Town, hromada, region or word", "Dortmund")
    keyboard.send()
    expect(keyboard.page.get_by_role("heading", name="1 partnership", exact=True)).to_be_visible()


def test_open_a_partnership(stage: Stage, keyboard: Keyboard) -> None:
    keyboard.open_part("Partnerships")
    keyboard.press("Dortmund")
    keyboard.heading("Dortmund")
    expect(keyboard.page.get_by_text("2023").first).to_be_visible()


def test_open_the_list_of_requests_and_one_of_them(stage: Stage, keyboard: Keyboard) -> None:
    keyboard.open_part("Requests")
    keyboard.press("Energy")
    keyboard.heading("Energy")


def test_answer_a_request(stage: Stage, keyboard: Keyboard, live_server: LiveServer) -> None:
    sign_in(keyboard.page, stage.network.zhytomyr_editor, live_server)
    keyboard.open_part("Requests")
    keyboard.press("Energy")
    keyboard.press("We are interested")
    keyboard.write("What would you like to do together?", "Heat and youth")
    keyboard.write("Who are you?", "A city of 260,000")
    keyboard.press("Send")
    assert Introduction.objects.filter(request=stage.wanted, other=stage.network.zhytomyr).exists()


def test_check_what_funding_fits(stage: Stage, keyboard: Keyboard) -> None:
    keyboard.press("Who pays for it?")
    keyboard.go_to("Who applies?")
    keyboard.page.keyboard.press("ArrowDown")
    keyboard.write("How much does the plan cost", "20000")
    keyboard.send()
    expect(keyboard.page.get_by_role("heading", name="Fits if …")).to_be_visible()


def test_register_for_a_meeting(stage: Stage, keyboard: Keyboard, live_server: LiveServer) -> None:
    sign_in(keyboard.page, stage.network.unna_owner, live_server)
    keyboard.open_part("Exchange")
    keyboard.press("Peer exchange")
    keyboard.press("Register")
    keyboard.go_to("We have a partnership")
    keyboard.page.keyboard.press("Space")
    keyboard.press("Register")
    assert Registration.objects.filter(meeting=stage.meeting, organisation=stage.network.unna).exists()


def test_subscribe_to_the_newsletter(stage: Stage, keyboard: Keyboard) -> None:
    keyboard.press("Newsletter")
    keyboard.write("E-mail address", "council@example.org")
    keyboard.send()
    keyboard.heading("Please look into your mailbox")
    assert Subscriber.objects.filter(email="council@example.org").exists()


def test_search_everything(stage: Stage, keyboard: Keyboard) -> None:
    keyboard.write("Search everything", "Dortmund")
    keyboard.send()
    keyboard.heading("Search everything")
    keyboard.press("Partnerships (1)")
    keyboard.press("Dortmund – ")
    keyboard.heading("Dortmund")


def test_report_a_barrier(stage: Stage, keyboard: Keyboard, settings: object) -> None:
    settings.CONTACT_EMAIL = "office@example.org"  # type: ignore[attr-defined]
    keyboard.press("Report a barrier")
    keyboard.write("Your message", "The map says nothing to my screen reader.")
    keyboard.press("Send")
    expect(keyboard.page.get_by_role("status")).to_contain_text("Thank you")
    assert OutboxMail.objects.filter(text__contains="screen reader").exists()
