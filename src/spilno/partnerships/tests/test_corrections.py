"""Rejected rows of a list are corrected where they stand, judged like all others, and taken back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from spilno.accounts.models import User
from spilno.common.audit import entries_about
from spilno.common.errors import RefusedError
from spilno.common.partial_dates import PartialDate
from spilno.common.stamps import stamp_of
from spilno.partnerships.actions.decisions import Corrected, Correction, correct_rows, decide_row, undo_decision
from spilno.partnerships.actions.lists import import_list, order_check, order_run, undo_list, upload_list
from spilno.partnerships.enums import ListState, RowStatus
from spilno.partnerships.importing.lists import source_called
from spilno.partnerships.importing.mapping import Mapping
from spilno.partnerships.models import ListImport, ListRow, Mention, Partnership
from tests.cast import load_places, person

pytestmark = pytest.mark.django_db
# Row 2 is right; 3 names nobody, 4 says no date, 5 lacks a side, 6 is its own partner.
LIST = (
    b"seit;Stadt;Land;Partnerstadt;Typ\n"
    b"2023;Unna;Deutschland;Stryi hromada;Freundschaft\n"
    b"2024;Unna;Deutschland;Nirgendwo;\n"
    b"20023;Kreis Unna;Deutschland;Lublin;\n"
    b"3/4/2022;Kreis Unna;Deutschland;;\n"
    b"24/12/2021;Unna;Deutschland;Unna;\n"
)
REJECTED = [3, 4, 5, 6]


@pytest.fixture(autouse=True)
def _places(tmp_path: Path, settings: object) -> None:
    settings.HOME = tmp_path  # type: ignore[attr-defined]
    load_places()


def taken_in(text: bytes = LIST, source: str = "RGRE") -> ListImport:
    return import_list(text, "a.csv", None, source_called(source), acting_user=None)[0]


@pytest.fixture
def listed() -> ListImport:
    found = taken_in()
    assert [row.number for row in found.rows.filter(status=RowStatus.REJECTED)] == REJECTED
    return found


@pytest.fixture
def office() -> Client:
    client = Client()
    client.force_login(coordinator())
    return client


def coordinator(name: str = "coordinator") -> User:
    return person(name, second_factor=True, is_coordinator=True)


def correct(listed: ListImport, number: int, user: User | None = None, **cells: str) -> Corrected:
    row = listed.rows.get(number=number)
    correction = Correction(row.pk, {**row.cells, **cells}, stamp_of(row.cells))
    return correct_rows(listed, [correction], acting_user=user)


def state(listed: ListImport) -> list[Any]:
    """All that a list and the registry say, as far as corrections may touch it."""
    listed.refresh_from_db()
    rows = listed.rows.values_list("number", "status", "cells", "message", "parties", "choices", "partnership")
    return [list(rows), listed.account, Partnership.objects.count(), Mention.objects.count()]


def account_fits(listed: ListImport) -> None:
    listed.refresh_from_db()
    assert listed.account["in"] == listed.rows.count()
    for status in RowStatus.values:
        assert listed.rows_with(status) == listed.rows.filter(status=status).count(), status


def page_of(listed: ListImport) -> str:
    return reverse("partnerships:list_corrections", args=[listed.pk])


def typed(office: Client, listed: ListImport, changes: dict[int, dict[str, str]], query: str = "") -> dict[str, Any]:
    """What the form sends after somebody has changed some cells: row number -> heading -> text."""
    form = office.get(page_of(listed) + query).context["form"]
    data: dict[str, Any] = {"row": [str(one.row.pk) for one in form.rows]}
    data |= {name: form[name].value() for name in form.fields if not name.startswith("stands_")}
    for one in form.rows:
        for at, cell in enumerate(one.cells):
            if cell.heading in changes.get(one.row.number, {}):
                data[f"cell_{one.row.pk}_{at}"] = changes[one.row.number][cell.heading]
    return data


def test_a_corrected_row_is_taken_over_or_asks_or_is_rejected_for_another_reason(listed: ListImport) -> None:
    before = Partnership.objects.count()
    right = correct(listed, 3, Partnerstadt="Lublin").rows[0]
    assert (right.status, str(right.partnership and right.partnership.since)) == ("linked", "2024")
    asks = correct(listed, 4, seit="2023", Partnerstadt="Oleksandrivka").rows[0]
    assert (asks.status, asks.message["code"]) == ("ask", "several")
    wrong = correct(listed, 5, Partnerstadt="Nirgendwo").rows[0]
    assert (wrong.status, wrong.message["code"], wrong.cells["Partnerstadt"]) == ("rejected", "not_found", "Nirgendwo")
    same = correct(listed, 6, Partnerstadt="Stryi hromada").rows[0]
    assert same.status == RowStatus.LINKED and same.partnership == listed.rows.get(number=2).partnership
    assert Partnership.objects.count() == before + 1
    account_fits(listed)
    assert decide_row(asks, {"1": asks.parties[1]["candidates"][0]}, acting_user=None)[0].status == RowStatus.LINKED
    account_fits(listed)


@pytest.mark.parametrize("number", [2, 3, 4, 5, 6])
def test_a_row_is_judged_as_if_its_list_had_said_so(listed: ListImport, number: int) -> None:
    """Each row's words put into the row that names nobody: the order of dates is that of the whole list."""
    wanted = listed.rows.get(number=number)
    row = correct(listed, 3, **wanted.cells).rows[0]
    told = {name: text for name, text in row.message.items() if name != "warnings"}
    assert told == {name: text for name, text in wanted.message.items() if name != "warnings"}
    assert row.written["told"] == wanted.written["told"] and row.written["fingerprint"] == wanted.written["fingerprint"]
    assert row.status == (RowStatus.UNCHANGED if number == 2 else wanted.status)


def test_a_day_is_read_in_the_order_of_the_whole_list(listed: ListImport) -> None:
    made = correct(listed, 5, Partnerstadt="Lublin").rows[0].partnership
    assert made is not None and made.since == PartialDate.parse("2022-04-03")


def test_the_same_file_again_brings_nothing_back(listed: ListImport) -> None:
    correct(listed, 3, Partnerstadt="Lublin")
    asks = correct(listed, 4, seit="2023", Partnerstadt="Oleksandrivka").rows[0]
    decide_row(asks, {"1": asks.parties[1]["candidates"][0]}, acting_user=None)
    before = Partnership.objects.count(), Mention.objects.count()
    again = taken_in()
    assert (again.account["created"], again.account["changed"], again.account["unchanged"]) == (0, 0, 3)
    assert again.account["ask"] == 0 and again.account["rejected"] == 2
    # Neither does the file that somebody has corrected by hand in the same way.
    mended = LIST.replace(b"2024;Unna;Deutschland;Nirgendwo", b"2024;Unna;Deutschland;Lublin")
    assert taken_in(mended).account["created"] == 0
    assert (Partnership.objects.count(), Mention.objects.count()) == before


def test_what_could_be_read_by_now_is_no_second_relation(listed: ListImport) -> None:
    """Rejected for its date, corrected to another place: the old row, once it can be read, does not come back."""
    correct(listed, 4, seit="2023", Partnerstadt="Stryi hromada")
    before = Partnership.objects.count()
    mapping = Mapping.from_dict({**listed.mapping, "dates": "dmy"})
    again = import_list(LIST, "a.csv", mapping, source_called("RGRE"), acting_user=None)[0]
    assert again.rows.get(number=4).status == RowStatus.UNCHANGED
    assert Partnership.objects.count() == before


def test_another_source_that_says_the_same_is_judged_by_what_it_says(listed: ListImport) -> None:
    correct(listed, 3, Partnerstadt="Lublin")
    assert taken_in(source="SKEW").rows.get(number=3).status == RowStatus.REJECTED


def test_a_correction_is_taken_back_to_what_was_read_however_often_it_was_corrected(listed: ListImport) -> None:
    was = state(listed)
    correct(listed, 3, Partnerstadt="Niemandsort")
    row = correct(listed, 3, Partnerstadt="Oleksandrivka").rows[0]
    decided = decide_row(row, {"1": row.parties[1]["candidates"][0]}, acting_user=None)[0]
    assert undo_decision(decided, acting_user=None) == 1
    row.refresh_from_db()
    assert (row.status, row.cells["Partnerstadt"]) == ("ask", "Oleksandrivka")
    assert undo_decision(row, acting_user=None) == 1
    assert state(listed) == was
    assert taken_in().account["rejected"] == len(REJECTED), "what was taken back holds no longer"


def test_taking_the_list_back_takes_corrected_rows_with_it(listed: ListImport) -> None:
    undo_list(taken_in(LIST, "other"), acting_user=None)
    correct(listed, 3, Partnerstadt="Lublin")
    correct(listed, 6, Partnerstadt="Stryi hromada")
    undo_list(listed, acting_user=None)
    assert not Partnership.objects.exists() and not Mention.objects.exists()
    with pytest.raises(RefusedError):
        correct(listed, 5, Partnerstadt="Lublin")


def test_the_trail_says_who_corrected_what(listed: ListImport) -> None:
    user = coordinator()
    row = correct(listed, 3, user, Partnerstadt="Lublin").rows[0]
    entry = entries_about(row).get()
    assert (entry.action, entry.actor_id) == ("partnerships.correct_row", user.pk)
    assert entry.changes["cells"] == [{"Partnerstadt": "Nirgendwo"}, {"Partnerstadt": "Lublin"}]
    assert entry.changes["status"] == ["rejected", "linked"]


def test_the_page_shows_each_cell_and_what_is_wrong_beside_it(office: Client, listed: ListImport) -> None:
    overview = office.get(reverse("partnerships:list", args=[listed.pk])).content.decode()
    assert page_of(listed) in overview and f"{page_of(listed)}?row=4" in overview
    form = office.get(page_of(listed)).context["form"]
    wrong = {form[name].label: str(form.errors[name][0]) for name in form.errors}
    assert "20023" in wrong["seit"] and "its own partner" in wrong["Partnerstadt"]
    groups = {one.row.number: [(field.label, field.value()) for field in fields] for one, fields in form.groups()}
    told = ["20023", "Kreis Unna", "Deutschland", "Lublin", ""]
    assert groups[4] == list(zip(["seit", "Stadt", "Land", "Partnerstadt", "Typ"], told, strict=True))
    alone = office.get(page_of(listed) + "?row=4").context["form"]
    assert [one.row.number for one in alone.rows] == [4]


def test_several_rows_are_saved_together_and_those_left_alone_stay(office: Client, listed: ListImport) -> None:
    changes = {3: {"Partnerstadt": "Lublin"}, 4: {"seit": "2023"}, 5: {"Partnerstadt": "Nowhere at all"}}
    answer = office.post(page_of(listed), typed(office, listed, changes), follow=True)
    shown = answer.content.decode()
    assert "Rows 3, 4 are taken over. Row 5 is still rejected; the reason stands beside the column." in shown
    assert 'value="Nowhere at all"' in shown, "what was typed stays in its field"
    untouched = listed.rows.get(number=6)
    assert (untouched.status, untouched.choices) == (RowStatus.REJECTED, {})
    account_fits(listed)


def test_nothing_corrected_and_what_no_cell_can_hold_are_refused(office: Client, listed: ListImport) -> None:
    was = state(listed)
    assert office.post(page_of(listed), typed(office, listed, {})).status_code == 422
    answer = office.post(page_of(listed), typed(office, listed, {3: {"Partnerstadt": "x" * 5000}}))
    assert answer.status_code == 422 and "x" * 5000 in answer.content.decode()
    assert office.post(page_of(listed), {"row": ["x", "0", "99999999"]}).status_code == 422
    assert state(listed) == was


def test_two_coordinators_lose_nothing_of_each_others_work(office: Client, listed: ListImport) -> None:
    other = Client()
    other.force_login(coordinator("second"))
    mine = typed(office, listed, {3: {"Partnerstadt": "Lublin"}, 4: {"seit": "2019"}, 5: {"Partnerstadt": "Lublin"}})
    other.post(page_of(listed), typed(other, listed, {4: {"seit": "neulich"}, 5: {"Partnerstadt": "Stryi hromada"}}))
    answer = office.post(page_of(listed), mine)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "Row 3 is taken over." in shown, "it is held up by none of the others"
    assert 'value="2019"' in shown and "Somebody else has saved meanwhile: “neulich”" in shown
    assert "Row 5: somebody else has corrected it meanwhile" in shown
    states = dict(listed.rows.values_list("number", "status"))
    assert (states[3], states[4], states[5]) == ("linked", "rejected", "linked")
    assert listed.rows.get(number=5).cells["Partnerstadt"] == "Stryi hromada"
    # Seen by now: what was typed is saved as it stands there.
    form = answer.context["form"]
    again = {"row": [str(one.row.pk) for one in form.rows if one.row.number == 4]}
    office.post(page_of(listed), again | {name: form[name].value() for name in form.fields})
    assert str(listed.rows.get(number=4).partnership and listed.rows.get(number=4).partnership.since) == "2019"  # type: ignore[union-attr]
    account_fits(listed)


def test_a_row_the_file_hides_may_be_said_to_be_right(office: Client) -> None:
    listed = taken_in(b"Stadt;Partnerstadt\nUnna;Lublin;zu viel\n")
    row = listed.rows.get()
    assert row.message["code"] == "too_many_cells"
    data = typed(office, listed, {}) | {f"stands_{row.pk}": "on"}
    office.post(page_of(listed), data)
    assert listed.rows.get().status == RowStatus.LINKED


def test_what_somebody_rejected_by_decision_is_not_offered(office: Client) -> None:
    listed = taken_in(b"Stadt;Partnerstadt\nUnna;Oleksandrivka\n")
    decide_row(listed.rows.get(), {"reject": True}, acting_user=None)
    page = office.get(page_of(listed)).content.decode()
    assert "No row is to be corrected" in page
    assert correct(listed, 2, Partnerstadt="Lublin").met == [listed.rows.get()]


def test_a_list_not_taken_over_leads_back_to_itself(office: Client) -> None:
    listed = upload_list(LIST, "b.csv", source_called("x"), acting_user=None)
    order_check(listed, Mapping.from_dict(listed.mapping), acting_user=None)
    assert office.get(page_of(listed)).status_code == 302
    order_run(ListImport.objects.get(pk=listed.pk), acting_user=None)
    assert ListImport.objects.get(pk=listed.pk).state == ListState.APPLIED
    assert office.get(page_of(listed)).status_code == 200


def test_the_page_asks_as_often_for_ten_rows_as_for_one(
    office: Client, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    few, many = (taken_in(b"Stadt;Partnerstadt\n" + b"Unna;Nirgendwo\n" * number, f"s{number}") for number in (1, 12))
    for one in (few, many):
        office.get(page_of(one))
        with django_assert_max_num_queries(9):
            assert office.get(page_of(one)).status_code == 200
    assert len(office.get(page_of(many) + "?page=2").context["form"].rows) == 2
    data = typed(office, many, {3: {"Partnerstadt": "Lublin"}, 13: {"Partnerstadt": "Lublin"}}, "?page=2")
    answer = office.post(page_of(many) + "?page=2", data)
    assert answer.headers["Location"].endswith("?page=2")
    assert ListRow.objects.get(list_import=many, number=13).status == RowStatus.LINKED
