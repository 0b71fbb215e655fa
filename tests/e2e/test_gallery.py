"""The gallery bears the longest words in every language, width and theme; what only a browser can show of components."""

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from tests.e2e.conftest import open_page, violations
from tests.e2e.looking import show

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("language", ["de", "uk", "en"])
def test_the_gallery_is_accessible_and_never_scrolls_sideways(
    language: str, width: int, chromium: Browser, live_server: LiveServer
) -> None:
    page = open_page(chromium)
    for dark in (False, True):
        show(page, width, dark=dark)
        page.goto(f"{live_server.url}/{language}/components/")
        # Before axe, which tries an inline style of its own.
        assert page.complaints == []  # type: ignore[attr-defined]
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(page) == [], dark


def test_a_wrong_answer_takes_the_reader_to_the_summary_and_from_there_to_the_field(
    chromium: Browser, live_server: LiveServer
) -> None:
    page = open_page(chromium, javascript=False)
    page.goto(f"{live_server.url}/en/places/?q={'x' * 300}")
    expect(page.locator(".error-summary")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#id_q")).to_be_focused()
    expect(page.locator("#id_q")).to_have_attribute("aria-invalid", "true")


def test_suggestions_hang_under_their_field(
    chromium: Browser, live_server: LiveServer, places: dict[str, object]
) -> None:
    page = open_page(chromium, width=320)
    page.goto(f"{live_server.url}/en/")
    field = page.locator("main input[data-suggest-url]")
    field.press_sequentially("Nikopol")
    expect(page.get_by_role("listbox")).to_be_visible()
    under, over = page.get_by_role("listbox").bounding_box(), field.bounding_box()
    assert under is not None
    assert over is not None
    assert under["y"] >= over["y"] + over["height"]
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(field).to_be_focused()


def test_a_page_prints_without_menus_and_its_table_in_full(chromium: Browser, live_server: LiveServer) -> None:
    page = open_page(chromium)
    page.goto(f"{live_server.url}/en/components/")
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="Main")).to_be_hidden()
    expect(page.locator("table").first).to_be_visible()


def test_forced_colours_leave_scores_icons_and_marks_visible(chromium: Browser, live_server: LiveServer) -> None:
    page = open_page(chromium)
    page.emulate_media(forced_colors="active")
    page.goto(f"{live_server.url}/en/components/")
    expect(page.locator("meter").first).to_be_visible()
    ground, mark = (
        page.locator(selector).first.evaluate("node => getComputedStyle(node).fill")
        for selector in (".map__land", "circle.map__point")
    )
    assert ground != mark
    for scheme in ("light", "dark"):
        page.emulate_media(forced_colors="active", color_scheme=scheme)
        icon, sheet = (
            page.locator(selector).first.evaluate("node => getComputedStyle(node).backgroundColor")
            for selector in (".kern-icon--danger", "body")
        )
        assert icon != sheet, scheme
