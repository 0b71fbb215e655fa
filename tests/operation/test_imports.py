"""Imports of registers as real processes: killed while they write, and two at once, on the database of this run."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from spilno.places.tests import registers as r
from tests.operation.homes import ROOT, Home

# The real command; when everything is inserted and nothing committed, it says so and waits for us.
HELD = """
import sys
import django; django.setup()
from spilno.places.importers import finish
last_step = finish.finish
def held(*arguments):
    last_step(*arguments)
    print("inserted", flush=True)
    sys.stdin.readline()
finish.finish = held
from spilno.config.cli import main
main()
"""
LOOK = """
import json
import django; django.setup()
from spilno.places.models import Area, AreaCode, AreaName, DataSource, ImportRun
totals = [kind.objects.count() for kind in (Area, AreaCode, AreaName, DataSource)]
runs = ImportRun.objects.order_by("pk").values_list("kind", "status", "message")
print(json.dumps([totals, list(runs)]))
"""


@pytest.fixture
def registers(tmp_path: Path) -> dict[str, Path]:
    return {"katottg": r.write(tmp_path, "k.csv", r.KATOTTG), "destatis": r.write(tmp_path, "gv.csv", r.DESTATIS)}


@contextmanager
def while_writing(home: Home, file: Path) -> Iterator["subprocess.Popen[str]"]:
    """An import of katottg that has inserted everything and committed nothing."""
    command = [sys.executable, "-c", HELD, "places", "import", "katottg", str(file)]
    with subprocess.Popen(
        command, env=home.environment, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "inserted\n"
        try:
            yield process
        finally:
            process.kill()


def started(home: Home, kind: str, file: Path) -> "subprocess.Popen[str]":
    command = home.process("places", "import", kind, str(file), "--format", "json")
    return subprocess.Popen(
        command, env=home.environment, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def is_refusal(error: str, kinds: list[str]) -> bool:
    """One line that names what is in the way, and what to do."""
    named = any(f"another import of {kind} since" in error for kind in kinds)
    return named and len(error.splitlines()) == 1 and "try again" in error


def what_it_did(account: str) -> str:
    """What became of all rows alike."""
    totals = json.loads(account)
    return next(word for word in ("created", "unchanged") if totals[word] == totals["in"] > 0)


def looked_at(home: Home) -> tuple[list[int], list[list[str]]]:
    """How many places, codes, names and sources there are, and what became of the runs."""
    totals, runs = json.loads(home.python(LOOK))
    return totals, runs


def test_killed_while_it_writes_it_leaves_nothing_and_the_next_run_works(
    home: Home, registers: dict[str, Path]
) -> None:
    with while_writing(home, registers["katottg"]) as process:
        # Meanwhile any other is told so, in one line, and changes nothing.
        for one in [started(home, kind, file) for kind, file in registers.items()]:
            out, error = one.communicate()
            assert (one.returncode, out) == (2, "")
            assert is_refusal(error, ["katottg"]), error
        process.kill()
    totals, runs = looked_at(home)
    assert totals == [0, 0, 0, 0]
    again = home.spilno("places", "import", "katottg", registers["katottg"], "--format", "json")
    assert (again.returncode, again.stderr) == (0, "")
    assert json.loads(again.stdout)["created"] == 6
    runs = looked_at(home)[1]
    assert runs == [["katottg", "failed", "stopped before its end; nothing was written"], ["katottg", "done", ""]]


def test_of_three_started_together_each_is_whole_or_refused(home: Home, registers: dict[str, Path]) -> None:
    kinds = ["katottg", "destatis", "katottg"]
    running = [started(home, kind, registers[kind]) for kind in kinds]
    answers = [one.communicate() for one in running]
    did: dict[str, list[str]] = {kind: [] for kind in registers}
    for kind, one, (out, error) in zip(kinds, running, answers, strict=True):
        if one.returncode == 0:
            did[kind].append(what_it_did(out))
        else:
            assert (one.returncode, out) == (2, "")
            assert is_refusal(error, kinds), error
    assert any(did.values())
    for kind, file in registers.items():
        did[kind].append(what_it_did(home.spilno("places", "import", kind, file, "--format", "json").stdout))
        assert sorted(did[kind]) == ["created"] + ["unchanged"] * (len(did[kind]) - 1)
