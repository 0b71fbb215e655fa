import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from spilno.accounts import actions
from spilno.accounts.models import User
from spilno.accounts.tests.doors import (
    CONFIRM,
    ENTER_CODE,
    HOME,
    SIGN_IN,
    SIGN_UP,
    is_inside,
    mails_to,
    newest_code,
    sign_in_by_code,
    sign_up,
)
from spilno.common.models import OutboxMail
from tests.cast import person

pytestmark = pytest.mark.django_db
NEW = "office@example.org"


def test_signing_up_needs_an_address_and_the_code_that_went_there(client: Client) -> None:
    assert sign_up(client, NEW, "Office") == CONFIRM
    assert not is_inside(client)
    client.post(CONFIRM, {"code": newest_code(NEW)})
    assert is_inside(client)
    user = User.objects.get(email=NEW)
    assert (user.name, user.language) == ("Office", "de")
    assert not user.has_usable_password()


def test_a_wrong_code_lets_nobody_in(client: Client) -> None:
    sign_up(client, NEW)
    page = client.post(CONFIRM, {"code": "0000-0000"}).content.decode()
    assert "Dieser Code stimmt nicht." in page
    assert not is_inside(client)


def test_an_address_gets_one_first_mail_a_day_and_its_code_stays_right(client: Client) -> None:
    sign_up(client, NEW)
    code = newest_code(NEW)
    later = Client()
    for _again in range(3):
        later = Client()
        assert sign_up(later, NEW) == CONFIRM
    assert mails_to(NEW) == 1
    later.post(CONFIRM, {"code": code})
    assert is_inside(later)
    assert User.objects.filter(email=NEW).count() == 1


def test_signing_up_with_a_known_address_answers_like_any_other(client: Client) -> None:
    person("known")
    known, unknown = Client(), Client()
    assert sign_up(known, "known@example.org") == sign_up(unknown, NEW) == CONFIRM
    pages = [
        one.get(CONFIRM).content.decode().replace(address, "…")
        for one, address in ((known, "known@example.org"), (unknown, NEW))
    ]
    assert pages[0].split("<main")[1].count("<form") == pages[1].split("<main")[1].count("<form")
    sign_up(Client(), "known@example.org")
    assert mails_to("known@example.org") == 1
    assert "Konto" in OutboxMail.objects.get(to="known@example.org").subject


def test_a_code_signs_in_without_a_password(client: Client) -> None:
    person("editor")
    sign_in_by_code(client, "editor@example.org")
    assert is_inside(client)


def test_asking_for_a_code_does_not_tell_who_has_an_account(client: Client) -> None:
    person("editor")
    known, unknown = Client(), Client()
    first = known.post(SIGN_IN, {"login": "editor@example.org"})
    second = unknown.post(SIGN_IN, {"login": "nobody@example.org"})
    assert first.headers["Location"] == second.headers["Location"]
    pages = [known.get(ENTER_CODE).content.decode(), unknown.get(ENTER_CODE).content.decode()]
    assert pages[0].count("<form") == pages[1].count("<form") > 0
    assert mails_to("nobody@example.org") == 0


def test_nobody_signs_in_to_an_address_that_was_never_confirmed(client: Client) -> None:
    """Otherwise whoever typed the address first would wait inside for its owner."""
    sign_up(Client(), NEW)
    client.post(SIGN_IN, {"login": NEW})
    client.post("/de/account/password/reset/", {"email": NEW})
    assert mails_to(NEW) == 1


def test_a_password_signs_in_where_one_is_set(client: Client) -> None:
    user = person("editor")
    user.set_password("eleven bridges and a river")
    user.save()
    page = client.post(SIGN_IN, {"login": user.email, "password": "wrong"}).content.decode()
    assert "passen nicht zusammen" in page
    client.post(SIGN_IN, {"login": user.email, "password": "eleven bridges and a river"})
    assert is_inside(client)


def test_a_new_password_ends_the_other_sessions(client: Client) -> None:
    user = person("editor")
    user.set_password("eleven bridges and a river")
    user.save()
    other = Client()
    for one in (client, other):
        one.post(SIGN_IN, {"login": user.email, "password": "eleven bridges and a river"})
    new = {
        "oldpassword": "eleven bridges and a river",
        "password1": "twelve boats below",
        "password2": "twelve boats below",
    }
    client.post("/de/account/password/change/", new)
    assert is_inside(client)
    assert not is_inside(other)


def test_a_forgotten_password_is_replaced_by_a_code(client: Client) -> None:
    user = person("editor")
    client.post("/de/account/password/reset/", {"email": user.email})
    client.post("/de/account/password/reset/confirm/", {"code": newest_code(user.email)})
    new = {"password1": "twelve boats below", "password2": "twelve boats below"}
    client.post("/de/account/password/reset/complete/", new)
    user.refresh_from_db()
    assert user.check_password("twelve boats below")


def test_a_frozen_account_cannot_sign_in_and_its_sessions_end(client: Client) -> None:
    user = person("editor")
    sign_in_by_code(client, user.email)
    actions.freeze_account(user, reason="withdrawn", acting_user=None)
    assert not is_inside(client)
    other = Client()
    other.post(SIGN_IN, {"login": user.email})
    response = other.post(ENTER_CODE, {"code": newest_code(user.email)})
    assert response.headers["Location"] == "/de/account/inactive/"
    assert other.get(response.headers["Location"]).status_code == 200
    assert not is_inside(other)
    actions.lift_freeze(user, reason="lifted", acting_user=None)
    sign_in_by_code(third := Client(), user.email)
    assert is_inside(third)


def test_a_session_that_outlived_the_freezing_is_over(client: Client) -> None:
    user = person("editor")
    sign_in_by_code(client, user.email)
    User.objects.filter(pk=user.pk).update(frozen_at="2026-01-01T00:00Z")
    assert not is_inside(client)


@pytest.mark.parametrize(
    "address",
    [
        "оffice@unna.de",
        "office@unnа.de",
        "office@",
        "office@-.de",
        "office@unna..de",
        "office@unna.de\nBcc: x@example.org",
    ],
)
def test_addresses_that_only_look_right_are_refused_in_one_sentence(client: Client, address: str) -> None:
    response = client.post(SIGN_UP, {"email": address})
    assert response.status_code == 200
    assert 'id="id_email_error"' in response.content.decode()
    assert not User.objects.exists()
    assert not OutboxMail.objects.exists()


def test_a_domain_in_its_own_script_is_kept_as_the_registries_write_it(client: Client) -> None:
    sign_up(client, "office@громада.укр")
    assert User.objects.get().email == "office@xn--80aahf2bln.xn--j1amh"
    # Typed as people type it, it is the same account.
    EmailAddress.objects.update(verified=True)
    Client().post(SIGN_IN, {"login": "Office@громада.укр"})
    assert mails_to("office@xn--80aahf2bln.xn--j1amh") == 2


def test_a_first_mail_carries_nothing_a_stranger_typed(client: Client) -> None:
    sign_up(client, NEW, "WIN 1000 EUR http://example.com")
    mail = OutboxMail.objects.get()
    assert "WIN" not in mail.subject + mail.text
    assert "example.com" not in mail.text


@pytest.mark.parametrize(("language", "word"), [("de", "Guten Tag"), ("uk", "Добрий день"), ("en", "Hello")])
def test_mails_speak_the_language_of_the_account_not_of_the_page(client: Client, language: str, word: str) -> None:
    person("editor", language=language)
    client.post("/en/account/login/", {"login": "editor@example.org"})
    mail = OutboxMail.objects.get()
    assert mail.text.startswith(word)
    assert mail.language == language


def test_all_sessions_end_at_once(client: Client) -> None:
    user = person("editor")
    other = Client()
    sign_in_by_code(client, user.email)
    sign_in_by_code(other, user.email)
    assert client.get("/de/account/sessions/").status_code == 200
    client.post("/de/account/sessions/end/")
    assert not is_inside(client)
    assert not is_inside(other)


def test_signing_in_ends_where_it_began_and_nowhere_else(client: Client) -> None:
    person("editor")
    client.post(f"{SIGN_IN}?next=/de/account/profile/", {"login": "editor@example.org", "next": "/de/account/profile/"})
    data = {"code": newest_code("editor@example.org"), "next": "/de/account/profile/"}
    assert client.post(ENTER_CODE, data).headers["Location"] == "/de/account/profile/"
    other = Client()
    other.post(SIGN_IN, {"login": "editor@example.org", "next": "https://example.com/"})
    data = {"code": newest_code("editor@example.org"), "next": "https://example.com/"}
    assert other.post(ENTER_CODE, data).headers["Location"] == HOME


def test_anonymous_pages_set_no_cookie(client: Client) -> None:
    for address in ("/", "/de/", "/uk/", "/de/search/?q=Unna", "/de/match/", "/de/levels/", "/de/account/erased/"):
        assert not client.get(address).cookies, address
    assert not client.get(HOME).cookies
    assert set(client.get(SIGN_IN).cookies) == {"csrftoken"}


def test_the_profile_keeps_language_and_news(client: Client) -> None:
    user = person("editor")
    client.force_login(user)
    data = {"name": "Editor", "language": "uk", "notification": "daily"}
    assert client.post("/de/account/profile/", data).headers["Location"] == "/uk/account/profile/"
    user.refresh_from_db()
    assert (user.name, user.language, user.notification) == ("Editor", "uk", "daily")
    page = client.post("/de/account/profile/", {"language": "xx", "notification": "hourly"}).content.decode()
    assert "error-summary" in page


def test_a_second_address_counts_once_its_code_was_typed(client: Client) -> None:
    user = person("editor")
    sign_in_by_code(client, user.email)
    client.post("/de/account/email/", {"email": NEW, "action_add": "1"})
    client.post(CONFIRM, {"code": newest_code(NEW)})
    client.post("/de/account/email/", {"email": NEW, "action_primary": "1"})
    user.refresh_from_db()
    assert user.email == NEW
    sign_in_by_code(other := Client(), NEW)
    assert is_inside(other)


def test_reading_pages_writes_nothing(client: Client) -> None:
    sign_in_by_code(client, person("editor").email)
    client.get(HOME)
    with CaptureQueriesContext(connection) as captured:
        client.get(HOME)
    assert not [one["sql"] for one in captured if not one["sql"].startswith("SELECT")]


def test_the_list_of_sessions_names_browsers_in_two_words(client: Client) -> None:
    user = person("editor")
    client.force_login(user)
    agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0"
    page = client.get("/de/account/sessions/", headers={"user-agent": agent}).content.decode()
    assert "Firefox auf Windows" in page
