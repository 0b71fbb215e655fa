"""Every screen and mail of signing in is ours: the library's German says du and Sie in turn."""

from datetime import timedelta
from pathlib import Path

import allauth
import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.template.loader import get_template
from django.test import Client
from django.utils import timezone

from spilno.accounts.models import User
from spilno.accounts.tasks import forget_unconfirmed
from spilno.accounts.tests.doors import SIGN_IN, SIGN_UP, mails_to, sign_up
from tests.cast import person

LIBRARY = Path(allauth.__file__).parent / "templates"
# Screens of what this installation does not use, and pieces of the library's own pages.
UNUSED = (
    "idp/", "openid/", "allauth/", "account/base_", "account/snippets/", "mfa/base_", "mfa/webauthn/snippets/",
    "socialaccount/base_", "socialaccount/snippets/", "usersessions/base_", "mfa/trust.html", "mfa/totp/base.html",
    "mfa/recovery_codes/base.html", "mfa/webauthn/base.html", "mfa/webauthn/signup_form.html",
    "account/signup_by_passkey.html", "account/email_change.html", "account/email_confirm.html",
    "account/phone_change.html", "account/confirm_phone_verification_code.html", "account/messages/phone_",
    "account/password_reset_done.html", "account/request_login_code.html", "account/verification_sent.html",
    "account/verified_email_required.html", "account/email/password_reset_key", "socialaccount/login.html",
)  # fmt: skip


def screens() -> list[str]:
    found = [file.relative_to(LIBRARY).as_posix() for file in LIBRARY.rglob("*.*") if file.is_file()]
    return sorted(name for name in found if not name.startswith(UNUSED))


@pytest.mark.parametrize("name", screens())
def test_a_screen_of_the_library_is_replaced_by_ours(name: str) -> None:
    assert "spilno" in Path(get_template(name).template.origin.name).parts


@pytest.mark.django_db
def test_too_many_attempts_are_told_on_a_page_of_ours(client: Client) -> None:
    with time_machine.travel(timezone.now(), tick=False):
        answers = [client.post(SIGN_UP, {"email": f"a{number}@example.org"}).status_code for number in range(22)]
        told = client.post(SIGN_UP, {"email": "b@example.org"}).content.decode()
    assert answers[0] == 302
    assert answers[-1] == 429
    assert "Zu oft" in told


@pytest.mark.django_db
def test_asking_for_codes_again_and_again_ends(client: Client) -> None:
    person("editor")
    for _again in range(6):
        Client().post(SIGN_IN, {"login": "editor@example.org"})
    assert mails_to("editor@example.org") == 3
    page = Client().post(SIGN_IN, {"login": "editor@example.org"}).content.decode()
    assert "zu oft versucht" in page
    # An address without an account is refused in the same words.
    for _again in range(4):
        answer = Client().post(SIGN_IN, {"login": "nobody@example.org"})
    assert "zu oft versucht" in answer.content.decode()


@pytest.mark.django_db
def test_sign_ups_nobody_confirmed_are_forgotten_after_a_week(client: Client) -> None:
    sign_up(client, "old@example.org")
    sign_up(Client(), "young@example.org")
    User.objects.filter(email="old@example.org").update(joined_at=timezone.now() - timedelta(days=7, minutes=1))
    person("member")
    User.objects.filter(email="member@example.org").update(joined_at=timezone.now() - timedelta(days=99))
    Session.objects.create(session_key="over", expire_date=timezone.now() - timedelta(days=1))
    assert forget_unconfirmed() == 1
    assert set(User.objects.values_list("email", flat=True)) == {"young@example.org", "member@example.org"}
    assert not EmailAddress.objects.filter(email="old@example.org").exists()
    assert not Session.objects.filter(session_key="over").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["login", "password"])
@pytest.mark.parametrize(
    "value", ["", "\x00", "x" * 10_000, "'; drop table", "a@b", "ſ@exaſmple.org", "👩@example.org"]
)
def test_bad_input_at_the_door_is_a_message(client: Client, field: str, value: str) -> None:
    data = {"login": "editor@example.org", "password": "x"} | {field: value}
    assert client.post(SIGN_IN, data).status_code in (200, 302)
    assert client.post(SIGN_UP, {"email": value, "name": value}).status_code in (200, 302)
    assert client.post("/de/account/password/reset/", {"email": value}).status_code in (200, 302)
