"""What spreadsheets and keyboards do to names, codes and dates, as a list import meets it."""

import io
import unicodedata
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from spilno.common.errors import RefusedError
from spilno.common.sheets import safe_cell
from spilno.partnerships.actions.lists import import_list, order_check, order_run, upload_list
from spilno.partnerships.files import folder
from spilno.partnerships.importing.lists import plan_list, source_called
from spilno.partnerships.importing.mapping import Mapping
from spilno.partnerships.importing.planning import PlannedRow
from spilno.partnerships.importing.reading import read_list
from spilno.partnerships.importing.sheet import Wanted
from spilno.partnerships.models import ListImport, Partnership
from spilno.partnerships.queries.lists import message_text
from spilno.places import gazetteer
from spilno.places.enums import AreaLevel, CodeScheme, NameKind
from spilno.places.models import Area, AreaCode, AreaName, DataSource
from tests.cast import load_places, place

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _home(tmp_path: object, settings: Any) -> Iterator[None]:
    settings.HOME = settings.PLACES_CACHE = tmp_path
    gazetteer.forget()
    load_places()
    yield
    gazetteer.forget()


def planned(text: str | bytes, mapping: Mapping | None = None) -> list[PlannedRow]:
    raw = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    return plan_list(raw, "a.csv", mapping, None)[2].rows


def said(row: PlannedRow) -> str:
    return message_text(row.checked.message, row.checked.warnings)


def with_partner(*names: str, country: str = "UA") -> list[PlannedRow]:
    return planned("Stadt;Partnerstadt;Land\n" + "".join(f"Unna;{name};{country}\n" for name in names))


def place_of(row: PlannedRow) -> int | None:
    return row.checked.parties[1].area if len(row.checked.parties) > 1 else None


# Spreadsheets


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1251", "koi8_u"])
def test_a_ukrainian_list_links_in_any_encoding_and_says_which_it_took(encoding: str) -> None:
    text = "Місто;Країна;Партнер;Країна\nНікополь;Україна;Unna;Німеччина\nСтрийська громада;Україна;Unna;Німеччина\n"
    sheet, _mapping, plan = plan_list(text.encode(encoding), "a.csv", None, None)
    assert [row.outcome for row in plan.rows] == ["created", "created"]
    assert sheet.reading["encoding"] in (encoding, "utf-8")


def test_a_cell_in_a_wrong_encoding_is_told_with_what_it_may_mean() -> None:
    rows = with_partner("ÐšÐ¸Ñ—Ð²", "MÃ¼nchen")
    assert [row.outcome for row in rows] == ["rejected", "rejected"]
    assert "Київ" in said(rows[0])
    assert "München" in said(rows[1])


def test_titles_and_two_header_rows_are_chosen_and_remembered() -> None:
    text = b"Partnerschaften 2024;;\nDeutschland;Ukraine;\nStadt;Partnerstadt;seit\nUnna;Nikopol;2023\n"
    mapping = Mapping.from_dict({"columns": {"Stadt": "1.name", "Partnerstadt": "2.name"}, "header_row": 3})
    listed, plan = import_list(text, "a.csv", mapping, source_called("RGRE"), acting_user=None)
    assert (plan.account["in"], plan.account["created"]) == (1, 1)
    assert listed.source.mapping["header_row"] == 3
    assert (
        plan_list(text, "a.csv", Mapping.from_dict(listed.source.mapping), listed.source)[2].account["unchanged"] == 1
    )


def test_the_value_of_a_formula_is_taken_and_the_formula_never_counted() -> None:
    made, out = Workbook(), io.BytesIO()
    made.active.append(["Stadt", "Partnerstadt", "seit"])
    made.active.append(["Unna", '=VLOOKUP("x",A1:B2,2)', "=1988+1"])
    made.save(out)
    cached = io.BytesIO()
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(cached, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename.endswith("sheet1.xml"):
                content = content.replace(b"</f><v></v>", b"</f><v>7</v>").replace(b"</f><v />", b"</f><v>7</v>")
            new.writestr(entry, content)
    assert read_list(out.getvalue(), "a.xlsx").rows[0].cells == ("Unna", "#REF!", "#REF!")
    assert read_list(cached.getvalue(), "a.xlsx").rows[0].cells == ("Unna", "7", "7")


@pytest.mark.parametrize("blank", ["#N/A", "#REF!", "-", "k.A.", "k. A.", "немає", "н/д", "n/a"])
def test_what_stands_for_nothing_is_nothing(blank: str) -> None:
    rows = planned(f"Stadt;Partnerstadt;seit\nUnna;Nikopol;{blank}\nUnna;{blank};2023\n")
    assert rows[0].outcome == "created"
    assert rows[0].checked.facts.begun is None
    assert rows[1].checked.message["code"] == "no_party"


def test_numbers_that_lost_their_format_are_told_or_repaired() -> None:
    rows = planned("Stadt;AGS;Partnerstadt\nUnna;5978036;Nikopol\nUnna;5,97804E+06;Nikopol\n")
    assert [row.outcome for row in rows] == ["created", "ask"]
    assert "5,97804E+06" in said(rows[1])
    assert "AGS" in said(rows[1])


@pytest.mark.parametrize(
    ("told", "iso"),
    [
        ("1.3.24", "2024-03-01"),
        ("45231", "2023-11-01"),
        ("03/04/2024", "2024"),
        ("1900", "1900"),
        ("29.2.2024", "2024-02-29"),
        ("seit 2023", "2023"),
        ("ab dem 1. Mai 2022", "2022-05-01"),
        ("з травня 1991 року", "1991-05"),
        ("since October 2022", "2022-10"),
        ("2019 р.", "2019"),
        ("ca. 1992", "1992"),
    ],
)
def test_dates_are_read_as_far_as_they_are_certain(told: str, iso: str) -> None:
    begun = planned(f"Stadt;Partnerstadt;seit\nUnna;Nikopol;{told}\n")[0].checked.facts.begun
    assert begun is not None
    assert begun.iso == iso


@pytest.mark.parametrize("told", ["29.2.2023", "31.4.2024", "0024", "20023", "32.1.2024", "1.13.2024", "gestern"])
def test_days_that_do_not_exist_reject_the_row_and_name_column_and_cell(told: str) -> None:
    row = planned(f"Stadt;Partnerstadt;seit\nUnna;Nikopol;{told}\n")[0]
    assert row.outcome == "rejected"
    assert "seit" in said(row)
    assert told in said(row)


def test_about_when_is_taken_and_told() -> None:
    assert "ca. 1992" in said(planned("Stadt;Partnerstadt;seit\nUnna;Nikopol;ca. 1992\n")[0])
    assert said(planned("Stadt;Partnerstadt;seit\nUnna;Nikopol;seit 1992\n")[0]) == ""


@pytest.mark.parametrize(
    ("told", "span"),
    [
        ("2023-2025", ("2023", "2025")),
        ("05/2023 – 12/2026", ("2023-05", "2026-12")),
        ("von 1991 bis 1999", ("1991", "1999")),
    ],
)
def test_a_span_in_one_cell_tells_beginning_and_end(told: str, span: tuple[str, str]) -> None:
    facts = planned(f"Stadt;Partnerstadt;seit\nUnna;Nikopol;{told}\n")[0].checked.facts
    assert facts.begun is not None
    assert facts.until is not None
    assert (facts.begun.iso, facts.until.iso) == span


@pytest.mark.parametrize("told", ["Mainz 2020", "2025-2023", "vor 2022-2023 oder so", "seit", "2023/2024"])
def test_what_only_looks_like_a_date_rejects_the_row(told: str) -> None:
    assert planned(f"Stadt;Partnerstadt;seit\nUnna;Nikopol;{told}\n")[0].outcome == "rejected"


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("Partnerschaft", ("partnership", "", "")),
        ("in Anbahnung", ("", "initiated", "")),
        ("Solidaritätspartnerschaft", ("", "", "Solidaritätspartnerschaft")),
        ("Städtepartnerschaft", ("partnership", "", "Städtepartnerschaft")),
        ("проєктне партнерство", ("project", "", "")),
    ],
)
def test_a_word_for_the_kind_is_no_name_besides(told: str, kept: tuple[str, str, str]) -> None:
    facts = planned(f"Stadt;Partnerstadt;Art\nUnna;Nikopol;{told}\n")[0].checked.facts
    assert (facts.agreement_type, facts.phase, facts.local_label) == kept


def test_a_bezirk_is_no_market_town_that_bears_its_name() -> None:
    place(AreaLevel.MUNICIPALITY, "Markt Schwaben", (CodeScheme.AGS, "09175127"), country="DE")
    gazetteer.forget()
    assert planned("Stadt;Partnerstadt;Land\nMarkt Schwaben;Nikopol;UA\n")[0].outcome == "created"
    assert planned("Stadt;Partnerstadt;Land\nBezirk Schwaben;Nikopol;UA\n")[0].outcome == "ask"


def test_a_chosen_order_of_day_and_month_holds_for_the_whole_column() -> None:
    text = "Stadt;Partnerstadt;seit\nUnna;Nikopol;03/04/2024\n"
    columns = {"Stadt": "1.name", "Partnerstadt": "2.name", "seit": "since"}
    for order, iso in (("dmy", "2024-04-03"), ("mdy", "2024-03-04")):
        begun = planned(text, Mapping.from_dict({"columns": columns, "dates": order}))[0].checked.facts.begun
        assert begun is not None
        assert begun.iso == iso


def test_empty_formatted_rows_are_no_rows_and_too_many_columns_are_refused() -> None:
    made, out = Workbook(), io.BytesIO()
    made.active.append(["Stadt", "Partnerstadt"])
    made.active.append(["Unna", "Nikopol"])
    for number in range(3, 20_000):
        made.active.cell(number, 1).number_format = "0.00"
    made.save(out)
    assert len(read_list(out.getvalue(), "a.xlsx").rows) == 1
    made.active.cell(2, 16_384).value = "x"
    made.save(wide := io.BytesIO())
    with pytest.raises(Exception, match="400"):
        read_list(wide.getvalue(), "a.xlsx")


def test_an_open_document_and_a_nested_archive_are_no_spreadsheet() -> None:
    for names in (["mimetype", "content.xml"], ["inner.zip"], ["word/document.xml"]):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as package:
            for name in names:
                package.writestr(name, b"PK\x03\x04")
        with pytest.raises(Exception, match="XLSX"):
            read_list(out.getvalue(), "a.xlsx")


@pytest.mark.parametrize(
    "header", ["Stadt;Partnerstadt", " STADT ;Partner\u00a0stadt", "\u200bStadt;Partner\u00adstadt", "Stadt;Stadt"]
)
def test_headings_in_any_dress_are_mapped(header: str) -> None:
    assert planned(f"{header}\nUnna;Nikopol\n")[0].outcome == "created"


def test_the_same_row_twice_is_one_relation() -> None:
    rows = with_partner("Nikopol", "Nikopol")
    assert [row.outcome for row in rows] == ["created", "unchanged"]


def test_a_file_that_changed_after_its_dry_run_is_not_taken_over() -> None:
    listed = upload_list(b"Stadt;Partnerstadt\nUnna;Nikopol\n", "a.csv", source_called("RGRE"), acting_user=None)
    order_check(listed, Mapping.from_dict(listed.mapping), acting_user=None)
    before = Partnership.objects.count()
    (folder() / listed.checksum).write_bytes(b"Stadt;Partnerstadt\nUnna;Stryi hromada\n")
    order_run(listed, acting_user=None)
    listed.refresh_from_db()
    assert (listed.state, Partnership.objects.count()) == ("checked", before)
    assert listed.problem


@pytest.mark.parametrize("text", ["=1+1", "+49 2303", "-", "@home", '=HYPERLINK("//x")', "\t=1"])
def test_what_looks_like_a_formula_is_text_in_and_out_and_in_again(text: str, client: Client) -> None:
    quoted = text.replace('"', '""')
    raw = f'Stadt;Partnerstadt;Bezeichnung\nUnna;Nikopol;"{quoted}"\n'.encode()
    import_list(raw, "a.csv", None, source_called("RGRE"), acting_user=None)
    label = Partnership.objects.latest("pk").local_label
    assert label == ("" if text == "-" else text.strip())
    out = client.get(reverse("partnerships:registry_csv")).getvalue().decode()  # type: ignore[attr-defined]
    assert not any(line.startswith(("=", "+", "@")) for line in out.replace('"', "").replace(",", "\n").splitlines())
    back = read_list(f"Stadt;Bezeichnung\nUnna;{safe_cell(label)}\n".encode(), "a.csv") if '"' not in label else None
    assert back is None or back.rows[0].cells[1] == label


# Names, places, Unicode


def test_letters_of_the_other_script_are_read_and_told() -> None:
    city = Area.objects.get(name="Нікополь")
    rows = with_partner("Nікополь", "Нiкополь")
    assert [place_of(row) for row in rows] == [city.pk, city.pk]
    assert all("Нікополь"[1:] in said(row) or "Nікополь" in said(row) or "Нiкополь" in said(row) for row in rows)


def test_one_name_in_every_dress_is_one_place() -> None:
    city = Area.objects.get(name="Нікополь")
    forms = [
        "Нікополь", unicodedata.normalize("NFD", "Нікополь"), "НІКОПОЛЬ", "Ні\u00adкополь", "\ufeffНікополь",
        "Ніко\u200dполь", "\u202eНікополь\u202c", "Nikopol", "Nikopol'", "м. Нікополь", "Stadt Nikopol",
    ]  # fmt: skip
    assert [place_of(row) for row in with_partner(*forms)] == [city.pk] * len(forms)


@pytest.mark.parametrize("apostrophe", list("'’ʼ`´‘"))
def test_any_apostrophe_is_an_apostrophe(apostrophe: str) -> None:
    stryi = Area.objects.get(name="Стрийська")
    village = place(AreaLevel.SETTLEMENT, "Кам’янка", (CodeScheme.KATOTTG, "UA46100230990000001"), stryi)
    assert place_of(with_partner(f"Кам{apostrophe}янка")[0]) == village.pk


def test_exonyms_and_former_names_lead_to_the_place_of_today() -> None:
    city = Area.objects.get(name="Нікополь")
    source = DataSource.objects.get()
    for text, kind in (("Nikopel", NameKind.EXONYM), ("Красногригорівка", NameKind.FORMER)):
        AreaName.objects.create(area=city, text=text, kind=kind, source=source)
    assert [place_of(row) for row in with_partner("Nikopel", "Красногригорівка")] == [city.pk, city.pk]


def test_a_name_of_many_is_never_chosen_but_its_code_is() -> None:
    village = Area.objects.filter(name="Олександрівка").order_by("pk")[0]
    code = AreaCode.objects.get(area=village).code
    text = f"Stadt;Partnerstadt;KATOTTG\nUnna;Олександрівка;\nUnna;Олександрівка;{code}\n"
    asked, chosen = planned(text)
    assert asked.outcome == "ask"
    assert place_of(chosen) == village.pk
    # The letters of the code may be Cyrillic ones.
    assert place_of(planned(text.replace(code, code.replace("UA", "UА")))[1]) == village.pk


@pytest.mark.parametrize("code", ["UA120800500100101", "UA1208005001001011499", "0123", "XX", "5978036000000"])
def test_a_code_that_is_none_is_asked_about_with_words(code: str) -> None:
    row = planned(f"Stadt;Partnerstadt;KATOTTG\nUnna;Nikopol;{code}\n")[0]
    assert row.outcome == "ask"
    assert row.checked.message["code"] == "code_unknown"
    assert said(row)


def test_an_old_code_counts_where_the_register_knows_it() -> None:
    city = Area.objects.get(name="Нікополь")
    AreaCode.objects.create(area=city, scheme=CodeScheme.KOATUU, code="1211600000")
    row = planned("Stadt;Partnerstadt;KOATUU\nUnna;Nikopol;1211600000\n")[0]
    assert row.outcome in ("created", "ask")
    assert place_of(row) in (city.pk, None)


def test_hidden_signs_of_direction_leave_the_name_of_the_file() -> None:
    name = "liste\u202egpj.exe.csv"
    listed = upload_list(b"Stadt;Partnerstadt\nUnna;Nikopol\n", name, source_called("RGRE"), acting_user=None)
    assert listed.file_name == "listegpj.exe.csv"


@pytest.mark.parametrize(
    "name",
    ["Я", "👩‍👩‍👧‍👦", "🇺🇦", "Z" + "\u0300" * 190, "O'Brien", "d’Artagnan", "\uffff\ufffe", "x" * 200, "Robert'); DROP TABLE",
     "{{7*7}}", "${7*7}", "{% debug %}", "{0.__class__}", "%s%n%(x)s", "<img src=x onerror=alert(1)>"],
)  # fmt: skip
def test_odd_names_are_not_found_or_asked_about_and_never_fail(name: str) -> None:
    row = with_partner(name)[0]
    assert row.outcome in ("ask", "rejected")
    assert said(row)


def test_a_name_that_is_too_long_names_its_limit() -> None:
    row = with_partner("x" * 300)[0]
    assert row.outcome == "rejected"
    assert "200" in said(row)
    assert with_partner("x" * 10_000_000)[0].outcome == "rejected"


@pytest.mark.parametrize(
    "text", ["{{7*7}}", "{% debug %}", "${7*7}", "%s%n", "<svg onload=x>", "{0.__class__}", "Я", "ЇЇ"]
)
def test_what_people_write_stays_what_they_wrote(text: str, client: Client) -> None:
    raw = f"Stadt;Partnerstadt;Bezeichnung;Bemerkung\nUnna;Nikopol;{text};{text}\n".encode()
    import_list(raw, "a.csv", None, source_called("RGRE"), acting_user=None)
    made = Partnership.objects.latest("pk")
    assert made.local_label == text
    page = client.get(reverse("partnerships:detail", args=[made.pk])).content.decode()
    assert "49" not in page or "7*7" in page
    assert "<svg onload" not in page


def test_case_of_german_and_turkish_letters_makes_no_second_source() -> None:
    for title in ("Straße", "STRASSE", "STRAẞE", "İstanbul", "istanbul", "Ґанок", "Ганок", "🇺🇦", "\x00\ud800"):
        import_list(b"Stadt;Partnerstadt\nUnna;Nikopol\n", "a.csv", None, source_called(title), acting_user=None)
    assert ListImport.objects.count() == 9
    assert Partnership.objects.filter(parties__area__name="Нікополь").count() == 1


@pytest.mark.parametrize("broken", ["\x00", "\uffff", "\ud800", "\udfff"])
def test_characters_that_are_none_do_no_harm(broken: str) -> None:
    rows = planned(f"Stadt;Partnerstadt;Bemerkung\nUnna;Niko{broken}pol;x{broken}y\n")
    assert rows[0].outcome in ("created", "ask", "rejected")


def test_a_mapping_that_is_too_deep_or_too_large_is_refused_in_words() -> None:
    deep: Any = "1.name"
    for _level in range(2_000):
        deep = [deep]
    for told in ({"columns": {"Stadt": deep}}, {"columns": deep}, {f"c{n}": "1.name" for n in range(1_000)}):
        with pytest.raises(Exception, match=r"mapping|column|two"):
            planned("Stadt;Partnerstadt\nUnna;Nikopol\n", Mapping.from_dict(told))


def test_a_chosen_encoding_is_taken_and_a_wrong_one_marks_its_rows() -> None:
    raw = "Stadt;Partnerstadt\nKöln;Unna\n".encode("cp1252")
    assert read_list(raw, "a.csv", Wanted(encoding="cp1252")).rows[0].cells[0] == "Köln"
    assert read_list(raw, "a.csv", Wanted(encoding="utf-8-sig")).rows[0].problem == "unreadable"


def test_a_refusal_says_what_to_do() -> None:
    with pytest.raises(RefusedError, match="XLSX"):
        upload_list(b"\xd0\xcf\x11\xe0old", "a.xls", source_called("RGRE"), acting_user=None)
