"""A new edition of a register: whole or not at all; what it no longer names has ended and keeps its page."""

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from spilno.places import actions
from spilno.places.commands import places
from spilno.places.importers.errors import BadFile
from spilno.places.models import Area
from spilno.places.tests import registers as r

pytestmark = pytest.mark.django_db
VILLAGES = [f"{r.OBLAST};{r.RAYON};{r.HROMADA};UA0502003003{n:07d};;C;Село {n}" for n in range(20)]
LAST = "UA05020030030000019"


def load(folder: Path, lines: list[str], name: str = "kodifikator-16-05-2025.csv", **more: bool) -> actions.Outcome:
    return actions.run_import(kind="katottg", path=r.write(folder, name, lines), **more)


def the(code: str) -> Area:
    return Area.objects.with_code("KATOTTG", code).get()


def test_a_unit_that_is_no_longer_named_ends_on_the_day_of_the_edition(tmp_path: Path) -> None:
    load(tmp_path, [*r.KATOTTG, *VILLAGES])
    outcome = load(tmp_path, [*r.KATOTTG, *VILLAGES[:-1]], "kodifikator-01-09-2025.csv")
    assert the(LAST).valid_to == date(2025, 9, 1)
    assert outcome.account.notes == [f"1 units that this edition no longer names have ended: {LAST}"]
    assert Area.objects.current().filter(name="Село 0").exists()


def test_a_unit_under_a_new_code_is_the_successor(tmp_path: Path) -> None:
    load(tmp_path, [*r.KATOTTG, *VILLAGES])
    moved = VILLAGES[-1].replace("UA0502003003", "UA0502003002")
    load(tmp_path, [*r.KATOTTG, *VILLAGES[:-1], moved])
    assert the(LAST).successor == the(LAST.replace("UA0502003003", "UA0502003002"))


def test_a_unit_that_comes_back_lives_again_and_a_second_time_changes_nothing(tmp_path: Path) -> None:
    load(tmp_path, [*r.KATOTTG, *VILLAGES])
    load(tmp_path, [*r.KATOTTG, *VILLAGES[:-1]])
    before = list(Area.objects.order_by("pk").values_list())
    assert not load(tmp_path, [*r.KATOTTG, *VILLAGES[:-1]]).account.totals()["changed"]
    assert list(Area.objects.order_by("pk").values_list()) == before
    load(tmp_path, [*r.KATOTTG, *VILLAGES])
    assert the(LAST).valid_to is None


def test_nothing_ends_while_rows_are_refused(tmp_path: Path) -> None:
    load(tmp_path, [*r.KATOTTG, *VILLAGES])
    outcome = load(tmp_path, [*r.KATOTTG, *VILLAGES[:-1], VILLAGES[-1].replace("UA0502003003", "XX")])
    assert the(LAST).valid_to is None
    assert "they stay, since 1 rows were refused" in outcome.account.notes[0]


def test_far_fewer_rows_than_last_time_are_refused_unless_forced(tmp_path: Path) -> None:
    load(tmp_path, [*r.KATOTTG, *VILLAGES])
    short = r.write(tmp_path, "kodifikator-01-09-2025.csv", r.KATOTTG)
    with pytest.raises(BadFile, match=r"6 rows, where the last edition had 26; is the file cut\? --force"):
        actions.run_import(kind="katottg", path=short)
    assert the(LAST).valid_to is None
    answer = CliRunner().invoke(places, ["import", "katottg", str(short)])
    assert answer.exit_code == 2
    assert CliRunner().invoke(places, ["import", "katottg", str(short), "--force"]).exit_code == 0
    assert the(LAST).valid_to == date(2025, 9, 1)


def test_a_german_municipality_that_was_merged_ends(tmp_path: Path) -> None:
    more = [
        r.DESTATIS[-1].replace(",036,", f",{n:03d},").replace("0036", f"{n:04d}").replace("Unna", f"Dorf {n}")
        for n in range(100, 112)
    ]
    actions.run_import(kind="destatis", path=r.write(tmp_path, "gv.csv", [*r.DESTATIS, *more]))
    actions.run_import(kind="destatis", path=r.write(tmp_path, "gv.csv", [*r.DESTATIS, *more[:-1]]))
    ended = Area.objects.with_code("AGS", "05978111").get()
    assert ended.valid_to is not None
    assert ended.successor is None
