"""Feedback about a barrier says on which page it was met, and nothing that was private there."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("came_from", "told"),
    [
        ("http://testserver/uk/partnerships/3/?q=name", "http://testserver/uk/partnerships/3/"),
        ("http://testserver/uk/newsletter/confirm/" + "x" * 43 + "/", ""),
        ("https://elsewhere.example/uk/partnerships/3/", ""),
        ("javascript:alert(1)", ""),
        ("http://[", ""),
        ("http://testserver/uk/barrier/", ""),
        ("", ""),
    ],
)
def test_the_page_one_comes_from_stands_in_the_form(came_from: str, told: str, client: Client) -> None:
    page = client.get("/uk/barrier/", headers={"referer": came_from})
    assert page.context["form"]["address"].value() == told
    # No cache keeps for others where somebody came from.
    assert "Referer" in page.headers["Vary"]
