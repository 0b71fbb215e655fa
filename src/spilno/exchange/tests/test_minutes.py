"""Minutes written together: nothing typed is lost, and only those who may read them do."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from spilno.common.errors import RefusedError
from spilno.common.models import OutboxMail
from spilno.common.outbox import forget_old_mails
from spilno.exchange.actions.minutes import write_minutes
from spilno.exchange.models import ActionItem, AgendaItem, Minutes, MinutesRevision
from spilno.exchange.tasks import remind_of_tasks
from spilno.exchange.tests.meetings import a_meeting, a_registration, signed_in
from tests.cast import load_network

pytestmark = pytest.mark.django_db


def test_two_editors_lose_nothing() -> None:
    network = load_network()
    meeting = a_meeting(network)
    a_registration(meeting, network.zhytomyr_owner, network.zhytomyr)
    AgendaItem.objects.create(meeting=meeting, title="Begrüßung", minutes=5, position=1)
    first, second = signed_in(network.dortmund_editor), signed_in(network.zhytomyr_owner)
    address = reverse("exchange:write_minutes", args=[meeting.pk])
    # Empty minutes begin with the agenda.
    assert "## Begrüßung" in first.get(address).content.decode()
    assert first.post(address, {"text": "Erster Text", "version": "0"}).status_code == 302
    met = second.post(address, {"text": "<p>Zweiter Text</p>", "text-is-html": "1", "version": "0"})
    page = met.content.decode()
    # Both replaced the heading: both are shown, and stand in the field one after the other.
    assert met.status_code == 422 and "Erster Text\n\nZweiter Text" in page and "Changed by both of you" in page
    assert 'name="version" value="1"' in page
    # The text is kept even if the second editor closes the tab now, and once however often it is sent.
    second.post(address, {"text": "Zweiter Text", "version": "0"})
    aside = MinutesRevision.objects.get(aside=True)
    assert aside.text == "Zweiter Text" and aside.saved_by == network.zhytomyr_owner
    shown = first.get(reverse("exchange:revision", args=[meeting.pk, aside.pk])).content.decode()
    assert "Zweiter Text" in shown
    assert second.post(address, {"text": "Erster Text\n\nZweiter Text", "version": "1"}).status_code == 302
    # Saving what stands there changes nothing.
    second.post(address, {"text": "Erster Text\n\nZweiter Text", "version": "0"})
    row = Minutes.objects.get()
    assert (row.text, row.version) == ("Erster Text\n\nZweiter Text", 2)
    assert MinutesRevision.objects.count() == 3


def test_different_paragraphs_are_joined_and_said_so() -> None:
    network = load_network()
    meeting = a_meeting(network)
    a_registration(meeting, network.zhytomyr_owner, network.zhytomyr)
    for position, title in enumerate(["Wärme", "Stelle"], start=1):
        AgendaItem.objects.create(meeting=meeting, title=title, minutes=5, position=position)
    first, second = signed_in(network.dortmund_editor), signed_in(network.zhytomyr_owner)
    address = reverse("exchange:write_minutes", args=[meeting.pk])
    first.post(address, {"text": "## Wärme\n\nEin Brief.\n\n## Stelle", "version": "0"})
    own = {"text": "## Wärme\n\n## Stelle\n\nEine halbe.", "version": "0"}
    joined = second.post(address, own, follow=True).content.decode()
    assert "both texts are joined" in joined
    # The tab sends the same once more while it closes, after a third state was saved.
    first.post(address, {"text": "## Wärme\n\nEin Brief.\n\n## Stelle\n\nEine ganze.", "version": "2"})
    assert second.post(address, own).status_code == 302
    row = Minutes.objects.get()
    assert (row.text, row.version) == ("## Wärme\n\nEin Brief.\n\n## Stelle\n\nEine ganze.", 3)
    assert list(MinutesRevision.objects.filter(aside=True).values_list("text", "joined")) == [(own["text"], True)]
    assert "before it was joined" in second.get(address).content.decode()


def test_texts_that_are_too_long_together_are_both_kept() -> None:
    network = load_network()
    meeting = a_meeting(network)
    first, second = signed_in(network.dortmund_editor), signed_in(network.coordinator)
    address = reverse("exchange:write_minutes", args=[meeting.pk])
    first.post(address, {"text": "a" * 40_000, "version": "0"})
    met = second.post(address, {"text": "b" * 40_000, "version": "0"})
    assert met.status_code == 422 and "too long" in met.content.decode()
    assert {len(one.text) for one in MinutesRevision.objects.all()} == {40_000}
    assert MinutesRevision.objects.get(aside=True).text[0] == "b"


@pytest.mark.django_db(transaction=True)
def test_twenty_editors_at_once_lose_nothing() -> None:
    network = load_network()
    meeting = a_meeting(network)

    def save(number: int) -> bool:
        try:
            return write_minutes(meeting, f"Text {number}", version=0, acting_user=network.coordinator).saved
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        saved = list(pool.map(save, range(20)))
    assert all(saved)
    row = Minutes.objects.get()
    assert set(row.text.split("\n\n")) == {f"Text {one}" for one in range(20)} and row.version == 20
    assert MinutesRevision.objects.filter(joined=True).count() == 19


def test_minutes_are_read_by_those_they_were_approved_for() -> None:
    network = load_network()
    meeting = a_meeting(network, audience="public")
    a_registration(meeting, network.zhytomyr_owner, network.zhytomyr)
    write_minutes(meeting, "## Thema\n\n- <b>eins</b>", version=0, acting_user=network.coordinator)
    host, address = signed_in(network.dortmund_editor), reverse("exchange:minutes", args=[meeting.pk])
    approve = reverse("exchange:approve_minutes", args=[meeting.pk])

    def readers() -> set[str]:
        people = {name: signed_in(user) for name, user in network.users().items()} | {"anonymous": Client()}
        return {name for name, client in people.items() if client.get(address).status_code == 200}

    assert readers() == set()
    # What was not read is not approved.
    host.post(approve, {"audience": "group", "version": "0"})
    assert not Minutes.objects.get().is_approved
    host.post(approve, {"audience": "group", "version": "1"})
    inside = {"dortmund_owner", "dortmund_editor", "association_editor", "zhytomyr_owner", "coordinator"}
    assert readers() == inside
    page = host.get(address).content.decode()
    assert "&lt;b&gt;eins&lt;/b&gt;" in page and "<b>eins" not in page
    with pytest.raises(RefusedError):
        write_minutes(meeting, "anders", version=1, acting_user=network.coordinator)
    host.post(approve, {"reopen": "1"})
    host.post(approve, {"audience": "network", "version": "1"})
    assert readers() == set(network.users()) - {"stranger"}
    host.post(approve, {"reopen": "1"})
    assert readers() == set()
    host.post(approve, {"audience": "public", "version": "1"})
    assert "anonymous" in readers()
    network.dortmund.withdrawn_at = timezone.now()
    network.dortmund.save()
    assert Client().get(address).status_code == 410


def test_tasks_have_a_person_and_a_day_and_are_reminded_of_once() -> None:
    network = load_network()
    meeting = a_meeting(network)
    a_registration(meeting, network.zhytomyr_owner, network.zhytomyr)
    host, address = signed_in(network.dortmund_editor), reverse("exchange:tasks", args=[meeting.pk])
    day = timezone.localdate() + timedelta(days=2)
    data = {"text": "Muster schicken", "person": network.zhytomyr_owner.pk, "due_on": f"{day:%d.%m.%Y}"}
    assert host.post(address, data | {"person": network.unna_owner.pk}).status_code == 422
    assert host.post(address, data | {"due_on": "31.11.2027"}).status_code == 422
    assert host.post(address, data).status_code == 302
    item = ActionItem.objects.get()
    assert item.organisation == network.zhytomyr
    assert (remind_of_tasks(), remind_of_tasks()) == (1, 0)
    assert "Muster schicken" in OutboxMail.objects.get().text
    with time_machine.travel(timezone.now() + timedelta(days=40)):
        forget_old_mails()
        assert (OutboxMail.objects.count(), remind_of_tasks()) == (0, 0), (
            "the mail is forgotten, not that it was written"
        )
    own = signed_in(network.zhytomyr_owner)
    assert "Muster schicken" in own.get(reverse("exchange:mine")).content.decode()
    own.post(reverse("exchange:tick_task", args=[item.pk]))
    assert "Muster schicken" not in own.get(reverse("exchange:mine")).content.decode()
    host.post(reverse("exchange:tick_task", args=[item.pk]), {"open": "1"})
    item.refresh_from_db()
    assert item.done_at is None
