"""What SPILNO_HTTPS and SPILNO_BEHIND_PROXY change, in a process of its own, because they are read at the start."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.operation.homes import ROOT, Home

PROGRAM = """
import json
import django; django.setup()
from django.conf import settings
from django.test import Client
from tests.cast import person
client = Client(enforce_csrf_checks=True, HTTP_HOST="127.0.0.1", HTTP_X_FORWARDED_PROTO="https")
page = client.get("/de/account/login/")
client.force_login(person("somebody"))
inside = client.get("/de/account/")
cookies = {name: dict(cookie) for response in (page, inside) for name, cookie in response.cookies.items()}
session = settings.SESSION_COOKIE_NAME
print(json.dumps({
    "hsts": page.headers.get("Strict-Transport-Security", ""),
    "secure": page.wsgi_request.is_secure(),
    "session": [session, settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY, settings.SESSION_COOKIE_SAMESITE],
    "cookies": {name: [bool(one["secure"]), one["path"], one["domain"], one["samesite"]] for name, one in cookies.items()},
    "believed": [settings.ALLAUTH_TRUSTED_PROXY_COUNT, settings.NINJA_NUM_PROXIES],
    "health": Client(HTTP_HOST="127.0.0.1:8000").get("/health/").status_code,
    "wrong_host": Client(HTTP_HOST="evil.example").get("/de/").status_code,
}))
"""


def seen(home: Home, **settings: str) -> dict[str, object]:
    environment = home.environment | settings
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_with_https_cookies_belong_to_the_host_and_browsers_come_back_by_https(home: Home) -> None:
    found = seen(home, SPILNO_HTTPS="1", SPILNO_BEHIND_PROXY="1", SPILNO_ALLOWED_HOSTS="spilno.example.org")
    assert found["hsts"] == "max-age=31536000; includeSubDomains"
    assert found["session"] == ["__Host-sessionid", True, True, "Lax"]
    assert found["secure"] is True
    assert found["believed"] == [1, 1]
    cookies = found["cookies"]
    assert isinstance(cookies, dict)
    assert {"__Host-csrftoken", "__Host-was"} <= set(cookies)
    # What the prefix demands: secure, for the whole host, for no other.
    assert {tuple(one) for one in cookies.values()} == {(True, "/", "", "Lax")}
    assert found["wrong_host"] == 400
    # A container asks itself by the bare address, whatever name it answers to.
    assert found["health"] == 200


def test_without_a_proxy_nobody_claims_https_or_another_address(home: Home) -> None:
    found = seen(home)
    # What visitors write into X-Forwarded-For would give each of their tries a limit of its own.
    assert found["believed"] == [0, 0]
    assert (found["hsts"], found["secure"]) == ("", False)
    assert found["session"] == ["sessionid", False, True, "Lax"]


@pytest.mark.parametrize("value", ["xml", "JSON "])
def test_a_wrong_form_of_the_log_stops_the_start_in_one_line(tmp_path: Path, value: str) -> None:
    home = Home(tmp_path)
    done = subprocess.run(
        home.process("doctor"), env=home.environment | {"SPILNO_LOG_FORMAT": value}, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "SPILNO_LOG_FORMAT" in done.stderr
