from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.db import connections
from django.test import Client
from django.utils import timezone

from spilno.accounts import actions
from spilno.accounts.commands import createadmin
from spilno.accounts.models import SetupLink, User
from spilno.accounts.tests.doors import is_inside, sign_in_by_code
from spilno.common.errors import RefusedError
from spilno.common.models import AuditEntry
from tests.cast import person

READERS = 20


def address(token: str) -> str:
    return f"/de/account/setup/{token}/"


@pytest.mark.django_db
def test_the_link_makes_its_reader_administrator_once(client: Client) -> None:
    token = actions.make_setup_link(acting_user=None)
    assert client.get(address(token)).status_code == 200
    assert client.get(address(token)).status_code == 200, "looking spends nothing"
    client.post(address(token), {"email": "first@example.org", "name": "First"})
    assert User.objects.get().is_administrator
    # Inside, and sent to set up a second factor before anything else.
    assert client.get("/de/account/").headers["Location"] == "/de/account/2fa/"
    other = Client()
    assert other.get(address(token)).status_code == 404
    assert other.post(address(token), {"email": "second@example.org"}).status_code == 404
    assert User.objects.count() == 1
    assert AuditEntry.objects.filter(action="accounts.use_setup_link").exists()


@pytest.mark.django_db
def test_an_old_or_made_up_link_leads_nowhere(client: Client) -> None:
    token = actions.make_setup_link(acting_user=None)
    SetupLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    for one in (token, "x" * 43, "ю", "a" * 5000):
        assert client.get(address(one)).status_code == 404
    with pytest.raises(RefusedError):
        actions.use_setup_link(token, "late@example.org", acting_user=None)
    assert not User.objects.exists()


@pytest.mark.django_db
def test_a_wrong_address_spends_no_link(client: Client) -> None:
    token = actions.make_setup_link(acting_user=None)
    assert client.post(address(token), {"email": "nowhere"}).status_code == 200
    assert client.post(address(token), {"email": "first@unnа.de"}).status_code == 200
    assert client.get(address(token)).status_code == 200
    assert not User.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_twenty_readers_at_once_are_one_administrator() -> None:
    token = actions.make_setup_link(acting_user=None)

    def use(number: int) -> bool:
        try:
            actions.use_setup_link(token, f"reader{number}@example.org", acting_user=None)
        except RefusedError:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(READERS) as pool:
        won = list(pool.map(use, range(READERS)))
    assert won.count(True) == 1
    assert User.objects.filter(is_administrator=True).count() == 1
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_createadmin_makes_somebody_who_signs_in_by_code(client: Client) -> None:
    done = CliRunner().invoke(createadmin, ["--email", "Chief@example.org", "--language", "uk"])
    assert done.exit_code == 0, done.output
    user = User.objects.get(email="chief@example.org")
    assert user.is_administrator
    assert not user.acts_as_administrator, "not without a second factor"
    sign_in_by_code(client, user.email)
    assert client.get("/de/account/").status_code == 302
    assert CliRunner().invoke(createadmin, ["--email", "chief@example.org"]).exit_code == 0
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_createadmin_takes_over_nothing_from_a_sign_up_nobody_confirmed() -> None:
    squatter = User.objects.create_user("chief@example.org", password="a password of the squatter")
    CliRunner().invoke(createadmin, ["--email", "chief@example.org"])
    assert User.objects.get().pk != squatter.pk
    assert not User.objects.get().has_usable_password()


@pytest.mark.django_db
def test_createadmin_prints_a_link_only_where_nobody_administers() -> None:
    asked = ["--if-none", "--link", "--site", "http://127.0.0.1:9000/"]
    printed = CliRunner().invoke(createadmin, asked).output.strip()
    assert printed.startswith("http://127.0.0.1:9000/en/account/setup/")
    assert Client().get(printed.removeprefix("http://127.0.0.1:9000")).status_code == 200
    person("administrator", is_administrator=True)
    assert CliRunner().invoke(createadmin, asked).output == ""


@pytest.mark.parametrize("arguments", [[], ["--email", "nowhere"], ["--email", "a@unnа.de"], ["--email", "a@b..de"]])
@pytest.mark.django_db
def test_createadmin_refuses_bad_input(arguments: list[str]) -> None:
    done = CliRunner().invoke(createadmin, arguments)
    assert done.exit_code == 2
    assert not User.objects.exists()


@pytest.mark.django_db
def test_only_administrators_name_coordinators() -> None:
    chief = person("chief", second_factor=True, is_administrator=True)
    weak = person("weak", is_administrator=True)
    user = person("officer")
    for acting in (weak, user):
        with pytest.raises(RefusedError):
            actions.name_coordinator(user, is_coordinator=True, acting_user=acting)
    actions.name_coordinator(user, is_coordinator=True, acting_user=chief)
    user.refresh_from_db()
    assert user.is_coordinator
    assert not user.acts_as_coordinator


@pytest.mark.django_db
def test_signing_in_is_not_being_administrator(client: Client) -> None:
    client.force_login(person("officer"))
    assert is_inside(client)
