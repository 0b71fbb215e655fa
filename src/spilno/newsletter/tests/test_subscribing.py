"""Signing up by two steps, changing and ending; nobody learns who reads the newsletter."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from spilno.common import personal
from spilno.common.errors import RefusedError
from spilno.common.limits import LimitReachedError
from spilno.common.models import AuditEntry, OutboxMail
from spilno.newsletter.actions import subscribing as actions
from spilno.newsletter.consents import wording
from spilno.newsletter.enums import ConsentEvent, SubscriberStatus, Way
from spilno.newsletter.links import token_of
from spilno.newsletter.models import Consent, Subscriber, Topic
from spilno.newsletter.tasks import forget_old
from tests.cast import load_places, person

ADDRESS = "leserin@example.org"
pytestmark = pytest.mark.django_db


def sign_up(client: Client, email: str = ADDRESS, language: str = "de", **more: object) -> str:
    """The page that answers, as its text."""
    page = client.post(reverse("newsletter:subscribe"), {"email": email, "language": language, **more}, follow=True)
    return page.content.decode()


def confirm_path(mail: OutboxMail) -> str:
    found = re.search(r"https?://[^/\s]+(/\w\w/newsletter/confirm/[^\s]+)", mail.text)
    assert found
    return found[1]


def reader(client: Client, email: str = ADDRESS) -> Subscriber:
    sign_up(client, email)
    client.post(confirm_path(OutboxMail.objects.get(to=email)))
    return Subscriber.objects.get(email=email, status=SubscriberStatus.ACTIVE)


def test_the_newsletter_begins_with_the_button_behind_the_link(client: Client) -> None:
    sign_up(client)
    path = confirm_path(OutboxMail.objects.get())
    assert client.get(path).status_code == client.head(path).status_code == 200
    assert Subscriber.objects.get().status == SubscriberStatus.WAITING
    client.post(path)
    assert Subscriber.objects.get().status == SubscriberStatus.ACTIVE
    assert client.post(path).status_code == 200


def test_consent_is_kept_with_the_exact_text_and_its_language(client: Client) -> None:
    with override("uk"):
        text, address = wording(), reverse("newsletter:subscribe")
    assert text in client.get(address).content.decode()
    client.post(address, {"email": ADDRESS, "language": "de"})
    client.post(confirm_path(OutboxMail.objects.get()))
    asked, confirmed = Consent.objects.all()
    assert (asked.event, confirmed.event) == (ConsentEvent.ASKED, ConsentEvent.CONFIRMED)
    assert asked.text == confirmed.text == text
    assert asked.language == "uk"
    assert asked.text_version_digest == confirmed.text_version_digest != ""


def test_a_proof_cannot_be_changed(client: Client) -> None:
    reader(client)
    proof = Consent.objects.first()
    assert proof
    with pytest.raises(TypeError):
        proof.save()


@pytest.mark.parametrize("status", [None, *SubscriberStatus.values])
def test_the_answer_is_the_same_for_every_address(client: Client, status: str | None) -> None:
    unknown = sign_up(client, "sonst@example.org")
    if status:
        Subscriber.objects.create(email=ADDRESS, language="de", status=status)
    assert sign_up(client) == unknown


def test_one_mail_a_day_for_each_address(client: Client) -> None:
    for spelling in [ADDRESS, ADDRESS.upper(), f" {ADDRESS} "]:
        sign_up(client, spelling)
    assert OutboxMail.objects.count() == 1
    Subscriber.objects.update(mailed_at=timezone.now() - timedelta(hours=25))
    sign_up(client)
    assert OutboxMail.objects.count() == 2


def test_somebody_who_reads_already_is_told_so_by_mail_only(client: Client) -> None:
    row = reader(client)
    Subscriber.objects.update(mailed_at=None)
    sign_up(client, language="uk")
    mail = OutboxMail.objects.order_by("-pk")[0]
    assert token_of(row.key) in mail.text
    row.refresh_from_db()
    assert (row.language, row.status) == ("de", SubscriberStatus.ACTIVE)


def test_a_blocked_address_gets_no_mail(client: Client) -> None:
    actions.block_subscriber(reader(client), way=Way.COMPLAINT)
    Subscriber.objects.update(mailed_at=None)
    sign_up(client)
    assert OutboxMail.objects.count() == 1


def test_whoever_enters_a_thousand_addresses_is_stopped(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "SIGN_UPS", actions.Limit("newsletter.sign_up", 3, 3600))
    for number in range(3):
        actions.ask_for_newsletter(email=f"opfer{number}@example.org", language="de")
    with pytest.raises(LimitReachedError):
        actions.ask_for_newsletter(email="opfer9@example.org", language="de")
    assert OutboxMail.objects.count() == 3


def test_the_mail_holds_nothing_that_was_typed(client: Client) -> None:
    sign_up(client, "https.evil.example+kauf@example.org", name="Click http://evil.example")
    mail = OutboxMail.objects.get()
    assert "evil" not in mail.text + mail.subject + mail.html


@pytest.mark.parametrize(
    "wrong", ["kein", "a@b", "x@y.de\nBcc: z@y.de", "a@b.de, c@d.de", "аdmin@example.org", "@x.de"]
)
def test_what_is_no_address_is_said_and_kept_nowhere(client: Client, wrong: str) -> None:
    assert client.post(reverse("newsletter:subscribe"), {"email": wrong, "language": "de"}).status_code == 422
    assert not Subscriber.objects.exists()


def test_unconfirmed_sign_ups_are_forgotten_after_seven_days(client: Client) -> None:
    sign_up(client)
    Subscriber.objects.update(created_at=timezone.now() - timedelta(days=6, hours=23), mailed_at=None)
    assert forget_old() == 0
    Subscriber.objects.update(created_at=timezone.now() - timedelta(days=7, hours=1))
    forget_old()
    assert not Subscriber.objects.exists()
    assert Consent.objects.get().subscriber is None


def test_a_link_holds_seven_days(client: Client) -> None:
    sign_up(client)
    Subscriber.objects.update(mailed_at=timezone.now() - timedelta(days=8))
    assert client.post(confirm_path(OutboxMail.objects.get())).status_code == 404
    assert Subscriber.objects.get().status == SubscriberStatus.WAITING


def test_scanners_that_open_every_link_end_nothing(client: Client) -> None:
    token = token_of(reader(client).key)
    for name in ("unsubscribe", "preferences", "data"):
        for ask in (client.get, client.head, client.options):
            assert ask(reverse(f"newsletter:{name}", args=[token])).status_code in (200, 405)
    assert client.get(reverse("newsletter:erase", args=[token])).status_code == 405
    assert Subscriber.objects.active().count() == 1


def test_one_click_needs_no_cookie_and_twice_is_fine() -> None:
    client = Client(enforce_csrf_checks=True)
    row = reader(client)
    address = reverse("newsletter:unsubscribe", args=[token_of(row.key)])
    for _time in range(2):
        page = client.post(address, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
        assert page.status_code == 200
    assert not client.cookies
    row.refresh_from_db()
    assert row.status == SubscriberStatus.LEFT
    withdrawn = Consent.objects.get(event=ConsentEvent.WITHDRAWN)
    assert withdrawn.way == Way.ONE_CLICK


def test_an_old_link_does_not_bring_an_ended_subscription_back(client: Client) -> None:
    row = reader(client)
    actions.unsubscribe(row, way=Way.LINK)
    assert client.post(confirm_path(OutboxMail.objects.get())).status_code == 404
    with pytest.raises(RefusedError):
        actions.confirm_subscription("made up")
    sign_up(client)
    client.post(confirm_path(OutboxMail.objects.order_by("-pk")[0]))
    row.refresh_from_db()
    assert (row.status, row.ended_at) == (SubscriberStatus.ACTIVE, None)


def test_topics_regions_and_language_are_chosen_without_an_account(client: Client) -> None:
    places = load_places()
    topic = Topic.objects.create(name_de="Energie", name_uk="Енергетика", name_en="Energy")
    row = reader(client)
    region = places["stryi"].parent
    address = reverse("newsletter:preferences", args=[token_of(row.key)])
    page = client.post(address, {"language": "uk", "topics": [topic.pk], "regions": [region.pk]})
    assert page.status_code == 200
    row.refresh_from_db()
    assert (row.language, list(row.topics.all()), list(row.regions.all())) == ("uk", [topic], [region])
    assert client.post(address, {"language": "xx", "topics": [10**9]}).status_code == 422


def test_nobody_gets_a_cookie(client: Client) -> None:
    row = reader(client)
    for name in ("unsubscribe", "preferences", "data"):
        client.get(reverse(f"newsletter:{name}", args=[token_of(row.key)]))
    client.get(reverse("newsletter:subscribe"))
    assert not client.cookies


def test_a_changed_link_leads_nowhere(client: Client) -> None:
    token = token_of(reader(client).key)
    other = token_of(Subscriber.objects.create(email="x@example.org", language="de").key)
    for wrong in (
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        token.split(".")[0],
        f"{other.split('.')[0]}.{token.split('.')[1]}",
    ):
        assert client.post(reverse("newsletter:unsubscribe", args=[wrong])).status_code == 404
    assert Subscriber.objects.active().count() == 1


def test_erasing_leaves_a_proof_without_the_address(client: Client) -> None:
    row = reader(client)
    assert ADDRESS in client.get(reverse("newsletter:data", args=[token_of(row.key)])).content.decode()
    client.post(reverse("newsletter:erase", args=[token_of(row.key)]))
    left = [
        *Consent.objects.values(),
        *AuditEntry.objects.values(),
        *OutboxMail.objects.values(),
        *Subscriber.objects.values(),
    ]
    assert ADDRESS not in str(left)
    assert Consent.objects.filter(event=ConsentEvent.WITHDRAWN, way=Way.ERASURE).exists()


def test_an_account_exports_and_erases_the_subscription_of_its_confirmed_address(client: Client) -> None:
    account = person("leserin")
    reader(client)
    stranger = person("fremd")
    EmailAddress.objects.create(user=stranger, email=ADDRESS, verified=False)
    assert "newsletter.Subscriber" in personal.export(account.pk)
    assert "newsletter.Subscriber" not in personal.export(stranger.pk)
    personal.erase(stranger.pk)
    assert Subscriber.objects.exists()
    personal.erase(account.pk)
    assert not Subscriber.objects.exists()
    assert not OutboxMail.objects.filter(to=ADDRESS).exists()


@pytest.mark.django_db(transaction=True)
def test_twenty_sign_ups_at_once_send_one_mail() -> None:
    def ask(_number: int) -> None:
        try:
            actions.ask_for_newsletter(email=ADDRESS, language="de")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(ask, range(20)))
    assert OutboxMail.objects.count() == Subscriber.objects.count() == 1
