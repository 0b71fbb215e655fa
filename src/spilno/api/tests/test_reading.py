"""Everything public, for programs."""

import json

import pytest
from django.test import Client

from spilno.api.tests.programs import Program
from spilno.exchange.models import KnowledgeItem
from spilno.exchange.tests.meetings import a_meeting, some_advice
from spilno.places.models import Area
from tests.cast import load_network, load_places, organisation

pytestmark = pytest.mark.django_db


def test_a_list_comes_in_pages_that_nothing_shifts() -> None:
    network = load_network()
    for number in range(5):
        organisation(f"Verein {number}", network.dortmund.area, kind="association")
    program, path, seen = Program(), "/organisations?limit=2", []
    while path:
        status, told = program.get(path)
        assert status == 200 and len(told["items"]) <= 2
        seen += [one["id"] for one in told["items"]]
        path = told["next"].partition("/api/v1")[2] if told["next"] else ""
        if len(seen) == 2:
            organisation("Dazwischen", network.dortmund.area, kind="association")
    assert seen == sorted(set(seen)) and len(seen) >= 9


@pytest.mark.parametrize("path", ["/organisations", "/partnerships", "/requests", "/places", "/meetings", "/reports"])
def test_a_page_costs_the_same_whatever_its_length(path: str, django_assert_max_num_queries: object) -> None:
    load_network()
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        assert Program().get(path)[0] == 200


def test_an_answer_that_has_not_changed_is_not_sent_again() -> None:
    network = load_network()
    program, path = Program(), f"/organisations/{network.dortmund.pk}"
    program.get(path)
    tag = program.answer.headers["ETag"]
    assert program.get(path, **{"if-none-match": tag}) == (304, None)
    network.dortmund.website = "https://example.org"
    network.dortmund.save()
    assert program.get(path, **{"if-none-match": tag})[0] == 200


@pytest.mark.parametrize(
    ("path", "status", "field"),
    [
        ("/organisations?limit=0", 422, "limit"),
        ("/organisations?limit=99999999999999999999999999999", 422, "limit"),
        ("/organisations?cursor=xyz", 400, ""),
        ("/organisations?cursor=" + "Y" * 41, 422, "cursor"),
        ("/organisations?kind=castle", 422, "kind"),
        ("/organisations?q=" + "x" * 201, 422, "q"),
        ("/organisations/0", 422, "pk"),
        ("/organisations/99999999999999999999", 422, "pk"),
        ("/places/find?text=" + "x" * 300, 422, "text"),
        ("/places/ags/99999999", 404, ""),
        ("/programmes/nothing-here", 404, ""),
        ("/dumps/secrets.jsonl", 404, ""),
    ],
)
def test_bad_input_is_one_clear_problem(path: str, status: int, field: str) -> None:
    program = Program()
    found, told = program.get(path)
    assert (found, told["status"]) == (status, status)
    assert program.answer.headers["Content-Type"] == "application/problem+json"
    if field:
        assert field in told["errors"]


def test_a_place_is_found_in_any_spelling_and_asks_back() -> None:
    load_places()
    program = Program()
    told = program.get("/places/find?text=Oleksandrivka&country=UA")[1]
    assert told["verdict"] == "several" and len(told["found"]) == 2
    place = Area.objects.get(name="Нікополь")
    one = program.get("/places/katottg/UA12080050010010114")[1]
    hromada = place.parent
    # A Ukrainian settlement stands at the centre of its hromada.
    assert hromada and (one["lat"], one["lon"]) == (hromada.lat, hromada.lon)


def test_advice_is_there_once_it_is_published() -> None:
    some_advice(a_meeting(load_network()))
    assert Program().get("/knowledge")[1]["items"] == []
    KnowledgeItem.objects.update(status="published", audience="public")
    assert len(Program().get("/knowledge")[1]["items"]) == 1


def test_collections_are_described_and_hold_one_object_a_line() -> None:
    network = load_network()
    told = json.loads(Client().get("/api/v1/catalogue.jsonld").content)
    addresses = [one["dcat:distribution"]["dcat:downloadURL"]["@id"] for one in told["dcat:dataset"]]
    assert len(addresses) == 7
    for address in addresses:
        response = Client().get("/api/v1" + address.partition("/api/v1")[2])
        lines = b"".join(response.streaming_content).decode().splitlines()
        rows = [json.loads(line) for line in lines]
        if "organisations" in address:
            assert network.dortmund.pk in [row["id"] for row in rows]
