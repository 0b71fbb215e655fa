"""The relay: messages reach the other side, addresses do not."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from spilno.accounts.enums import Notification
from spilno.common.models import OutboxMail
from spilno.organisations.actions import relay as actions
from spilno.organisations.forms.relay import ONCE_LENGTH
from spilno.organisations.models import AbuseReport, Block, Message, Organisation, Thread
from spilno.organisations.queries import rights_of
from spilno.organisations.queries.relay import unread_number
from tests.cast import Network, load_network

pytestmark = pytest.mark.django_db


def signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user)
    return client


def data(
    network: Network, *, number: int = 1, sender: Organisation | None = None, **changed: object
) -> dict[str, object]:
    once = f"{number:0{ONCE_LENGTH}d}"
    base = {
        "sender": sender.pk if sender else "",
        "subject": "Wasser",
        "text": "Guten Tag",
        "language": "de",
        "once": once,
    }
    return base | changed


def write(network: Network, user: object, to: Organisation, **changed: object) -> object:
    return signed_in(user).post(reverse("organisations:write", args=[to.pk]), data(network, **changed))


def test_two_sides_talk_and_no_address_leaves(mailoutbox: list[object]) -> None:
    network = load_network()
    write(network, network.dortmund_editor, network.zhytomyr, sender=network.dortmund)
    thread = Thread.objects.get()
    told = OutboxMail.objects.all()
    assert {mail.to for mail in told} == {network.zhytomyr_editor.email, network.zhytomyr_owner.email}
    for mail in told:
        whole = mail.subject + mail.text + mail.html + str(mail.headers)
        assert "dortmund" not in whole.lower() and "Wasser" not in whole and "Guten Tag" not in whole
    editor = signed_in(network.zhytomyr_editor)
    page = editor.get(reverse("organisations:thread", args=[thread.pk])).content.decode()
    assert "Guten Tag" in page
    assert network.dortmund_editor.email not in page and network.dortmund_editor.name not in page
    answer = {"text": "Добрий день", "language": "uk", "once": "a" * ONCE_LENGTH}
    editor.post(reverse("organisations:thread", args=[thread.pk]), answer)
    page = signed_in(network.dortmund_owner).get(reverse("organisations:thread", args=[thread.pk])).content.decode()
    assert "Добрий день" in page and 'lang="uk"' in page
    assert network.zhytomyr_editor.email not in page
    assert not mailoutbox


def test_a_person_without_an_organisation_writes_and_reads_the_answer() -> None:
    network = load_network()
    write(network, network.stranger, network.dortmund)
    thread = Thread.objects.get()
    assert thread.from_organisation is None
    answer = {"text": "Danke", "language": "de", "once": "b" * ONCE_LENGTH}
    signed_in(network.dortmund_editor).post(reverse("organisations:thread", args=[thread.pk]), answer)
    assert OutboxMail.objects.filter(to=network.stranger.email).count() == 1
    page = signed_in(network.stranger).get(reverse("organisations:thread", args=[thread.pk])).content.decode()
    assert "Danke" in page


def test_the_association_reads_and_answers_until_its_delegation_ends() -> None:
    network = load_network()
    write(network, network.zhytomyr_editor, network.dortmund, sender=network.zhytomyr)
    address = reverse("organisations:thread", args=[Thread.objects.get().pk])
    client = signed_in(network.association_editor)
    client.post(address, {"text": "Im Auftrag", "language": "de", "once": "c" * ONCE_LENGTH})
    assert Message.objects.get(by_sender=False).through == network.association
    network.delegation.delete()
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": ""},
        {"text": "x" * 1_000_000},
        {"text": "\u202e\u200b"},
        {"subject": "a\r\nBcc: all@example.org"},
        {"once": "short"},
        {"language": "xx"},
    ],
)
def test_what_cannot_be_sent_is_named_or_made_harmless(wrong: dict[str, str]) -> None:
    network = load_network()
    answer = write(network, network.stranger, network.dortmund, **wrong)
    if "subject" in wrong:
        assert "\n" not in Thread.objects.get().subject and "\r" not in Thread.objects.get().subject
    else:
        assert answer.status_code == 422
        assert not Thread.objects.exists()


def test_nobody_writes_in_the_name_of_others() -> None:
    network = load_network()
    answer = write(network, network.unna_owner, network.zhytomyr, sender=network.dortmund)
    assert answer.status_code == 422
    assert not Thread.objects.exists()


def test_a_blocked_sender_learns_nothing_and_reaches_nobody() -> None:
    network = load_network()
    write(network, network.unna_owner, network.dortmund, sender=network.unna)
    thread = Thread.objects.get()
    owner = signed_in(network.dortmund_owner)
    owner.post(reverse("organisations:block", args=[thread.pk]))
    refused = write(network, network.unna_owner, network.dortmund, sender=network.unna, number=2)
    withdrawn = Organisation.objects.filter(pk=network.zhytomyr.pk)
    assert refused.status_code == 422
    assert "does not take messages" in refused.content.decode()
    again = {"text": "Noch einmal", "language": "de", "once": "d" * ONCE_LENGTH}
    assert (
        signed_in(network.unna_owner).post(reverse("organisations:thread", args=[thread.pk]), again).status_code == 422
    )
    assert Message.objects.count() == 1
    owner.post(reverse("organisations:unblock", args=[network.dortmund.pk, Block.objects.get().pk]))
    assert write(network, network.unna_owner, network.dortmund, sender=network.unna, number=3).status_code == 302
    assert withdrawn.exists()


def test_abuse_is_shown_to_the_office_once_and_ends_the_conversation() -> None:
    network = load_network()
    write(network, network.unna_owner, network.dortmund, sender=network.unna)
    message = Message.objects.get()
    address = reverse("organisations:report", args=[message.thread_id, message.pk])
    reader = signed_in(network.dortmund_editor)
    for _each in range(2):
        reader.post(address, {"reason": "Beleidigung"})
    # Nobody reports what their own side wrote.
    assert signed_in(network.unna_owner).get(address).status_code == 404
    actions.decide_report(AbuseReport.objects.get(), accept=True, acting_user=network.coordinator)
    page = reader.get(reverse("organisations:thread", args=[message.thread_id])).content.decode()
    assert "This conversation is closed." in page


def test_daily_news_are_one_mail_and_never_is_none() -> None:
    network = load_network()
    network.zhytomyr_owner.notification = Notification.NEVER
    network.zhytomyr_owner.save()
    network.zhytomyr_editor.notification = Notification.DAILY
    network.zhytomyr_editor.save()
    for number in (1, 2):
        write(network, network.dortmund_editor, network.zhytomyr, sender=network.dortmund, number=number)
    assert OutboxMail.objects.get().to == network.zhytomyr_editor.email


def test_what_is_new_is_counted_until_it_is_read() -> None:
    network = load_network()
    write(network, network.unna_owner, network.dortmund, sender=network.unna)
    user = network.dortmund_editor
    assert unread_number(user, rights_of(user)) == 1
    assert unread_number(network.unna_owner, rights_of(network.unna_owner)) == 0
    assert "1 new" in signed_in(user).get(reverse("accounts:home")).content.decode()
    signed_in(user).get(reverse("organisations:thread", args=[Thread.objects.get().pk]))
    assert unread_number(user, rights_of(user)) == 0


def test_too_many_conversations_a_day_are_refused() -> None:
    network = load_network()
    codes = [write(network, network.stranger, network.dortmund, number=number).status_code for number in range(1, 23)]
    assert codes == [302] * 20 + [422] * 2


@pytest.mark.parametrize("number", [1, 5])
def test_the_list_of_messages_asks_a_fixed_number_of_questions(
    django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    network = load_network()
    for one in range(number):
        write(network, network.unna_owner, network.dortmund, sender=network.unna, number=one + 1)
    client = signed_in(network.dortmund_editor)
    client.get(reverse("organisations:threads"))
    with django_assert_num_queries(8):
        client.get(reverse("organisations:threads"))


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_twenty_times_at_once_is_one_message() -> None:
    network = load_network()
    values = data(network, sender=network.unna)

    def send(_number: int) -> int:
        try:
            return (
                signed_in(network.unna_owner)
                .post(reverse("organisations:write", args=[network.dortmund.pk]), values)
                .status_code
            )
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(send, range(20)))
    assert set(codes) == {302}
    assert (Thread.objects.count(), Message.objects.count()) == (1, 1)
