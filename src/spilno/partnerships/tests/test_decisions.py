"""One decision for all rows of a list that ask the same, and the way back."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from spilno.accounts.models import User
from spilno.common.errors import RefusedError
from spilno.partnerships.actions.decisions import decide_row, undo_decision
from spilno.partnerships.actions.keeping import edit_facts
from spilno.partnerships.actions.lists import import_list
from spilno.partnerships.enums import RowStatus
from spilno.partnerships.importing.lists import source_called
from spilno.partnerships.models import ListImport, ListRow, Partnership
from spilno.partnerships.queries.access import get_partnership_to_keep
from spilno.places.models import Area
from tests.cast import load_places, person

pytestmark = pytest.mark.django_db
# Three rows ask the same; beside the fourth stands a region, the last asks about both its sides.
LIST = (
    b"Stadt;Partnerstadt;Region\n"
    b"Unna;Oleksandrivka;\n"
    b"Lublin;Oleksandrivka;\n"
    b"Kreis Unna;OLEKSANDRIVKA;\n"
    b"Unna;Oleksandrivka;Nirgendwo\n"
    b"Oleksandrivka;Oleksandrivka;\n"
)


@pytest.fixture(autouse=True)
def _places(tmp_path: Path, settings: object) -> None:
    settings.HOME = tmp_path  # type: ignore[attr-defined]
    load_places()


@pytest.fixture
def listed() -> ListImport:
    return import_list(LIST, "a.csv", None, source_called("RGRE"), acting_user=None)[0]


def coordinator() -> User:
    return person("coordinator", second_factor=True, is_coordinator=True)


def states(listed: ListImport) -> list[str]:
    return [row.status for row in listed.rows.order_by("number")]


def village() -> int:
    return Area.objects.filter(name="Олександрівка").order_by("-pk")[0].pk


def test_one_decision_holds_for_all_rows_that_ask_the_same_and_no_others(listed: ListImport) -> None:
    before, was = Partnership.objects.count(), states(listed)
    first = listed.rows.filter(status=RowStatus.ASK).first()
    assert first is not None
    decided = decide_row(first, {"1": village()}, alike=True, acting_user=None)
    assert [row.number for row in decided] == [2, 3, 4]
    assert all(row.partnership and row.partnership.parties.filter(area=village()).exists() for row in decided)
    assert Partnership.objects.count() == before + 3
    listed.refresh_from_db()
    assert listed.account["ask"] == was.count("ask") - 3
    assert undo_decision(decided[1], acting_user=None) == 3
    assert (states(listed), Partnership.objects.count()) == (was, before)
    listed.refresh_from_db()
    assert listed.account["ask"] == was.count("ask")
    again = decide_row(first, {"1": village()}, acting_user=None)
    assert [row.number for row in again] == [2], "without the wish it holds for one row alone"


def test_rejecting_may_hold_for_all_that_ask_the_same(listed: ListImport) -> None:
    first = listed.rows.filter(status=RowStatus.ASK).first()
    assert first is not None
    decided = decide_row(first, {"reject": True}, alike=True, acting_user=None)
    assert [row.status for row in decided] == ["rejected"] * 3
    assert undo_decision(first, acting_user=None) == 3


def test_what_somebody_edited_since_stays(listed: ListImport) -> None:
    first = listed.rows.filter(status=RowStatus.ASK).first()
    assert first is not None
    made = decide_row(first, {"1": village()}, acting_user=None)[0].partnership
    assert made is not None
    keeping = get_partnership_to_keep(coordinator(), made.pk)
    edit_facts(keeping, themes=["energy"], involved=[], third_partners=[], version=made.version)
    with pytest.raises(RefusedError):
        undo_decision(first, acting_user=None)
    assert Partnership.objects.filter(pk=made.pk).exists()


def test_the_page_offers_both(listed: ListImport) -> None:
    office = Client()
    office.force_login(coordinator())
    first = listed.rows.filter(status=RowStatus.ASK).first()
    assert first is not None
    address = reverse("partnerships:list_row", args=[first.pk])
    assert "Decide the 2 other rows that ask the same in the same way" in office.get(address).content.decode()
    office.post(address, {"party_1": str(village()), "alike": "on"})
    assert ListRow.objects.get(number=3).status == RowStatus.LINKED
    back = reverse("partnerships:list_decision_undo", args=[first.pk])
    assert back in office.get(reverse("partnerships:list", args=[listed.pk])).content.decode()
    assert "holds for 3 rows" in office.get(back).content.decode()
    office.post(back)
    assert ListRow.objects.get(number=3).status == RowStatus.ASK
    assert office.get(back).status_code == 404


def test_the_same_row_twice_may_be_decided_otherwise_each_time() -> None:
    text = b"Stadt;Partnerstadt\nUnna;Oleksandrivka\nUnna;Oleksandrivka\n"
    listed = import_list(text, "b.csv", None, source_called("twice"), acting_user=None)[0]
    first, second = listed.rows.order_by("number")
    places = first.parties[1]["candidates"]
    decide_row(first, {"1": places[0]}, acting_user=None)
    assert decide_row(second, {"1": places[1]}, acting_user=None)[0].status == RowStatus.LINKED
    assert {row.partnership_id for row in listed.rows.all()} == {*Partnership.objects.values_list("pk", flat=True)}
