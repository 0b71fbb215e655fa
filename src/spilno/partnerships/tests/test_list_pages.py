"""A coordinator takes a messy list over by pages alone."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from spilno.partnerships.enums import AgreementType, ListState, RowStatus
from spilno.partnerships.models import ListImport, ListRow, Partnership
from spilno.partnerships.tasks import work_on_lists
from spilno.partnerships.tests.test_lists import ACCOUNT, LIST
from tests.cast import load_places, person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _home(tmp_path: object, settings: object) -> None:
    settings.HOME = tmp_path  # type: ignore[attr-defined]


@pytest.fixture
def office(client: Client) -> Client:
    load_places()
    client.force_login(person("coordinator", second_factor=True, is_coordinator=True))
    return client


def upload(office: Client, content: bytes, name: str = "a.csv", source: str = "RGRE") -> ListImport:
    data = {"file": SimpleUploadedFile(name, content), "source": source}
    answer = office.post(reverse("partnerships:list_upload"), data)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return ListImport.objects.latest("pk")


def as_guessed(office: Client, listed: ListImport) -> dict[str, str]:
    """What the columns page suggests, as its form would send it."""
    form = office.get(reverse("partnerships:list_columns", args=[listed.pk])).context["form"]
    return {name: form[name].value() or "" for name in form.fields}


def test_from_upload_to_registry_and_back(office: Client) -> None:
    before = Partnership.objects.count()
    listed = upload(office, LIST)
    page = reverse("partnerships:list", args=[listed.pk])
    answer = office.post(reverse("partnerships:list_columns", args=[listed.pk]), as_guessed(office, listed))
    assert answer.headers["Location"] == page
    listed.refresh_from_db()
    assert (listed.state, listed.account, Partnership.objects.count()) == (ListState.CHECKED, ACCOUNT, before)
    # Before anything is written it stands there how kind and time were understood.
    told = [line.told for line in office.get(page).context["lines"] if line.state == "created"]
    assert told == [f"{AgreementType.FRIENDSHIP.label} · since 2023"]
    office.post(reverse("partnerships:list_run", args=[listed.pk]))
    listed.refresh_from_db()
    assert (listed.state, Partnership.objects.count()) == (ListState.APPLIED, before + 1)
    shown = office.get(page + "?status=rejected").content.decode()
    assert "Nirgendwo" in shown
    assert "Oleksandrivka" not in shown
    office.post(reverse("partnerships:list_undo", args=[listed.pk]))
    listed.refresh_from_db()
    assert (listed.state, Partnership.objects.count()) == (ListState.UNDONE, before)


def test_a_waiting_row_is_decided_by_a_candidate_or_a_named_place(office: Client) -> None:
    listed = upload(office, LIST)
    office.post(reverse("partnerships:list_columns", args=[listed.pk]), as_guessed(office, listed))
    office.post(reverse("partnerships:list_run", args=[listed.pk]))
    row = ListRow.objects.get(status=RowStatus.ASK)
    address = reverse("partnerships:list_row", args=[row.pk])
    shown = office.get(address).content.decode()
    assert shown.count('type="radio"') > 2
    assert "Stryi hromada" in shown and "Marhanets" in shown, "the unit that acts for a village tells it apart"
    missing = office.post(address, {"party_1": "other", "other_1": ""})
    assert missing.status_code == 422
    assert ListRow.objects.get(pk=row.pk).status == RowStatus.ASK
    office.post(address, {"party_1": str(row.parties[1]["candidates"][0])})
    assert ListRow.objects.get(pk=row.pk).status == RowStatus.LINKED
    assert office.get(address).status_code == 404


def test_a_long_list_is_worked_on_by_the_worker(office: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spilno.partnerships.actions.lists.AT_ONCE", 3)
    listed = upload(office, LIST)
    page = reverse("partnerships:list", args=[listed.pk])
    office.post(reverse("partnerships:list_columns", args=[listed.pk]), as_guessed(office, listed))
    listed.refresh_from_db()
    assert listed.state == ListState.CHECKING
    assert office.get(page).headers["Refresh"]
    assert work_on_lists() == 1
    office.post(reverse("partnerships:list_run", args=[listed.pk]))
    assert work_on_lists() == 1
    listed.refresh_from_db()
    assert (listed.state, listed.account) == (ListState.APPLIED, ACCOUNT)
    assert "Refresh" not in office.get(page).headers


def test_columns_are_asked_for_and_remembered(office: Client) -> None:
    text = b"A;B;C\nUnna;DE;Stryi hromada\n"
    listed = upload(office, text, source="Office")
    address = reverse("partnerships:list_columns", args=[listed.pk])
    wrong = office.post(address, {"column_0": "1.name", "column_2": "1.name"})
    assert wrong.status_code == 422
    office.post(address, {"column_0": "1.name", "column_2": "2.name", "country_2": "UA", "dates": ""})
    listed.refresh_from_db()
    assert listed.account["created"] == 1
    again = upload(office, text, name="b.csv", source="Office")
    assert as_guessed(office, again)["column_2"] == "2.name"
    assert as_guessed(office, again)["country_2"] == "UA"


def test_a_file_that_is_no_list_is_refused_beside_its_field(office: Client) -> None:
    for content in (b"", b"%PDF-1.4 nothing", b"one column\nx\n", b"PK\x03\x04 broken"):
        data = {"file": SimpleUploadedFile("a.csv", content), "source": "RGRE"}
        answer = office.post(reverse("partnerships:list_upload"), data)
        assert answer.status_code == 422
        assert "file" in answer.context["form"].errors
    assert not ListImport.objects.exists()


def test_a_list_that_nobody_took_over_can_be_discarded(office: Client) -> None:
    listed = upload(office, LIST)
    office.post(reverse("partnerships:list_discard", args=[listed.pk]))
    assert not ListImport.objects.exists()


def test_the_pages_ask_the_database_as_often_for_fifty_rows_as_for_one(
    office: Client, django_assert_max_num_queries: object
) -> None:
    many = b"Stadt;Partnerstadt\n" + b"Unna;Stryi hromada\nUnna;Oleksandrivka\n" * 30
    listed = upload(office, many)
    office.post(reverse("partnerships:list_columns", args=[listed.pk]), as_guessed(office, listed))
    page = reverse("partnerships:list", args=[listed.pk])
    office.get(page)
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        assert office.get(page).status_code == 200
