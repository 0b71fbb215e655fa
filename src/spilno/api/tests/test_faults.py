"""What no operation answers is answered in the API's own way, too; readers of pages get a page."""

import json

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from spilno.api import faults

pytestmark = pytest.mark.django_db


def test_a_path_that_is_none_of_the_operations(client: Client) -> None:
    answer = client.get("/api/v1/nonsense")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert json.loads(answer.content)["status"] == 404
    page = client.get("/de/nonsense/")
    assert page.status_code == 404 and page.headers["Content-Type"].startswith("text/html")


def test_a_host_that_is_not_ours(client: Client) -> None:
    answer = client.get("/api/v1/places", headers={"host": "g"})
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert b"<!doctype" in client.get("/de/", headers={"host": "g"}).content


def a_fault(_request: HttpRequest) -> HttpResponse:
    raise RuntimeError("something of ours")


urlpatterns = [path("api/v1/fall", a_fault)]
handler500 = faults.fault


@pytest.mark.urls(__name__)
def test_a_fault_of_our_own_tells_nothing_of_itself() -> None:
    answer = Client(raise_request_exception=False).get("/api/v1/fall")
    assert answer.status_code == 500
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert b"something of ours" not in answer.content
