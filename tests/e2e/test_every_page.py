"""Every address of the access matrix that answers with a page, seen by somebody who may see it.

`test` looks at each page that is for everybody once, languages, widths and themes taking turns; `sweep` at all pages in every
language, width and theme.
"""

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from spilno.accounts.models import User
from spilno.places import gazetteer
from tests.access.test_access_matrix import ROWS
from tests.cast import load_network, person
from tests.e2e.conftest import open_page, violations
from tests.e2e.looking import LANGUAGES, WIDTHS, findings, show, sign_in

THEMES = ("light", "dark")
# The first of them who may see a page looks at it.
EYES = ("anonymous", "dortmund_editor", "dortmund_owner", "coordinator", "administrator")
# In parts, so that several browsers can work side by side.
PARTS = {"anonymous": 4, "dortmund_editor": 3, "coordinator": 2}
SHARES = [(eye, part) for eye in EYES for part in range(PARTS.get(eye, 1))]
# Whoever signs in has a form that a cookie guards.
SIGNING_IN = ("account", "mfa_", "socialaccount_", "openid_")
pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@dataclass(frozen=True)
class Address:
    name: str
    kwargs: dict[str, Any]
    query: str

    def path(self, language: str) -> str:
        with override(language):
            return reverse(self.name, kwargs=self.kwargs) + self.query


@dataclass
class Stage:
    user: User | None
    addresses: list[Address]


def _set(eye: str, part: int) -> Stage:
    """The network with everything that the addresses of these eyes speak of, and this part's share of those that are pages."""
    gazetteer.forget()
    network = load_network()
    person("administrator", second_factor=True, is_administrator=True)
    seen = [row for row in ROWS if row.method == "get" and next((one for one in EYES if one in row.allowed), "") == eye]
    addresses = [Address(row.name, row.kwargs(network), row.query) for row in seen]
    user = None if eye == "anonymous" else User.objects.get(email=f"{eye}@example.org")
    client = Client()
    if user:
        client.force_login(user)
    answers = [(one, client.get(one.path("de"))) for one in addresses[part :: PARTS.get(eye, 1)]]
    # Downloads are no pages, nor are the fragments that scripts put into one.
    pages = [one for one, answer in answers if answer.status_code == 200 and _is_page(answer)]
    return Stage(user, pages)


def _is_page(answer: Any) -> bool:
    return not answer.streaming and answer.content.lower().startswith(b"<!doctype html")


def _look(page: Page, address: Address, language: str, width: int, user: User | None) -> list[str]:
    signing_in = address.name.startswith(SIGNING_IN)
    found = findings(page, width, anonymous=user is None and not signing_in)
    frame = page.evaluate("[document.querySelectorAll('h1').length, document.title, document.documentElement.lang]")
    # The bare address speaks the browser's language.
    if frame[0] != 1 or not frame[1].strip() or (frame[2] != language and address.name != "start"):
        found.append(f"main headings, title, language: {frame}")
    return found


def _open(page: Page, server: LiveServer, path: str) -> None:
    """Without the cookie by which the page before guarded its form."""
    page.complaints.clear()  # type: ignore[attr-defined]
    page.context.clear_cookies(name="csrftoken")
    page.goto(server.url + path)


@pytest.mark.parametrize("part", range(PARTS["anonymous"]))
def test_a_page_for_everybody_is_accessible(part: int, chromium: Browser, live_server: LiveServer) -> None:
    stage, wrong = _set("anonymous", part), []
    page = open_page(chromium)
    for turn, address in enumerate(stage.addresses):
        language, width, theme = LANGUAGES[turn % 3], WIDTHS[turn % 2], THEMES[turn // 2 % 2]
        show(page, width, dark=theme == "dark")
        _open(page, live_server, address.path(language))
        wrong += [f"{page.url} at {width}, {theme}: {one}" for one in _look(page, address, language, width, stage.user)]
    gazetteer.forget()
    assert stage.addresses
    assert wrong == [], "\n".join(wrong)


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("eye", "part"), SHARES)
def test_a_page_is_accessible_however_it_is_shown(
    eye: str, part: int, language: str, chromium: Browser, live_server: LiveServer
) -> None:
    """Between the themes only colours differ, so the second one is looked at by that rule alone."""
    stage, wrong = _set(eye, part), []
    page = open_page(chromium)
    if stage.user:
        sign_in(page, stage.user, live_server)
    for address in stage.addresses:
        for width in WIDTHS:
            show(page, width)
            _open(page, live_server, address.path(language))
            found = _look(page, address, language, width, stage.user)
            page.emulate_media(color_scheme="dark")
            found += [f"dark: {one}" for one in violations(page, only="color-contrast")]
            wrong += [f"{page.url} at {width}: {one}" for one in found]
    gazetteer.forget()
    assert wrong == [], "\n".join(wrong)
