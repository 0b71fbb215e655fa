"""`spilno doctor` and `spilno worker` as an administrator calls them."""

import json
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
from click.testing import CliRunner
from django.db import connection
from django.utils import timezone
from pytest_django.fixtures import Settings

from spilno.common.models import Heartbeat, OutboxMail
from spilno.common.outbox import queue_mail
from spilno.places import gazetteer
from spilno.web import health, work
from spilno.web.alone import alone
from spilno.web.commands import doctor, tick, worker
from tests.cast import load_places, organisation


@pytest.fixture(autouse=True)
def own_home(settings: object, tmp_path: Path) -> Path:
    settings.HOME = tmp_path  # type: ignore[attr-defined]
    settings.PLACES_CACHE = tmp_path / "cache"  # type: ignore[attr-defined]
    gazetteer.forget()
    return tmp_path


@pytest.mark.django_db
def test_the_doctor_finds_an_empty_installation_and_says_what_to_do() -> None:
    answer = CliRunner().invoke(doctor, ["--format", "json"], standalone_mode=False)
    report = json.loads(answer.output)
    assert answer.return_value == 1
    assert report["ok"] is False
    found = {(one["check"], one["state"]) for one in report["findings"]}
    assert {("home", "ok"), ("database", "ok"), ("places", "problem")} <= found
    assert all(one["advice"] for one in report["findings"] if one["state"] == "problem")


@pytest.mark.django_db
def test_the_doctor_speaks_to_people_too() -> None:
    answer = CliRunner().invoke(doctor, [], standalone_mode=False)
    assert "PROBLEM places: no places are loaded" in answer.output


@pytest.mark.django_db
def test_what_search_has_not_read_is_a_fault_only_where_a_worker_runs() -> None:
    organisation("Stadt Unna", load_places()["unna"])
    assert states("search") == ["note"]
    health.beat()
    assert states("search") == ["problem"]


def test_a_home_that_cannot_be_written_is_a_problem(settings: object, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    settings.HOME = tmp_path / "file" / "below"  # type: ignore[attr-defined]
    assert [finding.state for finding in health.check_home()] == ["problem"]


def states(name: str) -> list[str]:
    return [finding.state for finding in health.examine() if finding.check == name]


@pytest.mark.django_db
def test_the_worker_is_seen_alive_after_its_beat() -> None:
    assert states("worker") == ["note"]
    health.beat()
    assert states("worker") == ["ok"]
    Heartbeat.objects.update(at=timezone.now() - timedelta(hours=2))
    assert states("worker") == ["problem"]
    health.beat("tick")
    assert states("worker") == ["ok"], "a timer does what a worker does"


@pytest.mark.django_db
def test_the_doctor_tries_the_mail_server(settings: Settings) -> None:
    assert states("mail") == ["note"], "none is set"
    settings.MAIL_DELIVERY_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert states("mail") == ["problem"]


@pytest.mark.django_db
def test_the_doctor_sees_mails_that_wait_too_long(settings: Settings) -> None:
    settings.MAIL_DELIVERY_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    queue_mail(to="a@example.org", subject="Late", text="x", not_before=timezone.now() - timedelta(hours=1))
    assert states("outbox") == ["problem"]


@pytest.mark.django_db
def test_the_doctor_sees_what_others_may_read(own_home: Path) -> None:
    secret = own_home / "secret_key"
    secret.write_text("x" * 50)
    secret.chmod(0o644)
    assert states("permissions") == ["problem"]
    secret.chmod(0o600)
    assert states("permissions") == ["ok"]
    (own_home / ".restoring").mkdir()
    assert states("permissions") == ["ok", "note"]


@pytest.mark.django_db
def test_the_doctor_knows_settings_that_do_not_fit(settings: Settings) -> None:
    settings.SECRET_KEY = "x" * 50
    settings.SITE_URL, settings.HTTPS = "https://spilno.example.org", False
    assert states("settings") == ["problem"]
    settings.HTTPS = True
    assert states("settings") == ["ok"]


@pytest.mark.django_db(transaction=True)
def test_the_worker_does_what_is_waiting_and_stops() -> None:
    answer = CliRunner().invoke(worker, ["--once"], standalone_mode=False)
    assert answer.exit_code == 0
    assert states("worker") == ["ok"]


@pytest.mark.django_db(transaction=True)
def test_a_timer_does_everything_due_and_twice_is_fine() -> None:
    queue_mail(to="a@example.org", subject="Hello", text="x")
    for _round in range(2):
        answer = CliRunner().invoke(tick, [], standalone_mode=False)
        assert (answer.return_value, answer.output) == (0, "tick: everything due is done\n")
    assert OutboxMail.objects.get().attempts == 1


@pytest.mark.django_db(transaction=True)
def test_two_timers_at_once_do_not_meet() -> None:
    found: list[object] = []

    def another() -> None:
        found.append(CliRunner().invoke(tick, [], standalone_mode=False).output)
        connection.close()

    with alone("hourly") as mine:
        thread = Thread(target=another)
        thread.start()
        thread.join()
    assert mine
    assert found == ["tick: a worker or another tick is at it\n"]


@pytest.mark.django_db
def test_a_timer_tells_what_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise RuntimeError("on purpose")

    monkeypatch.setattr(work, "HOURLY", (broken,))
    answer = CliRunner().invoke(tick, [], standalone_mode=False)
    assert (answer.return_value, answer.output) == (1, "tick: failed: broken\n")


@pytest.mark.parametrize("poll", ["0", "-1", "nan-ish", "1e99"])
def test_a_wrong_pause_is_refused(poll: str) -> None:
    assert CliRunner().invoke(worker, ["--poll", poll]).exit_code == 2
