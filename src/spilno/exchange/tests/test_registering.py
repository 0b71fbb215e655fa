"""Places, the waiting list, mails with calendar entries, and who sees who comes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core import mail as sent
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from spilno.common.errors import RefusedError
from spilno.common.models import AuditEntry, OutboxMail
from spilno.common.outbox import send_due
from spilno.exchange.actions import registering as actions
from spilno.exchange.enums import MeetingStatus, RegistrationStatus, Stage
from spilno.exchange.models import Meeting, Registration
from spilno.exchange.queries.registrations import place_in_queue, stages_of
from spilno.exchange.tasks import remind_of_meetings
from spilno.exchange.tests.meetings import a_meeting, a_registration, meeting_form, signed_in
from spilno.organisations.enums import Role
from spilno.organisations.models import Membership
from spilno.organisations.queries.rights import Acting
from tests.cast import Network, load_network, organisation, person

pytestmark = pytest.mark.django_db


def register(user: object, meeting: Meeting, where: object, **changed: object) -> object:
    data = {"organisation": where.pk, "stage": "partnership"} | changed
    return signed_in(user).post(reverse("exchange:register", args=[meeting.pk]), data)


def page_of(user: object, meeting: Meeting) -> str:
    return signed_in(user).get(reverse("exchange:meeting", args=[meeting.pk])).content.decode()


def test_a_place_is_confirmed_with_an_entry_for_the_calendar(settings) -> None:
    settings.MAIL_DELIVERY_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    network = load_network()
    meeting = a_meeting(network)
    assert "Saal Westfalia" not in page_of(network.zhytomyr_editor, meeting)
    assert register(network.zhytomyr_editor, meeting, network.zhytomyr).status_code == 302
    page = page_of(network.zhytomyr_editor, meeting)
    assert "You have a place." in page and "Saal Westfalia" in page
    mail = OutboxMail.objects.get()
    assert mail.to == network.zhytomyr_editor.email and mail.language == "uk" and "Ви зареєстровані" in mail.subject
    file = mail.attachments[0]
    assert file["type"] == "text/calendar; method=REQUEST" and "METHOD:REQUEST" in file["text"]
    assert f"mailto:{mail.to}" in file["text"].replace("\r\n ", "") and "SEQUENCE:0" in file["text"]
    assert send_due() == 1
    part = sent.outbox[0].message().get_payload()[1]
    assert (part.get_content_type(), part.get_param("method")) == ("text/calendar", "REQUEST")
    assert part.get_filename() == "meeting.ics"
    entry = AuditEntry.objects.get(action="exchange.register")
    assert (entry.actor_id, entry.behalf_of_id) == (network.zhytomyr_editor.pk, network.zhytomyr.pk)


def test_a_delegate_registers_for_the_town() -> None:
    network = load_network()
    meeting = a_meeting(network)
    register(network.association_editor, meeting, network.dortmund)
    entry = AuditEntry.objects.get(action="exchange.register")
    assert (entry.behalf_of_id, entry.through_id) == (network.dortmund.pk, network.association.pk)
    # Nobody registers for an organisation they do not act for.
    assert register(network.unna_owner, meeting, network.dortmund).status_code == 422
    assert Registration.objects.count() == 1


def test_the_waiting_list_explains_itself_and_moves_up_in_order() -> None:
    network = load_network()
    meeting = a_meeting(network, capacity=1)
    register(network.dortmund_owner, meeting, network.dortmund)
    register(network.unna_owner, meeting, network.unna)
    register(network.zhytomyr_owner, meeting, network.zhytomyr)
    assert "You are number 1 of those who wait" in page_of(network.unna_owner, meeting)
    assert "You are number 2 of those who wait" in page_of(network.zhytomyr_owner, meeting)
    assert "Saal Westfalia" not in page_of(network.zhytomyr_owner, meeting)
    shown = page_of(network.zhytomyr_editor, meeting)
    assert "All places (1) are taken and 2 people wait" in shown
    client = signed_in(network.dortmund_owner)
    address = reverse("exchange:withdraw", args=[meeting.pk])
    assert "Somebody waits" in client.get(address).content.decode()
    client.post(address)
    client.post(address)
    states = dict(Registration.objects.values_list("user__name", "status"))
    assert states == {
        "Dortmund Owner": RegistrationStatus.WITHDRAWN,
        "Unna Owner": RegistrationStatus.REGISTERED,
        "Zhytomyr Owner": RegistrationStatus.WAITING,
    }
    told = [(one.to, [file["type"] for file in one.attachments]) for one in OutboxMail.objects.order_by("pk")][3:]
    cancel, request = "text/calendar; method=CANCEL", "text/calendar; method=REQUEST"
    assert told == [(network.dortmund_owner.email, [cancel]), (network.unna_owner.email, [request])]
    # Whoever comes back stands at the end, and calendars see something newer.
    register(network.dortmund_owner, meeting, network.dortmund)
    again = Registration.objects.get(user=network.dortmund_owner)
    assert again.is_waiting and place_in_queue(again) == 2 and again.sequence == 2


def test_more_places_are_given_to_those_who_wait() -> None:
    network = load_network()
    meeting = a_meeting(network, capacity=1)
    for user, where in [
        (network.dortmund_owner, network.dortmund),
        (network.unna_owner, network.unna),
        (network.zhytomyr_owner, network.zhytomyr),
    ]:
        register(user, meeting, where)
    day = meeting_form(version="1", capacity="2", audience="network", kind="peer")
    signed_in(network.coordinator).post(reverse("exchange:edit_meeting", args=[meeting.pk]), day)
    assert list(Registration.objects.waiting().values_list("user", flat=True)) == [network.zhytomyr_owner.pk]
    day |= {"version": "2", "capacity": ""}
    signed_in(network.coordinator).post(reverse("exchange:edit_meeting", args=[meeting.pk]), day)
    assert not Registration.objects.waiting().exists()


def test_one_person_one_registration_even_for_two_organisations() -> None:
    network = load_network()
    meeting = a_meeting(network)
    Membership.objects.create(user=network.unna_owner, organisation=network.dortmund, role=Role.EDITOR)
    register(network.unna_owner, meeting, network.unna)
    assert register(network.unna_owner, meeting, network.unna, stage="examination").status_code == 302
    refused = register(network.unna_owner, meeting, network.dortmund)
    assert refused.status_code == 422 and "registered for another organisation" in refused.content.decode()
    row = Registration.objects.get()
    assert (row.organisation, row.stage) == (network.unna, Stage.EXAMINATION)
    assert OutboxMail.objects.count() == 1


def test_closed_means_closed() -> None:
    network = load_network()
    acting = Acting(network.unna_owner, network.unna, None)
    today = timezone.localdate()
    for meeting in (
        a_meeting(network, days=-1),
        a_meeting(network, status=MeetingStatus.DRAFT),
        a_meeting(network, status=MeetingStatus.CANCELLED),
        a_meeting(network, register_until=today - timedelta(days=1)),
    ):
        with pytest.raises(RefusedError):
            actions.register(acting, meeting, stage=Stage.PARTNERSHIP)
    open_today = a_meeting(network, register_until=today)
    assert actions.register(acting, open_today, stage=Stage.PARTNERSHIP).is_coming


@pytest.mark.django_db(transaction=True)
def test_as_many_places_as_there_are_however_many_ask_at_once() -> None:
    network = load_network()
    meeting = a_meeting(network, capacity=5)
    people = [person(f"participant_{number}") for number in range(24)]
    for one in people:
        Membership.objects.create(user=one, organisation=network.unna, role=Role.EDITOR)

    def ask(number: int) -> str:
        try:
            # Everybody presses the button twice.
            acting = Acting(people[number % 24], network.unna, None)
            return str(actions.register(acting, Meeting.objects.get(pk=meeting.pk), stage=Stage.FIRST_THOUGHTS).status)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(ask, range(48)))
    assert Registration.objects.count() == 24 and Registration.objects.coming().count() == 5
    order = list(Registration.objects.order_by("queued_at", "pk").values_list("status", flat=True))
    assert order == [RegistrationStatus.REGISTERED] * 5 + [RegistrationStatus.WAITING] * 19
    assert [place_in_queue(one) for one in Registration.objects.waiting()] == list(range(1, 20))
    assert OutboxMail.objects.count() == 24


@pytest.mark.django_db(transaction=True)
def test_places_that_become_free_at_once_go_to_different_people() -> None:
    network = load_network()
    meeting = a_meeting(network, capacity=6)
    people = [person(f"participant_{number}") for number in range(12)]
    for number, one in enumerate(people):
        status = RegistrationStatus.REGISTERED if number < 6 else RegistrationStatus.WAITING
        a_registration(meeting, one, network.unna, status=status)

    def leave(row: Registration) -> None:
        try:
            actions.withdraw(row, acting_user=network.coordinator)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(leave, list(Registration.objects.coming())[:4] * 2))
    assert Registration.objects.coming().count() == 6 and Registration.objects.waiting().count() == 2


def test_changes_and_cancellation_reach_those_who_come() -> None:
    network = load_network()
    meeting = a_meeting(network, capacity=1)
    a_registration(meeting, network.unna_owner, network.unna)
    a_registration(meeting, network.zhytomyr_owner, network.zhytomyr, status=RegistrationStatus.WAITING)
    office = signed_in(network.coordinator)
    data = meeting_form(version="1", kind="peer", audience="network", capacity="1", link="https://neu.example.org/")
    office.post(reverse("exchange:edit_meeting", args=[meeting.pk]), data)
    mail = OutboxMail.objects.get()
    assert mail.to == network.unna_owner.email and "neu.example.org" in mail.text
    assert "SEQUENCE:1" in mail.attachments[0]["text"] and "METHOD:REQUEST" in mail.attachments[0]["text"]
    office.post(reverse("exchange:cancel_meeting", args=[meeting.pk]), {"reason": "Krankheit"})
    told = {one.to: one for one in OutboxMail.objects.exclude(pk=mail.pk)}
    assert set(told) == {network.unna_owner.email, network.zhytomyr_owner.email}
    file = told[network.unna_owner.email].attachments[0]["text"]
    assert "METHOD:CANCEL" in file and "STATUS:CANCELLED" in file and "SEQUENCE:2" in file
    assert told[network.zhytomyr_owner.email].attachments == []
    assert all("Krankheit" in one.text for one in told.values())


def test_a_change_of_what_no_calendar_shows_tells_nobody() -> None:
    network = load_network()
    meeting = a_meeting(network)
    a_registration(meeting, network.unna_owner, network.unna)
    meeting.audience = "public"
    values = {"audience": "public", "capacity": 9}
    from spilno.exchange.actions.meetings import change_meeting

    change_meeting(meeting, values, version=1, acting_user=network.coordinator)
    assert not OutboxMail.objects.exists()


def test_reminders_come_once_a_week_and_a_day_ahead(time_machine) -> None:
    network = load_network()
    meeting = a_meeting(network, days=30)
    a_registration(meeting, network.unna_owner, network.unna)
    a_registration(meeting, network.zhytomyr_owner, network.zhytomyr, status=RegistrationStatus.WAITING)
    assert remind_of_meetings() == 0
    time_machine.move_to(meeting.starts_at - timedelta(days=6))
    assert (remind_of_meetings(), remind_of_meetings()) == (1, 0)
    time_machine.move_to(meeting.starts_at - timedelta(hours=20))
    assert (remind_of_meetings(), remind_of_meetings()) == (1, 0)
    assert set(OutboxMail.objects.values_list("to", flat=True)) == {network.unna_owner.email}


@pytest.mark.parametrize("count", [1, 3])
def test_who_comes_is_for_hosts_and_asks_the_same_for_one_and_many(django_assert_num_queries, count) -> None:
    network = load_network()
    meeting = a_meeting(network)
    for number in range(count):
        a_registration(meeting, person(f"participant_{number}"), network.zhytomyr, wishes="=1+1")
    host = signed_in(network.dortmund_editor)
    address = reverse("exchange:participants", args=[meeting.pk])
    host.get(address)
    with django_assert_num_queries(14):
        page = host.get(address).content.decode()
    assert page.count("participant_") >= count
    lines = host.get(reverse("exchange:participants_csv", args=[meeting.pk])).content.decode().splitlines()
    assert len(lines) == count + 1 and lines[1].endswith("'=1+1")


def test_who_came_is_noted_after_the_beginning_and_counts_municipalities_once() -> None:
    network = load_network()
    meeting = a_meeting(network)
    first = a_registration(meeting, network.dortmund_editor, network.dortmund, stage=Stage.FIRST_THOUGHTS)
    a_registration(meeting, network.association_editor, network.association, stage=Stage.EXAMINATION)
    other = a_registration(meeting, network.unna_owner, network.unna)
    museum = organisation("Museum Unna", network.unna.area, "museum")
    a_registration(meeting, person("museum_editor"), museum, stage=Stage.FIRST_THOUGHTS)
    found = stages_of(meeting)
    assert found.total == 2 and found.by_stage == {Stage.PARTNERSHIP: 1, Stage.EXAMINATION: 1}
    host = signed_in(network.dortmund_editor)
    address = reverse("exchange:participants", args=[meeting.pk])
    host.post(address, {"came": [first.pk]})
    assert not Registration.objects.filter(attended=True).exists()
    Meeting.objects.update(starts_at=timezone.now() - timedelta(hours=1))
    host.post(address, {"came": [first.pk, "x", "9" * 30, 10**17]})
    assert list(Registration.objects.filter(attended=True)) == [first]
    assert stages_of(meeting).by_stage == {Stage.FIRST_THOUGHTS: 1}
    assert not Registration.objects.get(pk=other.pk).attended


def test_a_host_takes_somebody_off_the_list_and_outsiders_see_no_names() -> None:
    network = load_network()
    meeting = a_meeting(network, audience="public", capacity=3)
    row = a_registration(meeting, network.zhytomyr_editor, network.zhytomyr)
    for client in (Client(), signed_in(network.unna_owner), signed_in(network.dortmund_reader)):
        page = client.get(reverse("exchange:meeting", args=[meeting.pk])).content.decode()
        assert "Житомирська" not in page and "Zhytomyr" not in page
        assert client.get(reverse("exchange:participants", args=[meeting.pk])).status_code in (302, 404)
    host = signed_in(network.dortmund_editor)
    host.post(reverse("exchange:remove_participant", args=[meeting.pk, row.pk]))
    row.refresh_from_db()
    assert row.status == RegistrationStatus.WITHDRAWN and OutboxMail.objects.count() == 1


def test_my_meetings(django_assert_num_queries) -> None:
    network: Network = load_network()
    client = signed_in(network.unna_owner)
    address = reverse("exchange:mine")
    assert "You are not registered for any meeting" in client.get(address).content.decode()
    a_registration(a_meeting(network), network.unna_owner, network.unna)
    a_registration(a_meeting(network, days=-3), network.unna_owner, network.unna)
    assert client.get(address).content.decode().count('class="suggestion"') == 1
