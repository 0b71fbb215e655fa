"""What machines may ask: health and figures, without a word about anybody."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from spilno.common.models import Heartbeat
from spilno.common.outbox import queue_mail
from spilno.web import health
from spilno.web.monitoring import remembered
from tests.cast import person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def look_anew() -> None:
    remembered.forget()


def test_the_health_page_says_which_part_is_ill_and_no_more(client: Client) -> None:
    health.beat()
    answer = client.get("/health/")
    assert (answer.status_code, answer.json()) == (
        200,
        {"ok": True, "checks": {"database": "ok", "worker": "ok", "outbox": "ok"}},
    )
    assert "no-store" in answer.headers["Cache-Control"]
    remembered.forget()
    Heartbeat.objects.update(at=timezone.now() - timedelta(days=1))
    queue_mail(to="a@example.org", subject="Late", text="x", not_before=timezone.now() - timedelta(hours=1))
    answer = client.get("/health/")
    assert answer.status_code == 503
    assert answer.json()["checks"] == {"database": "ok", "worker": "problem", "outbox": "problem"}


def test_figures_count_and_name_nobody(client: Client) -> None:
    person("somebody")
    queue_mail(to="somebody@example.org", subject="Hello", text="x")
    answer = client.get("/metrics/")
    text = answer.content.decode()
    assert answer.headers["Content-Type"].startswith("application/openmetrics-text; version=1.0.0")
    assert 'spilno_outbox_mails{status="waiting"} 1\n' in text
    assert 'spilno_accounts{is_active="true"} 1\n' in text
    assert text.endswith("# EOF\n")
    assert "somebody" not in text.lower()
    assert "@" not in text
    for line in text.splitlines():
        assert line.startswith("# ") or line.rsplit(" ", 1)[1].replace(".", "").isdigit(), line


def test_figures_are_for_this_machine_or_the_token(client: Client, settings: Settings) -> None:
    assert client.get("/metrics/", REMOTE_ADDR="203.0.113.5").status_code == 404
    assert client.get("/metrics/", HTTP_X_FORWARDED_FOR="127.0.0.1").status_code == 404, "through a proxy"
    settings.BEHIND_PROXY = True
    assert client.get("/metrics/").status_code == 404
    settings.METRICS_TOKEN = "a long word"
    for given, status in [("", 404), ("Bearer wrong", 404), ("Bearer ключ", 404), ("Bearer a long word", 200)]:
        headers = {"HTTP_AUTHORIZATION": given, "REMOTE_ADDR": "203.0.113.5"}
        assert client.get("/metrics/", **headers).status_code == status, given
