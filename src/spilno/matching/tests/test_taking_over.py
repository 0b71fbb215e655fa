"""A suggestion becomes a proposal of a case file, with its reasons in three languages."""

import pytest
from django.test import Client
from django.urls import reverse

from spilno.partnerships.models import CaseCandidate, CaseFile
from spilno.places import gazetteer
from tests.cast import load_network

pytestmark = pytest.mark.django_db
WHO = "?place=ags:05913000&candidate=katottg:UA18040190000057814"


def test_a_suggestion_is_taken_over_with_its_reasons() -> None:
    gazetteer.forget()
    network = load_network()
    case = CaseFile.objects.create(organisation=network.dortmund, title="Ukraine")
    client = Client()
    client.force_login(network.dortmund_editor)
    page = client.get(reverse("matching:why") + WHO).content.decode()
    assert "Take over into a case file" in page
    assert "Take over into a case file" not in Client().get(reverse("matching:why") + WHO).content.decode()
    client.post(reverse("matching:take_over") + WHO, {"case": case.pk})
    row = CaseCandidate.objects.get()
    assert row.area == network.zhytomyr.area
    assert 0 < row.match["score"] <= 1
    assert all(set(reason["text"]) == {"de", "uk", "en"} for reason in row.match["reasons"])
    # A second time it says so and changes nothing.
    answer = client.post(reverse("matching:take_over") + WHO, {"case": case.pk}, follow=True)
    assert "proposed already" in answer.content.decode()


@pytest.mark.parametrize("case", ["", "x", "999999", "²"])
def test_no_case_is_no_way(case: str) -> None:
    gazetteer.forget()
    network = load_network()
    client = Client()
    client.force_login(network.dortmund_editor)
    assert client.post(reverse("matching:take_over") + WHO, {"case": case}).status_code == 404
