"""What the allocation board tells the office beside its pairs."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from spilno.matching import fair, queries
from spilno.matching.actions import save_scenario
from spilno.matching.board import board_of
from spilno.matching.models import ExposureRun, Scenario
from spilno.matching.tests.test_fair import three
from spilno.partnersearch.models import PartnerRequest
from spilno.places.enums import StatusKind
from spilno.places.models import AreaStatus, DataSource
from tests.cast import load_network

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def forget() -> None:
    """What is kept in memory for each state of the registers; figures set by hand are no new state."""
    queries._kept.clear()
    fair._kept.clear()


def test_whom_the_office_left_out_is_not_said_to_take_nobody() -> None:
    """Once both stood there as taking nobody, as that is what kept the others out."""
    network = load_network()
    zhytomyr, dortmund, unna = three(network)
    scenario = save_scenario(title="autumn", stability=None, acting_user=network.coordinator)
    scenario.forbids = [[dortmund.pk, zhytomyr.pk], [unna.pk, zhytomyr.pk]]
    scenario.save()
    alone = board_of(scenario).alone
    assert {one.row: one.reason for one in alone} == dict.fromkeys((zhytomyr, dortmund, unna), "forbidden")
    assert {str(one.told) for one in alone} == {"everybody who fits is excluded in this scenario"}
    PartnerRequest.objects.filter(pk=zhytomyr.pk).update(status="closed", version=9, changed_at=timezone.now())
    told = {one.row: str(one.told) for one in board_of(scenario).alone}
    assert told == dict.fromkeys((dortmund, unna), "nobody of the other country seeks a partner at present")


def test_the_page_says_how_many_introductions_were_made() -> None:
    network = load_network()
    three(network)
    scenario = save_scenario(title="autumn", stability=None, acting_user=network.coordinator)
    client = Client()
    client.force_login(network.coordinator)
    values = {"note": "", "stamp": board_of(scenario).stamp}
    page = client.post(f"/de/match/boards/{scenario.pk}/introduce/", values, follow=True).content.decode()
    assert "1 Vermittlung ist gemacht; beide Seiten werden per E-Mail gefragt." in page


def test_shares_are_per_cent_and_sums_are_points_with_one_decimal_each() -> None:
    """One number stood there as 0.84, another as 84 and a third as 1000 ‰."""
    network = load_network()
    three(network)
    scenario = save_scenario(title="autumn", stability=None, acting_user=network.coordinator)
    shares = dict.fromkeys(("gini_before", "gini_after", "coverage_before", "coverage_after"), 0.5)
    ExposureRun.objects.create(requests=1, stamp="x", **shares, loss=0.0042, worst=0.1, certified=1.0)
    client, board = Client(), board_of(scenario)
    client.force_login(network.coordinator)
    boards = client.get("/de/match/boards/").content.decode()
    assert "geben dafür 0,4 % ihrer Passung auf, eine einzelne höchstens 10,0 %; sie haben 100,0 %" in boards
    assert "50,0 % und 50,0 %" in boards and "‰" not in boards
    page = client.get(f"/de/match/boards/{scenario.pk}/").content.decode()
    pair = board.pairs[0]
    fit, points = (f"{value:.1f}".replace(".", ",") for value in (pair.percent, 100 * board.welfare))
    assert f">{fit}<span" in page and f"{points} Punkte – 100,0 %" in page and "um mehr als 5 Punkte: 0" in page


def test_of_whom_only_full_ones_fit_the_board_says_that_the_others_are_full() -> None:
    network = load_network()
    zhytomyr, _dortmund, unna = three(network)
    scenario = save_scenario(title="autumn", stability=None, acting_user=network.coordinator)
    PartnerRequest.objects.filter(pk=zhytomyr.pk).update(capacity=0, version=9, changed_at=timezone.now())
    told = {one.row: str(one.told) for one in board_of(scenario).alone}
    assert told[zhytomyr] == "has no room for another at present"
    assert told[unna] == "most of the others have no room for another at present"


def test_the_board_says_which_must_leaves_a_request_alone() -> None:
    network = load_network()
    zhytomyr, _dortmund, unna = three(network)
    scenario = save_scenario(title="autumn", stability=None, acting_user=network.coordinator)
    PartnerRequest.objects.filter(pk=unna.pk).update(
        levels=["district"], level_force="must", version=9, changed_at=timezone.now()
    )
    alone = {one.row: one for one in board_of(scenario).alone}
    assert (alone[unna].reason, alone[unna].must) == ("no_eligible", "level")
    assert "its own for the level" in str(alone[unna].told)
    # An occupied place is not suggested to anybody, whatever both would wish.
    source, _made = DataSource.objects.get_or_create(key="warstatus")
    AreaStatus.objects.create(
        area=zhytomyr.organisation.area, kind=StatusKind.OCCUPIED, as_of=date(2022, 10, 11), source=source
    )
    queries._kept.clear()
    fair._kept.clear()
    assert {one.must for one in board_of(scenario).alone if one.row == zhytomyr} == {"own_occupied"}


def pressed(client: Client, scenario: Scenario, pair: tuple[PartnerRequest, PartnerRequest], how: str) -> str:
    """The board as it stands after somebody has pressed one of a pair's buttons."""
    first, second = pair
    address = reverse("matching:board_pair", args=[scenario.pk, first.pk, second.pk, how])
    return client.post(address, follow=True).content.decode()


def undo_of(page: str) -> str:
    """Where the button leads that takes back what was just done."""
    alert = page.split('class="kern-alert kern-alert--success"', 1)[1]
    return alert.split('action="', 1)[1].split('"', 1)[0]


def test_what_was_done_to_a_pair_is_said_with_what_it_changed_and_can_be_undone() -> None:
    """Once the page only said that it is done."""
    network = load_network()
    zhytomyr, dortmund, unna = three(network)
    scenario = save_scenario(title="autumn", stability=None, acting_user=network.coordinator)
    client = Client()
    client.force_login(network.coordinator)
    dear, other = (f"{one.organisation.label} – {zhytomyr.organisation.label}" for one in (dortmund, unna))
    pair = (dortmund, zhytomyr)
    page = pressed(client, scenario, pair, "pin")
    assert f"{dear}: this pair is fixed now." in page and "All other pairs stay as they are." in page
    assert "Undo: set the pair free again" in page and "It is done" not in page
    assert f"{dear}: this pair is no longer fixed." in client.post(undo_of(page), follow=True).content.decode()
    page = pressed(client, scenario, pair, "forbid")
    assert f"{dear}: this pair is forbidden now." in page and f"Proposed by that: {other}." in page
    assert f"One introduction more: {unna.organisation.label}." in page
    assert f"One introduction fewer: {dortmund.organisation.label}." in page
    page = client.post(undo_of(page), follow=True).content.decode()
    assert f"{dear}: this pair is allowed again." in page and f"No longer proposed: {other}." in page
    scenario.refresh_from_db()
    assert (scenario.pins, scenario.forbids) == ([], [])


def test_the_board_says_of_a_change_only_what_is_so() -> None:
    network = load_network()
    zhytomyr, dortmund, _unna = three(network)
    scenario = save_scenario(title="autumn", stability=None, acting_user=network.coordinator)
    client = Client()
    client.force_login(network.coordinator)
    here = reverse("matching:board", args=[scenario.pk])
    for told in ("1-2", f"{dortmund.pk}-{zhytomyr.pk}", "x", "1-2-3", "²-1", "9999999999-1", ""):
        for was in ("free", "other", ""):
            page = client.get(here, {"pair": told, "was": was})
            assert page.status_code == 200 and page.context["change"] is None
    pressed(client, scenario, (dortmund, zhytomyr), "pin")
    assert "it was so already" in pressed(client, scenario, (dortmund, zhytomyr), "pin")


def test_fixing_all_and_none_says_how_many() -> None:
    network = load_network()
    three(network)
    scenario = save_scenario(title="autumn", stability=None, acting_user=network.coordinator)
    client = Client()
    client.force_login(network.coordinator)
    lock, free = (reverse("matching:board_all", args=[scenario.pk, how]) for how in ("lock", "free"))
    assert "1 pair is fixed." in client.post(lock, {"stamp": board_of(scenario).stamp}, follow=True).content.decode()
    assert "No pair is fixed any more." in client.post(free, follow=True).content.decode()
