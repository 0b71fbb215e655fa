"""Contact without exposure: every value has its readers and its end."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from spilno.common.audit import entries_about
from spilno.common.enums import Visibility
from spilno.organisations.enums import DetailKind, Scope
from spilno.organisations.models import ContactDetail, ContactPoint
from spilno.organisations.queries import get_organisation_to_act
from tests.cast import Network, load_network

pytestmark = pytest.mark.django_db


def signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user)
    return client


def point(network: Network, visibility: str, value: str, *, days: int | None = None) -> ContactDetail:
    made = ContactPoint.objects.create(organisation=network.zhytomyr, title="Офіс", visibility=Visibility.PUBLIC)
    expires = timezone.localdate() + timedelta(days=days) if days is not None else None
    return ContactDetail.objects.create(
        point=made, kind=DetailKind.PHONE, value=value, visibility=visibility, expires_on=expires
    )


@pytest.mark.parametrize(
    ("visibility", "readers"),
    [
        ("public", {"", "stranger", "unna_owner", "dortmund_editor", "coordinator", "zhytomyr_editor"}),
        ("network", {"unna_owner", "dortmund_editor", "coordinator", "zhytomyr_editor"}),
        ("partners", {"coordinator", "zhytomyr_editor"}),
        ("internal", {"zhytomyr_editor"}),
    ],
)
def test_a_value_is_read_by_those_it_is_meant_for(visibility: str, readers: set[str]) -> None:
    network = load_network()
    point(network, visibility, "+380 41 222 33 44")
    seen = set()
    for name in ("", "stranger", "unna_owner", "dortmund_editor", "coordinator", "zhytomyr_editor"):
        client = signed_in(getattr(network, name)) if name else Client()
        page = client.get(reverse("organisations:detail", args=[network.zhytomyr.pk])).content.decode()
        if "+380 41 222 33 44" in page:
            seen.add(name)
    assert seen == readers


def test_a_value_ends_by_itself() -> None:
    network = load_network()
    point(network, "public", "0231 1111111", days=-1)
    point(network, "public", "0231 2222222", days=0)
    page = Client().get(reverse("organisations:detail", args=[network.zhytomyr.pk])).content.decode()
    assert "0231 1111111" not in page
    assert "0231 2222222" in page


def test_a_public_value_in_ukraine_must_be_confirmed() -> None:
    network = load_network()
    client = signed_in(network.zhytomyr_editor)
    address = reverse("organisations:add_contact", args=[network.zhytomyr.pk])
    assert "not public by default" in client.get(address).content.decode()
    data = {"title": "Офіс", "visibility": "network", "kind_1": "phone", "value_1": "+380 41 222 33 44"}
    data["visibility_1"] = "public"
    assert client.post(address, data).status_code == 422
    assert not ContactDetail.objects.exists()
    assert client.post(address, data | {"confirmed": "on"}).status_code == 302
    assert ContactDetail.objects.get().visibility == Visibility.PUBLIC
    # The trail says that something changed, not what the number is.
    entry = entries_about(ContactPoint.objects.get()).get()
    assert "222" not in str(entry.changes)


def test_the_default_in_ukraine_is_internal_and_in_germany_the_network() -> None:
    network = load_network()
    for user, own, value in (
        (network.zhytomyr_editor, network.zhytomyr, "internal"),
        (network.dortmund_editor, network.dortmund, "network"),
    ):
        page = signed_in(user).get(reverse("organisations:add_contact", args=[own.pk])).content.decode()
        select = page.split('name="visibility_1"', 1)[1].split("</select>", 1)[0]
        assert f'value="{value}" selected' in select


@pytest.mark.parametrize(
    ("kind", "value", "field"),
    [("email", "nobody", "value_1"), ("phone", "call me", "value_1"), ("", "x", "kind_1"), ("phone", "", "value_1")],
)
def test_a_wrong_value_is_named(kind: str, value: str, field: str) -> None:
    network = load_network()
    data = {"title": "x", "visibility": "network", "kind_1": kind, "value_1": value, "visibility_1": "network"}
    answer = signed_in(network.dortmund_editor).post(
        reverse("organisations:add_contact", args=[network.dortmund.pk]), data
    )
    assert answer.status_code == 422
    assert f'id="id_{field}' in answer.content.decode()


def test_a_contact_is_removed_with_its_values() -> None:
    network = load_network()
    row = point(network, "internal", "x").point
    address = reverse("organisations:remove_contact", args=[network.zhytomyr.pk, row.pk])
    assert signed_in(network.dortmund_editor).post(address).status_code == 404
    signed_in(network.zhytomyr_editor).post(address)
    assert not ContactDetail.objects.exists()
    assert get_organisation_to_act(network.zhytomyr_editor, network.zhytomyr.pk, Scope.PROFILE)


@pytest.mark.parametrize("number", [1, 4])
def test_the_list_of_contacts_asks_a_fixed_number_of_questions(
    django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    network = load_network()
    for each in range(number):
        point(network, "internal", f"+380 {each}")
    client = signed_in(network.zhytomyr_editor)
    address = reverse("organisations:contacts", args=[network.zhytomyr.pk])
    client.get(address)
    with django_assert_num_queries(8):
        client.get(address)
