"""What every look at pages shares: signing in, and walking a page through languages, widths and themes in turn."""

from collections.abc import Mapping

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests.e2e.conftest import open_page, violations

WIDTHS = (320, 1280)
LANGUAGES = ("de", "uk", "en")
# A table may scroll inside itself, but what is to be filled in or pressed stands on the screen: no sign leads to the rest.
OUT_OF_SIGHT = """[...document.querySelectorAll("main input, main select, main textarea, main button")]
    .filter(one => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .map(one => one.name || one.innerText)"""


def sign_in(page: Page, user: object, server: LiveServer) -> None:
    """The session of somebody who has signed in; signing in itself has journeys of its own."""
    client = Client()
    client.force_login(user)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": server.url}])


def findings(page: Page, width: int, *, anonymous: bool = True) -> list[str]:
    """Complaints of the browser, what axe finds, whether anything lies sideways, cookies of those who are nobody."""
    # Before axe, which sets styles of its own, and before the menu is unfolded for it.
    found = [text for text in page.complaints if "404" not in text and "422" not in text]  # type: ignore[attr-defined]
    if (reaches := page.evaluate("document.documentElement.scrollWidth")) > width:
        found.append(f"{reaches} px wide")
    found += [f"out of sight: {name}" for name in page.evaluate(OUT_OF_SIGHT)]
    # axe passes over what is folded.
    page.evaluate("document.querySelector('.site-menu__fold')?.setAttribute('open', '')")
    if anonymous and (cookies := page.context.cookies()):
        found.append(f"cookies: {cookies}")
    found += violations(page)
    page.complaints.clear()  # type: ignore[attr-defined]
    return found


def check(page: Page, width: int, *, anonymous: bool = True) -> None:
    assert findings(page, width, anonymous=anonymous) == [], (page.url, width)


def show(page: Page, width: int, *, dark: bool = False) -> None:
    """Another window for the pages that follow, which keeps what it has loaded."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if dark else "light")


def walk(
    name: str, pages: Mapping[str, str], stage: object, browser: Browser, server: LiveServer, user: object = None
) -> None:
    """One of the pages in every language, those for members in two by turns; so do widths and themes. `sweep` looks at all.

    `{…}` are filled from the stage.
    """
    turn, page = list(pages).index(name), open_page(browser)
    if user:
        sign_in(page, user, server)
    for look in range(turn, turn + (2 if user else 3)):
        width = WIDTHS[look % 2]
        # Numbers without a common divisor: every combination comes up.
        show(page, width, dark=look % 5 == 0)
        page.goto(f"{server.url}/{LANGUAGES[look % 3]}/{pages[name].format(**vars(stage))}")
        check(page, width, anonymous=user is None)
