"""A real browser against the real server. No Chromium, no tests; in CI that is a failure."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from spilno.places import gazetteer
from tests.cast import load_places

AXE = (Path(__file__).resolve().parent.parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
# Only what is wrong, and its HTML alone; no page of ours has frames, no rule in force reads stylesheets.
AXE_OPTIONS = {"resultTypes": ["violations"], "selectors": False, "iframes": False, "preload": False}
# Playwright's loop makes Django take these plain tests for asynchronous ones.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
CHROMIUM = os.environ.get("SPILNO_TEST_BROWSER") or "/usr/bin/chromium"
# A page may take its time on a machine that does something else as well; no test measures how long.
expect.set_options(timeout=20_000)
FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest walk first: begun last, it would keep one processor busy when nothing is left for the others."""
    items.sort(key=lambda item: item.path.name != "test_two_months.py")


@pytest.fixture(scope="session")
def one_chromium() -> Iterator[Browser]:
    if not Path(CHROMIUM).is_file():
        reason = f"no Chromium at {CHROMIUM} (SPILNO_TEST_BROWSER names another)"
        if os.environ.get("CI", "").lower() in ("1", "true", "yes"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def chromium(one_chromium: Browser) -> Iterator[Browser]:
    """The browser, without any page of the test before."""
    yield one_chromium
    for context in one_chromium.contexts:
        context.close()


@pytest.fixture
def places(transactional_db: None) -> Iterator[Mapping[str, object]]:
    gazetteer.forget()
    yield load_places()
    gazetteer.forget()


def open_page(browser: Browser, *, width: int = 1280, javascript: bool = True, dark: bool = False) -> Page:
    """A page of an anonymous reader; what it asks of other hosts or complains about is kept in `page.complaints`."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        java_script_enabled=javascript,
        color_scheme="dark" if dark else "light",
    )
    page = context.new_page()
    complaints: list[str] = []
    page.complaints = complaints  # type: ignore[attr-defined]
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: None if is_own(request.url) else complaints.append(request.url))
    return page


def is_own(address: str) -> bool:
    return address.startswith(("http://127.0.0.1:", "http://localhost:", "data:"))


def violations(page: Page, only: str = "") -> list[str]:
    """What axe finds, by all rules or `only` one; one line each."""
    page.evaluate(AXE)
    options = AXE_OPTIONS | ({"runOnly": [only]} if only else {})
    found = page.evaluate("async options => (await axe.run(options)).violations", options)
    return [f"{rule['id']}: {rule['help']} ({rule['nodes'][0]['html'][:120]})" for rule in found]
