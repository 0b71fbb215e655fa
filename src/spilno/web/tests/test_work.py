import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from spilno.common.models import OutboxMail
from spilno.common.outbox import queue_mail
from spilno.web import work
from spilno.web.work import Work
from tests.cast import person


def code_mail() -> None:
    queue_mail(to="new@example.org", subject="Code", text="1234-5678", language="de")


@pytest.mark.django_db
def test_the_worker_sends_what_waits() -> None:
    code_mail()
    Work().once()
    assert OutboxMail.objects.get().status == "sent"


@pytest.mark.django_db
def test_the_page_of_outgoing_mails_exists_in_development_only(client: Client, settings: Settings) -> None:
    code_mail()
    assert client.get("/de/outbox/").status_code == 404
    client.force_login(person("chief", second_factor=True, is_administrator=True))
    assert client.get("/de/outbox/").status_code == 404
    settings.SHOWING_OUTBOX = True
    assert "1234-5678" in Client().get("/de/outbox/").content.decode()


@pytest.mark.django_db
def test_a_task_that_fails_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise RuntimeError("on purpose")

    monkeypatch.setattr(work, "EVERY_ROUND", (broken, *work.EVERY_ROUND))
    code_mail()
    Work().once()
    assert OutboxMail.objects.get().status == "sent"
