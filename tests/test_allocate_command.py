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


def test_what_a_pin_takes_from_the_total_is_said(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    free, pinned = answer(capsys, files), answer(capsys, [*files, "--pin", "de2:ua1", "--pin", "ua1:de2"])
    assert "pins" not in free
    [pin] = pinned["pins"]
    assert (pin["a"], pin["b"]) == ("de2", "ua1")
    assert pin["price"] == pytest.approx(free["upper_bound"] - pinned["upper_bound"], abs=1e-9)


def test_welfare_is_the_sum_of_the_pairs_and_certified(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, files)
    assert found["welfare"] == pytest.approx(sum(pair["mutual"] for pair in found["pairs"]), abs=1e-12)
    assert found["welfare"] <= found["settled"]["attainable"] <= found["upper_bound"]
    assert found["blocking"]["0.05"] == 0


def test_the_order_of_files_and_lines_does_not_matter(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    once = answer(capsys, files)
    for file in map(Path, files):
        file.write_text("\n".join(reversed(file.read_text(encoding="utf-8").splitlines())), encoding="utf-8")
    assert answer(capsys, files[::-1]) == once


def test_ids_with_colons_can_be_pinned(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "all.jsonl"
    rows = [{"id": "ags:1", "side": "de"}, {"id": "katottg:UA1", "side": "ua"}, {"id": "katottg:UA2", "side": "ua"}]
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    found = answer(capsys, [str(file), "--pin", "ags:1:katottg:UA2"])
    assert [(pair["a"], pair["b"]) for pair in found["pairs"]] == [("ags:1", "katottg:UA2")]


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
        ("[" * 100_000, ":1: not readable as JSON"),
        ('{"id": "a", "population": ' + "9" * 5000 + "}", ":1: not readable as JSON"),
        ('{"id": "\\ud800", "side": "de"}', ":1: id"),
        ('{"id": "a", "capacity": -1}', ":1: capacity"),
        ('{"id": "a", "capacity": 1' + "0" * 30 + "}", ":1: capacity"),
        ('{"id": "a", "needs": {"one\\ntwo": "much"}}', ":1: needs one two"),
        ('{"id": "a", "languages": "' + "x" * 100_000 + '"}', ":1: languages"),
        ('{"id": "a", "wishes": {"weights": {"size": NaN}}}', ":1: weight size"),
        ('{"id": "a", "wishes": {"weights": {"size": -1}}}', ":1: weight size"),
    ],
)
def test_a_bad_file_is_named_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, words: str
) -> None:
    file = tmp_path / "p.jsonl"
    file.write_text(content, encoding="utf-8")
    assert run(["allocate", str(file)]) == 2
    told = capsys.readouterr().err
    assert words in told
    assert told.count("\n") == 1
    assert len(told) < 400
    assert run(["allocate", str(tmp_path / "none.jsonl")]) == 2
