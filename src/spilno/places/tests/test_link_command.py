"""`spilno link FILE`: one row out for each row in, and one clear line where the file is not what it should be."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.conf import LazySettings

from spilno.places import actions, gazetteer
from spilno.places.commands import link
from spilno.places.tests import registers as r

pytestmark = pytest.mark.django_db
VILLAGES = [
    f"{r.OBLAST};{r.RAYON};{r.HROMADA};UA0502003003{number:07d};;C;Олександрівка" for number in range(12)
]  # fmt: skip


@pytest.fixture(autouse=True)
def registers(tmp_path: Path, settings: LazySettings) -> None:
    settings.PLACES_CACHE = tmp_path / "cache"
    gazetteer.forget()
    actions.run_import(kind="katottg", path=r.write(tmp_path, "k.csv", [*r.KATOTTG, *VILLAGES]))
    actions.run_import(kind="destatis", path=r.write(tmp_path, "gv.csv", r.DESTATIS))


def linked(path: Path, *options: str) -> Result:
    return CliRunner().invoke(link, [str(path), *options])


def rows(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    return list(csv.DictReader(io.StringIO(result.stdout)))


def write(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "names.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_rows_come_in_their_order_with_the_columns_that_scripts_rely_on(tmp_path: Path) -> None:
    path = write(tmp_path, "n;place;where\n1;Winniza;Вінницька\n2;Xyzzyplugh;\n3;Unna;\n")
    result = linked(path, "--column", "place", "--hint-column", "where", "--sources", "official")
    assert result.stdout.splitlines()[0] == "text,status,code,name,score,candidates"
    found = rows(result)
    assert [(row["text"], row["status"], row["code"]) for row in found] == [
        ("Winniza", "one", r.CITY),
        ("Xyzzyplugh", "none", ""),
        ("Unna", "one", "05978036"),
    ]
    assert found[1]["candidates"] == found[1]["score"] == found[1]["name"] == ""


def test_an_ambiguous_name_has_no_code_and_names_everybody_who_bears_it(tmp_path: Path) -> None:
    (row,) = rows(linked(write(tmp_path, "text\nOleksandrivka\n"), "--country", "UA"))
    assert (row["status"], row["code"], row["name"]) == ("several", "", "")
    assert {f"UA0502003003{number:07d}" for number in range(12)} <= set(row["candidates"].split("|"))


def test_json_is_one_object_a_line(tmp_path: Path) -> None:
    result = linked(write(tmp_path, "text\nUnna\n\nWinniza\n"), "--format", "json")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line["text"] for line in lines] == ["Unna", "Winniza"]
    assert lines[0]["candidates"][0] == lines[0]["code"] == "05978036"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1251", "koi8-u"])
def test_every_usual_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    text = "text,oblast\r\nВінниця,Вінницька область\r\nКиїв,\r\n"
    found = rows(linked(write(tmp_path, text, encoding), "--hint-column", "oblast", "--country", "UA"))
    assert [row["text"] for row in found] == ["Вінниця", "Київ"]
    assert found[0]["code"] == r.CITY


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"name\nUnna\n", "no column 'text'; there are name"),
        (b"PK\x03\x04rest", "XLSX"),
        (b"\xd0\xcf\x11\xe0rest", "XLS"),
        (b"%PDF-1.7", "PDF"),
        (b"", "empty"),
        (b'text,oblast\nUnna,"Ber', "is the file cut"),
        (b"text,oblast\nUnna,\nWinn", "names.csv:3: 1 cells, where the header names 2; is the file cut"),
        ("text\nUnna\nЛьв".encode()[:-1], "names.csv:3: holds a letter that is not readable"),
    ],
)
def test_a_file_that_is_not_what_it_should_be_gets_one_line_and_no_answer(
    tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "names.csv"
    path.write_bytes(content)
    result = linked(path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr.splitlines()[-1]
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    "options",
    [("--level", "galaxy"), ("--country", "Ukraine"), ("--hint-column", "nope"), ("--sources", "all of them")],
)
def test_a_wrong_option_is_named_before_anything_is_answered(tmp_path: Path, options: tuple[str, str]) -> None:
    result = linked(write(tmp_path, "text\nUnna\n"), *options)
    assert (result.exit_code, result.stdout) == (2, "")


def test_a_name_of_three_hundred_letters_is_told_and_the_others_are_answered(tmp_path: Path) -> None:
    result = linked(write(tmp_path, f"text\n{'x' * 300}\nUnna\n"))
    assert [row["status"] for row in rows(result)] == ["none", "one"]
    assert "names.csv:2: text: a place name has at most 200 characters" in result.stderr


# The names of the corpus of bad input (names, places, Unicode), as they bear on finding a place.
SAME = {
    "a Latin i among Cyrillic letters": "Вiнниця",
    "a Cyrillic o among Latin letters": "Unnа",
    "decomposed letters": "Ки\u0438\u0306в".replace("ии\u0306", "и\u0457"),
    "a zero-width joiner": "Вінни\u200dця",
    "a soft hyphen": "Він\u00adниця",
    "a mark of order inside": "\ufeffВінниця",
    "a direction override": "\u202eВінниця\u202c",
    "isolates": "\u2066Unna\u2069",
    "NUL": "Un\x00na",
    "capitals": "ВІННИЦЯ",
    "full width": "Ｕｎｎａ",
    "apostrophes for nothing": "Вінниця’",
}
MEANT_LITERALLY = [
    "Robert'); DROP TABLE places_area;--", "{{7*7}}", "${7*7}", "{% debug %}", "{0.__class__}", "%s%n", "😀", "👨‍👩‍👧", "Я",
    "\uffff", "\ufffe", "İ", "ß", "Z" + "\u0301" * 150, "1", "-", "’", "=cmd|' /C calc'!A0",
]  # fmt: skip


@pytest.mark.parametrize("what", SAME)
def test_what_nobody_sees_does_not_hide_the_place(what: str) -> None:
    found = gazetteer.find(SAME[what])
    assert found.hits, what
    assert found.hits[0].code in (r.CITY, "05978036", "UA80000000000093317")


@pytest.mark.parametrize("text", MEANT_LITERALLY)
def test_what_is_no_place_is_none_or_asked_back_and_breaks_nothing(text: str) -> None:
    first = gazetteer.find(text)
    assert first.verdict != gazetteer.Verdict.ONE
    assert gazetteer.find(text) == first


@pytest.mark.parametrize(
    "spellings", [("Köln", "KÖLN", "Ko\u0308ln"), ("Unna", "UNNA", "unna"), ("Київ", "Ки\u0456\u0308в", "Kyiv", "Kiew")]
)
def test_one_place_however_it_is_typed(spellings: tuple[str, ...]) -> None:
    assert len({gazetteer.find(one).hits[:1] and gazetteer.find(one).hits[0].code for one in spellings}) == 1


@pytest.mark.parametrize(
    ("code", "meant"),
    [
        (r.CITY, r.CITY),
        (r.CITY.lower(), r.CITY),
        ("UА" + r.CITY[2:], r.CITY),
        ("05978036", "05978036"),
        ("05978", "05978"),
        (r.CITY[:-1], ""),
        ("UA99999999999999999", ""),
        ("5978036", ""),
    ],
)
def test_a_code_is_taken_whole_or_not_at_all(code: str, meant: str) -> None:
    found = gazetteer.find(code)
    assert (found.hits[0].code if found.verdict == gazetteer.Verdict.ONE else "") == meant
