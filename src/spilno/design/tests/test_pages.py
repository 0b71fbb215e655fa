"""The frame of every page: headers on every answer, pages for errors, the gallery."""

import re

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import get_resolver, path

STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
LANGUAGES = ["de", "uk", "en"]


def refuse(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def suspect(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation


def fall(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("for the test")


urlpatterns = [
    path("refuse/", refuse),
    path("suspect/", suspect),
    path("fall/", fall),
    *get_resolver(settings.ROOT_URLCONF).url_patterns,
]
FAILING = {"/refuse/": 403, "/suspect/": 400, "/fall/": 500, "/en/nowhere/": 404}


def ask(address: str, language: str = "en", **headers: str) -> HttpResponse:
    # No fixture of a database: whatever asks one, fails.
    client = Client(raise_request_exception=False)
    return client.get(address, headers={"accept-language": language, **headers})  # type: ignore[return-value]


@pytest.mark.parametrize(
    "address", ["/en/components/", "/robots.txt", "/static/design/css/tokens.css", "/static/nowhere.css"]
)
def test_every_answer_carries_the_strict_policy(address: str) -> None:
    answer = ask(address)
    assert answer["Content-Security-Policy"] == STRICT
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(("address", "status"), FAILING.items())
@pytest.mark.parametrize("language", LANGUAGES)
def test_errors_have_a_page_of_the_house_without_asking_the_database(address: str, status: int, language: str) -> None:
    answer = ask(address.replace("/en/", f"/{language}/"), language)
    text = answer.content.decode()
    assert answer.status_code == status
    assert answer["Content-Security-Policy"] == STRICT
    assert f'<html lang="{language}">' in text
    assert text.count("<h1") == 1
    assert 'href="#content"' in text
    assert "Traceback" not in text


@override_settings(ALLOWED_HOSTS=["spilno.example"])
def test_a_foreign_host_name_gets_the_policy_and_no_page() -> None:
    answer = ask("/en/", host="evil.example")
    assert answer.status_code == 400
    assert answer["Content-Security-Policy"] == STRICT
    assert b"evil.example" not in answer.content


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_gallery_holds_no_inline_style_or_script_and_no_id_twice(language: str) -> None:
    text = ask(f"/{language}/components/").content.decode()
    assert not re.findall(r"<[^>]*\s(?:style|on[a-z]+)\s*=", text)
    assert "<style" not in text
    assert all(" src=" in tag for tag in re.findall(r"<script\b[^>]*>", text))
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'aria-labelledby="([^"]+)"', text)) <= set(ids)


def test_the_language_switch_keeps_the_address_and_names_each_language_in_itself() -> None:
    text = ask("/en/components/?page=2&q=%D0%9B").content.decode()
    for code, name in (("de", "Deutsch"), ("uk", "Українська")):
        link = f'<a href="/{code}/components/?page=2&amp;q=%D0%9B" lang="{code}" hreflang="{code}">{name}</a>'
        assert link in text
        alternate = f'<link rel="alternate" hreflang="{code}" href="{settings.SITE_URL}/{code}/components/?page=2&amp;q=%D0%9B">'
        assert alternate in text


def test_leafing_keeps_what_was_asked() -> None:
    text = ask("/en/components/?q=%26x&page=2").content.decode()
    assert 'href="?q=%26x&amp;page=3"' in text


def test_an_anonymous_reader_gets_no_cookie() -> None:
    assert not ask("/en/components/").cookies
