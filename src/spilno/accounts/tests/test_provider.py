"""Signing in at a real OpenID Connect provider: a process of its own on this machine."""

import html
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from pytest_django.fixtures import Settings

from spilno.accounts.models import User
from spilno.accounts.tests.doors import SIGN_IN, is_inside, mails_to, newest_code, sign_in_by_code
from tests.cast import person

pytestmark = pytest.mark.django_db
LEAVE = "/uk/account/oidc/office/login/"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    port = free_port()
    process = subprocess.Popen([sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)])
    address = f"http://127.0.0.1:{port}"
    try:
        for _try in range(1200):
            try:
                requests.get(f"{address}/.well-known/openid-configuration", timeout=60)
                break
            except requests.ConnectionError:
                assert process.poll() is None
                time.sleep(0.05)
        yield address
    finally:
        process.terminate()
        process.wait()


@pytest.fixture
def office(server: str, settings: Settings) -> str:
    """The provider, known to this installation under the name Rathaus."""
    app = {
        "provider_id": "office",
        "name": "Rathaus",
        "client_id": "spilno",
        "secret": "x",
        "settings": {"server_url": server},
    }
    settings.OIDC_PROVIDERS = [app]
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}
    return server


def come_back(client: Client, office: str, subject: str, start: str = LEAVE, **claims: object) -> str:
    """Leave for the provider, say yes there, come back; returns where that leads."""
    requests.put(f"{office}/users/{subject}", json=claims, timeout=60).raise_for_status()
    page = client.post(start)
    found = re.search(r'<a class="kern-link" href="(http[^"]+)"', page.content.decode())
    assert found, page.content.decode()
    there = html.unescape(found[1])
    assert "code_challenge" in there
    answer = requests.post(there, data={"sub": subject}, allow_redirects=False, timeout=60)
    back = answer.headers["Location"]
    assert back.startswith("http://testserver/en/account/oidc/office/login/callback/")
    response = client.get(back.removeprefix("http://testserver"))
    assert response.status_code == 302, response.content.decode()
    return response.headers["Location"]


def test_the_provider_stands_on_the_page(client: Client, office: str) -> None:
    assert "Rathaus" in client.get(SIGN_IN).content.decode()


def test_a_confirmed_address_of_the_provider_is_enough(client: Client, office: str) -> None:
    where = come_back(client, office, "p1", email="clerk@unna.example", email_verified=True, name="Clerk")
    assert where == "/uk/account/"
    assert is_inside(client)
    user = User.objects.get()
    assert (user.email, user.name, user.language) == ("clerk@unna.example", "Clerk", "uk")
    other = Client()
    come_back(other, office, "p1", email="clerk@unna.example", email_verified=True)
    assert is_inside(other)
    assert User.objects.count() == 1


def test_an_unconfirmed_address_of_the_provider_is_asked_for_a_code(client: Client, office: str) -> None:
    assert come_back(client, office, "p2", email="clerk@unna.example") == "/uk/account/confirm-email/"
    assert not is_inside(client)
    client.post("/uk/account/confirm-email/", {"code": newest_code("clerk@unna.example")})
    assert is_inside(client)


def test_a_provider_takes_over_no_account_by_naming_its_address(client: Client, office: str) -> None:
    owner = person("owner")
    come_back(client, office, "p3", email=owner.email, email_verified=True)
    assert not is_inside(client)
    assert not SocialAccount.objects.exists()
    assert User.objects.count() == 1


def test_a_sign_up_at_a_provider_does_not_wait_inside_an_account(client: Client, office: str) -> None:
    """Somebody names a stranger's address at a provider and never confirms it; the owner signs up later."""
    come_back(client, office, "p4", email="owner@unna.example")
    assert SocialAccount.objects.exists()
    own = Client()
    own.post("/de/account/signup/", {"email": "owner@unna.example"})
    assert mails_to("owner@unna.example") == 1
    own.post("/de/account/confirm-email/", {"code": newest_code("owner@unna.example")})
    assert is_inside(own)
    assert not SocialAccount.objects.exists()


def test_a_provider_without_address_is_asked_for_one(client: Client, office: str) -> None:
    assert come_back(client, office, "p5", name="Clerk") == "/uk/account/3rdparty/signup/"
    page = client.get("/uk/account/3rdparty/signup/").content.decode()
    assert "Rathaus" in page
    client.post("/uk/account/3rdparty/signup/", {"email": "clerk@unna.example", "name": "Clerk"})
    client.post("/uk/account/confirm-email/", {"code": newest_code("clerk@unna.example")})
    assert is_inside(client)


def test_a_member_connects_and_disconnects_a_provider(client: Client, office: str) -> None:
    user = person("member")
    sign_in_by_code(client, user.email)
    where = come_back(client, office, "p6", start=f"{LEAVE}?process=connect", email="else@unna.example")
    assert where == "/uk/account/3rdparty/"
    account = SocialAccount.objects.get(user=user)
    assert "Rathaus" in client.get(where).content.decode()
    user.refresh_from_db()
    user.set_password("eleven bridges and a river")
    user.save()
    client = Client()
    come_back(client, office, "p6", email="else@unna.example")
    assert is_inside(client)
    client.post("/de/account/3rdparty/", {"account": account.pk})
    assert not SocialAccount.objects.exists()
    assert EmailAddress.objects.filter(user=user, verified=True).count() == 1


def test_a_forged_way_back_is_an_answer_not_a_fault(client: Client, office: str) -> None:
    for query in ("", "?state=x&code=y", "?error=access_denied"):
        response = client.get(f"/en/account/oidc/office/login/callback/{query}")
        assert response.status_code in (200, 302, 401), response.status_code
    assert not is_inside(client)


def test_a_provider_that_does_not_answer_is_said_so(client: Client, settings: Settings) -> None:
    settings_of = {"server_url": f"http://127.0.0.1:{free_port()}"}
    app = {"provider_id": "office", "name": "Rathaus", "client_id": "s", "secret": "x", "settings": settings_of}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    response = client.post(LEAVE)
    assert client.get(response.headers["Location"]).status_code == 401
    assert client.post("/uk/account/oidc/unknown/login/").status_code == 404
