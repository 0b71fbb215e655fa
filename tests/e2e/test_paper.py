"""Paper is white: a reader with a dark screen prints dark words on it."""

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.e2e.conftest import open_page, violations

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("dark", [False, True])
def test_the_gallery_can_be_read_on_paper(dark: bool, chromium: Browser, live_server: LiveServer) -> None:
    page = open_page(chromium, width=794, dark=dark)
    page.goto(f"{live_server.url}/de/components/")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert violations(page) == []
