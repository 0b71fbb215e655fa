"""People ask for a thing by what it is and where: “partnership Köln”, in any of the languages."""

import pytest
from django.test import Client

from spilno.partnersearch.enums import RequestStatus
from spilno.partnersearch.tests.access import request_of
from spilno.search.indexing import compare, rebuild
from spilno.search.models import SearchDocument
from tests.cast import load_network

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "asked", ["Gesuch Dortmund", "Dortmund Gesuche", "запит Дортмунд", "partner requests dortmund"]
)
def test_a_thing_is_found_by_what_it_is_and_its_place(asked: str, client: Client) -> None:
    network = load_network()
    row = request_of(network.dortmund, RequestStatus.OPEN)
    rebuild()
    page = client.get("/de/search/", {"q": asked}).content.decode()
    assert f'href="/de/requests/{row.pk}/"' in page
    # With every word, and not as the next best of a search that found nothing.
    assert "Nichts enthält alle diese Wörter" not in page


def test_what_an_older_release_has_indexed_is_read_again(client: Client) -> None:
    network = load_network()
    row = request_of(network.dortmund, RequestStatus.OPEN)
    rebuild()
    SearchDocument.objects.update(words="", digest="0" * 32)
    assert compare()
    assert f'href="/de/requests/{row.pk}/"' in client.get("/de/search/", {"q": "Gesuch Dortmund"}).content.decode()
