"""Promises name tests that exist, and every requirement and advisory has its row."""

import ast
import re

from tests.policy.sources import ROOT, python_files

PAGES = ("security.md", "advisories.md", "requirements.md")
# OWASP ASVS 5.0, as far as it bears on a platform like this one; and BSI APP.3.1 in force.
ASVS = """
V8.1.1 V8.1.2 V8.2.1 V8.2.2 V8.2.3 V8.3.1 V8.4.1 V15.3.1 V15.3.3 V1.1.1 V1.2.1 V1.2.2 V1.2.4 V1.2.9 V1.3.1 V1.3.4 V1.3.5
V1.3.6 V1.3.7 V1.3.10 V1.3.11 V1.5.1 V1.5.2 V2.2.1 V2.2.2 V2.2.3 V2.3.1 V2.3.2 V2.3.3 V2.3.4 V2.4.1 V3.2.1 V3.3.1 V3.3.2
V3.3.3 V3.3.4 V3.4.1 V3.4.2 V3.4.3 V3.4.4 V3.4.5 V3.4.6 V3.5.1 V3.5.3 V3.7.2 V4.1.1 V4.1.3 V5.1.1 V5.2.1 V5.2.2 V5.2.3
V5.3.1 V5.3.2 V5.4.2 V5.4.3 V6.2.1 V6.2.5 V6.2.9 V6.2.12 V6.3.1 V6.3.2 V6.3.3 V6.4.1 V6.4.3 V6.5.1 V6.5.5 V7.2.4 V7.3.1
V7.3.2 V7.4.1 V7.4.2 V7.4.3 V7.4.5 V7.5.1 V9.1.1 V9.2.1 V9.2.2 V11.4.2 V11.5.1 V12.3.1 V12.3.2 V13.2.4 V13.3.1 V13.4.2
V13.4.5 V14.1.1 V14.2.1 V14.2.3 V14.3.2 V14.3.3 V15.1.2 V15.2.1 V15.2.2 V15.3.4 V16.2.5 V16.3.1 V16.3.2 V16.4.1 V16.5.1
V16.5.2 V16.5.3
""".split()  # noqa: SIM905
BSI = "A1 A4 A7 A8 A9 A11 A12 A14 A20 A21 A22".split()  # noqa: SIM905
ADVISORIES = 46


def rows(page: str) -> dict[str, str]:
    """First cell -> the whole row, of every table of a page."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return {line.split("|")[1].strip(): line for line in text.splitlines() if re.match(r"\| *[^-| ]", line)}


def existing() -> set[str]:
    names = set()
    for file in (file for file in python_files() if file.name.startswith("test_")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
                names.add(node.name)
    return names


def test_every_promise_names_tests_that_exist() -> None:
    known = existing()
    wrong = []
    for page in PAGES:
        text = (ROOT / "docs" / page).read_text(encoding="utf-8")
        names = set(re.findall(r"`(test_\w+)`", text))
        wrong += [f"{page}: {name}" for name in sorted(names) if name not in known]
    # Modules are named, too.
    assert not [one for one in wrong if not list(ROOT.glob(f"**/{one.partition(': ')[2]}.py"))]


def test_every_advisory_has_its_test() -> None:
    found = rows("advisories.md")
    assert [number for number in map(str, range(1, ADVISORIES + 1)) if "`test_" not in found.get(number, "")] == []


def test_every_requirement_has_its_test_or_its_reason() -> None:
    found = rows("requirements.md")
    silent = [one for one in ASVS + BSI if "`test_" not in found.get(one, "") and "*Reason*" not in found.get(one, "")]
    assert silent == []
