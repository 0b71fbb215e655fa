"""Signing in as people do: with a code and without JavaScript, with a passkey, with an app; axe on every screen."""

import re

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from spilno.accounts import actions
from spilno.accounts.tests.doors import newest_code
from tests.cast import person
from tests.e2e.conftest import open_page, violations

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
SCREENS = (
    "", "profile/", "email/", "password/set/", "sessions/", "2fa/", "2fa/totp/activate/", "2fa/webauthn/",
    "2fa/webauthn/add/", "2fa/recovery-codes/generate/", "3rdparty/", "erase/", "logout/",
)  # fmt: skip
DOORS = ("login/", "signup/", "password/reset/", "inactive/", "erased/")


def named(live_server: LiveServer) -> str:
    """Browsers know passkeys at names only, not at numbers."""
    return live_server.url.replace("127.0.0.1", "localhost")


def give_device(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})


def sign_in(page: Page, base: str, address: str, language: str = "en") -> None:
    page.goto(f"{base}/{language}/account/login/")
    page.locator("#id_login").fill(address)
    page.locator("main form").first.locator("button").click()
    page.locator("#id_code").fill(newest_code(address))
    page.locator("main form").first.locator("button").click()
    expect(page).to_have_url(f"{base}/{language}/account/")


def test_signing_up_signing_out_and_in_again_without_javascript(chromium: Browser, live_server: LiveServer) -> None:
    page = open_page(chromium, width=320, javascript=False)
    page.goto(f"{live_server.url}/uk/account/signup/")
    page.locator("#id_email").fill("office@example.org")
    page.locator("main form").first.locator("button").click()
    page.locator("#id_code").fill(newest_code("office@example.org"))
    page.locator("main form").first.locator("button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Мій обліковий запис")
    page.get_by_role("button", name="Вийти").click()
    sign_in(page, live_server.url, "office@example.org", "uk")
    assert page.complaints == []  # type: ignore[attr-defined]


def test_a_passkey_is_made_signs_in_alone_and_serves_as_second_factor(
    chromium: Browser, live_server: LiveServer
) -> None:
    person("editor", language="en")
    base = named(live_server)
    page = open_page(chromium)
    give_device(page)
    sign_in(page, base, "editor@example.org")
    page.goto(f"{base}/en/account/2fa/webauthn/add/")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    expect(page.locator(".recovery-codes li")).to_have_count(10)

    page.goto(f"{base}/en/account/")
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{base}/en/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(f"{base}/en/account/")

    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{base}/en/account/login/")
    page.locator("#id_login").fill("editor@example.org")
    page.locator("main form").first.locator("button").click()
    page.locator("#id_code").fill(newest_code("editor@example.org"))
    page.locator("main form").first.locator("button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Second factor")
    check(page, 1280)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(f"{base}/en/account/")
    assert page.complaints == []  # type: ignore[attr-defined]


def test_a_new_administrator_sets_up_an_app_by_keyboard(chromium: Browser, live_server: LiveServer) -> None:
    token = actions.make_setup_link(acting_user=None)
    page = open_page(chromium)
    page.goto(f"{live_server.url}/de/account/setup/{token}/")
    page.locator("#id_email").focus()
    page.keyboard.type("chief@example.org")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Zweiter Faktor")
    page.goto(f"{live_server.url}/de/account/2fa/totp/activate/")
    key = (page.locator(".totp-key").text_content() or "").replace(" ", "")
    counters = list(yield_hotp_counters_from_time())
    page.locator("#id_code").focus()
    page.keyboard.type(format_hotp_value(hotp_value(key, counters[len(counters) // 2])))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Notfallcodes")
    page.goto(f"{live_server.url}/de/account/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mein Konto")
    assert page.complaints == []  # type: ignore[attr-defined]


@pytest.mark.parametrize(("language", "width"), [("de", 320), ("uk", 1280), ("en", 320), ("uk", 320), ("de", 1280)])
def test_every_screen_is_accessible(chromium: Browser, live_server: LiveServer, language: str, width: int) -> None:
    page = open_page(chromium, width=width, dark=width == 320)
    base = live_server.url
    for path in DOORS:
        page.goto(f"{base}/{language}/account/{path}")
        check(page, width)
    page.goto(f"{base}/{language}/account/signup/")
    page.locator("#id_email").fill("office@example.org")
    page.locator("main form").first.locator("button").click()
    page.locator("#id_code").fill("00000000")
    page.locator("main form").first.locator("button").click()
    expect(page.locator(".error-summary")).to_be_visible()
    check(page, width)
    page.locator("#id_code").fill(newest_code("office@example.org"))
    page.locator("main form").first.locator("button").click()
    for path in SCREENS:
        page.goto(f"{base}/{language}/account/{path}")
        check(page, width)


def check(page: Page, width: int) -> None:
    # Before axe, which sets styles of its own and is refused.
    assert page.complaints == [], page.url  # type: ignore[attr-defined]
    expect(page).to_have_url(re.compile("/account/"))
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    assert violations(page) == [], page.url
    page.complaints.clear()  # type: ignore[attr-defined]
