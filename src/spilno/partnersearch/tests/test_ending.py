"""The day a request ends: its people are told once, by a mail whose link takes it up again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from spilno.accounts.models import User
from spilno.common.models import OutboxMail
from spilno.common.outbox import forget_old_mails
from spilno.organisations.models import Membership, Organisation
from spilno.partnersearch.actions import requests as requesting
from spilno.partnersearch.enums import IntroductionState, RequestStatus
from spilno.partnersearch.models import Introduction, PartnerRequest
from spilno.partnersearch.queries.requests import LINK_LASTS, Wanted, find_requests, get_request_to_keep
from spilno.partnersearch.tasks import ask_for_renewals, expire_requests
from spilno.partnersearch.tests.access import introduction_of, request_of
from tests.cast import Network, load_network

pytestmark = pytest.mark.django_db

SUBJECTS = {
    "de": "Ihr Partnerschaftsgesuch ist abgelaufen",
    "uk": "Термін Вашого запиту на партнерство закінчився",
    "en": "Your partner request has ended",
}


def over(network: Network, status: str = RequestStatus.OPEN, *, days: int = 0) -> PartnerRequest:
    """A request of Dortmund that its editor answers for, past its end since a minute and so many days."""
    made = request_of(network.dortmund, status)
    made.responsible, made.expires_at = network.dortmund_editor, timezone.now() - timedelta(days=days, minutes=1)
    made.save()
    return made


def mails() -> list[OutboxMail]:
    return list(OutboxMail.objects.filter(subject__in=SUBJECTS.values()).order_by("pk"))


def link(mail: OutboxMail) -> str:
    token = mail.text.split("/requests/renew/")[1].split("/")[0]
    return reverse("partnersearch:renew_link", args=[token])


def state(request: PartnerRequest) -> tuple[str, int]:
    fresh = PartnerRequest.objects.get(pk=request.pk)
    return fresh.status, fresh.renewals


@pytest.mark.parametrize("language", SUBJECTS)
def test_whoever_answers_for_it_is_told_in_their_language_and_renews_with_one_click(language: str) -> None:
    network = load_network()
    User.objects.filter(pk=network.dortmund_editor.pk).update(language=language)
    made = over(network)
    assert expire_requests() == 1
    (mail,) = mails()
    assert (mail.to, mail.language, mail.subject) == (network.dortmund_editor.email, language, SUBJECTS[language])
    assert made.title in mail.text and f"/{language}/requests/{made.pk}/" in mail.text
    assert ".." not in mail.text
    client = Client(enforce_csrf_checks=True)
    # Opening it, as a scanner of mails does, changes nothing.
    page = client.get(link(mail))
    assert page.status_code == 200 and made.title in page.content.decode()
    assert state(made) == (RequestStatus.EXPIRED, 0)
    assert client.post(link(mail)).status_code == 200
    assert state(made) == (RequestStatus.OPEN, 1)
    assert find_requests(Wanted()).get() == made
    for again in (client.get, client.post):
        assert again(link(mail)).status_code == 410
    assert state(made) == (RequestStatus.OPEN, 1)


def test_it_is_told_once_however_often_and_however_late_the_worker_runs() -> None:
    network = load_network()
    made = over(network, days=5)
    PartnerRequest.objects.filter(pk=made.pk).update(expires_at=datetime(2026, 3, 5, 23, 30, tzinfo=UTC))
    assert [expire_requests() for _ in range(3)] == [1, 0, 0]
    (mail,) = mails()
    assert "6. März 2026" in mail.text, "the day it ended, as clocks here had it"
    # A worker that had read the list before the first one was done.
    assert not requesting.expire_request(made)
    OutboxMail.objects.update(created_at=timezone.now() - timedelta(days=4000))
    forget_old_mails()
    assert expire_requests() == 0 and mails() == []


def test_the_link_says_until_when_it_works_and_works_until_then() -> None:
    network = load_network()
    made = over(network)
    expire_requests()
    (mail,) = mails()
    assert made.expires_at is not None
    with override(mail.language):
        assert date_format(timezone.localtime(made.expires_at + LINK_LASTS), "DATE_FORMAT") in mail.text
    ended = timezone.now() - LINK_LASTS
    PartnerRequest.objects.filter(pk=made.pk).update(expires_at=ended - timedelta(seconds=1))
    for late in (Client().get, Client().post):
        assert late(link(mail)).status_code == 410
    assert state(made) == (RequestStatus.EXPIRED, 0)
    PartnerRequest.objects.filter(pk=made.pk).update(expires_at=ended + timedelta(hours=1))
    assert Client().post(link(mail)).status_code == 200


def test_its_next_end_is_told_again() -> None:
    network = load_network()
    made = over(network)
    expire_requests()
    Client().post(link(mails()[0]))
    PartnerRequest.objects.filter(pk=made.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert expire_requests() == 1
    first, second = mails()
    assert link(first) != link(second)
    assert Client().post(link(first)).status_code == 410
    assert Client().post(link(second)).status_code == 200


@pytest.mark.parametrize("used", [0, 1])
def test_the_links_of_both_mails_hold_until_one_of_them_is_used(used: int) -> None:
    network = load_network()
    made = over(network, days=-10)
    assert ask_for_renewals() == 1
    asked = OutboxMail.objects.latest("pk")
    PartnerRequest.objects.filter(pk=made.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
    expire_requests()
    links = [link(asked), link(mails()[0])]
    assert Client().post(links[used]).status_code == 200
    assert [Client().post(one).status_code for one in links] == [410, 410]
    assert state(made) == (RequestStatus.OPEN, 1)


@pytest.mark.parametrize(
    "status", [one for one in RequestStatus if one not in (RequestStatus.OPEN, RequestStatus.IN_TALKS)]
)
def test_of_a_request_that_is_not_public_no_end_is_told(status: str) -> None:
    network = load_network()
    made = over(network, status)
    assert expire_requests() == 0
    assert mails() == [] and state(made) == (status, 0)


def test_of_one_that_was_renewed_or_closed_meanwhile_no_end_is_told() -> None:
    network = load_network()
    made = over(network)
    keeping = get_request_to_keep(network.dortmund_editor, made.pk)
    requesting.renew_request(keeping)
    assert not requesting.expire_request(made)
    PartnerRequest.objects.filter(pk=made.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
    requesting.close_request(keeping, note="")
    assert not requesting.expire_request(made)
    assert mails() == []


def test_where_the_organisation_has_left_it_ends_without_a_mail() -> None:
    network = load_network()
    made = over(network)
    Organisation.objects.filter(pk=network.dortmund.pk).update(withdrawn_at=timezone.now())
    assert expire_requests() == 1
    assert mails() == [] and state(made) == (RequestStatus.EXPIRED, 0)


def test_whoever_no_longer_acts_for_it_gets_no_link_and_an_owner_does() -> None:
    network = load_network()
    over(network)
    Membership.objects.filter(user=network.dortmund_editor).delete()
    expire_requests()
    assert [mail.to for mail in mails()] == [network.dortmund_owner.email]


def test_talks_go_on_and_a_renewed_request_knows_of_them() -> None:
    network = load_network()
    talks = introduction_of(network)
    Introduction.objects.filter(pk=talks.pk).update(state=IntroductionState.TALKS)
    made = talks.request
    PartnerRequest.objects.filter(pk=made.pk).update(
        status=RequestStatus.IN_TALKS, expires_at=timezone.now() - timedelta(minutes=1)
    )
    expire_requests()
    talks.refresh_from_db()
    assert talks.state == IntroductionState.TALKS
    Client().post(link(mails()[0]))
    assert state(made) == (RequestStatus.IN_TALKS, 1)


def test_signed_in_it_is_renewed_after_its_end_too() -> None:
    network = load_network()
    made = over(network)
    expire_requests()
    client = Client()
    client.force_login(network.dortmund_editor)
    step = reverse("partnersearch:move", args=[made.pk, "renew"])
    assert step in client.get(reverse("partnersearch:request", args=[made.pk])).content.decode()
    client.post(step)
    assert state(made) == (RequestStatus.OPEN, 1)
    assert client.post(link(mails()[0])).status_code == 410


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_it_once() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer")
    network = load_network()
    made = over(network)

    def run() -> bool:
        try:
            return requesting.expire_request(made)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        done = [one.result() for one in [pool.submit(run) for _ in range(4)]]
    assert sorted(done) == [False, False, False, True]
    assert len(mails()) == 1
