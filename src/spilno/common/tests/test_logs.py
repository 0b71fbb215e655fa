"""The log tells what happened and not to whom."""

import json
import logging
import sys

import pytest
from django.test import Client

from spilno.common.logs import JsonFormatter, TextFormatter, without_people
from tests.cast import person


def record(message: str, *arguments: object, **more: object) -> logging.LogRecord:
    return logging.LogRecord("spilno.x", logging.WARNING, "x.py", 1, message, arguments, more.get("exc_info"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("mail to olha.k@rada.gov.ua failed", "mail to [address] failed"),
        ("<o.k+x@xn--e1a.ua>: 550", "<[address]>: 550"),
        ("from 203.0.113.5 and 2001:db8::17", "from [network] and [network]"),
        ("GET /de/search/?q=Somebody", "GET /de/search/?[query]"),
        ("/en/newsletter/confirm/AbCdEfGhIjKlMnOpQrStUvWxYz0123456789/", "/en/newsletter/confirm/[token]/"),
        ("at 12:30:45 version 5.2.19", "at 12:30:45 version 5.2.19"),
    ],
)
def test_a_line_names_nobody(text: str, shown: str) -> None:
    assert without_people(text) == shown


def test_no_text_begins_a_line_of_its_own() -> None:
    line = TextFormatter().format(record("path %s", "/de/\nERROR root: all is lost\r\n"))
    assert "\n" not in line
    assert json.loads(JsonFormatter().format(record("a\nb")))["message"] == "a\nb"
    assert "\n" not in JsonFormatter().format(record("a\nb"))


def test_a_fault_keeps_its_way_and_loses_its_people() -> None:
    try:
        raise ValueError("no such reader: a@example.org")
    except ValueError:
        entry = json.loads(JsonFormatter().format(record("failed", exc_info=sys.exc_info())))
    assert "test_logs.py" in entry["trace"]
    assert "ValueError: no such reader: [address]" in entry["trace"]
    assert {"time", "level", "logger", "message", "process"} <= set(entry)


@pytest.mark.django_db
def test_signing_in_leaves_a_line_with_a_number(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    user = person("somebody")
    with caplog.at_level(logging.INFO, "spilno.security"):
        client.force_login(user)
        client.logout()
    assert [one.getMessage() for one in caplog.records if one.name == "spilno.security"] == [
        f"signed in: account {user.pk}",
        f"signed out: account {user.pk}",
    ]


def test_a_stranger_who_asks_for_another_host_leaves_one_line(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    assert client.get("/de/", headers={"host": "elsewhere.example"}).status_code == 400
    (said,) = [one for one in caplog.records if one.name == "django.security.DisallowedHost"]
    assert said.levelno == logging.INFO
    assert "\n" not in TextFormatter().format(said)
