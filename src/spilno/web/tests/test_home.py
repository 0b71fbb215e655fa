"""The start page and the choice of language."""

import pytest
from django.test import Client
from django.utils import timezone

from spilno.places.models import DataSource

HOME_QUERIES = 14


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("de-DE,de;q=0.9,en;q=0.5", "de"),
        ("uk", "uk"),
        ("uk-UA,ru;q=0.8", "uk"),
        ("fr,pl;q=0.8", "en"),
        ("fr,uk;q=0.1", "uk"),
        ("", "en"),
        ("*", "en"),
        ("\x00;;;q=nan,,", "en"),
        ("x" * 9000, "en"),
    ],
)
def test_the_browser_chooses_the_language(client: Client, header: str, language: str) -> None:
    answer = client.get("/", headers={"accept-language": header})
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.content.decode()
    assert f'action="/{language}/match/"' in answer.content.decode()
    assert answer["Content-Language"] == language
    assert "Accept-Language" in answer["Vary"]
    assert not answer.cookies


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["de", "uk", "en"])
def test_the_start_page_asks_one_question(client: Client, language: str) -> None:
    answer = client.get(f"/{language}/")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert not answer.cookies
    assert text.count("<h1") == 1
    assert f'action="/{language}/match/"' in text
    assert 'name="place"' in text


@pytest.mark.django_db
def test_missing_registers_are_named(client: Client) -> None:
    DataSource.objects.create(key="geonames", title="GeoNames", imported_at=timezone.now())
    text = client.get("/en/").content.decode()
    assert "Some registers are missing" in text
    assert "Register of Ukrainian units (KATOTTG)" in text


@pytest.mark.django_db
def test_the_start_page_asks_a_fixed_number_of_questions(client: Client, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(HOME_QUERIES):  # type: ignore[operator]
        client.get("/en/")
