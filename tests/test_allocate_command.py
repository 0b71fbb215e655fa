"""`spilno allocate`: one JSON object for scripts, one clear line for mistakes."""

import json
from pathlib import Path

import pytest

from spilno.config.cli import run

GERMAN = [
    {"id": "de1", "side": "de", "population": 20000, "capacity": 1, "needs": {"energy": 1.0}, "truth": {"x": 1}},
    {"id": "de2", "side": "de", "population": 40000, "capacity": 2, "languages": None},
    {"id": "de3", "side": "de", "population": 40000, "wishes": {"size_min": 10000000}},
]
UKRAINIAN = [
    {"id": "ua1", "side": "ua", "population": 21000, "offers": {"energy": 1.0}},
    {"id": "ua2", "side": "ua", "population": 39000},
]


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    made = []
    for name, rows in (("de", GERMAN), ("ua", UKRAINIAN)):
        file = tmp_path / f"{name}.jsonl"
        file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        made.append(str(file))
    return made


def answer(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> dict[str, object]:
    assert run(["allocate", *arguments, "--format", "json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_object_scripts_rely_on(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, files)
    assert {pair["a"] for pair in found["pairs"]} == {"de1", "de2"}
    assert {pair["b"] for pair in found["pairs"]} == {"ua1", "ua2"}
    assert list(found["blocking"]) == ["0", "0.02", "0.05", "0.1"]
    assert found["welfare"] <= found["upper_bound"]
    assert set(found["exposure"]) == {"gini", "coverage"}
    assert found["unmatched"] == [{"id": "de3", "reason": "no_eligible"}]


def test_pins_and_forbids_in_either_order(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, [*files, "--pin", "ua2:de1", "--forbid", "de2:ua1"])
    assert {(pair["a"], pair["b"]) for pair in found["pairs"]} == {("de1", "ua2")}


def test_the_dial_at_zero_is_stable(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(capsys, [*files, "--stability", "0"])["blocking"]["0"] == 0


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--stability", "2"], "between 0 and 1"),
        (["--stability", "nan"], "between 0 and 1"),
        (["--pin", "de1"], "a:b"),
        (["--pin", "de1:nobody"], "nobody"),
        (["--pin", "de1:de2"], "one side"),
        (["--pin", "de1:ua1", "--pin", "de1:ua2"], "can take 1"),
        (["--pin", "de3:ua1"], "must"),
        (["--pin", "de1:ua1", "--forbid", "ua1:de1"], "forbidden"),
    ],
)
def test_a_mistake_is_one_line(
    files: list[str], capsys: pytest.CaptureFixture[str], more: list[str], words: str
) -> None:
    assert run(["allocate", *files, *more, "--format", "json"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert words in captured.err
    assert captured.err.count("\n") == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", ":1: not readable as JSON"),
        ('{"id": "a", "side": "de"}\n{"id": "a", "side": "ua"}', ":2: id: 'a' stands twice"),
        ('{"id": "a", "side": "de", "population": "many"}', ":1: population"),
        ('{"id": "a", "side": "de"}', "two countries"),
        ("", "no profile"),
        ("[1]", ":1: profile"),
    ],
)
def test_a_bad_file_is_named_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, words: str
) -> None:
    file = tmp_path / "p.jsonl"
    file.write_text(content, encoding="utf-8")
    assert run(["allocate", str(file)]) == 2
    assert words in capsys.readouterr().err
    assert run(["allocate", str(tmp_path / "none.jsonl")]) == 2
