"""Walking through the pages as somebody: by day, by person, by what buttons and links are called."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.urls import reverse
from playwright.sync_api import Browser, Locator, Page
from pytest_django.live_server_helper import LiveServer

from spilno.accounts.models import User
from tests.cast import Network
from tests.e2e.conftest import open_page
from tests.e2e.looking import check, sign_in


@dataclass
class Walk:
    """Who opens which page; every page is closed by whoever opens it."""

    browser: Browser
    server: LiveServer
    network: Network
    clock: Any

    def on(self, day: str, hour: int = 9) -> None:
        self.clock.move_to(datetime.fromisoformat(f"{day}T{hour:02}:00:00").replace(tzinfo=UTC))

    @contextmanager
    def browsing(self, user: User | None, *, width: int = 1280) -> Iterator[Page]:
        page = open_page(self.browser, width=width)
        if user:
            sign_in(page, user, self.server)
        yield page
        page.context.close()

    def go(self, page: Page, name: str, *args: object, language: str = "en", query: str = "") -> None:
        path = reverse(name, args=args)
        page.goto(f"{self.server.url}/{language}{path[3:]}{query}")

    def look(self, page: Page) -> None:
        """As it is on a desk in German and on a phone in Ukrainian."""
        path = page.url.split("/", 4)[4]
        for language, width in (("de", 1280), ("uk", 320)):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(f"{self.server.url}/{language}/{path}")
            check(page, width, anonymous=False)
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(f"{self.server.url}/en/{path}")


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()


def editor(page: Page) -> Locator:
    """Where the text is written as it will look, once the script has put it there."""
    return page.locator("[contenteditable='true'][role='textbox']")


def caret_at_end(page: Page, words: str) -> None:
    """Behind the paragraph with these words, as somebody stands there who sees the caret before typing on.

    The editor learns of a moved caret when the browser draws; keys that come sooner would act where it was before.
    """
    editor(page).get_by_text(words).click()
    page.keyboard.press("End")
    drawn(page)


def drawn(page: Page) -> None:
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def fill(page: Page, **fields: str) -> None:
    """By the names of the form, so that a walk reads in one language."""
    for name, value in fields.items():
        field = page.locator(f"main [name='{name}']").first
        if field.evaluate("one => one.type") == "radio":
            page.locator(f"main [name='{name}'][value='{value}']").check()
        elif field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
