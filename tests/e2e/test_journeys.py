"""The main job as people do it: without JavaScript, by keyboard, in both directions."""

import re

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from tests.e2e.conftest import open_page

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def test_unna_finds_and_compares_hromadas_without_javascript(
    chromium: Browser, live_server: LiveServer, places: dict[str, object]
) -> None:
    page = open_page(chromium, javascript=False)
    page.goto(f"{live_server.url}/en/")
    page.get_by_label("Which place do you act for?").fill("Stadt Unna")
    page.get_by_role("button", name="Show partners").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Partners for Unna")
    expect(page.locator(".suggestion")).to_have_count(4)
    boxes = page.get_by_role("checkbox")
    boxes.nth(0).check()
    boxes.nth(1).check()
    page.get_by_role("button", name="Compare up to three").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Comparison for Unna")
    expect(page.locator("thead th")).to_have_count(3)


def test_a_hromada_finds_german_towns_in_ukrainian_on_a_phone(
    chromium: Browser, live_server: LiveServer, places: dict[str, object]
) -> None:
    page = open_page(chromium, width=320)
    page.goto(f"{live_server.url}/uk/match/?place=Нікополь")
    expect(page.locator("html")).to_have_attribute("lang", "uk")
    expect(page.locator(".suggestion")).to_have_count(1)
    expect(page.locator(".suggestion__name")).to_contain_text("Unna")


def test_kreis_unna_gets_rayons_and_learns_what_a_rayon_is(
    chromium: Browser, live_server: LiveServer, places: dict[str, object]
) -> None:
    page = open_page(chromium)
    page.goto(f"{live_server.url}/en/match/?place=Kreis+Unna")
    expect(page.locator(".suggestion")).to_have_count(1)
    expect(page.get_by_text("What a rayon can and cannot do")).to_be_visible()
    page.get_by_role("link", name="Who holds which task").click()
    expect(page.get_by_text("your level").first).to_be_visible()


def test_an_ambiguous_name_asks_back_and_the_answer_ranks(
    chromium: Browser, live_server: LiveServer, places: dict[str, object]
) -> None:
    page = open_page(chromium, javascript=False)
    page.goto(f"{live_server.url}/en/match/?place=Oleksandrivka")
    expect(page.get_by_role("heading", level=1)).to_have_text("Which place do you mean?")
    page.locator(".place-list a").first.click()
    expect(page.locator(".suggestion")).to_have_count(1)


def test_suggestions_are_taken_by_keyboard_alone(
    chromium: Browser, live_server: LiveServer, places: dict[str, object]
) -> None:
    page = open_page(chromium)
    page.goto(f"{live_server.url}/en/")
    field = page.locator("main input[data-suggest-url]")
    field.focus()
    page.keyboard.type("Nikopol")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Partners for")


def test_wishes_stay_in_the_address(chromium: Browser, live_server: LiveServer, places: dict[str, object]) -> None:
    page = open_page(chromium, javascript=False)
    page.goto(f"{live_server.url}/en/match/?place=Unna")
    page.locator("main summary").click()
    page.get_by_label("At most this many inhabitants").fill("50000")
    page.get_by_role("button", name="Show partners").click()
    expect(page.locator(".suggestion")).to_have_count(2)
    expect(page).to_have_url(re.compile("size_max=50000"))


def test_the_skip_link_leads_to_the_content(
    chromium: Browser, live_server: LiveServer, places: dict[str, object]
) -> None:
    page = open_page(chromium)
    page.goto(f"{live_server.url}/en/places/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
