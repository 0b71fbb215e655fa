"""Sources, what is missing, and loading from the page where the operator allows it."""

import pytest
from django.test import Client
from django.utils import timezone

from spilno.places.models import DataSource, ImportRun
from spilno.places.registers import REGISTERS, register_states

pytestmark = pytest.mark.django_db
SOURCES_QUERIES = 5


def make_source(key: str) -> DataSource:
    return DataSource.objects.create(
        key=key,
        title=f"Set {key}",
        licence="CC BY 4.0",
        version="2025",
        attribution="Somebody",
        imported_at=timezone.now(),
    )


@pytest.mark.parametrize("language", ["de", "uk", "en"])
def test_sources_are_shown_in_every_language(client: Client, language: str) -> None:
    make_source("geonames")
    answer = client.get(f"/{language}/sources/")
    assert answer.status_code == 200
    assert not answer.cookies
    assert "CC BY 4.0" in answer.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_a_fixed_number_of_questions(
    client: Client, django_assert_num_queries: object, count: int
) -> None:
    for number in range(count):
        make_source(f"geonames{number}")
    with django_assert_num_queries(SOURCES_QUERIES):  # type: ignore[operator]
        client.get("/en/sources/")


def test_a_loaded_register_is_told_from_a_missing_one() -> None:
    states = register_states([make_source("destatis")])
    assert [state.register.kind for state in states if state.loaded] == ["destatis"]
    assert len(states) == len(REGISTERS)


def test_without_permission_the_page_names_the_command(client: Client, settings: object) -> None:
    settings.LOADING_FROM_PAGE = False  # type: ignore[attr-defined]
    text = client.get("/en/sources/").content.decode()
    assert "spilno places import katottg PATH" in text
    assert '<form method="post"' not in text
    assert client.post("/en/sources/load/", {"kind": "geonames"}).status_code == 404
    assert not ImportRun.objects.exists()


def test_a_register_is_asked_for_and_its_progress_shown(client: Client, settings: object) -> None:
    settings.LOADING_FROM_PAGE = True  # type: ignore[attr-defined]
    answer = client.post("/en/sources/load/", {"kind": "geonames"})
    run = ImportRun.objects.get()
    assert (run.kind, run.status, answer["Location"]) == ("geonames", "waiting", f"/en/sources/runs/{run.pk}/")
    progress = client.get(answer["Location"])
    assert progress.status_code == 200
    assert progress["Refresh"] == "2"


def test_a_finished_import_no_longer_asks_the_browser_back(client: Client, settings: object) -> None:
    settings.LOADING_FROM_PAGE = True  # type: ignore[attr-defined]
    run = ImportRun.objects.create(kind="geonames", status="done", rows_done=5, rows_total=5)
    answer = client.get(f"/uk/sources/runs/{run.pk}/")
    assert "Refresh" not in answer
    assert "<progress" not in answer.content.decode()


def test_a_form_from_another_site_is_refused(settings: object) -> None:
    settings.LOADING_FROM_PAGE = True  # type: ignore[attr-defined]
    assert Client(enforce_csrf_checks=True).post("/en/sources/load/", {"kind": "geonames"}).status_code == 403


@pytest.mark.parametrize("kind", ["", "passwd", "../../etc", "geonames\x00"])
def test_an_unknown_register_is_not_loaded(client: Client, settings: object, kind: str) -> None:
    settings.LOADING_FROM_PAGE = True  # type: ignore[attr-defined]
    assert client.post("/en/sources/load/", {"kind": kind}).status_code == 404


@pytest.mark.parametrize("run", ["0", "9" * 25])
def test_an_unknown_import_is_not_found(client: Client, settings: object, run: str) -> None:
    settings.LOADING_FROM_PAGE = True  # type: ignore[attr-defined]
    assert client.get(f"/en/sources/runs/{run}/").status_code == 404
