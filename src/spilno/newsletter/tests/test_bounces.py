"""Reports of failure as servers of the world write them, and as others forge them: never hard on doubt."""

import base64
from typing import Any

import pytest
from django.test import Client

from spilno.accounts.models import User
from spilno.newsletter import mime
from spilno.newsletter.enums import SubscriberStatus
from spilno.newsletter.models import Bounce, Delivery, Subscriber
from spilno.newsletter.tests.issues import readers, started
from tests.cast import person

pytestmark = pytest.mark.django_db
SECRET = "webhook-secret"
HOOK = "/en/newsletter/bounces/"


@pytest.fixture
def delivery(settings: Any) -> Delivery:
    settings.NEWSLETTER_BOUNCE_SECRET = SECRET
    office: User = person("coordinator", second_factor=True, is_coordinator=True)
    readers(2)
    started(office)
    return Delivery.objects.order_by("pk")[0]


def report(
    delivery: Delivery,
    *,
    action: str = "failed",
    status: str = "5.1.1",
    words: str = "",
    proof: str = "",
    more: str = "",
) -> bytes:
    """As RFC 3464 lays it out; `words` are for people, `more` is a second group about another recipient."""
    token = f"{delivery.pk}.{proof or mime.proof_of(delivery.pk)}"
    sentence = base64.b64encode((words or "The mail could not be delivered.").encode()).decode()
    return (
        f"From: MAILER-DAEMON@mx.example\r\nTo: list+{token}@example.org\r\nSubject: Undelivered\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        f"--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{sentence}\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; somebody@example.org\r\nAction: {action}\r\nStatus: {status}\r\n"
        f"Diagnostic-Code: smtp; 550 {status} said so\r\n{more}\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {mime.message_id(delivery.pk, proof)}\r\n\r\n--b--\r\n"
    ).encode()


def hand_in(raw: bytes, secret: str = SECRET) -> int:
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    return Client().post(HOOK, data=raw, content_type="message/rfc822", headers=headers).status_code


def status(delivery: Delivery) -> str:
    return Subscriber.objects.get(deliveries=delivery).status


@pytest.mark.parametrize(
    "words",
    [
        "Ihre Nachricht wurde nicht zugestellt: Postfach unbekannt.",
        "Ваше повідомлення не доставлено: такої скриньки немає.",
        "Ваше сообщение не доставлено.",
        "您的邮件无法送达。",
    ],
)
def test_a_report_is_understood_in_every_language(delivery: Delivery, words: str) -> None:
    assert hand_in(report(delivery, words=words)) == 204
    assert status(delivery) == SubscriberStatus.BOUNCED
    assert Subscriber.objects.filter(status=SubscriberStatus.ACTIVE).count() == 1


@pytest.mark.parametrize("code", ["5.2.2", "5.7.1", "5.0.0", "4.4.1", "", "five", "5.1.99", "5.1.1.1x"])
def test_what_does_not_say_that_the_address_is_gone_is_soft(delivery: Delivery, code: str) -> None:
    assert hand_in(report(delivery, status=code, words="User unknown! 550 5.1.1")) == 204
    assert status(delivery) == SubscriberStatus.ACTIVE
    assert list(Bounce.objects.values_list("kind", flat=True)) == ["soft"]


@pytest.mark.parametrize("action", ["delayed", "relayed", "delivered", "expanded", "", "fail"])
def test_what_is_no_failure_changes_nothing(delivery: Delivery, action: str) -> None:
    assert hand_in(report(delivery, action=action)) == 204
    assert status(delivery) == SubscriberStatus.ACTIVE
    assert not Bounce.objects.exists()


def test_one_of_two_recipients_who_failed_leaves_a_doubt(delivery: Delivery) -> None:
    more = "\r\nFinal-Recipient: rfc822; other@example.org\r\nAction: delivered\r\nStatus: 2.0.0\r\n"
    assert hand_in(report(delivery, more=more)) == 204
    assert status(delivery) == SubscriberStatus.ACTIVE


@pytest.mark.parametrize("proof", ["0" * 24, "f" * 24, "zz", "0" * 200])
def test_a_forged_report_changes_nothing(delivery: Delivery, proof: str) -> None:
    assert hand_in(report(delivery, proof=proof)) == 204
    assert status(delivery) == SubscriberStatus.ACTIVE
    assert not Bounce.objects.exists()


def test_a_report_that_names_two_mails_changes_neither(delivery: Delivery) -> None:
    other = Delivery.objects.order_by("pk")[1]
    token = f"{other.pk}.{mime.proof_of(other.pk)}"
    assert hand_in(f"X-Original-To: list+{token}@example.org\r\n".encode() + report(delivery)) == 204
    assert not Bounce.objects.exists()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\0\xff" * 500,
        b"Content-Type: multipart/report; boundary=x\r\n\r\n--x",
        b"Content-Type: message/delivery-status\r\n\r\n" + b"Action: failed\r\n" * 2000,
        b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (one, one) for one in range(300)),
    ],
    ids=["nothing", "rubbish", "cut off", "no end", "boxes in boxes"],
)
def test_rubbish_is_taken_and_ignored(delivery: Delivery, raw: bytes) -> None:
    assert hand_in(raw) == 204
    assert not Bounce.objects.exists()


def test_words_of_people_alone_prove_nothing(delivery: Delivery) -> None:
    token = f"{delivery.pk}.{mime.proof_of(delivery.pk)}"
    away = f"To: list+{token}@example.org\r\nSubject: Abwesend\r\nAuto-Submitted: auto-replied\r\n\r\n550 5.1.1 user unknown"
    assert hand_in(away.encode()) == 204
    assert status(delivery) == SubscriberStatus.ACTIVE


def test_twice_is_once(delivery: Delivery) -> None:
    for _time in range(2):
        assert hand_in(report(delivery)) == 204
    assert Bounce.objects.count() == 1


def test_whoever_signed_up_again_since_stays(delivery: Delivery) -> None:
    from django.utils import timezone

    Subscriber.objects.filter(deliveries=delivery).update(confirmed_at=timezone.now())
    assert hand_in(report(delivery)) == 204
    assert status(delivery) == SubscriberStatus.ACTIVE
    assert Bounce.objects.get().kind == "hard"


@pytest.mark.parametrize(("kind", "after"), [("abuse", "blocked"), ("not-spam", "active"), ("", "active")])
def test_a_complaint_blocks_and_its_opposite_does_not(delivery: Delivery, kind: str, after: str) -> None:
    raw = (
        'Content-Type: multipart/report; report-type=feedback-report; boundary="b"\r\n\r\n'
        f"--b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: {kind}\r\nVersion: 1\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {mime.message_id(delivery.pk)}\r\n\r\n--b--\r\n"
    )
    assert hand_in(raw.encode()) == 204
    assert status(delivery) == after


def test_the_webhook_is_not_there_without_its_secret(delivery: Delivery, settings: Any) -> None:
    assert [hand_in(report(delivery), secret) for secret in ("", "wrong", SECRET + "x")] == [404, 404, 404]
    settings.NEWSLETTER_BOUNCE_SECRET = ""
    assert hand_in(report(delivery), "") == 404
    assert Client().get(HOOK).status_code in (404, 405)
    assert not Bounce.objects.exists()


@pytest.mark.parametrize("size", [1_000_001, 3_000_000])
def test_what_is_too_large_is_refused(delivery: Delivery, size: int) -> None:
    assert hand_in(b"x" * size) == 413
