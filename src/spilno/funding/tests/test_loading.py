import json

import click
import pytest

from spilno.funding.commands import funding
from spilno.funding.models import Check, Programme


def run(arguments: list[str]) -> int:
    """As the command line of `config` runs it: a refusal is 2 and one line."""
    try:
        return funding.main(args=arguments[1:], standalone_mode=False) or 0
    except click.UsageError as error:
        click.echo(" ".join(error.format_message().split()), err=True)
        return 2


pytestmark = pytest.mark.django_db

DATABASE = """Titel;URL;Kurztext;Fördergeber;Förderberechtigte;Fördergebiet
Partnerschaftsfonds;https://example.org/a;Geld für Kommunen;Land;Kommune, Verband/Vereinigung;Nordrhein-Westfalen
;https://example.org/b;ohne Titel;Land;Kommune;bundesweit
Böser Link;javascript:alert(1);x;Land;Kommune;bundesweit
"""
AWARDS = """Identifier,Title,Currency,Amount Awarded,Funding Org:Name,Grant Programme:Title,Grant Programme:URL
1,One,GBP,100,A fund,Twinning grants,https://example.org/t
2,Two,GBP,200,A fund,Twinning grants,https://example.org/t
"""


def test_the_shipped_set_is_loaded_once_and_left_alone_where_somebody_worked(capsys) -> None:
    assert run(["funding", "load"]) == 0
    assert "13 rows in: 13 created, 0 changed, 0 unchanged, 0 rejected" in capsys.readouterr().out
    Programme.objects.filter(key="nakopa").update(name="Ours", version=2)
    Programme.objects.filter(key="kepol").update(name="Machine's")
    checked = Programme.objects.get(key="pad-pasch")
    Check.objects.create(programme=checked)
    Programme.objects.filter(pk=checked.pk).update(name="Checked")
    assert run(["funding", "load"]) == 0
    assert "13 rows in: 0 created, 1 changed, 12 unchanged, 0 rejected" in capsys.readouterr().out
    assert Programme.objects.get(key="nakopa").name == "Ours"
    assert Programme.objects.get(key="pad-pasch").name == "Checked"
    assert run(["funding", "load", "--quiet-if-done"]) == 0
    assert capsys.readouterr().out == ""


def test_a_list_of_the_database_becomes_drafts(tmp_path, capsys) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(DATABASE.encode("cp1252"))
    assert run(["funding", "import", str(file), "--dry-run"]) == 0
    assert Programme.objects.count() == 0
    capsys.readouterr()
    assert run(["funding", "import", str(file), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["in"], told["created"], told["rejected"]) == (3, 1, 2)
    programme = Programme.objects.get()
    assert not programme.published
    assert [rule.values for rule in programme.rules.all()] == [
        ["municipality", "district", "association"],
        ["DE-NW"],
    ]


def test_awards_become_one_draft_for_each_programme(tmp_path, capsys) -> None:
    file = tmp_path / "awards.csv"
    file.write_text(AWARDS, encoding="utf-8")
    assert run(["funding", "import", str(file)]) == 0
    assert "1 created" in capsys.readouterr().out
    assert Programme.objects.get().currency == "GBP"


@pytest.mark.parametrize("content", ["", "a,b\n1,2\n", "\x00\x01"])
def test_a_file_of_another_kind_is_refused_in_one_line(tmp_path, capsys, content) -> None:
    file = tmp_path / "x.csv"
    file.write_text(content, encoding="utf-8")
    assert run(["funding", "import", str(file)]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_a_missing_file_is_refused(tmp_path) -> None:
    assert run(["funding", "import", str(tmp_path / "none.csv")]) == 2
