"""The worker's imports: what was asked for on the page is loaded, or says why not."""

from pathlib import Path

import pytest
from pytest_django import Settings

from spilno.places.actions import ask_for_import, claim
from spilno.places.enums import RunStatus
from spilno.places.importers.errors import Busy
from spilno.places.models import Area, ImportRun
from spilno.places.tasks import run_waiting
from spilno.places.tests.registers import KATOTTG

pytestmark = pytest.mark.django_db(transaction=True)


def test_files_laid_ready_are_loaded(settings: Settings, tmp_path: Path) -> None:
    settings.PLACES_REGISTERS = tmp_path
    folder = tmp_path / "katottg"
    folder.mkdir()
    (folder / "kodifikator.csv").write_text("\n".join(KATOTTG), encoding="utf-8")
    run = ask_for_import("katottg", path="")
    assert run_waiting() == 1
    run.refresh_from_db()
    assert (run.status, run.account["created"]) == (RunStatus.DONE, len(KATOTTG) - 1)
    assert Area.objects.filter(name="Вінниця").exists()


def test_a_file_that_is_none_fails_with_a_word(settings: Settings, tmp_path: Path) -> None:
    settings.PLACES_REGISTERS = tmp_path
    folder = tmp_path / "katottg"
    folder.mkdir()
    (folder / "kodifikator.csv").write_bytes(b"PK\x03\x04 no register")
    ask_for_import("katottg", path="")
    run_waiting()
    run = ImportRun.objects.get()
    assert run.status == RunStatus.FAILED
    assert "XLSX" in run.message
    assert not Area.objects.exists()


def test_of_two_workers_only_one_gets_an_import() -> None:
    asked = ask_for_import("katottg", path="")
    seen_by_the_other = ImportRun.objects.get(pk=asked.pk)
    claim(asked)
    with pytest.raises(Busy):
        claim(seen_by_the_other)
    asked.refresh_from_db()
    assert asked.status == RunStatus.RUNNING
    assert run_waiting() == 0
