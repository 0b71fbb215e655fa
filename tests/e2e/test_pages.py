"""Every page in three languages and two widths: axe finds nothing, nothing scrolls sideways, nobody else is asked."""

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.e2e.conftest import open_page
from tests.e2e.looking import check, show

PAGES = {
    "home": "",
    "places": "places/",
    "search": "places/?q=Oleksandrivka",
    "nothing": "places/?q=Qqqqq",
    "place": "places/katottg/UA12080050000062712/",
    "kreis": "places/ags/05978/",
    "levels": "levels/?place=ags:05978",
    "sources": "sources/",
    "results": "match/?place=Unna",
    "wrong": "match/?place=Unna&size_min=-1",
    "choose": "match/?place=Oleksandrivka",
    "rayons": "match/?place=Kreis+Unna",
    "compare": "match/compare/?place=Unna&with=katottg:UA12080050000062712&with=katottg:UA46100230000063190",
    "why": "match/why/?place=Unna&candidate=katottg:UA46100230000063190",
    "components": "components/",
    "missing": "nowhere/",
}
# The pages that the frame itself must bear: every language in both widths.
FRAME = ("home", "places", "levels", "sources", "components")
pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_in_every_language_and_width(
    name: str, chromium: Browser, live_server: LiveServer, places: dict[str, object]
) -> None:
    # Width and theme rotate with the page, so that all come up; the frame's own pages take every width.
    turn, page = list(PAGES).index(name), open_page(chromium)
    for step, language in enumerate(("de", "uk", "en")):
        widths = (320, 1280) if name in FRAME else ((320, 1280)[(turn + step) % 2],)
        for width in widths:
            show(page, width, dark=(turn + step + (width == 320)) % 3 == 0)
            page.goto(f"{live_server.url}/{language}/{PAGES[name]}")
            check(page, width)
