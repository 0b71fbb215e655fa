"""`spilno doctor` and `spilno worker` as an administrator calls them."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from spilno.places import gazetteer
from spilno.web import health
from spilno.web.commands import doctor, worker


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


def test_a_home_that_cannot_be_written_is_a_problem(settings: object, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    settings.HOME = tmp_path / "file" / "below"  # type: ignore[attr-defined]
    assert [finding.state for finding in health.check_home()] == ["problem"]


def test_the_worker_is_seen_alive_after_its_beat(own_home: Path) -> None:
    assert [finding.state for finding in health.check_worker()] == ["note"]
    health.beat()
    assert [finding.state for finding in health.check_worker()] == ["ok"]
    os.utime(health.heartbeat_file(), (0, 0))
    assert [finding.state for finding in health.check_worker()] == ["note"]


@pytest.mark.django_db(transaction=True)
def test_the_worker_does_what_is_waiting_and_stops() -> None:
    answer = CliRunner().invoke(worker, ["--once"], standalone_mode=False)
    assert answer.exit_code == 0
    assert health.heartbeat_file().is_file()


@pytest.mark.parametrize("poll", ["0", "-1", "nan-ish", "1e99"])
def test_a_wrong_pause_is_refused(poll: str) -> None:
    assert CliRunner().invoke(worker, ["--poll", poll]).exit_code == 2


def test_the_worker_leaves_on_sigterm(tmp_path: Path) -> None:
    """A real process, because signals reach only real processes."""
    home = os.environ | {
        "SPILNO_HOME": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'w.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "spilno.config.settings",
    }
    spilno = [sys.executable, "-c", "from spilno.config.cli import main; main()"]
    subprocess.run([*spilno, "migrate"], env=home, check=True, capture_output=True)
    with subprocess.Popen(
        [*spilno, "worker", "--poll", "3600"], env=home, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "worker: ready\n"
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0
