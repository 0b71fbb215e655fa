"""The map of the registry: clusters that open into their places by links, without a script."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from spilno.common.visibility import ANONYMOUS
from spilno.organisations.models import Withdrawal
from spilno.partnerships.enums import ReviewStatus
from spilno.partnerships.models import Partnership
from spilno.partnerships.queries import map as maps
from spilno.partnerships.queries.search import RegistryWanted, find_partnerships
from spilno.places.models import Area
from tests.shapes import load_shapes

pytestmark = pytest.mark.django_db


@pytest.fixture
def shapes(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.setattr(maps, "MOST_MARKS", 2)
    return load_shapes()


def looked_at(opened: str = "") -> maps.MapView:
    return maps.map_of(find_partnerships(ANONYMOUS, RegistryWanted()), opened)


def links(page: str) -> list[str]:
    """Addresses of the marks, as the picture carries them."""
    begins = page.index('class="map__picture"')
    picture = page[begins : page.index("</svg>", begins)]
    return [unescape(address) for address in re.findall(r'<a href="([^"]+)"', picture)]


@pytest.mark.usefixtures("shapes")
def test_many_places_are_clusters_and_one_opens_into_its_places() -> None:
    closed = looked_at()
    assert all(mark.opens for mark in closed.marks)
    north = next(mark for mark in closed.marks if mark.label == "Nordrhein-Westfalen")
    opened = looked_at(north.key)
    assert (opened.opened, opened.left_out) == ("Nordrhein-Westfalen", 0)
    assert {"Köln", "Bochum"} <= {mark.label for mark in opened.marks}
    assert "Würzburg" not in {mark.label for mark in opened.marks}
    assert not any(mark.opens for mark in opened.marks)


@pytest.mark.usefixtures("shapes")
def test_every_mark_is_a_link_that_works_by_itself(client: Client) -> None:
    address = reverse("partnerships:registry")
    page = client.get(address, {"view": "map", "phase": "active"}).content.decode()
    opening = links(page)
    assert opening
    assert all("open=" in one and "phase=active" in one for one in opening)
    inside = client.get(address + next(one for one in opening if "ags%3A05" in one)).content.decode()
    assert "Nordrhein-Westfalen" in inside
    places = links(inside)
    assert places
    assert all("place=" in one and "open=" not in one for one in places)
    assert client.get(address + places[0]).status_code == 200
    # The way back.
    assert 'href="?phase=active&amp;view=map"' in inside


@pytest.mark.parametrize(
    "opened", ["", "country:XX", "country:x", "ags:99", "nonsense", "\x00", "ags:05315000", "x" * 500]
)
@pytest.mark.usefixtures("shapes")
def test_what_is_no_cluster_shows_nothing_or_everything(client: Client, opened: str) -> None:
    answer = client.get(reverse("partnerships:registry"), {"view": "map", "open": opened})
    assert answer.status_code == 200


@pytest.mark.usefixtures("shapes")
def test_places_of_countries_without_a_register_open_by_country() -> None:
    Area.objects.filter(name="Köln").update(parent=None)
    koln = Area.objects.get(name="Köln")
    koln.parties.update(region=None)
    assert {mark.label for mark in looked_at("country:DE").marks} == {"Köln"}


def test_the_map_asks_a_fixed_number_of_questions(
    client: Client, shapes: dict[str, Any], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for opened in ("", "ags:05"):
        with django_assert_max_num_queries(16):
            client.get(reverse("partnerships:registry"), {"view": "map", "open": opened})


def test_what_is_kept_of_the_whole_registry_is_forgotten_with_every_change(client: Client) -> None:
    """Figures and map of everything stay in memory while the registry stands, and not a moment longer."""
    shapes = load_shapes()
    address = reverse("partnerships:figures")

    def number() -> int:
        return int(client.get(address).context["figures"].number)

    assert number() == number() == len(shapes)
    Partnership.objects.filter(pk=shapes["dormant"].pk).update(status=ReviewStatus.WAITING)
    assert number() == len(shapes) - 1
    Withdrawal.objects.create(area=Area.objects.get(name="Köln"), reason="x")
    assert number() == len(shapes) - 2
    assert client.get(address, headers={"accept-language": "uk"}).status_code == 200
