"""The head of a page: the menu is folded on a phone, open on a desk, and needs neither scripts nor a mouse."""

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from tests.e2e.conftest import open_page
from tests.e2e.keyboard import Keyboard

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
# How far down the content may begin on a phone.
HEAD_PX = 200


@pytest.mark.parametrize("language", ["de", "uk", "en"])
def test_on_a_phone_the_content_begins_soon(language: str, chromium: Browser, live_server: LiveServer) -> None:
    page = open_page(chromium, width=320, javascript=False)
    page.goto(f"{live_server.url}/{language}/partnerships/")
    box = page.locator("main").bounding_box()
    assert box is not None
    assert box["y"] < HEAD_PX


def test_a_phone_s_menu_is_unfolded_by_keyboard(chromium: Browser, live_server: LiveServer) -> None:
    page = open_page(chromium, width=320, javascript=False)
    page.goto(f"{live_server.url}/en/partnerships/")
    part = page.get_by_role("navigation", name="Main").get_by_role("link", name="Places")
    expect(part).to_be_hidden()
    keyboard = Keyboard(page)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    keyboard.go_to("Menu")
    page.keyboard.press("Enter")
    expect(part).to_be_visible()
    keyboard.press("Places")
    keyboard.heading("Find a place")


def test_a_desk_s_menu_stands_open(chromium: Browser, live_server: LiveServer) -> None:
    page = open_page(chromium, javascript=False)
    page.goto(f"{live_server.url}/en/partnerships/")
    menu = page.get_by_role("navigation", name="Main")
    expect(menu.get_by_text("Menu", exact=True)).to_be_hidden()
    expect(menu.get_by_role("link", name="Partnerships")).to_be_visible()
    keyboard = Keyboard(page)
    keyboard.press("Places")
    keyboard.heading("Find a place")
