"""Writes leave a trail: every public function of an `actions` module records what it changed."""

import ast
from pathlib import Path

from tests.policy.sources import PACKAGE, name_of, python_files

# Imports of registers keep their own row account; nobody's data is in them.
EXEMPT = {"src/spilno/places/actions.py"}


def action_files() -> list[Path]:
    own = [file for file in python_files() if file.is_relative_to(PACKAGE) and "tests" not in file.parts]
    return [
        file
        for file in own
        if (file.name == "actions.py" or file.parent.name == "actions") and name_of(file) not in EXEMPT
    ]


def _calls(function: ast.AST) -> set[str]:
    called = [node.func for node in ast.walk(function) if isinstance(node, ast.Call)]
    return {getattr(one, "id", getattr(one, "attr", "")) for one in called}


def test_every_action_records_itself_in_the_audit_trail() -> None:
    silent = []
    for file in action_files():
        functions = {
            node.name: _calls(node)
            for node in ast.parse(file.read_text("utf-8")).body
            if isinstance(node, ast.FunctionDef)
        }
        # A function that calls one that records, records.
        recording = {"record"}
        for _round in functions:
            recording |= {name for name, calls in functions.items() if calls & recording}
        silent += [
            f"{name_of(file)}: {name}" for name in functions if not name.startswith("_") and name not in recording
        ]
    assert not silent


def test_actions_name_who_acts() -> None:
    nameless = []
    for file in action_files():
        for node in ast.parse(file.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                names = {argument.arg for argument in [*node.args.args, *node.args.kwonlyargs]}
                if not names & {"acting_user", "acting"}:
                    nameless.append(f"{name_of(file)}: {node.name}")
    assert not nameless
