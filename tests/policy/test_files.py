"""Small files, no secrets of one machine, the documents that newcomers rely on."""

import ast
import re

from tests.policy.sources import ROOT, name_of, project_files, python_files, texts

LONGEST_FILE = 400
LONGEST_FUNCTION = 40
# Written in parts, so that this file does not name what it forbids.
REGISTRIES = [
    "pypi" + ".org",
    "python" + "hosted.org",
    "registry." + "npmjs",
    "proxy." + "golang",
    "deb." + "debian.org",
]
MACHINE = ["/" + "work/", "/tmp/" + "scratch", "." + "library/"]


def test_no_python_file_is_longer_than_400_lines() -> None:
    long = {name: text.count("\n") for name, text in texts(python_files()) if text.count("\n") >= LONGEST_FILE}
    assert not long


def test_no_function_is_longer_than_40_lines() -> None:
    long = []
    for name, text in texts([file for file in python_files() if "tests" not in file.parts]):
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                long += [f"{name}:{node.lineno} {node.name} has {lines}"] if lines > LONGEST_FUNCTION else []
    assert not long


def test_no_file_names_a_package_registry_or_this_machine() -> None:
    found = [(name, word) for name, text in texts(project_files()) for word in REGISTRIES + MACHINE if word in text]
    assert not found


def test_requirements_carry_hashes_and_no_address() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text
        pins = re.findall(r"^[a-z0-9].*==.*\\$", text, re.MULTILINE)
        unpinned = [line for line in text.splitlines() if line and line[0] not in "# " and line not in pins]
        assert pins and not unpinned


def test_the_readme_begins_with_exactly_the_two_commands() -> None:
    blocks = re.findall(r"^```\w*\n(.*?)^```", (ROOT / "README.md").read_text(encoding="utf-8"), re.M | re.S)
    assert blocks[0].splitlines() == ["python3 dev.py", "python3 dev.py test"]


def test_the_documents_a_reader_looks_for_are_there() -> None:
    expected = ["README.md", "STYLE.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "LICENSE"]
    expected += [f"docs/{name}.md" for name in ("architecture", "concepts", "testing", "translating", "operations")]
    assert not [name for name in expected if not (ROOT / name).is_file()]


def test_links_between_documents_lead_somewhere() -> None:
    broken = []
    for file in (file for file in project_files() if file.suffix == ".md"):
        for target in re.findall(r"\]\(([^)#\s]+)", file.read_text(encoding="utf-8")):
            # An address that begins with a slash is a page of the running site: `library/tests/test_guides.py` opens it.
            elsewhere = "://" in target or target.startswith(("mailto:", "/"))
            if not elsewhere and not (file.parent / target).exists():
                broken.append(f"{name_of(file)} -> {target}")
    assert not broken


def test_the_architecture_page_can_be_read_in_one_sitting() -> None:
    assert len((ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").splitlines()) <= 200
