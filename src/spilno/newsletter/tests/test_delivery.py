"""Each mail once, whatever the server answers and whoever is killed in between."""

import re
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core.signing import Signer
from django.db import connection, connections, transaction
from django.utils import timezone

from spilno.accounts.models import User
from spilno.common.models import OutboxMail
from spilno.newsletter import claims, links, mime
from spilno.newsletter.actions import doubts, subscribing
from spilno.newsletter.actions import issues as actions
from spilno.newsletter.delivery import Courier, send_waiting
from spilno.newsletter.enums import IssueState, SubscriberStatus, Way
from spilno.newsletter.links import key_of
from spilno.newsletter.models import Bounce, Delivery, Edition, Issue, Sender, Subscriber
from spilno.newsletter.tests.issues import SUBJECTS, readers, started
from spilno.newsletter.tests.mailserver import mail_server
from tests.cast import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> User:
    return person("coordinator", second_factor=True, is_coordinator=True)


def states(issue: Issue) -> dict[str, int]:
    found: dict[str, int] = {}
    for state in Delivery.objects.filter(issue=issue).values_list("state", flat=True):
        found[state] = found.get(state, 0) + 1
    return found


@pytest.mark.parametrize(("window", "pipelining"), [(1, False), (1, True), (16, False), (16, True)])
def test_everybody_gets_the_issue_once(office: User, settings: Any, window: int, pipelining: bool) -> None:
    readers(40)
    issue = started(office)
    with mail_server(settings, pipelining=pipelining) as sink:
        assert Courier(window).run(once=True) == 40
        assert Courier(window).run(once=True) == 0
    assert sorted(sink.to) == sorted(Subscriber.objects.values_list("email", flat=True))
    issue.refresh_from_db()
    assert issue.state == IssueState.SENT
    assert not Sender.objects.exists()


def test_a_mail_says_who_when_and_how_to_end_it(office: User, settings: Any) -> None:
    reader = readers(1)[0]
    started(office)
    with mail_server(settings) as sink:
        Courier().run(once=True)
    mail = sink.mail_to(reader.email)
    delivery = Delivery.objects.get()
    assert mail["To"] == reader.email
    assert str(mail["Subject"]) == SUBJECTS["de"]
    assert mail["Message-ID"] == mime.message_id(delivery.pk)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    found = re.fullmatch(r"<https?://[^/]+/de/newsletter/unsubscribe/([^/]+)/>", mail["List-Unsubscribe"])
    assert found and key_of(found[1]) == reader.key
    assert (mail["Auto-Submitted"], mail["Content-Language"]) == ("auto-generated", "de")
    assert mail["List-Id"].endswith(">") and mail["Date"]
    text, html = (part.get_content() for part in mail.iter_parts())
    for body in (text, html):
        assert f"/unsubscribe/{found[1]}/" in body and f"/preferences/{found[1]}/" in body
        assert "Erster Absatz." in body and ".Punkt vorn" in body
    assert "<img" not in html and "<style" not in html and 'lang="de"' in html
    raw = sink.got[0][2]
    assert max(len(line) for line in raw.split(b"\r\n\r\n", 1)[1].split(b"\r\n")) <= 76
    assert sink.got[0][0] == f"bounces+{delivery.pk}.{mime.proof_of(delivery.pk)}@example.org"


def test_each_reads_their_language_or_the_nearest(office: User, settings: Any) -> None:
    readers(1, "uk", "u"), readers(1, "en", "e"), readers(1, "de", "d")
    started(office)
    with mail_server(settings) as sink:
        Courier(16).run(once=True)
    subjects = {to[0]: str(sink.mail_to(to)["Subject"]) for to in sink.to}
    assert subjects == {"u": SUBJECTS["uk"], "e": SUBJECTS["de"], "d": SUBJECTS["de"]}


def test_who_left_was_blocked_or_erased_in_between_gets_nothing(office: User, settings: Any) -> None:
    left, blocked, erased, stays = readers(4)
    issue = started(office)
    subscribing.unsubscribe(left, way=Way.ONE_CLICK)
    subscribing.block_subscriber(blocked, way=Way.COMPLAINT)
    subscribing.erase_subscriber(erased)
    with mail_server(settings) as sink:
        Courier(16).run(once=True)
    assert sink.to == [stays.email]
    assert states(issue) == {"skipped": 3, "sent": 1}


@pytest.mark.parametrize("pipelining", [False, True])
def test_a_refused_recipient_delays_nobody_else(office: User, settings: Any, pipelining: bool) -> None:
    people = readers(6)
    issue = started(office)
    with mail_server(settings, pipelining=pipelining) as sink:
        sink.refusals = {people[0].email: "550 5.1.1 no such user", people[1].email: "450 4.2.0 later"}
        sink.refusals[people[2].email] = "550 5.7.1 policy"
        sink.contents = {people[3].email: "452 4.3.1 full", people[4].email: "554 5.6.0 spam"}
        Courier(16).run(once=True)
        assert sink.to == [people[5].email]
        assert states(issue) == {"failed": 3, "queued": 2, "sent": 1}
        sink.refusals, sink.contents = {}, {}
        assert Courier(16).run(once=True) == 0
        Delivery.objects.filter(state="queued").update(not_before=timezone.now())
        assert Courier(16).run(once=True) == 2
    gone = Subscriber.objects.filter(status=SubscriberStatus.BOUNCED)
    assert list(gone) == [people[0]]
    assert set(Bounce.objects.values_list("kind", "status_code")) == {("hard", "5.1.1"), ("soft", "5.7.1")}


def test_a_refusal_is_tried_with_growing_pauses_and_ends(office: User, settings: Any) -> None:
    reader = readers(1)[0]
    issue = started(office)
    pauses = []
    with mail_server(settings) as sink:
        sink.refusals = {reader.email: "450 4.2.0 later"}
        while not pauses or states(issue) == {"queued": 1}:
            Delivery.objects.update(not_before=timezone.now())
            Courier().run(once=True)
            pauses.append((Delivery.objects.get().not_before - timezone.now()).total_seconds())
    assert states(issue) == {"failed": 1}
    assert [round(pause / 60) for pause in pauses[:5]] == [5, 15, 45, 135, 405]


def test_our_own_refused_address_is_nobodys_fault(office: User, settings: Any) -> None:
    readers(2)
    issue = started(office)
    with mail_server(settings) as sink:
        sink.sender_answer = "550 5.7.1 sender refused"
        Courier().run(once=True)
    assert states(issue) == {"queued": 2}
    assert not Bounce.objects.exists()


@pytest.mark.parametrize("pipelining", [False, True])
def test_a_provider_that_hangs_up_after_some_mails_loses_none(office: User, settings: Any, pipelining: bool) -> None:
    readers(20)
    started(office)
    with mail_server(settings, pipelining=pipelining) as sink:
        sink.hang_up_after = 7
        Courier(16).run(once=True)
        Courier(16).run(once=True)
    assert len(sink.to) == len(set(sink.to)) == 20


def test_a_connection_that_breaks_after_the_mail_leaves_it_in_doubt(office: User, settings: Any) -> None:
    readers(1, name="breaks"), readers(3)
    issue = started(office)
    with mail_server(settings) as sink:
        Courier(16).run(once=True)
        Courier(16).run(once=True)
        assert states(issue) == {"in_doubt": 1, "sent": 3}
        assert len(sink.to) == 4
    issue.refresh_from_db()
    assert issue.state == IssueState.SENT
    assert doubts.settle_doubts(issue, again=False, acting_user=office) == 1
    assert doubts.settle_doubts(issue, again=True, acting_user=office) == 0
    assert states(issue) == {"sent": 4}


def test_without_a_server_everything_waits(office: User, settings: Any) -> None:
    readers(2)
    issue = started(office)
    assert send_waiting() == 0
    with mail_server(settings):
        pass
    Courier().run(once=True)
    assert states(issue) == {"queued": 2}


def test_a_dead_workers_mail_is_in_doubt_once_its_lease_is_over(office: User) -> None:
    readers(3)
    issue = started(office)
    dead, alive = uuid.uuid4(), uuid.uuid4()
    for one in (dead, alive):
        claims.begin(one, 1)
        with transaction.atomic():
            assert len(claims.claim(one, 1)) == 1
    assert claims.put_in_doubt() == 0
    Sender.objects.filter(pk=dead).update(beat_at=timezone.now() - claims.LEASE - timedelta(seconds=1))
    assert claims.put_in_doubt() == 1
    assert states(issue) == {"in_doubt": 1, "claimed": 1, "queued": 1}


def test_in_doubt_can_be_sent_again_and_the_issue_goes_on(office: User, settings: Any) -> None:
    readers(1)
    issue = started(office)
    claims.begin(worker := uuid.uuid4(), 1)
    with transaction.atomic():
        claims.claim(worker, 1)
    Sender.objects.all().delete()
    claims.put_in_doubt()
    claims.finish_issues()
    assert doubts.settle_doubts(issue, again=True, acting_user=office) == 1
    issue.refresh_from_db()
    assert issue.state == IssueState.SENDING
    with mail_server(settings) as sink:
        Courier().run(once=True)
    assert len(sink.to) == 1
    assert states(issue) == {"sent": 1}


def test_a_worker_that_only_seemed_dead_says_what_it_did(office: User) -> None:
    readers(2)
    issue = started(office)
    claims.begin(worker := uuid.uuid4(), 2)
    with transaction.atomic():
        held = claims.claim(worker, 2)
    Sender.objects.all().delete()
    assert claims.put_in_doubt() == 2
    claims.release_unknown(worker, [held[0].id])
    claims.report(worker, [claims.Result(held[0], claims.Outcome(claims.Fate.SENT))])
    claims.report(worker, [claims.Result(held[0], claims.Outcome(claims.Fate.SENT))])
    assert states(issue) == {"sent": 1, "queued": 1}


def test_the_general_worker_sends_too(office: User, settings: Any) -> None:
    readers(3)
    issue = started(office)
    with mail_server(settings) as sink:
        assert send_waiting() == 3
        assert send_waiting() == 0
    assert len(sink.to) == 3
    issue.refresh_from_db()
    assert issue.state == IssueState.SENT


@pytest.mark.django_db(transaction=True)
def test_four_workers_send_nothing_twice(settings: Any) -> None:
    office = person("coordinator", second_factor=True, is_coordinator=True)
    readers(60)
    issue = started(office)

    def work(_number: int) -> int:
        try:
            return Courier(4).run(once=True)
        finally:
            connections.close_all()

    with mail_server(settings) as sink, ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(work, range(4))) == 60
    assert len(sink.to) == len(set(sink.to)) == 60
    assert states(issue) == {"sent": 60}
    connection.close()


def test_queueing_is_one_statement_and_twice_adds_nobody(office: User, django_assert_num_queries: object) -> None:
    readers(300)
    issue = started(office)
    assert states(issue) == {"queued": 300}
    with django_assert_num_queries(3):  # type: ignore[operator]
        assert actions.queue_deliveries(issue, ["de"]) == 0


def test_starting_twice_queues_once(office: User) -> None:
    readers(2)
    issue = started(office)
    assert actions.start_sending(issue, acting_user=None) == 0
    assert Delivery.objects.count() == 2


def test_a_stopped_worker_finishes_what_it_has_in_hand(office: User, settings: Any) -> None:
    readers(50)
    issue = started(office)
    stop = threading.Event()
    with mail_server(settings) as sink:
        courier = Courier(2, stop)
        turn = courier._turn

        def once_then_stop() -> bool | None:
            done = turn()
            stop.set()
            return done

        courier._turn = once_then_stop  # type: ignore[method-assign]
        courier.run()
    assert len(sink.to) == 2
    assert states(issue) == {"sent": 2, "queued": 48}


def test_a_link_is_signed_as_django_signs_it() -> None:
    key = "k" * 22
    assert links.token_of(key) == Signer(salt=links.SALT, sep=".").sign(key)
    assert links.key_of(links.token_of(key)) == key


def test_a_worker_that_rests_and_meets_a_new_list_goes_on(office: User, settings: Any) -> None:
    readers(3)
    started(office)
    with mail_server(settings) as sink:
        courier = Courier(2)
        assert courier.run(once=True) == 3
        courier._rest()
        started(office)
        assert courier.run(once=True) == 6
    assert len(sink.to) == 6


def test_the_same_edition_is_the_same_mail(office: User) -> None:
    readers(1)
    issue = started(office)
    edition = Edition.objects.select_related("issue").get(issue=issue, language="de")
    one, two = (mime.mould(edition).fill(to="a@b.de", key="k" * 22, delivery_id=7, now=0) for _time in range(2))
    assert one == two


@pytest.mark.parametrize(
    "text",
    ["", "x" * 500, "ї" * 200, "= =\n.\n..\n \t\n", "a 0key0.sig b 0key0.sig", f"{'y' * 74} ", "é" * 37 + " end "],
)
def test_quoted_printable_reads_back(text: str) -> None:
    import quopri

    made = mime.quoted_printable(text, "0key0.sig").replace(mime.TOKEN, b"0key0.sig")
    assert quopri.decodestring(made.replace(b"\r\n", b"\n")).decode() == text
    assert all(len(line) <= 76 for line in made.split(b"\r\n"))


def test_the_test_mail_reaches_only_who_composes(office: User, settings: Any) -> None:
    readers(3)
    started(office)
    assert set(OutboxMail.objects.values_list("to", flat=True)) == {office.email}
    assert OutboxMail.objects.filter(subject__startswith="Test").count() == 2
