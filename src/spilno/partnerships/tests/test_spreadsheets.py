"""Lists as people save them: encodings, separators, XLSX with all it can hide, and files that are no lists."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook

from spilno.partnerships.importing.checking import _repaired
from spilno.partnerships.importing.errors import BadList
from spilno.partnerships.importing.mapping import Mapping, fit_mapping, guess_mapping
from spilno.partnerships.importing.reading import read_list
from spilno.partnerships.importing.sheet import Wanted

UKRAINIAN = "Місто;Партнер\nЇжакевичі;Ґалаґан’є\nКиїв;Львів\n"
GERMAN = "Stadt;Partnerstadt\nKöln;Düsseldorf\nMünster;Görlitz\n"


def book(fill: Callable[[Any], None]) -> bytes:
    made, out = Workbook(), io.BytesIO()
    made.active.append(["Stadt", "Partnerstadt", "seit"])
    fill(made)
    made.save(out)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_ukrainian_lists_are_read_in_any_encoding(encoding: str) -> None:
    text = UKRAINIAN.replace("’", "'") if encoding == "cp1251" else UKRAINIAN
    sheet = read_list(text.encode(encoding), "a.csv")
    assert sheet.header == ["Місто", "Партнер"]
    assert sheet.rows[0].cells[0] == "Їжакевичі"


def test_german_lists_are_read_in_the_encoding_of_windows() -> None:
    sheet = read_list(GERMAN.encode("cp1252"), "a.csv")
    assert [row.cells for row in sheet.rows] == [("Köln", "Düsseldorf"), ("Münster", "Görlitz")]
    assert read_list(GERMAN.encode("cp1252"), "a.csv", Wanted(encoding="cp1252")).rows == sheet.rows


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_any_separator_and_line_end_is_read(delimiter: str) -> None:
    text = GERMAN.replace(";", delimiter)
    for end in ("\n", "\r\n", "\r"):
        assert len(read_list(text.rstrip().replace("\n", end).encode(), "a.csv").rows) == 2
    assert read_list(f"sep={delimiter}\n{text}".encode(), "a.csv").header == ["Stadt", "Partnerstadt"]


def test_quotes_hold_line_breaks_and_broken_ones_swallow_nothing() -> None:
    assert read_list(b'Stadt;Partner\n"Bad\nX";Y\nA;B\n', "a.csv").rows[0].cells == ("Bad X", "Y")
    broken = "Stadt;Partner\n" + '"Unna;Nischyn\n' + "A;B\n" * 60
    assert len(read_list(broken.encode(), "a.csv").rows) == 61


def test_one_line_in_another_encoding_is_a_row_with_a_mistake() -> None:
    raw = GERMAN.encode() + "Köln;X\n".encode("cp1252")
    assert [row.problem for row in read_list(raw, "a.csv").rows] == ["", "", "unreadable"]


def test_titles_empty_rows_and_doubled_headings_are_no_obstacle() -> None:
    text = "Liste der Partnerschaften;;\n;;\nStadt;Partnerstadt;Stadt\n;;\n\x00A;B\u200b;C\n"
    sheet = read_list(text.encode(), "a.csv")
    assert sheet.header == ["Stadt", "Partnerstadt", "Stadt (2)"]
    assert [(row.number, row.cells) for row in sheet.rows] == [(5, ("A", "B", "C"))]


def test_a_workbook_tells_dates_and_what_it_hides() -> None:
    def fill(made: Any) -> None:
        made.active.append(["Unna", "Nischyn", date(2024, 8, 28)])
        made.active.append(["Köln", "=A1", 1988])
        made.active.append(["Hamm", "Lwiw", None])
        made.active.append([None, "Odesa", None])
        made.active.row_dimensions[4].hidden = True
        made.active.merge_cells("A4:A5")
        made.create_sheet("geheim").sheet_state = "hidden"

    raw = book(fill)
    sheet = read_list(raw, "liste.csv")
    assert sheet.rows[0].cells == ("Unna", "Nischyn", "2024-08-28")
    assert sheet.rows[1].cells == ("Köln", "#REF!", "1988")
    assert sheet.rows[2].problem == "hidden"
    assert {note["code"] for note in sheet.notes} == {"hidden_sheets", "hidden_rows", "merged", "uncounted"}
    assert sheet.rows[3].cells[0] == ""
    assert read_list(raw, "a.xlsx", Wanted(spread=True)).rows[3].cells[0] == "Hamm"


def _package(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in {"xl/workbook.xml": b"<workbook/>", **members}.items():
            package.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\x00",
        b"%PDF-1.7 x",
        b"\xd0\xcf\x11\xe0xxxx",
        b"<html><table></table></html>",
        b"PK\x03\x04 damaged",
        b"Stadt;Partnerstadt\n",
        b"only one column\nA\nB\n",
        _package(),
        _package(**{"xl/vbaProject.bin": b"x"}),
        _package(**{"xl/a.xml": b"0" * 30_000_000}),
        _package(**{"xl/a.xml": b'<!DOCTYPE l [<!ENTITY a "b">]><l/>'}),
        _package(**{f"{n}.xml": b"x" for n in range(2_100)}),
        (",".join("abcdefg" for _ in range(500)) + "\n1,2\n").encode(),
        ("Stadt;Partnerstadt\n" + "a;b\n" * 200_001).encode(),
    ],
)
def test_what_is_no_list_is_refused_in_one_line(raw: bytes) -> None:
    with pytest.raises(BadList) as refused:
        read_list(raw, "a.xlsx")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        ("Stadt;Partnerstadt;Land;seit;Typ", ["1.name", "2.name", "2.country", "since", "type"]),
        ("Місто;Область;Партнер;Країна;Рік", ["1.name", "1.region", "2.name", "2.country", "since"]),
        ("Municipality;Country;Sister city;Country;Year", ["1.name", "1.country", "2.name", "2.country", "since"]),
        ("\ufeffDeutsche Kommune;AGS;Ukrainische Kommune;KATOTTG", ["1.name", "1.code", "2.name", "2.code"]),
        (
            "origincityLabel;origincountry;originlat;originlong;originpopulation;sistercityLabel;destinationlat;"
            "destinationlong;destinationpopulation;destination_countryLabel",
            ["1.name", "1.country", "2.name", "2.country"],
        ),
    ],
)
def test_headings_in_three_languages_are_understood(header: str, columns: list[str]) -> None:
    sheet = read_list(f"{header}\n{';'.join('x' for _ in header.split(';'))}\n".encode(), "a.csv")
    guessed = guess_mapping(sheet)
    values = list(guessed.columns.values())
    # A column named "country" whose cells are none is taken for one of regions.
    assert [one.replace("region", "country") for one in values] == [one.replace("region", "country") for one in columns]


@pytest.mark.parametrize(
    "told", [[], {"A": "3.name"}, {"columns": {}, "dates": "x"}, {"columns": {"A": "1.name"}, "header_row": "x"}]
)
def test_a_mapping_that_is_none_is_refused(told: Any) -> None:
    with pytest.raises(BadList):
        Mapping.from_dict(told)


def test_a_mapping_must_name_both_sides_in_columns_that_exist() -> None:
    sheet = read_list(GERMAN.encode(), "a.csv")
    for columns in ({"Stadt": "1.name"}, {"Stadt": "1.name", "X": "2.name"}):
        with pytest.raises(BadList):
            fit_mapping(Mapping.from_dict(columns), sheet)
    assert fit_mapping(Mapping.from_dict({"STADT ": "1.name", "partnerstadt": "2.name"}), sheet).columns == {
        "Stadt": "1.name",
        "Partnerstadt": "2.name",
    }


def test_a_wrong_encoding_inside_a_cell_is_told() -> None:
    assert _repaired("MÃ¼nchen") == "München"
    assert _repaired("München") == ""


def test_a_heading_that_comes_twice_says_of_the_second_side_what_it_says_of_the_first() -> None:
    """The second `Land` was once passed over, and the partners were looked for in all countries."""
    sheet = read_list(b"Stadt;Land;Partnerstadt;Land\nUnna;Deutschland;Lublin;Polen\n", "a.csv")
    assert guess_mapping(sheet).columns == {
        "Stadt": "1.name", "Land": "1.country", "Partnerstadt": "2.name", "Land (2)": "2.country",
    }  # fmt: skip
