import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from spilno.accounts.models import User
from tests.cast import person

pytestmark = pytest.mark.django_db
STAFF = "/de/account/staff/"


@pytest.fixture
def chief(client: Client) -> User:
    user = person("chief", second_factor=True, is_administrator=True)
    client.force_login(user)
    return user


def test_an_administrator_names_and_unnames_a_coordinator(client: Client, chief: User) -> None:
    officer = person("officer")
    client.post(STAFF, {"email": "Officer@example.org"})
    officer.refresh_from_db()
    assert officer.is_coordinator
    assert "Noch kein zweiter Faktor" in client.get(STAFF).content.decode()
    client.post(STAFF, {"email": officer.email, "remove": "1"})
    officer.refresh_from_db()
    assert not officer.is_coordinator


@pytest.mark.parametrize("email", ["", "nowhere", "nobody@example.org", "unconfirmed@example.org"])
def test_only_registered_people_can_be_named(client: Client, chief: User, email: str) -> None:
    User.objects.create_user("unconfirmed@example.org")
    assert "error-summary" in client.post(STAFF, {"email": email}).content.decode()
    assert not User.objects.filter(is_coordinator=True).exists()


@pytest.mark.parametrize("rights", [{}, {"is_coordinator": True, "second_factor": True}, {"is_administrator": True}])
def test_nobody_else_names_coordinators(client: Client, rights: dict[str, bool]) -> None:
    client.force_login(person("officer", **rights))
    person("friend")
    assert client.post(STAFF, {"email": "friend@example.org"}).status_code in (302, 404)
    assert not User.objects.get(email="friend@example.org").is_coordinator


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_a_fixed_number_of_questions(
    client: Client, chief: User, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for one in range(number):
        person(f"officer{one}", is_coordinator=True)
    client.get(STAFF)
    with django_assert_num_queries(5):
        client.get(STAFF)
