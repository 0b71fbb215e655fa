"""`spilno doctor` before anything is set up, as somebody calls it who has not yet named a database."""

from pathlib import Path

from tests.operation.homes import Home


def test_the_doctor_makes_no_database_where_there_is_none(tmp_path: Path) -> None:
    done = Home(tmp_path).spilno("doctor")
    assert done.returncode == 1
    assert done.stdout.count("PROBLEM") == 1
    assert f"PROBLEM database: there is none yet at {tmp_path / 'spilno.sqlite3'}" in done.stdout
    assert "DATABASE_URL" in done.stdout
    assert not (tmp_path / "spilno.sqlite3").exists()
