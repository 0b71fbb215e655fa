"""Peer consultation: confidential, in phases, live and in writing."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from spilno.accounts.actions import erase_account
from spilno.common.errors import RefusedError
from spilno.common.models import AuditEntry, OutboxMail
from spilno.exchange.actions import cases as actions
from spilno.exchange.enums import CaseMode, CaseRole, CaseStatus, Phase
from spilno.exchange.method import LIVE, WRITTEN
from spilno.exchange.models import Case, CaseEntry, CaseMember
from spilno.exchange.tasks import advance_cases, nudge_silent, stop_abandoned
from spilno.exchange.tests.meetings import a_case, signed_in
from spilno.organisations.queries.rights import Acting
from tests.cast import Network, load_network, person

pytestmark = pytest.mark.django_db


def a_group(network: Network, mode: str = CaseMode.LIVE) -> Case:
    """Unna's case; Dortmund moderates, Zhytomyr keeps the minutes, its owner advises."""
    case = a_case(network.unna_owner, network.unna, mode=mode)
    for user, where in (
        (network.dortmund_editor, network.dortmund),
        (network.zhytomyr_editor, network.zhytomyr),
        (network.zhytomyr_owner, network.zhytomyr),
    ):
        actions.join_case(Acting(user, where, None), case)
    case.refresh_from_db()
    return case


def test_the_method_takes_sixty_five_minutes_or_twelve_days_in_ten_steps() -> None:
    assert sum(part.length for part in LIVE) == 65
    assert (len(WRITTEN), sum(part.length for part in WRITTEN)) == (10, 12)
    for part in (*LIVE, *WRITTEN):
        if part.phase in (Phase.HYPOTHESES, Phase.PROPOSALS):
            assert CaseRole.GIVER not in part.speaking and CaseRole.ADVISER in part.speaking


def test_only_theme_and_language_are_seen_before_the_promise() -> None:
    network = load_network()
    case = a_case(network.unna_owner, network.unna)
    client = signed_in(network.dortmund_editor)
    seen = client.get(reverse("exchange:cases")).content.decode()
    seen += client.get(reverse("exchange:join_case", args=[case.pk])).content.decode()
    assert case.title not in seen and case.text not in seen and "Stadt Unna" not in seen and "Good governance" in seen
    assert client.get(reverse("exchange:case", args=[case.pk])).status_code == 404
    join = reverse("exchange:join_case", args=[case.pk])
    assert client.post(join, {"organisation": network.dortmund.pk}).status_code == 422
    client.post(join, {"organisation": network.dortmund.pk, "silence": "on"})
    assert case.title in client.get(reverse("exchange:case", args=[case.pk])).content.decode()
    assert CaseMember.objects.get(user=network.dortmund_editor).role == CaseRole.MODERATOR
    # The network office reads it as little as anybody else, and the trail keeps no word of it.
    assert signed_in(network.coordinator).get(reverse("exchange:case", args=[case.pk])).status_code == 404
    assert case.title not in str(list(AuditEntry.objects.values()))


def test_a_live_consultation_from_roles_to_decision() -> None:
    network = load_network()
    case = a_group(network)
    giver, moderator = signed_in(network.unna_owner), signed_in(network.dortmund_editor)
    adviser = signed_in(network.zhytomyr_owner)
    page, move = reverse("exchange:case", args=[case.pk]), reverse("exchange:move_case", args=[case.pk])
    assert adviser.post(move, {"begin": "1"}).status_code == 404
    moderator.post(move, {"begin": "1"})
    for position in range(3):
        moderator.post(move, {"next": "1", "position": str(position)})
    case.refresh_from_db()
    assert LIVE[case.position].phase == Phase.HYPOTHESES
    # A second click on the same button skips nothing; nonsense moves nothing.
    for position in ("2", "", "x", "9" * 30):
        moderator.post(move, {"next": "1", "position": position})
    case.refresh_from_db()
    assert case.position == 3
    assert "In this phase you only listen." in giver.get(page).content.decode()
    refused = giver.post(page, {"text": "Aber nein!", "position": "3"})
    assert refused.status_code == 422 and "Aber nein!" in refused.content.decode()
    assert adviser.post(page, {"text": "Vielleicht fehlt der Rückhalt.", "position": "3"}).status_code == 302
    assert adviser.post(page, {"text": "zu spät", "position": "2"}).status_code == 422
    assert list(CaseEntry.objects.values_list("phase", "author")) == [("hypotheses", network.zhytomyr_owner.pk)]
    moderator.post(move, {"back": "1", "position": "3"})
    case.refresh_from_db()
    assert case.position == 2
    end = reverse("exchange:end_case", args=[case.pk])
    moderator.post(end, {"decision": ""})
    moderator.post(end, {"decision": "Wir fragen den Rat.", "advice": "Früh einbinden."})
    case.refresh_from_db()
    assert case.status == CaseStatus.CLOSED and case.closed_at
    assert "Früh einbinden." in adviser.get(page).content.decode()
    assert adviser.post(page, {"text": "x", "position": "2"}).status_code == 422


def test_the_stream_tells_version_and_time_left_and_the_page_works_without(time_machine) -> None:
    network = load_network()
    case = a_group(network)
    time_machine.move_to(timezone.now(), tick=False)
    actions.begin_case(case, acting_user=network.dortmund_editor)
    client = signed_in(network.zhytomyr_owner)
    address = reverse("exchange:case_stream", args=[case.pk])

    def told() -> dict[str, int]:
        answer = client.get(address)
        assert answer["Content-Type"].startswith("text/event-stream") and "retry: 500" in answer.content.decode()
        return json.loads(answer.content.decode().split("data: ")[1].split("\n")[0])

    first = told()
    assert first["left"] == 300
    time_machine.shift(timedelta(minutes=6))
    assert told() == first | {"left": -60}
    actions.give_more_time(case, acting_user=network.dortmund_editor)
    assert told() == {"version": first["version"] + 1, "left": 240}
    page = client.get(reverse("exchange:watch_case", args=[case.pk])).content.decode()
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page and "4:00" in page
    assert f'data-live="{address}"' in page
    assert signed_in(network.coordinator).get(address).status_code == 404
    for _more in range(5):
        actions.give_more_time(case, acting_user=network.dortmund_editor)
    with pytest.raises(RefusedError):
        actions.give_more_time(case, acting_user=network.dortmund_editor)


def test_in_writing_steps_end_by_themselves_and_silent_people_are_nudged_daily(time_machine) -> None:
    network = load_network()
    time_machine.move_to(timezone.now().replace(hour=9, minute=0))
    case = a_group(network, CaseMode.WRITTEN)
    actions.begin_case(case, acting_user=network.dortmund_editor)
    OutboxMail.objects.all().delete()
    assert advance_cases() == 0
    actions.speak(CaseMember.objects.get(user=network.zhytomyr_owner), text="Ich berate.", position=0,
                  acting_user=network.zhytomyr_owner)  # fmt: skip
    assert (nudge_silent(), nudge_silent()) == (2, 0)
    nudged = set(OutboxMail.objects.values_list("to", flat=True))
    assert nudged == {network.unna_owner.email, network.zhytomyr_editor.email}
    assert not [one for one in OutboxMail.objects.all() if case.title in one.text + one.subject]
    for _day in range(20):
        time_machine.shift(timedelta(days=1))
        advance_cases()
    case.refresh_from_db()
    # The last step waits for the moderator, who writes the decision down.
    assert (case.position, case.status) == (9, CaseStatus.RUNNING)
    page = signed_in(network.unna_owner).get(reverse("exchange:case", args=[case.pk])).content.decode()
    assert "Ich berate." in page


def test_groups_fill_up_once_and_find_another_moderator() -> None:
    network = load_network()
    case = a_group(network)
    moderator = CaseMember.objects.get(case=case, role=CaseRole.MODERATOR)
    actions.leave_case(moderator, acting_user=moderator.user)
    assert CaseMember.objects.get(case=case, role=CaseRole.MODERATOR).user == network.zhytomyr_editor
    for number in range(5):
        actions.join_case(Acting(person(f"adviser_{number}"), network.unna, None), case)
    with pytest.raises(RefusedError):
        actions.join_case(Acting(person("late"), network.unna, None), case)
    giver = CaseMember.objects.get(case=case, role=CaseRole.GIVER)
    with pytest.raises(RefusedError):
        actions.leave_case(giver, acting_user=giver.user)
    signed_in(network.unna_owner).post(reverse("exchange:leave_case", args=[case.pk]))
    case.refresh_from_db()
    assert case.status == CaseStatus.STOPPED


def test_a_consultation_needs_three() -> None:
    network = load_network()
    case = a_case(network.unna_owner, network.unna)
    actions.join_case(Acting(network.dortmund_editor, network.dortmund, None), case)
    with pytest.raises(RefusedError):
        actions.begin_case(case, acting_user=network.dortmund_editor)


@pytest.mark.django_db(transaction=True)
def test_twenty_who_join_at_once_make_a_group_of_eight_with_one_moderator() -> None:
    network = load_network()
    case = a_case(network.unna_owner, network.unna)
    people = [person(f"adviser_{number}") for number in range(20)]

    def join(user: object) -> bool:
        try:
            actions.join_case(Acting(user, network.zhytomyr, None), case)
        except RefusedError:
            return False
        else:
            return True
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(join, people)) == 7
    roles = list(CaseMember.objects.order_by("joined_at", "pk").values_list("role", flat=True))
    assert roles[:3] == [CaseRole.GIVER, CaseRole.MODERATOR, CaseRole.KEEPER] and set(roles[3:]) == {CaseRole.ADVISER}


def test_bringing_a_case() -> None:
    network = load_network()
    client = signed_in(network.unna_owner)
    data = {
        "organisation": network.unna.pk, "title": "Der Rat zögert", "text": "Seit Monaten.", "theme": "governance",
        "language": "de", "mode": "live",
    }  # fmt: skip
    assert client.post(reverse("exchange:bring_case"), data | {"mode": "telepathy"}).status_code == 422
    assert client.post(reverse("exchange:bring_case"), data).status_code == 302
    assert CaseMember.objects.get().role == CaseRole.GIVER


def test_a_case_is_forgotten_a_year_after_its_end(time_machine) -> None:
    from spilno.common import personal

    network = load_network()
    case = a_group(network)
    actions.begin_case(case, acting_user=network.dortmund_editor)
    actions.end_case(case, decision="Ja", advice="", acting_user=network.dortmund_editor)
    personal.forget_old()
    assert Case.objects.exists()
    time_machine.move_to(timezone.now() + timedelta(days=366))
    personal.forget_old()
    assert not Case.objects.exists() and not CaseEntry.objects.exists()


def test_what_nobody_goes_on_with_ends_and_is_forgotten_in_its_time() -> None:
    network = load_network()
    left, alive = a_group(network, CaseMode.WRITTEN), a_case(network.unna_owner, network.unna)
    old = timezone.now() - timedelta(days=91)
    Case.objects.update(created_at=old)
    actions.begin_case(left, acting_user=network.dortmund_editor)
    Case.objects.filter(pk=left.pk).update(began_at=old)
    CaseEntry.objects.create(case=left, phase=Phase.QUESTIONS, text="x", author=network.zhytomyr_owner)
    assert stop_abandoned() == 1
    left.refresh_from_db()
    alive.refresh_from_db()
    assert (left.status, alive.status) == (CaseStatus.RUNNING, CaseStatus.STOPPED)
    CaseEntry.objects.update(at=old)
    assert stop_abandoned() == 1
    left.refresh_from_db()
    assert left.closed_at is not None


def test_a_case_goes_with_whoever_brought_it_and_stays_when_an_adviser_goes() -> None:
    network = load_network()
    case = a_group(network)
    erase_account(network.zhytomyr_editor, acting_user=network.zhytomyr_editor)
    assert Case.objects.filter(pk=case.pk).exists()
    giver = person("giver")
    own = a_case(giver, network.unna)
    erase_account(giver, acting_user=giver)
    assert not Case.objects.filter(pk=own.pk).exists()
    assert Case.objects.filter(pk=case.pk).exists()
