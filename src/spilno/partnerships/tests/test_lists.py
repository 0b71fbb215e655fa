"""Lists on their way into the registry: dry run, run, decisions, the way back; and the command for scripts."""

import json
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import connection, connections, transaction

from spilno.common.errors import RefusedError
from spilno.partnerships.actions import lists
from spilno.partnerships.actions.decisions import decide_row
from spilno.partnerships.actions.lists import (
    import_list,
    order_check,
    order_run,
    undo_list,
    upload_list,
)
from spilno.partnerships.commands import partnerships
from spilno.partnerships.enums import ListState, RowStatus
from spilno.partnerships.importing.errors import BadList
from spilno.partnerships.importing.lists import source_called
from spilno.partnerships.importing.mapping import Mapping
from spilno.partnerships.models import ListImport, Mention, Partnership, RegistrySource, StatusChange
from spilno.partnerships.queries.lists import message_text
from spilno.places.models import Area
from tests.cast import load_places

pytestmark = pytest.mark.django_db

LIST = (
    b"Stadt;Land;Partnerstadt;Land;seit;Typ\n"
    b"Unna;Deutschland;Stryi hromada;Ukraine;2023;Freundschaft\n"
    b"Stryi hromada;Ukraine;Unna;Deutschland;2023;Freundschaft\n"
    b"Unna;Deutschland;Oleksandrivka;Ukraine;2024;\n"
    b"Unna;Deutschland;Nirgendwo;Ukraine;2024;\n"
    b"Unna;Deutschland;Lublin;Polen;20023;\n"
    b"Unna;Deutschland;Unna;Deutschland;;\n"
    b"Dortmund;Deutschland;;Ukraine;;\n"
)
ACCOUNT = {"in": 7, "created": 1, "changed": 0, "unchanged": 1, "ask": 1, "rejected": 4}
# Those of this database who wait for a lock; pg_stat_activity stands still within a transaction.
STOPPED = """
SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted AND pid IN (
    SELECT pid FROM pg_locks JOIN pg_database ON pg_database.oid = database AND datname = current_database()
)
"""
AGAIN = ACCOUNT | {"created": 0, "unchanged": 2}


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, settings: object) -> None:
    settings.HOME = tmp_path  # type: ignore[attr-defined]


def test_a_list_is_taken_over_once_and_again_changes_nothing() -> None:
    load_places()
    before = Partnership.objects.count()
    listed, plan = import_list(LIST, "a.csv", None, source_called("RGRE"), acting_user=None)
    assert plan.account == ACCOUNT
    assert Partnership.objects.count() == before + 1
    made = listed.rows.get(number=2).partnership
    assert made is not None
    assert (str(made.since), made.agreement_type, made.status) == ("2023", "friendship", "confirmed")
    assert "stryi" in made.search_text
    assert import_list(LIST, "a.csv", None, source_called("RGRE"), acting_user=None)[1].account == AGAIN
    assert Mention.objects.filter(partnership=made).count() == 1
    codes = {row.number: row.message.get("code") for row in listed.rows.filter(status=RowStatus.REJECTED)}
    assert codes == {5: "not_found", 6: "no_date", 7: "itself", 8: "no_party"}


def test_a_second_source_of_the_same_relation_is_kept_beside_the_first() -> None:
    load_places()
    first = import_list(LIST, "a.csv", None, source_called("RGRE"), acting_user=None)[0]
    text = "Stadt;Partnerstadt;Status;seit\nUnna;Stryi hromada;ruht;05/2025\n"
    account = import_list(text.encode(), "b.csv", None, source_called("SKEW"), acting_user=None)[1].account
    assert (account["created"], account["changed"]) == (0, 1)
    made = first.rows.get(number=2).partnership
    assert made is not None
    assert set(made.mentions.values_list("source__key", flat=True)) == {"rgre", "skew"}
    assert (made.phase, str(made.since)) == ("dormant", "2023")


def test_one_agreement_of_several_towns_is_no_relation_for_each_pair() -> None:
    load_places()
    text = "Stadt;Partnerstadt;seit\nUnna / Lublin;Stryi hromada;1988\n"
    import_list(text.encode(), "a.csv", None, source_called("RGRE"), acting_user=None)
    joint = Partnership.objects.get()
    assert joint.parties.count() == 3
    pairs = "Stadt;Partnerstadt;seit\nUnna;Stryi hromada;1988\nLublin;Stryi hromada;\n"
    account = import_list(pairs.encode(), "b.csv", None, source_called("SKEW"), acting_user=None)[1].account
    assert (account["created"], account["changed"], account["unchanged"]) == (0, 1, 1)
    assert set(joint.mentions.values_list("source__key", flat=True)) == {"rgre", "skew"}
    assert joint.history.count() == 1
    again = import_list(pairs.encode(), "b.csv", None, source_called("SKEW"), acting_user=None)[1].account
    assert (again["created"], again["changed"]) == (0, 0)
    # Another year tells of another agreement, of these two alone.
    other = pairs.replace("1988", "2023")
    assert import_list(other.encode(), "c.csv", None, source_called("x"), acting_user=None)[1].account["created"] == 1


def test_what_goes_wrong_in_the_middle_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    load_places()
    before = Partnership.objects.count(), ListImport.objects.count()
    monkeypatch.setattr("spilno.partnerships.actions.lists._supersede", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        import_list(LIST, "a.csv", None, source_called("RGRE"), acting_user=None)
    assert (Partnership.objects.count(), ListImport.objects.count()) == before
    listed = upload_list(LIST, "a.csv", source_called("RGRE"), acting_user=None)
    order_check(listed, Mapping.from_dict(listed.mapping), acting_user=None)
    with pytest.raises(ZeroDivisionError):
        order_run(listed, acting_user=None)
    assert Partnership.objects.count() == before[0], "nor what was taken over step by step"


def test_a_list_is_refused_where_somebody_wrote_while_it_was_read(monkeypatch: pytest.MonkeyPatch) -> None:
    load_places()
    before = Partnership.objects.count()
    plan_list = lists.plan_list

    def plan_while_others_write(*args: Any) -> Any:
        planned = plan_list(*args)
        monkeypatch.undo()
        import_list(b"Stadt;Partnerstadt\nUnna;Lublin\n", "b.csv", None, source_called("SKEW"), acting_user=None)
        return planned

    monkeypatch.setattr(lists, "plan_list", plan_while_others_write)
    source = source_called("RGRE")
    with pytest.raises(BadList, match="changed while this list was read"):
        import_list(LIST, "a.csv", None, source, acting_user=None)
    assert (Partnership.objects.count(), ListImport.objects.count()) == (before + 1, 1)
    assert import_list(LIST, "a.csv", None, source, acting_user=None)[1].account == ACCOUNT
    # Two who name the same new source at once: the later one has read a registry without it.
    with pytest.raises(BadList, match="changed while this list was read"):
        import_list(LIST, "a.csv", None, RegistrySource(key="rgre", title="RGRE"), acting_user=None)


@pytest.mark.django_db(transaction=True)
def test_two_who_import_one_list_at_once_make_each_relation_once() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite writes one after another")
    load_places()
    before = Partnership.objects.count()
    source_called("RGRE").save()

    def take_over(_number: int) -> bool:
        try:
            import_list(LIST, "a.csv", None, source_called("RGRE"), acting_user=None)
        except BadList:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic(), connection.cursor() as cursor:
            # Nobody writes before both have read and stand before the first relation they would write.
            cursor.execute("LOCK TABLE partnerships_partnership IN SHARE MODE")
            both = [pool.submit(take_over, number) for number in range(2)]
            stopped = 0
            while stopped < 2 and not wait(both, timeout=0.02).done:
                cursor.execute(STOPPED)
                stopped = cursor.fetchone()[0]
        assert sorted(one.result() for one in both) == [False, True]
    assert Partnership.objects.count() == before + 1


def test_the_run_does_what_the_dry_run_said_or_nothing() -> None:
    load_places()
    coordinator = None
    listed = upload_list(LIST, "a.csv", source_called("RGRE"), acting_user=coordinator)
    order_check(listed, Mapping.from_dict(listed.mapping), acting_user=coordinator)
    listed.refresh_from_db()
    assert (listed.state, listed.account) == (ListState.CHECKED, ACCOUNT)
    assert not Mention.objects.filter(source=listed.source).exists()
    import_list(b"Stadt;Partnerstadt\nUnna;Lublin\n", "b.csv", None, source_called("SKEW"), acting_user=None)
    with pytest.raises(RefusedError):
        order_run(listed, acting_user=coordinator)
    order_check(listed, Mapping.from_dict(listed.mapping), acting_user=coordinator)
    order_run(listed, acting_user=coordinator)
    listed.refresh_from_db()
    assert (listed.state, listed.account) == (ListState.APPLIED, ACCOUNT)
    with pytest.raises(RefusedError):
        order_run(listed, acting_user=coordinator)


def test_an_ambiguous_row_waits_and_its_decision_is_remembered() -> None:
    load_places()
    listed = import_list(LIST, "a.csv", None, source_called("RGRE"), acting_user=None)[0]
    row = listed.rows.get(status=RowStatus.ASK)
    villages = Area.objects.filter(name="Олександрівка").order_by("-pk")
    assert {area.pk for area in villages} <= set(row.parties[1]["candidates"])
    chosen = villages[0].pk
    decided = decide_row(row, {"1": chosen}, acting_user=None)[0]
    assert decided.status == RowStatus.LINKED
    assert decided.partnership is not None
    assert decided.partnership.parties.filter(area=chosen).exists()
    listed.refresh_from_db()
    assert (listed.account["created"], listed.account["ask"]) == (2, 0)
    with pytest.raises(RefusedError):
        decide_row(row, {"reject": True}, acting_user=None)
    account = import_list(LIST, "a.csv", None, source_called("RGRE"), acting_user=None)[1].account
    assert (account["created"], account["ask"], account["unchanged"]) == (0, 0, 3)


def test_a_list_is_taken_back_as_a_whole_unless_somebody_edited_since() -> None:
    load_places()
    before = Partnership.objects.count(), StatusChange.objects.count(), Mention.objects.count()
    listed = import_list(LIST, "a.csv", None, source_called("RGRE"), acting_user=None)[0]
    made = listed.rows.get(number=2).partnership
    assert made is not None
    Partnership.objects.filter(pk=made.pk).update(version=made.version + 1)
    with pytest.raises(RefusedError, match=r"Stryi|Стрий"):
        undo_list(listed, acting_user=None)
    Partnership.objects.filter(pk=made.pk).update(version=made.version)
    undo_list(listed, acting_user=None)
    assert (Partnership.objects.count(), StatusChange.objects.count(), Mention.objects.count()) == before
    listed.refresh_from_db()
    assert listed.state == ListState.UNDONE


def test_codes_count_only_beside_the_right_name() -> None:
    load_places()
    text = "Stadt;AGS;Partnerstadt\nUnna;5978036;Stryi hromada\nLublin;05978036;Stryi hromada\nUnna;05999999;Lublin\n"
    plan = import_list(text.encode(), "a.csv", None, source_called("x"), acting_user=None)[1]
    assert [row.outcome for row in plan.rows] == ["created", "ask", "ask"]
    assert [row.checked.message.get("code") for row in plan.rows[1:]] == ["code_differs", "code_unknown"]


def test_dates_that_may_be_read_in_two_ways_are_not_guessed() -> None:
    load_places()
    text = "Stadt;Partnerstadt;seit\nUnna;Stryi hromada;03/04/2024\nUnna;Lublin;45231\n"
    plan = import_list(text.encode(), "a.csv", None, source_called("x"), acting_user=None)[1]
    assert [str(row.checked.facts.begun and row.checked.facts.begun.iso) for row in plan.rows] == ["2024", "2023-11-01"]
    assert "03/04/2024" in message_text({}, plan.rows[0].checked.warnings)
    other = text.replace("Lublin;45231", "Lublin;28/04/2024")
    plan = import_list(other.encode(), "a.csv", None, source_called("y"), acting_user=None)[1]
    assert plan.rows[0].checked.facts.begun is not None
    assert plan.rows[0].checked.facts.begun.iso == "2024-04-03"


def test_the_command_says_one_line_for_each_row_and_the_account(tmp_path: Path) -> None:
    load_places()
    file = tmp_path / "list.csv"
    file.write_bytes(LIST)
    before = Partnership.objects.count()
    arguments = ["import", str(file), "--format", "json"]
    dry = CliRunner().invoke(partnerships, [*arguments, "--dry-run"])
    assert Partnership.objects.count() == before
    lines = [json.loads(line) for line in dry.output.splitlines()]
    assert lines[-1] == ACCOUNT
    assert [line["row"] for line in lines[:-1]] == list(range(2, 9))
    assert [one["text"] for one in lines[1]["parties"]] == ["Stryi hromada", "Unna"]
    assert lines[0]["parties"][0] | {"candidates": []} == {
        "text": "Unna", "status": "linked", "code": "05978036", "lat": 51.54, "lon": 7.69, "candidates": [],
    }  # fmt: skip
    assert {one["name"] for one in lines[2]["parties"][1]["candidates"]} == {"Олександрівка"}
    assert CliRunner().invoke(partnerships, arguments).output == dry.output
    again = CliRunner().invoke(partnerships, arguments)
    assert json.loads(again.output.splitlines()[-1]) == AGAIN


@pytest.mark.parametrize("wrong", ["absent", "folder", "empty", "mapping"])
def test_bad_input_ends_with_code_2_and_one_line(tmp_path: Path, wrong: str) -> None:
    file, mapping = tmp_path / "a.csv", tmp_path / "m.json"
    file.write_bytes(b"" if wrong == "empty" else LIST)
    mapping.write_text("{" if wrong == "mapping" else '{"Stadt": "1.name", "Partnerstadt": "2.name"}')
    path = {"absent": tmp_path / "no.csv", "folder": tmp_path}.get(wrong, file)
    found = CliRunner().invoke(partnerships, ["import", str(path), "--mapping", str(mapping)])
    assert found.exit_code == 2
    assert found.output.strip().splitlines()[-1].startswith("Error:")
