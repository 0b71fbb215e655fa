"""Every setting is described where an operator looks for it."""

import re

from tests.policy.sources import PACKAGE, ROOT, python_files, texts

READ = re.compile(r"""(?:env\.\w+|environ\.get|getenv)\(\s*["'](\w+)["']|environ\[\s*["'](\w+)["']\s*\]""")
VARIABLE = re.compile(r"^(SPILNO_\w+|DATABASE_URL)$")


def variables(names: set[str]) -> set[str]:
    return {name for name in names if VARIABLE.match(name)}


def read_by(files: list) -> set[str]:  # type: ignore[type-arg]
    return variables({one or other for _name, text in texts(files) for one, other in READ.findall(text)})


def test_every_setting_is_in_the_operations_page() -> None:
    inside = [file for file in python_files() if file.is_relative_to(PACKAGE) and "tests" not in file.parts]
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    described = set(re.findall(r"^\| `(\w+)` ", page, re.MULTILINE))
    read = read_by(inside)
    assert read
    assert read - described == set()
    assert variables(described) - read == set(), "the page describes settings that nothing reads"


def test_every_setting_of_the_tests_is_in_the_testing_page() -> None:
    outside = [file for file in python_files() if not file.is_relative_to(PACKAGE) or "tests" in file.parts]
    page = (ROOT / "docs" / "testing.md").read_text(encoding="utf-8")
    internal = {"SPILNO_TEST_DATABASE", "SPILNO_TEST_SWEEP"}
    read = {name for name in read_by(outside) if name.startswith("SPILNO_TEST_")}
    assert {name for name in read - internal if f"`{name}`" not in page} == set()
