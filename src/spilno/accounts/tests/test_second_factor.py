import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from spilno.accounts.models import User
from spilno.accounts.tests.doors import ENTER_CODE, HOME, SIGN_IN, is_inside, newest_code, sign_in_by_code
from tests.cast import person

pytestmark = pytest.mark.django_db
SECOND = "/de/account/2fa/"
APP = "/de/account/2fa/totp/activate/"
ASKED = "/de/account/2fa/authenticate/"


def code_of_app(secret: str) -> str:
    counters = list(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(secret, counters[len(counters) // 2]))


def set_up_app(client: Client) -> str:
    """Set the app up as its page says; returns the app's secret."""
    page = client.get(APP).content.decode()
    found = re.search(r'class="totp-key">([A-Z2-7 ]+)<', page)
    assert found
    secret = found[1].replace(" ", "")
    response = client.post(APP, {"code": code_of_app(secret)})
    assert response.headers["Location"] == "/de/account/2fa/recovery-codes/"
    return secret


@pytest.mark.parametrize("right", ["is_coordinator", "is_administrator"])
def test_who_works_for_the_network_is_sent_to_a_second_factor(client: Client, right: str) -> None:
    user = person("officer", **{right: True})
    sign_in_by_code(client, user.email)
    for address in (HOME, "/de/account/profile/", "/de/account/email/", "/de/account/sessions/"):
        assert client.get(address).headers["Location"] == SECOND
    assert "zweiten Faktor" in client.get(SECOND).content.decode()
    assert client.get("/de/").status_code == 200
    set_up_app(client)
    assert is_inside(client)
    fresh = User.objects.get(pk=user.pk)
    assert (fresh.acts_as_coordinator, fresh.acts_as_administrator) == (
        right == "is_coordinator",
        right != "is_coordinator",
    )


def test_nobody_else_has_to_have_one(client: Client) -> None:
    sign_in_by_code(client, person("editor").email)
    assert is_inside(client)


def test_with_an_app_the_code_by_mail_is_not_enough(client: Client) -> None:
    user = person("editor")
    sign_in_by_code(client, user.email)
    secret = set_up_app(client)
    other = Client()
    other.post(SIGN_IN, {"login": user.email})
    assert other.post(ENTER_CODE, {"code": newest_code(user.email)}).headers["Location"] == ASKED
    assert not is_inside(other)
    assert "stimmt nicht" in other.post(ASKED, {"code": "000000"}).content.decode()
    assert not is_inside(other)
    used_before = other.post(ASKED, {"code": code_of_app(secret)})
    # The code that set the app up was used: the next one counts.
    if used_before.status_code == 200:
        other.post(ASKED, {"code": recovery_codes(user)[0]})
    assert is_inside(other)


def recovery_codes(user: User) -> list[str]:
    return list(Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes())


def test_a_recovery_code_lets_in_once(client: Client) -> None:
    user = person("editor")
    sign_in_by_code(client, user.email)
    set_up_app(client)
    page = client.get("/de/account/2fa/recovery-codes/").content.decode()
    code = recovery_codes(user)[0]
    assert code in page
    assert code in client.get("/de/account/2fa/recovery-codes/download/").content.decode()
    for expected in (True, False):
        other = Client()
        other.post(SIGN_IN, {"login": user.email})
        other.post(ENTER_CODE, {"code": newest_code(user.email)})
        other.post(ASKED, {"code": code})
        assert is_inside(other) is expected


def test_the_app_can_be_removed_again(client: Client) -> None:
    user = person("editor")
    sign_in_by_code(client, user.email)
    set_up_app(client)
    client.post("/de/account/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(user=user, type="totp").exists()


def test_a_session_left_open_cannot_add_a_second_factor(client: Client) -> None:
    """Signed in long ago, with neither password nor factor to be asked for: a code by mail is."""
    user = person("editor")
    client.force_login(user)
    confirm = "/de/account/confirm/?next=%2Fde%2Faccount%2F2fa%2Ftotp%2Factivate%2F"
    assert client.get(APP).headers["Location"] == confirm
    assert client.post(APP, {"code": "123456"}).headers["Location"] == confirm
    client.post(confirm)
    assert "stimmt nicht" in client.post(confirm, {"code": "00000000"}).content.decode()
    response = client.post(confirm, {"code": newest_code(user.email)})
    assert response.headers["Location"] == APP
    assert client.get(APP).status_code == 200


def test_five_wrong_codes_end_the_code(client: Client) -> None:
    user = person("editor")
    client.force_login(user)
    client.post("/de/account/confirm/")
    code = newest_code(user.email)
    for _try in range(5):
        client.post("/de/account/confirm/", {"code": "00000000"})
    client.post("/de/account/confirm/", {"code": code})
    assert client.get(APP).status_code == 302


def test_the_way_back_after_the_proof_stays_on_this_site(client: Client) -> None:
    user = person("editor")
    client.force_login(user)
    client.post("/de/account/confirm/?next=https://example.com/")
    response = client.post("/de/account/confirm/?next=https://example.com/", {"code": newest_code(user.email)})
    assert response.headers["Location"] == HOME
