"""The one command of a newcomer: what it refuses, and how it counts."""

import socket
import subprocess
import sys
from pathlib import Path

import dev
import pytest

from tools import checks

REPORT = """<testsuites><testsuite>
<testcase name="a"/>
<testcase classname="tests.b" name="b"><failure message="1 is not 2&#10;at length"/></testcase>
<testcase classname="tests.c" name="c"><error/></testcase>
<testcase name="d"><skipped message="no Chromium here"/></testcase>
<testcase name="e"><skipped message="the run on PostgreSQL does this"/></testcase>
</testsuite></testsuites>"""


def start(root: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, str(root / "dev.py"), *arguments], capture_output=True, text=True)


def test_a_taken_port_is_told_in_one_line(project_root: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        done = start(project_root, "--port", port)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert port in done.stderr
    assert "--port" in done.stderr


@pytest.mark.parametrize(
    "arguments", [["--port", "0"], ["--port", "9" * 30], ["--port", "x"], ["nothing"], ["test", "--x"]]
)
def test_wrong_arguments_are_told_in_one_line(project_root: Path, arguments: list[str]) -> None:
    done = start(project_root, *arguments)
    assert (done.returncode, done.stderr.count("\n"), done.stdout) == (2, 1, "")


def test_links_in_mails_lead_to_the_server_that_was_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SPILNO_SITE_URL", raising=False)
    started = dev.running_environment("127.0.0.1", "http://127.0.0.1:9000/")
    assert started["SPILNO_SITE_URL"] == "http://127.0.0.1:9000"


@pytest.mark.parametrize(("ci", "counts"), [("", (1, 2, 2)), ("true", (1, 3, 1))])
def test_a_missing_browser_is_a_failure_in_ci_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ci: str, counts: tuple[int, int, int]
) -> None:
    monkeypatch.setenv("CI", ci)
    report = tmp_path / "report.xml"
    report.write_text(REPORT, encoding="utf-8")
    outcome = checks.Outcome("tests")
    checks.read_report(report, outcome)
    assert (outcome.passed, outcome.failed, outcome.skipped) == counts
    assert outcome.faults == ["tests.b::b: 1 is not 2", "tests.c::c: no reason given"]
    assert outcome.reasons == ["no Chromium here", "the run on PostgreSQL does this"]


def test_what_fails_only_beside_others_is_named_and_stays_a_failure() -> None:
    first = checks.Outcome("tests", 5, 2, 1, reasons=["no server"], faults=["a: late", "b: wrong"])
    checks.compare(first, checks.Outcome("tests", 1, 1, faults=["b: wrong in other words"]))
    assert (first.passed, first.failed, first.skipped) == (5, 2, 1)
    assert first.faults == ["unsteady, a: late", "b: wrong"]
    # A second run that did not reach the same tests says nothing.
    checks.compare(first, checks.Outcome("tests", 1))
    assert first.faults == ["unsteady, a: late", "b: wrong"]


def test_the_last_line_counts_everything(capsys: pytest.CaptureFixture[str]) -> None:
    outcomes = [checks.Outcome("one", 3, 0, 1, reasons=["why"]), checks.Outcome("two", 1, 2)]
    assert checks.summarise(outcomes) == 1
    lines = capsys.readouterr().out.splitlines()
    assert "  one: why" in lines
    assert lines[-1] == "4 passed, 2 failed, 1 skipped"
    assert checks.summarise([checks.Outcome("one", 3)]) == 0
