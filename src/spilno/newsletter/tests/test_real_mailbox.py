"""Debian's own mail servers: a sign-up, an issue and a report of failure on their real way."""

import re
from typing import Any

import pytest
from django.test import Client

from spilno.accounts.models import User
from spilno.common.outbox import send_due
from spilno.newsletter.delivery import send_waiting
from spilno.newsletter.enums import SubscriberStatus
from spilno.newsletter.models import Bounce, Delivery, Subscriber
from spilno.newsletter.tasks import read_bounces
from spilno.newsletter.tests.issues import SUBJECTS, readers, started
from spilno.newsletter.tests.realmail import real_mail
from tests.cast import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> User:
    return person("coordinator", second_factor=True, is_coordinator=True)


def _path_in(text: str, word: str) -> str:
    found = re.search(rf"https?://[^/\s]+(/\S*/{word}/\S+)", text)
    assert found, text
    return found[1]


def test_a_reader_confirms_reads_an_issue_and_an_unknown_user_comes_back_as_a_bounce(
    office: User, settings: Any, client: Client
) -> None:
    with real_mail(settings) as mail:
        client.post("/de/newsletter/", {"email": "news@example.test", "language": "de"})
        send_due()
        asked = mail.wait_for("news", 1)[0]
        path = _path_in(asked.get_content(), "confirm")
        # A scanner that opens the link confirms nothing.
        assert client.get(path).status_code == 200
        assert Subscriber.objects.get().status == SubscriberStatus.WAITING
        client.post(path)
        assert Subscriber.objects.get().status == SubscriberStatus.ACTIVE

        gone = readers(1, name="nobody-here")[0]
        Subscriber.objects.filter(pk=gone.pk).update(email="nobody-here@example.test")
        started(office)
        assert send_waiting() == 2
        assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}

        issue = [one for one in mail.wait_for("news", 2) if one["List-Id"]]
        assert [str(one["Subject"]) for one in issue] == [SUBJECTS["de"]]
        text, html = (part.get_content() for part in issue[0].iter_parts())
        assert "Erster Absatz." in text and ".Punkt vorn" in text and ".Punkt vorn" in html

        report = mail.wait_for("list", 1)[0]
        assert str(report["Subject"]) == "Ihre Nachricht konnte nicht zugestellt werden"
        assert read_bounces() == 1
        assert read_bounces() == 0
        assert list(Bounce.objects.values_list("kind", "status_code")) == [("hard", "5.1.1")]
        gone.refresh_from_db()
        assert gone.status == SubscriberStatus.BOUNCED

        path = _path_in(issue[0]["List-Unsubscribe"].strip("<>"), "unsubscribe")
        client.get(path)
        assert Subscriber.objects.get(email="news@example.test").status == SubscriberStatus.ACTIVE
        Client(enforce_csrf_checks=True).post(path, {"List-Unsubscribe": "One-Click"})
        assert Subscriber.objects.get(email="news@example.test").status == SubscriberStatus.LEFT
        assert len(mail.mails("news")) == 2
