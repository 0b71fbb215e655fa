"""Files that are not what they should be: one clear line, nothing half-written."""

import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.utils import timezone

from spilno.places import actions
from spilno.places.commands import places
from spilno.places.importers import destatis
from spilno.places.importers.account import Account
from spilno.places.importers.errors import BadFile, Busy, ImportRefused
from spilno.places.importers.reading import decode
from spilno.places.importers.writing import carry_out
from spilno.places.models import Area, AreaCode, ImportRun
from spilno.places.tests import registers as r

pytestmark = pytest.mark.django_db


def load(path: Path, kind: str = "katottg", **more: object) -> actions.Outcome:
    return actions.run_import(kind=kind, path=path, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1251", "koi8-u"])
def test_every_usual_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    lines = [line.replace("’", "'") if encoding == "koi8-u" else line for line in r.KATOTTG]
    assert load(r.write(tmp_path, "k.csv", lines, encoding)).account.totals()["created"] == 6
    assert Area.objects.with_code("KATOTTG", r.CITY).get().name == "Вінниця"


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_every_usual_delimiter_and_header_dress(tmp_path: Path, delimiter: str) -> None:
    lines = [line.replace(";", delimiter) for line in r.KATOTTG]
    lines[0] = lines[0].upper().replace(" ", "\u00a0")
    assert load(r.write(tmp_path, "k.csv", lines)).account.totals()["created"] == 6


def test_umlauts_in_windows_1252_are_read(tmp_path: Path) -> None:
    lines = [line.replace("Unna,", "Würselen,").replace("Dortmund", "Köln") for line in r.DESTATIS]
    load(r.write(tmp_path, "gv.csv", lines, "windows-1252"), "destatis")
    assert Area.objects.with_code("AGS", "05913000").get().name == "Köln"


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"k\.csv:1: missing column Категорія об’єкта"):
        load(r.write(tmp_path, "k.csv", [line.rsplit(";", 2)[0] + ";x" for line in r.KATOTTG]))
    assert not Area.objects.exists()


def test_a_spreadsheet_a_pdf_an_empty_file_and_a_folder_are_recognised(tmp_path: Path) -> None:
    xlsx = tmp_path / "k.csv"
    with zipfile.ZipFile(xlsx, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    with pytest.raises(BadFile, match="XLSX"):
        load(xlsx)
    for content, words in (
        (b"%PDF-1.7", "PDF"),
        (b"", "empty"),
        (b"\x00\x00", "empty"),
        (b"nothing here", "no columns"),
    ):
        xlsx.write_bytes(content)
        with pytest.raises(BadFile, match=words):
            load(xlsx)
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(BadFile, match="none of the files"):
        load(empty)
    with pytest.raises(BadFile, match="No such file"):
        load(tmp_path / "absent.csv")


def test_a_file_cut_in_a_row_is_refused_as_a_whole(tmp_path: Path) -> None:
    path = r.write(tmp_path, "k.csv", r.KATOTTG)
    path.write_bytes(path.read_bytes()[:-12])
    with pytest.raises(BadFile, match=r"^k\.csv:7: the file ends in the middle of a row; it was cut, and none of it"):
        load(path)
    assert not Area.objects.exists()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_file_cut_inside_a_letter_is_refused_as_a_whole(tmp_path: Path, encoding: str) -> None:
    path = r.write(tmp_path, "k.csv", r.KATOTTG, encoding)
    end = "\r\n".encode(encoding.removesuffix("-sig")).removeprefix(b"\xff\xfe")
    path.write_bytes(path.read_bytes().removesuffix(end)[:-1])
    with pytest.raises(BadFile, match=r"^k\.csv:7: the file ends in the middle"):
        load(path)
    assert not Area.objects.exists()


def test_a_short_row_in_the_middle_is_rejected_with_its_line_and_the_others_stand(tmp_path: Path) -> None:
    lines = [*r.KATOTTG[:5], "UA0500;half a row", *r.KATOTTG[5:]]
    account = load(r.write(tmp_path, "k.csv", lines)).account
    assert account.totals()["rejected"] == 1
    assert account.complaints[0].startswith("k.csv:6: row: 2 cells")


def test_a_file_that_may_be_cut_in_its_last_cell_is_named(tmp_path: Path) -> None:
    path = tmp_path / "k.csv"
    path.write_text("\n".join(r.KATOTTG), encoding="utf-8")
    assert load(path).account.notes == ["k.csv:7: the last line has no end; was the file cut?"]


def test_a_path_too_long_for_the_system_is_a_bad_file() -> None:
    with pytest.raises(BadFile, match="too long"):
        load(Path("a" * 300))
    assert not ImportRun.objects.exists()


def test_bad_cells_name_line_column_and_what_would_be_right(tmp_path: Path) -> None:
    bad = [f"{r.OBLAST};{r.RAYON}X;;;;Р;А", f"{r.OBLAST};;;;;O;Двічі", "UA99000000000000001;UA99010000000000001;;;;Р;Сам",
           "UA98000000000000001;;;;;Ы;Дивна",
           "UA97000000000000001;;;;;O;", "\x00UA96000000000000001;;;;;O;Нуль\x00ова"]  # fmt: skip
    account = load(r.write(tmp_path, "k.csv", [*r.KATOTTG, *bad])).account
    assert account.totals()["rejected"] == 5
    text = "\n".join(account.complaints)
    for words in (
        "17 digits would be right",
        "stands in the file twice",
        "the unit above",
        "is unknown; one of",
        "is empty",
    ):
        assert words in text
    assert Area.objects.with_code("KATOTTG", "UA96000000000000001").get().name == "Нульова"


def test_numbers_that_are_none(tmp_path: Path) -> None:
    lines = [r.DESTATIS[1], r.DESTATIS[-1].replace("58 936", "-5"), r.DESTATIS[-1].replace("51,534878", "951,5"),
             r.DESTATIS[-1].replace(",05,", ",5,")]  # fmt: skip
    account = load(r.write(tmp_path, "gv.csv", [r.DESTATIS_HEAD, *lines]), "destatis").account
    assert [line.split(": ")[1] for line in account.complaints] == ["bevoelkerung", "breitengrad/laengengrad", "land"]


def test_twice_changes_nothing_and_the_dry_run_says_what_the_run_does(tmp_path: Path) -> None:
    path = r.write(tmp_path, "k.csv", r.KATOTTG)
    dry = load(path, dry_run=True)
    assert not Area.objects.exists()
    assert not ImportRun.objects.exists()
    assert load(path).account.totals() == dry.account.totals()
    before = list(AreaCode.objects.order_by("pk").values_list())
    assert load(path).account.totals() == {"in": 6, "created": 0, "changed": 0, "unchanged": 6, "rejected": 0}
    assert list(AreaCode.objects.order_by("pk").values_list()) == before


def test_a_changed_row_is_counted_as_changed(tmp_path: Path) -> None:
    load(r.write(tmp_path, "k.csv", r.KATOTTG))
    renamed = [line.replace("Стадниця", "Нова Стадниця") for line in r.KATOTTG]
    assert load(r.write(tmp_path, "k.csv", renamed)).account.totals()["changed"] == 1
    village = Area.objects.with_code("KATOTTG", r.VILLAGE).get()
    assert (village.name_en, village.name_de) == ("Nova Stadnytsia", "Nowa Stadnyzja")


def test_an_error_while_writing_leaves_nothing(tmp_path: Path) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the disk is full")

    plan = destatis.plan(r.write(tmp_path, "gv.csv", r.DESTATIS), Account(), lambda *_: None)
    plan.afterwards.append(fail)
    with pytest.raises(RuntimeError):
        carry_out(plan)
    assert not Area.objects.exists()
    assert not AreaCode.objects.exists()


def test_two_at_once_and_the_dead_make_room(tmp_path: Path) -> None:
    path = r.write(tmp_path, "k.csv", r.KATOTTG)
    now = timezone.now()
    running = ImportRun.objects.create(
        kind="kse", status="running", started_at=now, heartbeat_at=now, message=actions._who()
    )
    with pytest.raises(Busy, match="another import of kse since"):
        load(path)
    assert not Area.objects.exists()
    ImportRun.objects.filter(pk=running.pk).update(heartbeat_at=now - 2 * actions.STALE_AFTER)
    assert load(path).account.totals()["created"] == 6
    running.refresh_from_db()
    assert running.status == "failed"


def test_a_run_that_was_taken_for_dead_writes_nothing_any_more(tmp_path: Path) -> None:
    def another_takes_its_place(*_: int) -> None:
        ImportRun.objects.update(heartbeat_at=timezone.now() - 2 * actions.STALE_AFTER)
        actions._bury_the_dead()

    path = r.write(tmp_path, "k.csv", r.KATOTTG)
    with pytest.raises(Busy, match="another one took its place; nothing was written"):
        actions.run_import(kind="katottg", path=path, progress=another_takes_its_place)
    assert not Area.objects.exists()


def test_registers_that_build_on_another_say_so(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="spilno places import katottg"):
        load(r.write(tmp_path, "kse_hromadas.csv", r.KSE), "kse")


def test_the_command_answers_in_one_line_and_exit_code_2(tmp_path: Path) -> None:
    path = tmp_path / "k.csv"
    path.write_bytes(b"PK\x03\x04abc")
    answer = CliRunner().invoke(places, ["import", "katottg", str(path)])
    assert answer.exit_code == 2
    assert "Traceback" not in answer.output
    answer = CliRunner().invoke(
        places, ["import", "katottg", str(r.write(tmp_path, "k.csv", r.KATOTTG)), "--format", "json"]
    )
    assert '"created": 6' in answer.output


def test_encoding_guess_does_not_mistake_german_for_ukrainian() -> None:
    assert decode("Größe,Köln,Lübeck".encode("cp1252"), "x") == "Größe,Köln,Lübeck"
    assert decode("Вінниця,Київ,Їжакове".encode("cp1251"), "x") == "Вінниця,Київ,Їжакове"
