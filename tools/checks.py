"""Run every check that can run here and say plainly what was skipped and why; called by `python3 dev.py test`.

    python tools/checks.py test | sweep | lint [--fix]

The environment decides what can run: SPILNO_TEST_POSTGRES (address of a PostgreSQL server, as in DATABASE_URL) and
SPILNO_TEST_BROWSER (path of Chromium; found by itself where Debian puts it). With CI=true a missing server or browser,
or missing Postfix and Dovecot, is a failure.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAMS = Path(sys.executable).parent
DJANGO_VERSION = "5.2"
# The first, without windows, needs half the processor time.
BROWSERS = (
    "/usr/bin/chromium-headless-shell",
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/snap/bin/chromium",
    "/usr/bin/google-chrome",
)
# A missing PostgreSQL leaves out a whole run, see `backend`; a test that skips may name it for other reasons.
MISSING = re.compile(r"chromium|browser|postfix|dovecot", re.IGNORECASE)

# More than these need no second look to be found.
FEW = 12


@dataclass
class Outcome:
    """What one step came to; a check that is no test counts as one."""

    name: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0
    reasons: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def line(self) -> str:
        state = "FAILED " if self.failed else "skipped" if not self.passed else "ok     "
        counts = f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"
        return f"  {state} {self.name}: {counts} ({self.seconds:.0f} s)"


def in_ci() -> bool:
    return os.environ.get("CI", "").lower() in ("1", "true", "yes")


def left_out(name: str, reason: str) -> Outcome:
    """A step that cannot run here; in CI everything is there, so there it is a failure."""
    print(f"\n== {name}: skipped, {reason}", flush=True)
    return Outcome(name, failed=int(in_ci()), skipped=int(not in_ci()), reasons=[reason])


def check(name: str, *command: str) -> Outcome:
    """Run a tool; its output is shown only when it complains."""
    print(f"\n== {name}", flush=True)
    began = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        print(done.stdout.rstrip(), flush=True)
    seconds = time.monotonic() - began
    return Outcome(name, passed=int(not done.returncode), failed=int(bool(done.returncode)), seconds=seconds)


def named(case: ET.Element, fault: ET.Element) -> str:
    """Which test failed and the first line of why: who sees only the end of the output must know."""
    why = (fault.get("message") or fault.text or "").strip().splitlines() or ["no reason given"]
    return f"{case.get('classname')}::{case.get('name')}: {why[0][:300]}"


def read_report(report: Path, outcome: Outcome) -> None:
    """Take the counts from pytest's own report; a skip for a missing server or browser fails in CI."""
    cases = list(ET.parse(report).getroot().iter("testcase"))
    for case in cases:
        skip = case.find("skipped")
        fault = next((found for found in map(case.find, ("failure", "error")) if found is not None), None)
        if fault is not None:
            outcome.failed += 1
            outcome.faults.append(named(case, fault))
        elif skip is None:
            outcome.passed += 1
        else:
            reason = skip.get("message") or "no reason given"
            outcome.reasons += [reason] if reason not in outcome.reasons else []
            if in_ci() and MISSING.search(reason):
                outcome.failed += 1
            else:
                outcome.skipped += 1


def run_pytest(name: str, folder: Path, arguments: list[str], environment: dict[str, str]) -> Outcome:
    """Once, with what it remembers in `folder`."""
    report = folder / "report.xml"
    report.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}", "-o", f"cache_dir={folder / 'cache'}"]
    done = subprocess.run([*command, *arguments], cwd=ROOT, env=os.environ | environment)
    outcome = Outcome(name)
    if report.is_file():
        read_report(report, outcome)
    # 5: nothing was collected, which is no success either.
    if done.returncode and not outcome.failed:
        outcome.failed = 1
        outcome.faults.append(f"pytest ended with code {done.returncode}")
    return outcome


def compare(first: Outcome, again: Outcome) -> None:
    """Say of each failure whether it stays when run without the others; a failure it is either way."""
    if again.passed + again.failed != first.failed:
        return
    twice = {fault.partition(": ")[0] for fault in again.faults}
    first.faults = [why if why.partition(": ")[0] in twice else f"unsteady, {why}" for why in first.faults]


def pytest(name: str, *arguments: str, **environment: str) -> Outcome:
    """All tests side by side; the few that failed then once more, one after the other, to tell what kind of fault it is."""
    print(f"\n== {name}", flush=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        # Who has finished takes over half of what the other still has; none waits for the last.
        outcome = run_pytest(name, folder, ["-n", workers(), "--dist", "worksteal", *arguments], environment)
        if 0 < outcome.failed <= FEW:
            print(f"\n== {name}: once more what failed", flush=True)
            alone = ["--last-failed", "--last-failed-no-failures=none", *arguments]
            compare(outcome, run_pytest(name, folder, alone, environment))
    outcome.seconds = time.monotonic() - began
    return outcome


def lint(fix: bool = False) -> list[Outcome]:
    ruff, templates = (
        str(PROGRAMS / "ruff"),
        [str(file) for file in sorted((ROOT / "src").rglob("templates/**/*.html"))],
    )
    check_only = [] if fix else ["--check"]
    return [
        check("ruff", ruff, "check", *(["--fix"] if fix else [])),
        check("format", ruff, "format", *check_only),
        check("templates", str(PROGRAMS / "djade"), *check_only, "--target-version", DJANGO_VERSION, *templates),
        check("import ladder", str(PROGRAMS / "lint-imports")),
        check("types", str(PROGRAMS / "mypy")),
        check("translations", sys.executable, "tools/i18n.py", "check"),
    ]


def workers() -> str:
    return str(min(4, os.cpu_count() or 1))


def backend(marks: str) -> list[Outcome]:
    """The whole suite but the browser, once on each database where it asks one."""
    arguments = ["-m", marks, "--ignore=tests/e2e"]
    outcomes = [pytest("tests on SQLite", *arguments, SPILNO_TEST_DATABASE="")]
    server = os.environ.get("SPILNO_TEST_POSTGRES", "")
    if server:
        # The engine and the rules about the tree ask no database: a second time would say the same.
        away = ("--ignore=src/spilno/engine", "--ignore=tests/policy")
        outcomes.append(pytest("tests on PostgreSQL", *arguments, *away, SPILNO_TEST_DATABASE=server))
    else:
        outcomes.append(left_out("tests on PostgreSQL", "SPILNO_TEST_POSTGRES names no server"))
    return outcomes


def find_browser() -> str:
    named = os.environ.get("SPILNO_TEST_BROWSER", "")
    return next((path for path in ([named] if named else BROWSERS) if Path(path).is_file()), "")


def browser(marks: str) -> Outcome:
    name, path = "tests in the browser", find_browser()
    if not path:
        return left_out(name, "no Chromium found (SPILNO_TEST_BROWSER names its path)")
    # Playwright's own loop makes Django believe that it is called asynchronously.
    return pytest(name, "tests/e2e", "-m", marks, SPILNO_TEST_BROWSER=path, DJANGO_ALLOW_ASYNC_UNSAFE="1")


def summarise(outcomes: list[Outcome]) -> int:
    print("\nWhat ran:")
    for outcome in outcomes:
        print(outcome.line())
    reasons = [f"  {outcome.name}: {why}" for outcome in outcomes for why in [*outcome.reasons, *outcome.faults]]
    if reasons:
        print("What was skipped or went wrong, and why:", *reasons, sep="\n")
    passed, failed, skipped = (
        sum(getattr(outcome, name) for outcome in outcomes) for name in ("passed", "failed", "skipped")
    )
    print(f"{passed} passed, {failed} failed, {skipped} skipped", flush=True)
    return 1 if failed else 0


def main(arguments: list[str]) -> int:
    wish = arguments[0] if arguments else "test"
    if wish == "lint":
        return summarise(lint(fix="--fix" in arguments))
    if wish == "sweep":
        os.environ["SPILNO_TEST_SWEEP"] = "1"
    marks = "slow or not slow" if wish == "sweep" else "not slow"
    return summarise([*lint(), *backend(marks), browser(marks)])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
